//! Readings: what one source told of one category at one time.

use serde::{Deserialize, Serialize};

use super::{App, Category, Group, LogLine, Process, Service, SnapshotHead, Source};
use crate::time::Timestamp;

/// What one source told of one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    /// About what, by whom, when.
    pub head: ReadingHead,
    /// What was told.
    pub body: ReadingBody,
}

/// A reading without what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadingHead {
    /// Its number in the session: rises with each reading.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: u64,
    /// About what.
    pub category: Category,
    /// Who told it.
    pub source: Source,
    /// When (appliance's clock).
    pub at: Timestamp,
}

/// What was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReadingBody {
    /// Properties, in groups; at most 256 groups.
    Properties {
        /// In the order in which they are shown.
        groups: Vec<Group>,
    },
    /// Installed apps, at most 5,000.
    Apps {
        /// In any order.
        apps: Vec<App>,
        /// How many more there are.
        left_out: u32,
    },
    /// Running processes, at most 2,000: those that use most.
    Processes {
        /// In any order.
        processes: Vec<Process>,
        /// How many more there are.
        left_out: u32,
    },
    /// Services, at most 2,000.
    Services {
        /// In any order.
        services: Vec<Service>,
        /// How many more there are.
        left_out: u32,
    },
    /// The newest lines of the log, at most 1,000.
    Log {
        /// Oldest first.
        lines: Vec<LogLine>,
    },
    /// The device forbids it to be read.
    NotPermitted,
    /// The device has no such thing, or no way to read it.
    NotSupported,
    /// Reading failed, or made no sense. Also anything that this program does not know.
    #[serde(other)]
    Unknown,
}

/// `POST /device/info` and `POST /portal/api/info`: a source tells. Answers 204. What breaks a limit
/// is shortened; a text's control characters are made visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewReading {
    /// Who tells it. A browser tells of itself, a client of its computer and its phones.
    pub source: Source,
    /// About what.
    pub category: Category,
    /// What.
    pub body: ReadingBody,
}

/// `POST /sessions/{lsid}/info/read`: asks the sources that are there to read. Answers 204.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadInfo {
    /// What; from one to all.
    pub categories: Vec<Category>,
}

/// `GET /sessions/{lsid}/info`: what there is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Info {
    /// The newest reading of each source and category.
    pub readings: Vec<ReadingHead>,
    /// What was kept, oldest first.
    pub snapshots: Vec<SnapshotHead>,
    /// Whether customers are asked before ordinary system information is read; else asking for it allows
    /// it at once.
    pub asks: bool,
}
