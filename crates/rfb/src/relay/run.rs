//! Bytes that pass without being copied, as long as nothing comes between them.

use super::Pass;

/// Bytes that were handed in, of which runs pass.
#[derive(Debug)]
pub(super) struct Run<'a> {
    bytes: &'a [u8],
    /// Where the run that passes begins.
    from: usize,
    /// How far the bytes are followed.
    at: usize,
    touched: bool,
}

impl<'a> Run<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, from: 0, at: 0, touched: false }
    }

    /// What is not followed yet.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// These bytes pass.
    pub fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// These bytes do not pass, or not yet.
    pub fn drop(&mut self, count: usize, out: &mut Vec<u8>) {
        self.flush(out);
        self.at += count;
        self.from = self.at;
    }

    /// Brings what passes up to here to the output, so that something can come after it.
    pub fn flush(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes[self.from..self.at]);
        self.from = self.at;
        self.touched = true;
    }

    /// All is followed.
    pub fn end(mut self, out: &mut Vec<u8>) -> Pass {
        if !self.touched {
            return Pass::Whole;
        }
        self.flush(out);
        Pass::Written
    }
}
