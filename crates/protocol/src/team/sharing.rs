//! Sharing a session: inviting colleagues into it.

use serde::{Deserialize, Serialize};

use crate::ids::{RepresentativeId, TeamId};
use crate::time::Timestamp;

/// Who is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ShareWith {
    /// One representative.
    Representative {
        /// Who.
        id: RepresentativeId,
    },
    /// Whoever of a team accepts first.
    Team {
        /// Which.
        id: TeamId,
    },
}

/// An open invitation into a session. It does not expire. It ends by being accepted, declined (by a
/// single representative), cancelled, by its inviter leaving, or with the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Share {
    /// The session's own number for it.
    pub id: u32,
    /// Who is invited.
    pub with: ShareWith,
    /// The name of the representative or team.
    pub name: String,
    /// Who has invited.
    pub by: RepresentativeId,
    /// The inviter's name.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What was said with it.
    pub note: Option<String>,
}

/// `POST /sessions/{lsid}/shares`, by a participant. Answers the [`crate::session::Session`]. Inviting
/// somebody who is invited already changes nothing; one who takes part already is refused.
///
/// `POST /sessions/{lsid}/shares/{id}/accept` answers a [`crate::session::SessionDetail`]; `/decline` and
/// `/cancel` (by the inviter or the owner) answer 204.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewShare {
    /// Who is invited.
    pub with: ShareWith,
    /// For whoever is invited, at most 1024 bytes.
    #[cfg_attr(feature = "openapi", schema(max_length = 1024))]
    #[serde(default)]
    pub note: Option<String>,
}
