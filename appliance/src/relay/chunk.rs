//! What one read has brought, on its way to the other side: read, opened, looked at and sent from the
//! same place in memory.

use std::ops::Range;

use super::ws::{HEAD_ROOM, framed};

/// Bytes that one read may bring at first.
const SMALL: usize = 16 * 1024;
/// Bytes that one read may bring once reads have been full.
const LARGE: usize = 256 * 1024;

/// The bytes of one read. Room for a frame's header is kept before them.
pub struct Chunk {
    bytes: Vec<u8>,
    /// What is still to be sent.
    unsent: Range<usize>,
}

impl Default for Chunk {
    fn default() -> Self {
        Self { bytes: vec![0; HEAD_ROOM + SMALL], unsent: 0..0 }
    }
}

impl Chunk {
    /// Where the next read goes. Nothing may be unsent.
    pub fn room(&mut self) -> &mut [u8] {
        debug_assert!(self.is_sent(), "bytes that were not sent would be lost");
        &mut self.bytes[HEAD_ROOM..]
    }

    /// Makes more room when a read has used all there was. Answers the bytes that were read.
    pub fn filled(&mut self, count: usize) -> &mut [u8] {
        let room = self.bytes.len() - HEAD_ROOM;
        if count == room && room < LARGE {
            self.bytes.resize(HEAD_ROOM + room * 4, 0);
        }
        &mut self.bytes[HEAD_ROOM..HEAD_ROOM + count]
    }

    /// The first `count` bytes of what was read.
    #[must_use]
    pub fn read(&self, count: usize) -> &[u8] {
        &self.bytes[HEAD_ROOM..HEAD_ROOM + count]
    }

    /// The first `count` bytes go to the other side as they are, in a frame where it takes frames.
    pub fn pass(&mut self, count: usize, in_frame: bool) {
        let end = HEAD_ROOM + count;
        let begin = if in_frame { framed(&mut self.bytes[..end]) } else { HEAD_ROOM };
        self.unsent = begin..end;
    }

    /// Changes the stream's bytes that were read and are not all sent; `change` gets them, and how many of
    /// them are sent.
    pub fn revise(&mut self, change: impl FnOnce(&mut [u8], usize)) {
        if !self.is_sent() {
            let sent = self.unsent.start.saturating_sub(HEAD_ROOM);
            change(&mut self.bytes[HEAD_ROOM..self.unsent.end], sent);
        }
    }

    /// What is still to be sent.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        &self.bytes[self.unsent.clone()]
    }

    /// Counts `count` more bytes as sent.
    pub fn sent(&mut self, count: usize) {
        self.unsent.start += count;
    }

    /// Whether all is sent.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.unsent.is_empty()
    }
}
