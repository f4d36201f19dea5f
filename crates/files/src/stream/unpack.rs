//! Takes a stream apart, sans I/O: bytes in any pieces, headers and contents out.

use farhand_protocol::limits;
use serde::{Deserialize, Serialize};

use super::header::{Header, Kind, LENGTH_BYTES, MAX_HEADER, MAX_SIZE, TRAILER_BYTES, Trailer};

/// What was announced of a stream. It is held to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Files at most.
    pub files: u32,
    /// Bytes of all contents at most.
    pub bytes: u64,
    /// Bytes of the whole stream, exactly.
    pub length: u64,
}

/// What is no file stream, or not the one that was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    /// A header's length or its text.
    #[error("a header of the stream cannot be read")]
    Header,
    /// No names, or too many.
    #[error("a path in the stream has no names, or more than {}", limits::PATH_NAMES)]
    Path,
    /// A trailer's status.
    #[error("the end of a file in the stream cannot be read")]
    Trailer,
    /// More files, bytes or folders than were announced or are allowed.
    #[error("the stream has more in it than was announced")]
    TooMuch,
    /// The end mark stands elsewhere than at the end.
    #[error("the stream does not end where it should")]
    End,
}

/// A piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The next thing begins.
    Header(Header),
    /// Part of the current file's content; never empty.
    Content(&'a [u8]),
    /// The current file ends.
    Trailer(Trailer),
    /// The stream ends.
    End,
}

/// A place in a stream from which it can be gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    /// Bytes before it.
    pub offset: u64,
    /// Files that began before it.
    pub files: u32,
    /// Folders before it.
    pub folders: u32,
    /// Bytes of the contents of those files, also of what is left of the current one.
    pub bytes: u64,
    /// In a file: bytes of its content that are left.
    pub content: Option<u64>,
    /// Whether the stream is over.
    pub ended: bool,
}

/// The state between two pieces.
#[derive(Clone, Debug)]
pub struct Unpacker {
    bounds: Bounds,
    offset: u64,
    files: u32,
    folders: u32,
    bytes: u64,
    state: State,
    held: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Length,
    Header(usize),
    Content(u64),
    Trailer,
    End,
}

impl Unpacker {
    /// At the beginning of a stream.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        let state = State::Length;
        Self { bounds, offset: 0, files: 0, folders: 0, bytes: 0, state, held: Vec::new() }
    }

    /// Somewhere in a stream.
    #[must_use]
    pub fn at(bounds: Bounds, position: Position) -> Self {
        let Position { offset, files, folders, bytes, content, ended } = position;
        let state = match content {
            _ if ended => State::End,
            Some(left) => after_content(left),
            None => State::Length,
        };
        Self { bounds, offset, files, folders, bytes, state, held: Vec::new() }
    }

    /// Where this is: between two records or in a content. In a header or a trailer there is no
    /// such place.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        let (content, ended) = match self.state {
            State::Length if self.held.is_empty() => (None, false),
            State::Content(left) => (Some(left), false),
            State::Trailer if self.held.is_empty() => (Some(0), false),
            State::End => (None, true),
            State::Length | State::Header(_) | State::Trailer => return None,
        };
        let Self { offset, files, folders, bytes, .. } = *self;
        Some(Position { offset, files, folders, bytes, content, ended })
    }

    /// Where in the stream the next byte is.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of contents that have come.
    #[must_use]
    pub fn contents(&self) -> u64 {
        let left = if let State::Content(left) = self.state { left } else { 0 };
        self.bytes - left
    }

    /// The next piece at the beginning of `bytes`, which moves on behind it; none when all of it is
    /// taken and more is needed.
    ///
    /// # Errors
    /// What is no such stream. It cannot be gone on with.
    pub fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<Option<Piece<'a>>, StreamError> {
        loop {
            match self.state {
                State::Length => {
                    let Some(length) = self.take::<LENGTH_BYTES>(bytes) else { return Ok(None) };
                    match u32::from_be_bytes(length) as usize {
                        0 => return self.end().map(Some),
                        length if length <= MAX_HEADER => self.state = State::Header(length),
                        _ => return Err(StreamError::Header),
                    }
                }
                State::Header(length) => {
                    if !self.hold(bytes, length) {
                        return Ok(None);
                    }
                    let header = serde_json::from_slice(&self.held).map_err(|_| StreamError::Header)?;
                    self.held.clear();
                    return self.begin(header).map(Some);
                }
                State::Content(left) => {
                    if bytes.is_empty() {
                        return Ok(None);
                    }
                    let count = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let (content, rest) = bytes.split_at(count);
                    *bytes = rest;
                    self.offset += count as u64;
                    self.state = after_content(left - count as u64);
                    return Ok(Some(Piece::Content(content)));
                }
                State::Trailer => {
                    let Some(trailer) = self.take::<TRAILER_BYTES>(bytes) else { return Ok(None) };
                    self.state = State::Length;
                    let trailer = Trailer::decode(&trailer).ok_or(StreamError::Trailer)?;
                    return Ok(Some(Piece::Trailer(trailer)));
                }
                State::End if bytes.is_empty() => return Ok(None),
                State::End => return Err(StreamError::End),
            }
        }
    }

    fn begin(&mut self, header: Header) -> Result<Piece<'static>, StreamError> {
        if header.path.is_empty() || header.path.len() > limits::PATH_NAMES {
            return Err(StreamError::Path);
        }
        match header.kind {
            Kind::Folder => {
                self.folders += 1;
                if self.folders > limits::TRANSFER_FILES {
                    return Err(StreamError::TooMuch);
                }
                self.state = State::Length;
            }
            Kind::File { size, .. } => {
                self.files = self.files.saturating_add(1);
                self.bytes = self.bytes.saturating_add(size);
                let more = self.files > self.bounds.files.min(limits::TRANSFER_FILES)
                    || self.bytes > self.bounds.bytes
                    || size > MAX_SIZE;
                if more {
                    return Err(StreamError::TooMuch);
                }
                self.state = after_content(size);
            }
        }
        // What follows must fit into what is left, with the end mark.
        let least = self.offset.saturating_add(header.follows()).saturating_add(LENGTH_BYTES as u64);
        if least > self.bounds.length { Err(StreamError::TooMuch) } else { Ok(Piece::Header(header)) }
    }

    fn end(&mut self) -> Result<Piece<'static>, StreamError> {
        self.state = State::End;
        if self.offset == self.bounds.length { Ok(Piece::End) } else { Err(StreamError::End) }
    }

    /// Moves bytes into what is held until it has so many. A whole one is not waited for in vain:
    /// nothing is held longer than [`MAX_HEADER`].
    fn hold(&mut self, bytes: &mut &[u8], length: usize) -> bool {
        let count = (length - self.held.len()).min(bytes.len());
        let (taken, rest) = bytes.split_at(count);
        self.held.extend_from_slice(taken);
        *bytes = rest;
        self.offset += count as u64;
        self.held.len() == length
    }

    fn take<const N: usize>(&mut self, bytes: &mut &[u8]) -> Option<[u8; N]> {
        if !self.hold(bytes, N) {
            return None;
        }
        let mut taken = [0; N];
        taken.copy_from_slice(&self.held);
        self.held.clear();
        Some(taken)
    }
}

/// An empty content is none.
fn after_content(left: u64) -> State {
    if left == 0 { State::Trailer } else { State::Content(left) }
}
