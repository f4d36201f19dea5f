//! SHA-256 of contents.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::stop::{Stop, Stopped};

/// A file's SHA-256.
pub(crate) type Sum = [u8; 32];

/// Bytes that are read at once.
pub(crate) const PIECE: usize = 256 * 1024;

/// A sum that grows with what it is given.
#[derive(Clone, Default)]
pub(crate) struct Hash(Sha256);

impl Hash {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn sum(self) -> Sum {
        self.0.finalize().into()
    }

    /// Adds what `from` gives, at most `limit` bytes; says how many it were.
    ///
    /// # Errors
    /// As `from` has them, and `Interrupted` never; `Ok(Err(Stopped))` once `stop` is up.
    pub(crate) fn add_from(
        &mut self,
        from: impl Read,
        limit: u64,
        stop: &Stop,
    ) -> io::Result<Result<u64, Stopped>> {
        let mut from = from.take(limit);
        let mut piece = vec![0; PIECE];
        let mut total = 0;
        loop {
            if let Err(stopped) = stop.check() {
                return Ok(Err(stopped));
            }
            match from.read(&mut piece) {
                Ok(0) => return Ok(Ok(total)),
                Ok(count) => {
                    self.add(&piece[..count]);
                    total += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
