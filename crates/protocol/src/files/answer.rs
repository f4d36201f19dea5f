//! What a device answers about its files. What is in it comes from the device: text for display only.

use serde::{Deserialize, Serialize};

use super::{DevicePath, FileName, RootId};
use crate::ids::ClientId;
use crate::time::Timestamp;

/// A device's answer to a [`super::FilesRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FilesAnswer {
    /// The roots.
    Roots {
        /// At most 64; the first one is where a view begins.
        roots: Vec<FilesRoot>,
    },
    /// Part of a folder.
    Listing(FolderListing),
    /// What exists of what was asked for.
    Entries {
        /// In the order of the paths.
        entries: Vec<EntryAt>,
    },
    /// It was done, or partly.
    Done {
        /// What failed; empty when all was done.
        faults: Vec<FileFault>,
        /// What is in the trash now and can be restored.
        trashed: Vec<Trashed>,
    },
    /// The device uploads.
    Sending {
        /// The upload's id.
        upload: ClientId,
        /// Files.
        files: u32,
        /// Bytes of all files.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
        /// What cannot be read, and is left out.
        faults: Vec<FileFault>,
    },
    /// Nothing was done.
    Failed(FileFault),
}

/// A place from which folders can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilesRoot {
    /// Its identifier.
    pub id: RootId,
    /// What it is, for its icon and its name in the reader's language.
    pub place: Place,
    /// As the device calls it: "Downloads", "SD card", "backup (D:)".
    pub name: String,
    /// Bytes that are free there; absent where not told.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub free: Option<u64>,
    /// Bytes of the whole volume; absent where not told.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub total: Option<u64>,
}

/// What a root is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The user's own folder.
    Home,
    /// What is on the desk.
    Desktop,
    /// Documents.
    Documents,
    /// Downloads.
    Downloads,
    /// Pictures.
    Pictures,
    /// Android: the internal storage.
    InternalStorage,
    /// Android: the SD card.
    SdCard,
    /// A volume: the whole file system, a drive, a stick.
    Volume,
    /// A folder that the customer chose.
    Chosen,
}

/// Part of a folder's contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FolderListing {
    /// Its number, to page through it; good for a minute after its last use.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub listing: u64,
    /// How many entries there are in all.
    pub total: u32,
    /// How many hidden ones were left out.
    pub hidden: u32,
    /// The entries' place in the whole.
    pub from: u32,
    /// The entries.
    pub entries: Vec<FileEntry>,
    /// Bytes that are free on the volume; absent where not told.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub free: Option<u64>,
}

/// A file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileEntry {
    /// Its name.
    pub name: FileName,
    /// What it is.
    pub kind: FileKind,
    /// Bytes of a file; absent for folders and where not told.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub size: Option<u64>,
    /// When its contents changed (the device's clock).
    pub changed: Option<Timestamp>,
    /// Whether its name or an attribute hides it.
    pub hidden: bool,
    /// Whether it cannot be read.
    pub unreadable: bool,
}

/// One of several paths that were asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryAt {
    /// The path.
    pub path: DevicePath,
    /// What stands there.
    pub entry: FileEntry,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A symbolic link. It is shown, and never followed.
    Link,
    /// A device, socket or pipe. It cannot be transferred.
    Other,
}

/// Something that was deleted and can be restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Trashed {
    /// Where it was.
    pub path: DevicePath,
    /// The device's mark of it.
    pub mark: String,
}

/// Why something could not be done with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{message}")]
pub struct FileFault {
    /// For programs.
    pub code: FaultCode,
    /// The names from the chosen folder to the file; the last one is its own.
    pub names: Vec<FileName>,
    /// For people: lower case, no full stop, names the file.
    pub message: String,
}

/// What went wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// It does not exist (any more).
    NotFound,
    /// The system does not let this account.
    NotPermitted,
    /// It lies outside of what the customer has allowed, or the customer has not allowed this.
    NotAllowed,
    /// The name is taken.
    Taken,
    /// The name cannot be used there: reserved, too long, or with characters that it may not have.
    BadName,
    /// The disk is full.
    DiskFull,
    /// The file changed while it was read.
    Changed,
    /// What came is not what was sent.
    Checksum,
    /// A folder was expected, or a file.
    WrongKind,
    /// It is in use.
    Busy,
    /// Larger, deeper or more than is allowed; the message says which.
    TooMuch,
    /// It was stopped.
    Stopped,
    /// The disk failed, or something else; the message tells.
    Failed,
}
