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
    /// Where in `bytes` the stream's bytes begin that pass.
    passes_from: usize,
    /// What is still to be sent.
    unsent: Range<usize>,
}

impl Default for Chunk {
    fn default() -> Self {
        Self { bytes: vec![0; HEAD_ROOM + SMALL], passes_from: 0, unsent: 0..0 }
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

    /// These of the bytes that were read go to the other side as they are, in a frame where it takes
    /// frames; those before them are done with.
    pub fn pass(&mut self, bytes: Range<usize>, in_frame: bool) {
        if bytes.is_empty() {
            return;
        }
        let (begin, end) = (HEAD_ROOM + bytes.start, HEAD_ROOM + bytes.end);
        let header = if in_frame { HEAD_ROOM - framed(&mut self.bytes[bytes.start..end]) } else { 0 };
        (self.passes_from, self.unsent) = (begin, begin - header..end);
    }

    /// Changes the stream's bytes that were read and are not all sent; `change` gets them, and how many of
    /// them are sent.
    pub fn revise(&mut self, change: impl FnOnce(&mut [u8], usize)) {
        if !self.is_sent() {
            let sent = self.unsent.start.saturating_sub(self.passes_from);
            change(&mut self.bytes[self.passes_from..self.unsent.end], sent);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "whatever fails here fails a test")]

    use super::*;

    fn read(bytes: &[u8]) -> Chunk {
        let mut chunk = Chunk::default();
        chunk.room()[..bytes.len()].copy_from_slice(bytes);
        chunk.filled(bytes.len());
        chunk
    }

    #[test]
    fn a_part_of_what_was_read_passes_with_its_own_header() {
        let mut chunk = read(b"gone-passes-kept");
        chunk.pass(5..11, true);
        assert_eq!(chunk.unsent(), b"\x82\x06passes");
        chunk.sent(8);
        assert!(chunk.is_sent());
        chunk.pass(5..11, false);
        assert_eq!(chunk.unsent(), b"passes");
    }

    #[test]
    fn nothing_passes_without_a_header() {
        let mut chunk = read(b"kept");
        chunk.pass(0..0, true);
        assert!(chunk.is_sent());
    }

    #[test]
    fn what_is_revised_begins_with_the_part() {
        for (sent, of_them) in [(0, 0), (1, 0), (2, 0), (5, 3)] {
            let mut chunk = read(b"gone-passes-kept");
            chunk.pass(5..11, true);
            chunk.sent(sent);
            let mut seen = None;
            chunk.revise(|bytes, sent| {
                seen = Some((bytes.to_vec(), sent));
                bytes.make_ascii_uppercase();
            });
            assert_eq!(seen.unwrap(), (b"passes".to_vec(), of_them));
            assert!(chunk.unsent().ends_with(b"SES"));
        }
    }
}
