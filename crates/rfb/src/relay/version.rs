//! RFB's versions, as both sides name them at the very beginning.

use crate::error::Error;

const BYTES: usize = 12;

/// A version that the relay can follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V3_3,
    V3_7,
    V3_8,
}

impl Version {
    pub fn bytes(self) -> &'static [u8; BYTES] {
        match self {
            Self::V3_3 => b"RFB 003.003\n",
            Self::V3_7 => b"RFB 003.007\n",
            Self::V3_8 => b"RFB 003.008\n",
        }
    }
}

/// Takes a version from the beginning of `bytes`, rounded down to one that is known. Refuses as soon
/// as it cannot be one.
pub(super) fn read(bytes: &mut Vec<u8>) -> Result<Option<Version>, Error> {
    const FORM: &[u8; BYTES] = b"RFB 000.000\n";
    let fits = |(form, byte): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { form == byte };
    if !FORM.iter().zip(bytes.iter()).all(fits) {
        return Err(Error::NotRfb);
    }
    if bytes.len() < BYTES {
        return Ok(None);
    }
    let number = |at: usize| bytes[at..at + 3].iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
    let version = match (number(4), number(8)) {
        (0..=2, _) | (3, 0..=2) => return Err(Error::NotRfb),
        (3, 3..=6) => Version::V3_3,
        (3, 7) => Version::V3_7,
        _ => Version::V3_8,
    };
    bytes.drain(..BYTES);
    Ok(Some(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_rounded_down() {
        let cases = [
            ("RFB 003.003\n", Version::V3_3),
            ("RFB 003.005\n", Version::V3_3),
            ("RFB 003.007\n", Version::V3_7),
            ("RFB 003.889\n", Version::V3_8),
            ("RFB 004.001\n", Version::V3_8),
        ];
        for (text, version) in cases {
            assert_eq!(read(&mut text.as_bytes().to_vec()), Ok(Some(version)), "{text}");
            assert_eq!(read(&mut text.as_bytes()[..11].to_vec()), Ok(None), "{text}");
        }
        for text in ["GET", "RFB 003.00x", "RFB 003.008\r", "RFB 002.000\n", "SSH-2.0-OpenSSH"] {
            assert_eq!(read(&mut text.as_bytes().to_vec()), Err(Error::NotRfb), "{text}");
        }
    }
}
