//! Talk: what representatives say to one another outside sessions, in a team or one to one.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, RepresentativeId, TeamId};
use crate::time::Timestamp;

/// With whom somebody talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TalkWith {
    /// All members of a team.
    Team {
        /// Which.
        id: TeamId,
    },
    /// One colleague.
    Representative {
        /// Who.
        id: RepresentativeId,
    },
}

/// One line of a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TalkEntry {
    /// Its place: later ones have higher numbers, with gaps.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: u64,
    /// When (appliance's clock).
    pub at: Timestamp,
    /// Who wrote it.
    pub from: RepresentativeId,
    /// The writer's name as it was then.
    pub from_name: String,
    /// To whom. What somebody writes to a colleague has the colleague here, for both of them.
    pub to: TalkWith,
    /// The writer's own id of it.
    pub client_id: ClientId,
    /// Plain text, at most 16 KiB. Never markup.
    pub text: String,
    /// Whether a supervisor has told it to the whole team at once.
    pub broadcast: bool,
}

/// `POST /talk`. Answers the [`TalkEntry`]. The client id must equal the `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewTalk {
    /// To whom. The caller must be of the team.
    pub to: TalkWith,
    /// The sender's id of it.
    pub client_id: ClientId,
    /// Plain text, 1 byte to 16 KiB.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 16_384))]
    pub text: String,
}

/// `GET /talk?team=7` or `?representative=3`, `&before=N`: a page of a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TalkPage {
    /// Oldest first.
    pub entries: Vec<TalkEntry>,
    /// Whether there are entries before the first of these.
    pub has_earlier: bool,
}
