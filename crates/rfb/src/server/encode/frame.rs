//! An update in the making: rectangles are counted while they are written.

use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::wire::Put;

/// An update in the making.
pub struct Frame<'a> {
    pub out: &'a mut Vec<u8>,
    /// Pixels sent.
    pub pixels: usize,
    start: usize,
    count: u16,
}

impl<'a> Frame<'a> {
    /// Begins a `FramebufferUpdate` (RFC 6143, section 7.6.1).
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        Self { out, pixels: 0, start, count: 0 }
    }

    /// Begins a rectangle; its data are written to `out` next.
    pub fn begin(&mut self, rect: Rect, encoding: Encoding) {
        self.count += 1;
        self.out.put_rect(rect);
        self.out.put_i32(encoding.0);
    }

    /// How many rectangles there are.
    pub fn count(&self) -> usize {
        usize::from(self.count)
    }

    /// How many bytes there are.
    pub fn bytes(&self) -> usize {
        self.out.len() - self.start
    }

    /// Whether this many more rectangles can be counted.
    pub fn has_room(&self, more: usize) -> bool {
        usize::from(u16::MAX) - self.count() > more
    }

    /// Writes the number of rectangles, or takes everything back where there is none. The number of
    /// bytes written.
    pub fn finish(self) -> usize {
        if self.count == 0 {
            self.out.truncate(self.start);
        } else {
            self.out[self.start + 2..self.start + 4].copy_from_slice(&self.count.to_be_bytes());
        }
        self.bytes()
    }
}
