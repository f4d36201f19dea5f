//! What has come and cannot be used yet.

use crate::Error;

/// Bytes that wait for the rest of what they belong to, and how many are needed in all before it is
/// worth looking at them. While nothing waits, bytes are read where the caller has them.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    waiting: Vec<u8>,
    needed: usize,
}

/// An empty buffer larger than this is given back.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

impl Inbox {
    /// Takes `bytes` and lets `read` use what is there: it answers how many bytes it has used, and
    /// how many it needs after those.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        read: impl FnOnce(&[u8]) -> Result<(usize, usize), Error>,
    ) -> Result<(), Error> {
        if self.waiting.is_empty() && bytes.len() >= self.needed {
            let (used, needed) = read(bytes)?;
            self.waiting.extend_from_slice(&bytes[used..]);
            self.needed = needed;
            return Ok(());
        }
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() < self.needed {
            return Ok(());
        }
        let (used, needed) = read(&self.waiting)?;
        self.waiting.drain(..used);
        self.needed = needed;
        if self.waiting.is_empty() && self.waiting.capacity() > KEPT_BYTES {
            self.waiting = Vec::new();
        }
        Ok(())
    }
}
