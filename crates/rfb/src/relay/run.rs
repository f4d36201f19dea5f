//! Bytes that pass without being copied, as long as nothing comes after them.

use std::ops::Range;

use super::Pass;

/// Bytes that were handed in, of which runs pass. The last run stays where it is; those before it are
/// copied to the output.
#[derive(Debug)]
pub(super) struct Run<'a> {
    bytes: &'a [u8],
    /// The run that passes, as far as it goes.
    passing: Range<usize>,
    /// How far the bytes are followed.
    at: usize,
}

impl<'a> Run<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, passing: 0..0, at: 0 }
    }

    /// What is not followed yet.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// These bytes pass.
    pub fn pass(&mut self, count: usize, out: &mut Vec<u8>) {
        if count == 0 {
            return;
        }
        if self.passing.end < self.at {
            self.flush(out);
        }
        self.at += count;
        self.passing.end = self.at;
    }

    /// These bytes do not pass, or not yet.
    pub fn drop(&mut self, count: usize) {
        self.at += count;
    }

    /// Brings what passes up to here to the output, so that something can come after it.
    pub fn flush(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes[self.passing.clone()]);
        self.passing = self.at..self.at;
    }

    /// All is followed.
    pub fn end(self) -> Pass {
        Pass(self.passing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_run_stays_where_it_is() {
        let (mut run, mut out) = (Run::new(b"dropABgoneCDEcut"), Vec::new());
        run.drop(4);
        run.pass(2, &mut out);
        assert!(out.is_empty());
        run.drop(4);
        run.pass(0, &mut out);
        assert!(out.is_empty());
        run.pass(2, &mut out);
        run.pass(1, &mut out);
        run.drop(3);
        assert_eq!((&out[..], run.end()), (&b"AB"[..], Pass(10..13)));
    }

    #[test]
    fn what_is_flushed_does_not_pass_again() {
        let (mut run, mut out) = (Run::new(b"ABgoneC"), Vec::new());
        run.pass(2, &mut out);
        run.drop(4);
        run.flush(&mut out);
        out.extend(b"instead");
        run.pass(1, &mut out);
        assert_eq!((&out[..], run.end()), (&b"ABinstead"[..], Pass(6..7)));
    }
}
