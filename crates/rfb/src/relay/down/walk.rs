//! Stepping over things whose length is known only piece by piece.

use crate::error::Error;
use crate::wire::Reader;

/// What comes next of a thing that is stepped over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The same bytes again, but this many of them.
    Need(usize),
    /// The bytes are done with; after them this many are skipped, and then it goes on with none.
    Skip(u64),
    /// The bytes are done with, and so is the thing.
    Done,
}

/// Something that is stepped over: asked again and again, first with no bytes, and each time with
/// as many as it said it needs.
pub(super) trait Walk {
    /// What comes next.
    ///
    /// # Errors
    /// When the bytes cannot be what they should be.
    fn next(&mut self, bytes: &[u8]) -> Result<Next, Error>;
}

/// Four bytes that hold a count, and then as many bytes as follow from it.
#[derive(Debug)]
pub(super) struct Counted {
    with: u64,
    body: fn(u32, u64) -> Option<u64>,
    begun: bool,
}

impl Counted {
    /// After the count come `body(count, with)` bytes; `None` refuses the count.
    pub fn new(with: u64, body: fn(u32, u64) -> Option<u64>) -> Self {
        Self { with, body, begun: false }
    }
}

impl Walk for Counted {
    fn next(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        if self.begun {
            return Ok(Next::Done);
        }
        let Some(count) = Reader::new(bytes).u32() else { return Ok(Next::Need(4)) };
        self.begun = true;
        let body = (self.body)(count, self.with).ok_or(Error::Limit("a rectangle's data"))?;
        Ok(Next::Skip(body))
    }
}
