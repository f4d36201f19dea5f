//! The secret that session keys are hashed with.
//!
//! Nine digits are tried out in seconds, so whoever finds a copy of the database must not be able
//! to check a guess against it. The secret is therefore in a file of its own; without it, keys
//! that were made before are void.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
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

/// The secret that session keys are hashed with.
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

    /// What is kept of a session key.
    pub(super) fn hash(&self, digits: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(digits.as_bytes());
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
