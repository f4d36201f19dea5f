//! What was received, counted.

use crate::Encoding;
use std::collections::BTreeMap;

/// What was received since the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Bytes of everything.
    pub received: u64,
    /// Framebuffer updates that are over.
    pub updates: u64,
    /// By encoding, pseudo-encodings included.
    pub encodings: BTreeMap<Encoding, EncodingCount>,
}

/// What was received in one encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncodingCount {
    /// Rectangles.
    pub rectangles: u64,
    /// Pixels of these rectangles.
    pub pixels: u64,
    /// Bytes of these rectangles, their headers included.
    pub bytes: u64,
}

impl Counters {
    pub(super) fn rectangle(&mut self, encoding: Encoding, pixels: usize) {
        let count = self.encodings.entry(encoding).or_default();
        count.rectangles += 1;
        count.pixels += pixels as u64;
    }

    pub(super) fn bytes(&mut self, encoding: Encoding, bytes: usize) {
        self.encodings.entry(encoding).or_default().bytes += bytes as u64;
    }
}
