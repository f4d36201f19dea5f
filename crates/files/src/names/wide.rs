//! Names of Windows: UTF-16 that may have unpaired surrogates, as bytes of generalised UTF-8.

/// The bytes of a name in UTF-16.
pub(crate) fn to_bytes(units: impl IntoIterator<Item = u16>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for unit in char::decode_utf16(units) {
        match unit {
            Ok(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(error) => {
                let unit = error.unpaired_surrogate();
                let low = |shift: u16| u8::try_from(unit >> shift & 0x3f).expect("six bits are left");
                bytes.extend_from_slice(&[0xed, 0x80 | low(6), 0x80 | low(0)]);
            }
        }
    }
    bytes
}

/// The UTF-16 of a name's bytes; none where they are neither UTF-8 nor unpaired surrogates.
pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Vec<u16>> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        match rest {
            [0xed, high @ 0xa0..=0xbf, low @ 0x80..=0xbf, after @ ..] => {
                units.push(0xd000 | u16::from(high & 0x3f) << 6 | u16::from(low & 0x3f));
                rest = after;
            }
            _ => {
                let chunk = rest.utf8_chunks().next()?.valid();
                if chunk.is_empty() {
                    return None;
                }
                units.extend(chunk.encode_utf16());
                rest = &rest[chunk.len()..];
            }
        }
    }
    Some(units)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unpaired_surrogates_are_three_bytes() {
        assert_eq!(to_bytes([0x61, 0xd83d, 0x62]), [0x61, 0xed, 0xa0, 0xbd, 0x62]);
        assert_eq!(from_bytes(&[0x61, 0xed, 0xa0, 0xbd, 0x62]), Some(vec![0x61, 0xd83d, 0x62]));
        assert_eq!(from_bytes(b"caf\xe9"), None);
        assert_eq!(from_bytes("😀".as_bytes()), Some("😀".encode_utf16().collect()));
    }

    proptest! {
        #[test]
        fn every_name_comes_back(units in proptest::collection::vec(any::<u16>(), 0..50)) {
            prop_assert_eq!(from_bytes(&to_bytes(units.iter().copied())).unwrap(), units);
        }

        #[test]
        fn no_bytes_are_too_much(bytes in proptest::collection::vec(any::<u8>(), 0..50)) {
            if let Some(units) = from_bytes(&bytes) {
                prop_assert!(units.len() <= bytes.len());
            }
        }
    }
}
