//! Topic `transfers`: files on their way, of all sessions. Browsing goes round the store: the bridge
//! passes a `FilesRequest` to this computer or to a session's device, and its answer back.

use farhand_protocol::files::FileName;
use farhand_protocol::{ClientId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

use super::UiError;

/// The whole of topic `transfers`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TransfersView {
    /// Oldest first. Those that have ended stay until they are cleared or their session's tab is closed.
    pub transfers: Vec<TransferRow>,
}

/// One transfer: what was sent or copied with one action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TransferRow {
    /// Its id.
    pub id: ClientId,
    /// The session.
    pub lsid: SessionId,
    /// Which way.
    pub way: TransferWay,
    /// The chat's file that it saves; absent for other ways.
    pub upload: Option<ClientId>,
    /// The first name, for display.
    pub name: String,
    /// How many more were chosen with it.
    pub more: u32,
    /// Whether the first one is a folder.
    pub folder: bool,
    /// Where to, for display: the folder's name; empty for the chat.
    pub place: String,
    /// Bytes of all files; absent until they were counted. Of one that is done, of those that came.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// Files; absent until they were counted. Of one that is done, those that came.
    pub files: Option<u32>,
    /// Where it stands.
    pub status: TransferStatus,
    /// What did not come, each in a sentence that names the file; at most 100.
    pub faults: Vec<String>,
    /// How many did not come.
    pub failed: u32,
    /// When it was asked for (console's clock).
    pub at: Timestamp,
}

/// Which way files go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum TransferWay {
    /// From this computer to the device.
    ToDevice,
    /// From the device to this computer.
    FromDevice,
    /// From this computer into the chat.
    ToChat,
    /// From the chat to this computer.
    FromChat,
}

/// Where a transfer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransferStatus {
    /// Others are first.
    Waiting,
    /// Files are counted, and names compared.
    Preparing,
    /// Names are taken at its destination: what shall become of them?
    Asking {
        /// Those that have no answer yet; at least one.
        taken: Vec<FileName>,
    },
    /// Under way.
    Running {
        /// Bytes that are through.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        done: u64,
        /// Bytes in a second, over the last seconds; absent until it was measured.
        #[cfg_attr(feature = "ts", ts(type = "number | null"))]
        rate: Option<u64>,
        /// Seconds that it will still take.
        left_s: Option<u32>,
    },
    /// All bytes are through; the other end writes the last ones and compares.
    Verifying,
    /// Stopped for now. What is through is kept.
    Paused {
        /// Bytes that are through.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        done: u64,
        /// Why.
        why: PauseReason,
    },
    /// It failed. What is through is kept for another try.
    Failed {
        /// Why.
        error: UiError,
    },
    /// Everything came that was to come, and the SHA-256 of each file that came agrees on both ends. With
    /// `failed` above 0 some did not; with 0 files nothing was to be compared.
    Done {
        /// Files that were skipped because their names were taken.
        skipped: u32,
    },
    /// Cancelled here, or stopped on the other side.
    Cancelled {
        /// Whether the customer stopped it.
        by_customer: bool,
    },
}

/// Why a transfer is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The representative did. It goes on when told.
    Told,
    /// The connection is lost. It goes on by itself.
    Offline,
    /// The device's connection is lost. It goes on by itself.
    DeviceAway,
    /// The customer does not allow it any more. It goes on when it is allowed again.
    NotAllowed,
}

#[cfg(all(test, feature = "ts"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot write has failed")]
    use farhand_protocol::files::{FilesAnswer, FilesRequest};
    use ts_rs::{Config, TS};

    /// The bridge passes these on as they are, so no topic and no command names them.
    #[test]
    fn export_bindings_browsing() {
        FilesRequest::export_all(&Config::from_env()).unwrap();
        FilesAnswer::export_all(&Config::from_env()).unwrap();
    }
}
