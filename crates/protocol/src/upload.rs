//! Uploads: how files travel through the appliance.
//!
//! An upload is a tus 1.0 resource (creation, checksum, expiration, termination) in the appliance's
//! spool. Its sender makes it with `POST …/uploads` and writes it with `PATCH`; its receiver reads it
//! with `GET` and HTTP ranges while it is still being written, and says what came of it with
//! `POST …/outcome`. Then the spool is emptied, and the sender hears the outcome with
//! `GET …/outcome`. Three kinds of callers have the same routes under their own paths:
//! `/api/v1/sessions/{lsid}/uploads` (consoles), `/device/uploads` (the client), and
//! `/portal/api/uploads` (the customer's page).
//!
//! What an upload is for stands in its `Upload-Metadata`: key `purpose`, the JSON of [`UploadPurpose`]. An
//! upload without it is a file for the chat, named by the usual keys `filename` and `filetype`; the
//! optional key `sha256` (64 hexadecimal digits) is checked against the whole when it is complete.
//!
//! A chat file is its bytes. A transfer between console and device is a *file stream*: many files and
//! folders in one upload, each checked by itself (see `docs/PROTOCOL.md`, File streams).

use serde::{Deserialize, Serialize};

use crate::files::{DevicePath, FileFault, FileName, IfTaken};
use crate::ids::ClientId;
use crate::time::Timestamp;

/// The header of an answer to `HEAD` and `GET` by which the receiver of a file stream learns how many bytes
/// a name in it may have at the site: it leaves out what has a longer one.
pub const NAME_BYTES: &str = "farhand-name-bytes";

/// What an upload is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum UploadPurpose {
    /// A file in the chat: a message with a file, for everyone in the session.
    Chat {
        /// The sender's id of it; also the message's client id, and the upload's id.
        id: ClientId,
        /// Its name.
        name: FileName,
        /// Its media type as the sender says; nobody relies on it.
        media_type: Option<String>,
    },
    /// A file stream from a console to the device. Needs the grant.
    ToDevice {
        /// The console's id of the transfer, and the upload's id.
        id: ClientId,
        /// The folder that it goes into.
        folder: DevicePath,
        /// Names that are treated otherwise than `if_taken` says; at most 500.
        taken: Vec<(FileName, IfTaken)>,
        /// What to do where a name is taken.
        if_taken: IfTaken,
        /// Files.
        files: u32,
        /// Bytes of all files.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
        /// The first name, for display.
        name: FileName,
    },
    /// A file stream from the device to the console that has asked for it.
    FromDevice {
        /// The console's id of the transfer, and the upload's id.
        id: ClientId,
        /// Files.
        files: u32,
        /// Bytes of all files.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
        /// The first name, for display.
        name: FileName,
    },
}

impl UploadPurpose {
    /// The upload's id.
    #[must_use]
    pub fn id(&self) -> &ClientId {
        match self {
            Self::Chat { id, .. } | Self::ToDevice { id, .. } | Self::FromDevice { id, .. } => id,
        }
    }
}

/// A file in the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatFile {
    /// The upload's id.
    pub upload: ClientId,
    /// Its name.
    pub name: FileName,
    /// Bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub size: u64,
    /// Of the whole file, 64 hexadecimal digits; as the appliance has computed it.
    pub sha256: String,
    /// Its media type as the sender says.
    pub media_type: Option<String>,
    /// Until when the appliance keeps it.
    pub kept_until: Timestamp,
}

/// `GET …/uploads/{id}/outcome?wait=S`: where an upload stands, for its sender. With `wait` (up to 30
/// seconds) the answer comes when its receiver has ended, or then. A receiver that has ended says so
/// with `POST …/outcome` and an [`TransferOutcome`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadState {
    /// Bytes that the appliance has.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub offset: u64,
    /// Bytes of the whole.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub length: u64,
    /// What came of it, once it has ended.
    pub outcome: Option<TransferOutcome>,
}

/// What came of a transfer, in its receiver's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferOutcome {
    /// Files that stand under their final names, each with the SHA-256 that its sender computed.
    pub written: u32,
    /// Bytes of them.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Files that were skipped because their names were taken.
    pub skipped: u32,
    /// What did not come, at most 100.
    pub faults: Vec<FileFault>,
    /// How many did not come, also those that `faults` has no room for.
    pub failed: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// Whether the customer has stopped it. What else stops it is the last of the faults.
    #[serde(default)]
    pub by_customer: bool,
}

/// Why an upload ended with nothing: the transfer's other side hears it with the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UploadEnd {
    /// Its sender took it back.
    TakenBack,
    /// Its receiver refused it.
    Refused,
    /// The customer's permission has ended.
    Withdrawn,
    /// Whoever wanted the transfer is no longer in the session.
    OwnerLeft,
    /// The account of whoever wanted the transfer may not reach files any more.
    OwnerBarred,
    /// Nobody touched it for too long.
    Expired,
    /// The session is over.
    SessionOver,
}

impl UploadEnd {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::TakenBack,
        Self::Refused,
        Self::Withdrawn,
        Self::OwnerLeft,
        Self::OwnerBarred,
        Self::Expired,
        Self::SessionOver,
    ];

    /// For people, in a sentence without a full stop: the message of the 410 that tells it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TakenBack => "its sender has cancelled the transfer",
            Self::Refused => "its receiver has cancelled the transfer",
            Self::Withdrawn => "the customer's permission has ended",
            Self::OwnerLeft => "whoever wanted the transfer is no longer in the session",
            Self::OwnerBarred => "whoever wanted the transfer may not reach files any more",
            Self::Expired => "nobody went on with the transfer for too long",
            Self::SessionOver => "the session is over",
        }
    }

    /// The one that a 410's message tells; none for another one.
    #[must_use]
    pub fn said(message: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.words() == message)
    }
}
