//! "report (2).pdf": the name that something gets when its own is taken.

use farhand_protocol::files::FileName;

/// Extensions that stand before another one and belong to it: `logs.tar.gz`.
const BEFORE: &str = ".tar";

/// What longer ends of a name are no extension.
const EXTENSION: usize = 16;

/// The name with a number before its extension; what is too long of the rest is cut off.
#[must_use]
pub fn numbered(name: &FileName, number: u32) -> FileName {
    let (stem, extension) = split(name.as_str());
    let number = format!(" ({number})");
    // Characters that stand for one byte count as three here: the name only becomes shorter by that.
    let room = 255 - number.len() - extension.len();
    let mut stem = stem;
    while stem.len() > room {
        stem = &stem[..stem.char_indices().next_back().map_or(0, |(at, _)| at)];
    }
    format!("{stem}{number}{extension}").parse().expect("a part of a name and a number are a name")
}

fn split(name: &str) -> (&str, &str) {
    let dot = name.rfind('.').filter(|&at| at > 0 && name.len() - at <= EXTENSION);
    let Some(dot) = dot else { return (name, "") };
    let stem = &name[..dot];
    match stem.strip_suffix(BEFORE) {
        Some(short) if !short.is_empty() => name.split_at(short.len()),
        _ => name.split_at(dot),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::names::{Rules, refused};
    use proptest::prelude::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(numbered(&name.parse().unwrap(), 2).as_str(), expected);
    }

    #[test]
    fn the_number_stands_before_the_extension() {
        check("report.pdf", "report (2).pdf");
        check("report", "report (2)");
        check("logs.tar.gz", "logs (2).tar.gz");
        check(".bashrc", ".bashrc (2)");
        check(".tar.gz", ".tar (2).gz");
        check("Dr. Who and the long words", "Dr. Who and the long words (2)");
        check("report (2).pdf", "report (2) (2).pdf");
        check("...", ".. (2).");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn a_numbered_name_is_another_name_that_fits(bytes in proptest::collection::vec(1u8.., 1..400), n in 2u32..) {
            if let Ok(name) = FileName::from_bytes(&bytes) {
                let other = numbered(&name, n);
                prop_assert_ne!(&other, &name);
                prop_assert_ne!(refused(&other, Rules::Unix), Some(crate::names::Refusal::TooLong));
                prop_assert_ne!(numbered(&name, n - 1), other);
            }
        }
    }
}
