//! Whole files that wait to be made durable together: a disk takes many about as fast as one.

use std::io;
use std::thread;

use farhand_protocol::files::IfTaken;

use super::part::Part;
use crate::hash::Sum;
use crate::stream::Header;

/// Files in a batch. Each is open. Few in the tests, so that their small streams have batches, too.
pub(super) const FILES: usize = if cfg!(test) { 4 } else { 64 };

/// Bytes in a batch: about what is sent twice after a restart.
pub(super) const BYTES: u64 = 16 * 1024 * 1024;

/// Threads that wait for the disk. They do nothing else.
const WAITERS: usize = 8;

#[derive(Default)]
pub(super) struct Batch {
    ready: Vec<Ready>,
    bytes: u64,
}

/// A file that is whole, and not yet durable.
pub(super) struct Ready {
    pub(super) header: Header,
    pub(super) part: Part,
    pub(super) rule: IfTaken,
    pub(super) sum: Sum,
}

impl Batch {
    pub(super) fn add(&mut self, ready: Ready) {
        self.bytes += ready.header.size();
        self.ready.push(ready);
    }

    pub(super) fn is_full(&self) -> bool {
        self.ready.len() >= FILES || self.bytes >= BYTES
    }

    pub(super) fn take(&mut self) -> Vec<Ready> {
        self.bytes = 0;
        std::mem::take(&mut self.ready)
    }

    pub(super) fn remove(&mut self) {
        for ready in self.take() {
            ready.part.remove();
        }
    }
}

/// Waits until all contents are on the disk; an answer for each.
pub(super) fn sync(ready: &[Ready]) -> Vec<io::Result<()>> {
    if ready.len() < 2 {
        return ready.iter().map(|one| one.part.file.sync_all()).collect();
    }
    let share = ready.len().div_ceil(WAITERS);
    thread::scope(|scope| {
        let waiters: Vec<_> = ready
            .chunks(share)
            .map(|files| {
                scope.spawn(move || files.iter().map(|one| one.part.file.sync_all()).collect::<Vec<_>>())
            })
            .collect();
        waiters.into_iter().flat_map(|waiter| waiter.join().expect("waiting does not panic")).collect()
    })
}
