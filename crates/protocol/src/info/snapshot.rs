//! Readings that are kept under a name.

use serde::{Deserialize, Serialize};

use super::Reading;
use crate::time::Timestamp;

/// `POST /sessions/{lsid}/info/snapshots`: keeps the newest reading of each source and category.
/// Answers the [`SnapshotHead`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInfoSnapshot {
    /// For people; at most 100 characters, and empty where it needs none.
    pub name: String,
}

/// A snapshot without its readings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotHead {
    /// Its number in the session, from 1.
    pub number: u32,
    /// For people; may be empty.
    pub name: String,
    /// Who kept it.
    pub by: String,
    /// When (appliance's clock).
    pub at: Timestamp,
}

/// A snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InfoSnapshot {
    /// Which.
    pub head: SnapshotHead,
    /// What was kept.
    pub readings: Vec<Reading>,
}
