//! Checksums of what one request brings (tus: `Upload-Checksum`).

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The names that `Tus-Checksum-Algorithm` announces.
pub const ALGORITHMS: &str = "sha1,sha256";

/// A checksum that is being computed.
#[derive(Clone, Debug)]
pub enum Sum {
    /// SHA-1.
    Sha1(Box<Sha1>),
    /// SHA-256.
    Sha256(Box<Sha256>),
}

impl Sum {
    /// One by its name; none for an unknown one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "sha1" => Some(Self::Sha1(Box::default())),
            "sha256" => Some(Self::Sha256(Box::default())),
            _ => None,
        }
    }

    /// Takes bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(sum) => sum.update(bytes),
            Self::Sha256(sum) => sum.update(bytes),
        }
    }

    /// Whether it is this one in the end.
    #[must_use]
    pub fn is(self, expected: &[u8]) -> bool {
        match self {
            Self::Sha1(sum) => sum.finalize().as_slice() == expected,
            Self::Sha256(sum) => sum.finalize().as_slice() == expected,
        }
    }
}
