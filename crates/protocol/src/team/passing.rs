//! Passing a session on.

use serde::{Deserialize, Serialize};

use crate::ids::RepresentativeId;
use crate::queue::QueueId;
use crate::time::Timestamp;

/// `POST /sessions/{lsid}/transfer`, by the owner or a supervisor: the session waits in that queue from
/// now on. Answers the [`crate::session::Session`].
///
/// A representative is meant by the personal queue (`rep:7`). One who is away, busy or offline is not
/// transferred to: `wrong_state`, and the message names who and why. So is the queue of a team that has
/// nobody there and does not keep its sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Where to.
    pub to: QueueId,
    /// For whoever accepts it, at most 1024 bytes. Customers do not see it.
    #[cfg_attr(feature = "openapi", schema(max_length = 1024))]
    #[serde(default)]
    pub note: Option<String>,
    /// Whether the owner keeps taking part.
    #[serde(default)]
    pub stay: bool,
}

/// How a waiting session came into its queue, where somebody has passed it on. It goes with being accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passed {
    /// Who did.
    pub by: RepresentativeId,
    /// The one's name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// What was said with it.
    pub note: Option<String>,
}

/// `POST /sessions/{lsid}/owner`, by the owner or a supervisor: a participant owns it from now on, and the
/// old owner keeps taking part. Answers the [`crate::session::Session`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewOwner {
    /// Who.
    pub to: RepresentativeId,
}
