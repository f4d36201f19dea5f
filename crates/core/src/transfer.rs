//! What the engine is told about transfers, and what it tells of them. The console's state says which
//! of them run; the engine's actors move the bytes.

use farhand_protocol::files::{DevicePath, FileFault, FileName, IfTaken};
use farhand_protocol::upload::{ChatFile, TransferOutcome, UploadEnd};
use farhand_protocol::{ClientId, SessionId};

use crate::contract::TransferWay;
use crate::event::CallError;

/// Everything that an actor has to know of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferJob {
    /// The transfer.
    pub id: ClientId,
    /// Its upload; another one after the one before was ended from outside.
    pub upload: ClientId,
    /// The session.
    pub lsid: SessionId,
    /// Which way.
    pub way: TransferWay,
    /// What, where it comes from.
    pub paths: Vec<DevicePath>,
    /// Where to; absent for the chat, and for a file from the chat that goes to the downloads.
    pub folder: Option<DevicePath>,
    /// The file of the chat that is fetched.
    pub file: Option<ChatFile>,
    /// Whether it is fetched from the history: the session is over, and need not be one's own.
    pub past: bool,
    /// Names that are treated otherwise.
    pub taken: Vec<(FileName, IfTaken)>,
    /// What becomes of the other names that are taken.
    pub if_taken: IfTaken,
}

/// What the engine is to do about a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferOrder {
    /// Count the files and compare names. Ends with [`TransferEvent::Prepared`].
    Prepare(Box<TransferJob>),
    /// Move the bytes, from where it is.
    Run(Box<TransferJob>),
    /// Stop, and keep what is through.
    Pause,
    /// Stop, tell the other side, and remove what is half-written. Ends with [`TransferEvent::Cancelled`].
    Cancel(Box<TransferJob>),
    /// Forget what was kept of it: it is over, and that is stored.
    Forget,
    /// Show this in the system's file manager.
    Show(DevicePath),
}

/// What happened to a transfer. Only the actor that was started last is heard.
#[derive(Clone, Debug, PartialEq)]
pub enum TransferEvent {
    /// Files are counted, as far as this end can, and names compared.
    Prepared(Prepared),
    /// The sender has counted.
    Counted {
        /// Files.
        files: u32,
        /// Bytes of all files.
        bytes: u64,
        /// What is left out.
        faults: Vec<FileFault>,
    },
    /// So many bytes of the files are through; a few times in a second.
    Progress(u64),
    /// All bytes are through; the receiver writes the last ones and compares.
    Verifying,
    /// The receiver has ended.
    Done {
        /// What came of it.
        outcome: TransferOutcome,
        /// What was written here, to be shown; the first of it.
        brought: Option<DevicePath>,
    },
    /// The upload was ended from outside; none where the appliance does not know it.
    Gone(Option<UploadEnd>),
    /// The appliance refused, or the connection broke.
    Broke(CallError),
    /// Something is wrong with the files of this computer, or with those that were asked for.
    Faulty(FileFault),
    /// The cancelling is over: whether the appliance has heard it, or needs to hear nothing.
    Cancelled {
        /// Otherwise it is to be told again.
        heard: bool,
    },
}

/// What is known of a transfer before it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// Files, where they could be counted here.
    pub files: Option<u32>,
    /// Bytes of all files, where they could be counted here.
    pub bytes: Option<u64>,
    /// Whether the first is a folder.
    pub folder: bool,
    /// Names that are taken at the destination.
    pub taken: Vec<Taken>,
    /// What is left out.
    pub faults: Vec<FileFault>,
    /// How many are left out.
    pub failed: u32,
}

/// A name that is taken at the destination.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Taken {
    /// The name.
    pub name: FileName,
    /// Whether what comes under it is a folder.
    pub folder: bool,
}
