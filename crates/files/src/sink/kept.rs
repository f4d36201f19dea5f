//! What is received, and how far it has come.

use farhand_protocol::files::{DevicePath, FileName, IfTaken};
use farhand_protocol::upload::TransferOutcome;
use farhand_protocol::{ClientId, limits};
use serde::{Deserialize, Serialize};

use super::folders::Made;
use crate::stream::{Bounds, Header, Position};

/// What is received, as its upload announces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The transfer.
    pub id: ClientId,
    /// The folder that it goes into.
    pub folder: DevicePath,
    /// What to do where a name is taken. For a folder: with what is in it.
    pub if_taken: IfTaken,
    /// Names in that folder that are treated otherwise.
    pub taken: Vec<(FileName, IfTaken)>,
    /// Files at most.
    pub files: u32,
    /// Bytes of all contents at most.
    pub bytes: u64,
    /// Bytes of the stream: the upload's length.
    pub length: u64,
    /// Bytes of a name at most, as the site has it.
    #[serde(default = "longest_name")]
    pub name_bytes: usize,
}

fn longest_name() -> usize {
    limits::FILE_NAME_BYTES
}

/// What a sink has made durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Before the first record that is not done.
    pub(super) record: Position,
    /// The file that was begun there.
    pub(super) part: Option<KeptPart>,
    /// Folders that were made and that the stream is in.
    #[serde(default)]
    pub(super) filling: Vec<Made>,
    pub(super) outcome: TransferOutcome,
    /// Whether nothing was begun but that part.
    #[serde(default)]
    pub(super) rests: bool,
}

/// A file that was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptPart {
    pub(super) header: Header,
    /// Before the first byte of its content.
    pub(super) content: Position,
    /// What it is called until it is whole.
    pub(super) name: String,
}

impl Order {
    pub(super) fn bounds(&self) -> Bounds {
        Bounds { files: self.files, bytes: self.bytes, length: self.length }
    }

    pub(super) fn replaces(&self) -> bool {
        self.if_taken == IfTaken::Replace || self.taken.iter().any(|(_, rule)| *rule == IfTaken::Replace)
    }
}

impl Kept {
    /// The offset before which everything is done. A sink that resumes may want the stream from further on.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.record.offset
    }

    /// What has come of it so far.
    #[must_use]
    pub fn outcome(&self) -> &TransferOutcome {
        &self.outcome
    }
}
