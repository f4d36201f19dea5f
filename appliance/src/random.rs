//! Random bytes, the secrets made of them, and the hashes that are kept in their place.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// `N` bytes from the operating system.
///
/// # Panics
/// When the operating system has no random numbers to give: nothing safe can be done then.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}

/// A secret of `N` random bytes in base64url.
#[must_use]
pub fn secret<const N: usize>() -> String {
    BASE64URL_NOPAD.encode(&bytes::<N>())
}

/// A session key's digits, all equally likely.
#[must_use]
pub fn digits(count: usize) -> String {
    let mut digits = String::with_capacity(count);
    while digits.len() < count {
        let [byte] = bytes::<1>();
        if byte < 250 {
            digits.push(char::from(b'0' + byte % 10));
        }
    }
    digits
}

/// What is kept of a secret that has enough randomness of its own.
#[must_use]
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_their_length_and_differ() {
        assert_eq!(secret::<32>().len(), 43);
        assert_ne!(secret::<16>(), secret::<16>());
        let digits = digits(9);
        assert!(digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()), "{digits}");
    }
}
