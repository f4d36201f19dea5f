//! The order in which people look for names: whatever the case, and numbers by their value.

use farhand_protocol::files::FileName;

/// Bytes by which names sort. A run of digits becomes its length and then its digits, so that
/// comparing bytes compares numbers; equal but for case, the names' own characters decide.
#[must_use]
pub fn sort_key(name: &FileName) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.as_str().len() * 2 + 2);
    let folded = name.as_str().to_lowercase();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            number(&rest[..end], &mut key);
            rest = &rest[end..];
        } else {
            let (text, after) = rest.split_at(first.len_utf8());
            key.extend_from_slice(text.as_bytes());
            rest = after;
        }
    }
    key.push(0);
    key.extend_from_slice(name.as_str().as_bytes());
    key
}

/// Numbers stand where digits would, among other characters.
fn number(digits: &str, key: &mut Vec<u8>) {
    let value = digits.trim_start_matches('0');
    let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
    key.push(b'0');
    key.extend_from_slice(&length.to_be_bytes());
    key.extend_from_slice(value.as_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn numbers_go_by_value_and_case_does_not_count() {
        let expected = [
            "_first",
            "2 files",
            "10 files",
            "Alpha",
            "beta",
            "Chapter 1",
            "chapter 2",
            "Chapter 10",
            "chapter 10b",
            "chapter 010c",
            "img9.png",
            "img12.png",
            "zebra",
            "Über",
        ];
        let mut names: Vec<FileName> = expected.iter().rev().map(|name| name.parse().unwrap()).collect();
        names.sort_by_cached_key(sort_key);
        let sorted: Vec<&str> = names.iter().map(FileName::as_str).collect();
        let mut all = expected.to_vec();
        all.retain(|name| *name != "_first");
        all.insert(all.iter().position(|name| *name == "Alpha").unwrap(), "_first");
        assert_eq!(sorted, all);
    }

    #[test]
    fn no_two_names_have_one_key() {
        let names = ["a1", "a01", "A1", "a", "a\u{1}"];
        let mut keys: Vec<_> = names.iter().map(|name| sort_key(&name.parse().unwrap())).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), names.len());
    }
}
