//! Security types: None and VncAuth (RFC 6143, section 7.2).

use des::Des;
use des::cipher::{Block, BlockCipherEncrypt, KeyInit};

/// No questions asked.
pub const NONE: u8 = 1;
/// A challenge that is encrypted with the password.
pub const VNC_AUTH: u8 = 2;
/// Bytes of a challenge and of its answer.
pub const CHALLENGE_BYTES: usize = 16;

/// The answer to a VncAuth challenge: the challenge encrypted by DES, block by block, with the first
/// eight bytes of the password as the key, each with its bits in reverse.
#[must_use]
pub fn vnc_auth(password: &str, challenge: [u8; CHALLENGE_BYTES]) -> [u8; CHALLENGE_BYTES] {
    let mut key = [0; 8];
    for (bits, byte) in key.iter_mut().zip(password.bytes()) {
        *bits = byte.reverse_bits();
    }
    let cipher = Des::new(&key.into());
    let mut answer = challenge;
    for half in answer.chunks_exact_mut(8) {
        let mut block = Block::<Des>::default();
        block.copy_from_slice(half);
        cipher.encrypt_block(&mut block);
        half.copy_from_slice(&block);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_eight_bytes_of_a_password_count() {
        let challenge = *b"0123456789abcdef";
        assert_eq!(vnc_auth("password", challenge), vnc_auth("password-and-more", challenge));
        assert_ne!(vnc_auth("password", challenge), vnc_auth("passworD", challenge));
    }
}
