//! What stands before and after a file's content.

use farhand_protocol::Timestamp;
use farhand_protocol::files::FileName;
use serde::{Deserialize, Serialize};

/// Bytes of a header's length.
pub const LENGTH_BYTES: usize = 4;
/// Bytes of a header.
pub const MAX_HEADER: usize = 64 * 1024;
/// Bytes after a content.
pub const TRAILER_BYTES: usize = 33;
/// Bytes of one file: what JavaScript and every file system can count.
pub const MAX_SIZE: u64 = (1 << 53) - 1;

/// What comes next in a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// From the folder that the stream goes into; 1 to 128 names.
    pub path: Vec<FileName>,
    /// What it is.
    #[serde(flatten)]
    pub kind: Kind,
    /// When its contents changed, by its sender's clock.
    pub modified: Option<Timestamp>,
}

/// What a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A folder. It has no content.
    Folder,
    /// A file.
    File {
        /// Bytes of its content.
        size: u64,
        /// Whether its owner may run it.
        executable: bool,
    },
}

/// What follows a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// How it went.
    pub status: Status,
    /// SHA-256 of the content as it was sent.
    pub sum: [u8; 32],
}

/// How reading a file went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The content is the file's.
    Whole,
    /// The file changed while it was read, or since it was planned.
    Changed,
    /// It could not be read, or not to its end.
    Unreadable,
}

impl Header {
    /// With its length before it.
    ///
    /// # Panics
    /// Never: a header is always text.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let text = serde_json::to_vec(self).expect("a header has nothing that JSON cannot say");
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        [&length.to_be_bytes(), text.as_slice()].concat()
    }

    /// Bytes of content that follow it.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self.kind {
            Kind::Folder => 0,
            Kind::File { size, .. } => size,
        }
    }

    /// Bytes after the header.
    #[must_use]
    pub fn follows(&self) -> u64 {
        match self.kind {
            Kind::Folder => 0,
            Kind::File { size, .. } => size + TRAILER_BYTES as u64,
        }
    }
}

impl Trailer {
    /// As it travels.
    #[must_use]
    pub fn encode(&self) -> [u8; TRAILER_BYTES] {
        let mut bytes = [0; TRAILER_BYTES];
        bytes[0] = match self.status {
            Status::Whole => 0,
            Status::Changed => 1,
            Status::Unreadable => 2,
        };
        bytes[1..].copy_from_slice(&self.sum);
        bytes
    }

    /// From what travelled; none where the status is none of the three.
    #[must_use]
    pub fn decode(bytes: &[u8; TRAILER_BYTES]) -> Option<Self> {
        let status = match bytes[0] {
            0 => Status::Whole,
            1 => Status::Changed,
            2 => Status::Unreadable,
            _ => return None,
        };
        let mut sum = [0; 32];
        sum.copy_from_slice(&bytes[1..]);
        Some(Self { status, sum })
    }
}
