//! Names of files as they travel.
//!
//! A name is one component of a path, never a separator, and may come from a system whose names are
//! not UTF-8. It travels as text in which each byte that is no UTF-8 stands as one character of a
//! private range, U+F700 plus the byte ([`RAW`]). A name that really holds such a character has its
//! bytes written that way too, so text and bytes tell one another exactly. Windows' unpaired
//! surrogates are their three bytes of generalised UTF-8.
//!
//! What a name may be on a given system (reserved words, lengths) is for the end that writes it to
//! judge.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::text;

/// The characters that stand for single bytes.
pub const RAW: RangeInclusive<char> = '\u{f780}'..='\u{f7ff}';

/// A text that is no name of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// It is empty.
    #[error("a name cannot be empty")]
    Empty,
    /// It is `.` or `..`.
    #[error("a name cannot be \".\" or \"..\"")]
    Dots,
    /// It has a slash or a zero in it.
    #[error("a name cannot have a slash or a zero byte in it")]
    Separator,
    /// It is longer than any system takes.
    #[error("a name can have {} bytes at most", limits::FILE_NAME_BYTES)]
    TooLong,
}

/// The name of a file or folder: one component of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, type = "string"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^(?!\\.{1,2}$)[^/\\x00]{1,256}$"))]
pub struct FileName(String);

impl FileName {
    /// The name that a file has on a disk, given by its bytes.
    ///
    /// # Errors
    /// Where the bytes are no single component of a path.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidName> {
        check(bytes)?;
        Ok(Self(text_of(bytes)))
    }

    /// The bytes that the name has on a disk.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes_of(&self.0)
    }

    /// As it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For people: what cannot be shown, or would turn the text around, is replaced by U+FFFD.
    #[must_use]
    pub fn for_display(&self) -> String {
        let line = text::for_display_line(&self.0);
        line.chars().map(|c| if RAW.contains(&c) { '\u{fffd}' } else { c }).collect()
    }
}

/// The character that stands for a byte; only bytes from 0x80 on are ever no UTF-8.
fn raw(byte: u8) -> char {
    char::from_u32(0xf700 + u32::from(byte)).expect("the private range has no gaps")
}

fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        if RAW.contains(&c) {
            bytes.push(u8::try_from(u32::from(c) - 0xf700).expect("the range has 128 characters"));
        } else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    bytes
}

fn text_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if RAW.contains(&c) {
                text.extend(c.encode_utf8(&mut [0; 4]).bytes().map(raw));
            } else {
                text.push(c);
            }
        }
        text.extend(chunk.invalid().iter().copied().map(raw));
    }
    text
}

fn check(bytes: &[u8]) -> Result<(), InvalidName> {
    if bytes.is_empty() {
        return Err(InvalidName::Empty);
    }
    if bytes == b"." || bytes == b".." {
        return Err(InvalidName::Dots);
    }
    if bytes.contains(&b'/') || bytes.contains(&0) {
        return Err(InvalidName::Separator);
    }
    if bytes.len() > limits::FILE_NAME_BYTES {
        return Err(InvalidName::TooLong);
    }
    Ok(())
}

impl FromStr for FileName {
    type Err = InvalidName;

    /// There is one way to write a name: characters that stand for bytes which are text together
    /// become that text.
    fn from_str(text: &str) -> Result<Self, InvalidName> {
        Self::from_bytes(&bytes_of(text))
    }
}

impl TryFrom<String> for FileName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.for_display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_one_component_is_a_name() {
        for bad in ["", ".", "..", "a/b", "/", "a\0b", "\u{0}"] {
            assert!(bad.parse::<FileName>().is_err(), "{bad:?}");
        }
        assert_eq!("x".repeat(1025).parse::<FileName>(), Err(InvalidName::TooLong));
        for good in ["...", "a\\b", "a\nb", "con", " ", "é", "👩‍🔧"] {
            assert_eq!(good.parse::<FileName>().unwrap().as_str(), good);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_kept_and_shown_as_unknown() {
        let name = FileName::from_bytes(b"caf\xe9.txt").unwrap();
        assert_eq!(name.as_str(), "caf\u{f7e9}.txt");
        assert_eq!(name.to_bytes(), b"caf\xe9.txt");
        assert_eq!(name.for_display(), "caf\u{fffd}.txt");
        let private = "\u{f7e9}";
        let name = FileName::from_bytes(private.as_bytes()).unwrap();
        assert_ne!(name.as_str(), private);
        assert_eq!(name.to_bytes(), private.as_bytes());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn any_bytes_come_back_as_they_were(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(name) = FileName::from_bytes(&bytes) {
                prop_assert_eq!(name.to_bytes(), bytes);
                prop_assert_eq!(name.as_str().parse::<FileName>(), Ok(name.clone()));
            }
        }

        #[test]
        fn no_text_names_another_folder(text in any::<String>()) {
            if let Ok(name) = text.parse::<FileName>() {
                let bytes = name.to_bytes();
                prop_assert!(!bytes.contains(&b'/') && !bytes.contains(&0));
                prop_assert!(bytes != b"." && bytes != b".." && !bytes.is_empty());
            }
        }
    }
}
