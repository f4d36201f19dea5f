//! The file beside a thing in the trash: where it was, and when it was deleted.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use farhand_protocol::Timestamp;

const PATH: &str = "Path=";

pub(super) fn write(path: &Path, now: Timestamp) -> String {
    format!("[Trash Info]\n{PATH}{}\nDeletionDate={}\n", escaped(path.as_os_str().as_bytes()), local(now))
}

/// The path that stands in one.
pub(super) fn path(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut lines = text.lines().skip_while(|line| line.trim() != "[Trash Info]").skip(1);
    unescaped(lines.find_map(|line| line.strip_prefix(PATH))?)
}

pub(super) fn os(bytes: Vec<u8>) -> OsString {
    OsString::from_vec(bytes)
}

/// As RFC 3986 has it; slashes stay.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    Some(bytes)
}

/// In the time of this computer's place, as the specification asks.
fn local(now: Timestamp) -> String {
    let here = jiff::tz::TimeZone::system();
    let time = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default().to_zoned(here);
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_written_as_other_desktops_read_it() {
        let text = write(Path::new("/srv/anna/Übersicht 1.txt"), Timestamp(1_700_000_000_000));
        let (first, rest) = text.split_once("\nDeletionDate=2023-11-1").unwrap();
        assert_eq!(first, "[Trash Info]\nPath=/srv/anna/%C3%9Cbersicht%201.txt");
        assert_eq!(rest.len(), "4T22:13:20\n".len());
    }

    #[test]
    fn broken_ones_have_no_path() {
        for text in
            ["", "Path=/x", "[Trash Info]\nName=x", "[Trash Info]\nPath=/x%2", "[Trash Info]\nPath=%zz"]
        {
            assert_eq!(path(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(path(b"[Trash Info]\nPath=/\xff"), None);
    }

    proptest! {
        #[test]
        fn every_path_comes_back(bytes in proptest::collection::vec(1u8.., 1..100)) {
            let text = write(Path::new(&os(bytes.clone())), Timestamp(0));
            prop_assert_eq!(path(text.as_bytes()), Some(bytes));
        }
    }
}
