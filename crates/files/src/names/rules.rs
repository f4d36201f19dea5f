//! What each system refuses.
//!
//! Windows: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.

use farhand_protocol::files::FileName;

/// Whose rules a name has to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Linux, Android and other Unix systems: 255 bytes.
    Unix,
    /// macOS: 255 bytes of text.
    Macos,
    /// Windows: 255 UTF-16 units, some characters and words never.
    Windows,
}

impl Rules {
    /// The rules of this computer.
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::Macos
    } else {
        Self::Unix
    };
}

/// Why a system does not take a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Longer than the system takes.
    #[error("is too long a name")]
    TooLong,
    /// Windows keeps the word for a device.
    #[error("is a name that Windows keeps for itself")]
    Reserved,
    /// With this character, which may be in no name.
    #[error("has a character in its name that Windows does not take: {}", .0.escape_default())]
    Character(char),
    /// Windows drops a dot or a space at the end.
    #[error("ends with a dot or a space, which Windows does not take")]
    End,
    /// Bytes that are no text.
    #[error("has a name that is no text, which this system does not take")]
    NoText,
}

const LONGEST: usize = 255;

/// Why a system with these rules does not take the name, if it does not.
#[must_use]
pub fn refused(name: &FileName, rules: Rules) -> Option<Refusal> {
    match rules {
        Rules::Unix => (name.to_bytes().len() > LONGEST).then_some(Refusal::TooLong),
        Rules::Macos => match String::from_utf8(name.to_bytes()) {
            Ok(text) => (text.len() > LONGEST).then_some(Refusal::TooLong),
            Err(_) => Some(Refusal::NoText),
        },
        Rules::Windows => match String::from_utf8(name.to_bytes()) {
            Ok(text) => by_windows(&text),
            Err(_) => Some(Refusal::NoText),
        },
    }
}

fn by_windows(name: &str) -> Option<Refusal> {
    let forbidden = |c: &char| *c < ' ' || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*');
    if let Some(character) = name.chars().find(forbidden) {
        return Some(Refusal::Character(character));
    }
    if name.ends_with(['.', ' ']) {
        return Some(Refusal::End);
    }
    if is_reserved(name) {
        return Some(Refusal::Reserved);
    }
    (name.encode_utf16().count() > LONGEST).then_some(Refusal::TooLong)
}

/// Devices are meant whatever extension follows: `nul.txt` is `NUL`.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut digits = number.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}

/// Whether two names differ in nothing but case, so that a disk may take them for one.
#[must_use]
pub fn same(one: &FileName, other: &FileName) -> bool {
    one == other || folded(one) == folded(other)
}

/// A name without its case.
pub(crate) fn folded(name: &FileName) -> String {
    // Upper case first: several small letters share a capital one (ſ and s, ς and σ).
    name.as_str().to_uppercase().to_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> FileName {
        text.parse().unwrap()
    }

    #[test]
    fn windows_refuses_devices_characters_and_ends() {
        let reserved = [
            "CON",
            "con",
            "Aux.txt",
            "NUL",
            "nul.tar.gz",
            "PRN ",
            "COM1",
            "com9.log",
            "LPT0",
            "COM¹",
            "lpt³.x",
            "CONIN$",
            "conout$",
            "NUL .txt",
        ];
        for text in reserved {
            let why = refused(&name(text), Rules::Windows);
            assert!(matches!(why, Some(Refusal::Reserved | Refusal::End)), "{text}: {why:?}");
        }
        for text in ["a<b", "a>b", "C:", "a\"b", "..\\up", "a|b", "a?b", "*", "a\nb", "a\u{1f}b"] {
            assert!(matches!(refused(&name(text), Rules::Windows), Some(Refusal::Character(_))), "{text:?}");
        }
        for text in ["a.", "a ", "...", " "] {
            assert_eq!(refused(&name(text), Rules::Windows), Some(Refusal::End), "{text:?}");
        }
        for text in ["console", "COM10", "COM", "nulls.txt", ".con", "a.nul", "com1x", "é", "👩‍🔧", " a"]
        {
            assert_eq!(refused(&name(text), Rules::Windows), None, "{text:?}");
        }
    }

    #[test]
    fn each_system_counts_in_its_own_way() {
        let letters = name(&"é".repeat(128));
        assert_eq!(refused(&letters, Rules::Unix), Some(Refusal::TooLong));
        assert_eq!(refused(&letters, Rules::Macos), Some(Refusal::TooLong));
        assert_eq!(refused(&letters, Rules::Windows), None);
        assert_eq!(refused(&name(&"😀".repeat(128)), Rules::Windows), Some(Refusal::TooLong));
        let long = name(&"x".repeat(256));
        for rules in [Rules::Unix, Rules::Macos, Rules::Windows] {
            assert_eq!(refused(&long, rules), Some(Refusal::TooLong));
        }
        let bytes = FileName::from_bytes(b"caf\xe9").unwrap();
        assert_eq!(refused(&bytes, Rules::Unix), None);
        assert_eq!(refused(&bytes, Rules::Macos), Some(Refusal::NoText));
        assert_eq!(refused(&bytes, Rules::Windows), Some(Refusal::NoText));
    }

    #[test]
    fn case_alone_does_not_make_two_names() {
        for (one, other) in [("A", "a"), ("Straße", "STRASSE"), ("ſ", "S"), ("Σς", "σσ"), ("É.txt", "é.TXT")]
        {
            assert!(same(&name(one), &name(other)), "{one} {other}");
        }
        for (one, other) in [("a", "b"), ("a", "á"), ("a ", "a")] {
            assert!(!same(&name(one), &name(other)), "{one} {other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30_000))]
        #[test]
        fn what_windows_takes_is_one_component_there(text in any::<String>()) {
            if let Ok(name) = text.parse::<FileName>()
                && refused(&name, Rules::Windows).is_none()
            {
                prop_assert!(!text.contains(['\\', ':', '/']), "{:?}", text);
                prop_assert!(!text.ends_with(['.', ' ']));
            }
        }
    }
}
