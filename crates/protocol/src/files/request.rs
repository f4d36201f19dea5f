//! What a console asks of a device's files.

use serde::{Deserialize, Serialize};

use super::{DevicePath, FileName};
use crate::ids::ClientId;
use crate::limits;

/// `POST /sessions/{lsid}/files`: a request to the device. Answers a [`super::FilesAnswer`]. It needs
/// no `Idempotency-Key`: it is sent once and never again by itself. Needs the grant of files; what
/// changes something needs the change, and sending needs the direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FilesRequest {
    /// The roots that can be reached. Answers `roots`.
    Roots {},
    /// Part of a folder's contents. Answers `listing`.
    List {
        /// The folder.
        path: DevicePath,
        /// By what it is in order; folders come first.
        order: ListOrder,
        /// The other way round.
        descending: bool,
        /// With hidden files.
        hidden: bool,
        /// Only names that have this text in them, whatever its case.
        contains: Option<String>,
        /// How many entries are left out at the beginning.
        from: u32,
        /// How many are wanted; 1 to 500.
        count: u32,
        /// A listing from before ([`super::FolderListing::listing`]) whose order holds still while it is paged
        /// through. Unknown or stale ones begin anew.
        #[cfg_attr(feature = "ts", ts(type = "number | null"))]
        listing: Option<u64>,
    },
    /// What stands at these paths, at most 500; those that do not exist are left out. Answers `entries`.
    Stat {
        /// Which.
        paths: Vec<DevicePath>,
    },
    /// Makes a folder. Answers `done`. Needs the direction to the device.
    MakeFolder {
        /// Where.
        folder: DevicePath,
        /// Its name.
        name: FileName,
    },
    /// Gives something another name. Never replaces anything. Answers `done`.
    Rename {
        /// What.
        path: DevicePath,
        /// Its new name.
        name: FileName,
    },
    /// Moves things into another folder. Answers `done`.
    Move {
        /// What; at most 500.
        paths: Vec<DevicePath>,
        /// Where to.
        folder: DevicePath,
        /// What to do where a name is taken.
        if_taken: IfTaken,
    },
    /// Deletes things, folders with all that is in them. Into the trash where the platform has one, so
    /// that it can be undone. Answers `done`.
    Delete {
        /// What; at most 500.
        paths: Vec<DevicePath>,
        /// Not into the trash.
        for_good: bool,
    },
    /// Brings back from the trash what [`super::FilesAnswer::Done`] named. Answers `done`.
    Restore {
        /// What.
        trashed: Vec<super::Trashed>,
    },
    /// The device is to upload things for the console to fetch. Answers `sending`; asked again with the
    /// same id it answers the same upload. Needs the direction from the device.
    Send {
        /// The console's id of the transfer.
        transfer: ClientId,
        /// What; at most 500. Folders with all that is in them.
        paths: Vec<DevicePath>,
    },
}

impl FilesRequest {
    /// Whether files may have to be carried or deleted one by one before it is answered.
    #[must_use]
    pub fn takes_long(&self) -> bool {
        matches!(self, Self::Move { .. } | Self::Delete { .. } | Self::Restore { .. })
    }

    /// Whether it may change something on the device.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.takes_long() || matches!(self, Self::MakeFolder { .. } | Self::Rename { .. })
    }

    /// Milliseconds in which a device answers it.
    #[must_use]
    pub fn patience_ms(&self) -> u64 {
        match self {
            Self::Send { .. } => limits::FILES_SENDING_MS,
            _ if self.takes_long() => limits::FILES_CHANGING_MS,
            _ => limits::FILES_ANSWER_MS,
        }
    }
}

/// By what a listing is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ListOrder {
    /// By name as people read it: whatever the case, numbers by their value.
    #[default]
    Name,
    /// By size.
    Size,
    /// By when it was changed.
    Changed,
}

/// What to do where a name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IfTaken {
    /// The new one gets a number: "report (2).pdf". Folders of one name become one.
    #[default]
    KeepBoth,
    /// The new one takes the old one's place. Needs the change where it is the device's. Folders of
    /// one name become one.
    Replace,
    /// The old one stays, and the new one does not come. Folders of one name become one.
    Skip,
}
