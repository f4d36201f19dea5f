//! What supervisors did.

use serde::{Deserialize, Serialize};

use crate::ids::{RepresentativeId, SessionId, TeamId};
use crate::people::Presence;
use crate::queue::QueueId;
use crate::time::Timestamp;

/// `GET /audit?before=N`: newest first. A supervisor sees the own doings, and those of lower ranks in the
/// led teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// At most 100.
    pub rows: Vec<AuditRow>,
    /// For the next page; none where this is the last one.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub before: Option<u64>,
}

/// One doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// Its number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: RepresentativeId,
    /// The name as it was then.
    pub by_name: String,
    /// What.
    pub deed: AuditDeed,
}

/// What a supervisor did. Names are as they were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuditDeed {
    /// Began to see a session (Representative Monitoring Started).
    MonitoringStarted {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// Whether the representatives saw it.
        seen: bool,
    },
    /// Saw it no longer (Representative Monitoring Stopped).
    MonitoringStopped {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
    },
    /// Came in without having been invited.
    Joined {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
    },
    /// Took a session over.
    TookOver {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// From whom.
        from: String,
    },
    /// Passed somebody's session on.
    Transferred {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// Where to.
        to: QueueId,
    },
    /// Made somebody the owner of somebody else's session.
    OwnerChanged {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// Who owns it.
        to: String,
    },
    /// Took somebody out of a session.
    Removed {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// Whom.
        name: String,
    },
    /// Offered a waiting session to somebody.
    Assigned {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// To whom.
        to: String,
    },
    /// Changed somebody's readiness.
    PresenceSet {
        /// Whose.
        name: String,
        /// To what.
        presence: Presence,
    },
    /// Signed somebody out.
    SignedOut {
        /// Whom.
        name: String,
    },
    /// Told teams something.
    Broadcast {
        /// Which teams.
        teams: Vec<TeamId>,
        /// How many were told.
        people: u32,
    },
    /// Read an ended session of others.
    HistoryRead {
        /// Which.
        lsid: SessionId,
        /// The customer.
        customer: String,
    },
    /// Fetched a file from the chat of an ended session of others.
    HistoryFileFetched {
        /// Which session.
        lsid: SessionId,
        /// The customer.
        customer: String,
        /// The file's name, for display.
        name: String,
    },
    /// Looked for words in ended sessions of others, and was shown where they stand. What is searched for
    /// while it is being typed is one search, with the longest text.
    HistorySearched {
        /// The words.
        text: String,
    },
    /// Began to export ended sessions.
    HistoryExportBegun,
    /// Exported ended sessions.
    HistoryExported {
        /// How many.
        rows: u32,
    },
}
