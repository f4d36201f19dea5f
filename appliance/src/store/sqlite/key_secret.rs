//! The secret that session keys are made and hashed with.
//!
//! Nine digits are tried out in seconds, so whoever finds a copy of the database must not be able
//! to check a guess against it, nor to make digits and links of the seeds in it. The secret is
//! therefore in a file of its own; without it, keys that were made before are void.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use data_encoding::BASE64URL_NOPAD;
use farhand_protocol::limits;
use hmac::{Hmac, Mac};
use rusqlite::{Connection, TransactionBehavior};
use sha2::Sha256;

use crate::random;

/// The file's name in the data folder.
const FILE: &str = "session-key.secret";
/// The name that it has until it is whole.
const DRAFT: &str = "session-key.secret.new";
/// Its length in bytes.
const BYTES: usize = 32;

/// How many keys there are.
const KEYS: u128 = 10u128.pow(limits::KEY_DIGITS as u32);
/// Bytes of a link's secret.
const LINK_BYTES: usize = limits::LINK_SECRET / 4 * 3;

/// What a key's digits and links are made of, together with the secret.
pub(super) type Seed = [u8; 16];

/// The secret that session keys are made and hashed with.
pub(super) struct KeySecret([u8; BYTES]);

impl KeySecret {
    /// The secret in `folder`, which is made where there is none. The database keeps other
    /// processes from making one at the same time.
    pub(super) fn open(folder: &Path, conn: &mut Connection) -> Result<Self> {
        let path = folder.join(FILE);
        let _alone = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let read = || std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()));
        if !path.try_exists()? {
            make(folder).with_context(|| format!("{} cannot be made", path.display()))?;
        }
        let bytes = read()?.try_into();
        bytes.map(Self).map_err(|_| anyhow!("{} does not hold {BYTES} bytes", path.display()))
    }

    /// What is kept of a session key's digits.
    pub(super) fn hash(&self, digits: &str) -> [u8; 32] {
        self.mac(&[digits.as_bytes()])
    }

    /// The digits that come of a seed at the given draw, all equally likely.
    pub(super) fn digits(&self, seed: &Seed, draw: u32) -> String {
        let mac = self.mac(&[b"digits", seed, &draw.to_be_bytes()]);
        let (number, _) = mac.split_first_chunk::<16>().expect("a MAC has more bytes");
        let digits = u128::from_be_bytes(*number) % KEYS;
        format!("{digits:0width$}", width = limits::KEY_DIGITS)
    }

    /// The secret of a key's link: 0 is its own, others are those of its invitations.
    pub(super) fn link(&self, seed: &Seed, number: u32) -> String {
        let mac = self.mac(&[b"link", seed, &number.to_be_bytes()]);
        BASE64URL_NOPAD.encode(&mac[..LINK_BYTES])
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

fn make(folder: &Path) -> std::io::Result<()> {
    let draft = folder.join(DRAFT);
    // One that was left by a crash is not whole.
    match std::fs::remove_file(&draft) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(&random::bytes::<BYTES>())?;
    file.sync_all()?;
    std::fs::rename(&draft, folder.join(FILE))?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_links_have_their_form_and_are_the_same_again() {
        let secret = KeySecret([7; BYTES]);
        let seed = [3; 16];
        let digits: std::collections::BTreeSet<_> = (0..200).map(|draw| secret.digits(&seed, draw)).collect();
        assert_eq!(digits.len(), 200);
        assert!(
            digits.iter().all(|d| d.len() == limits::KEY_DIGITS && d.bytes().all(|b| b.is_ascii_digit()))
        );
        assert!(digits.iter().any(|d| d.starts_with('0')), "zeros in front are kept");
        let link = secret.link(&seed, 1);
        assert_eq!((link.len(), secret.link(&seed, 1)), (limits::LINK_SECRET, link.clone()));
        assert_ne!(link, secret.link(&seed, 2));
        assert_ne!(link, KeySecret([8; BYTES]).link(&seed, 1));
    }
}
