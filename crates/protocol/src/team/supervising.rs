//! What a supervisor (a team's lead or manager) does with the sessions and members of the own teams.
//!
//! A supervisor reaches those of lower rank in a led team, and the sessions that wait in its queue or
//! that such a member owns. All of it is in the audit log.

use serde::{Deserialize, Serialize};

use crate::ids::{RepresentativeId, TeamId};

/// `POST /sessions/{lsid}/monitor`: see a session without taking part. Answers a
/// [`crate::session::SessionDetail`]. Ends with `POST /sessions/{lsid}/leave`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MonitorSession {
    /// Whether the representatives in the session see it. The site may leave no choice
    /// ([`crate::site::MonitorRule`]): then the other value is refused with `forbidden`.
    pub seen: bool,
}

/// `POST /sessions/{lsid}/join`: take part without having been invited. Answers a
/// [`crate::session::SessionDetail`].
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinSession {}

/// `POST /sessions/{lsid}/take-over`: own a session from now on; the old owner keeps taking part.
/// Answers a [`crate::session::SessionDetail`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// Who owns it, as far as the caller knows. `already_taken` when somebody else was faster.
    pub from: RepresentativeId,
}

/// `POST /sessions/{lsid}/assign`: offer a waiting session to somebody. Answers the
/// [`crate::session::Session`]. `wrong_state` when the one is away, busy or offline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignTo {
    /// To whom.
    pub to: RepresentativeId,
}

/// `POST /broadcast`: tell all members of some led teams something at once. Answers 204. It stands in
/// the teams' talk as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Broadcast {
    /// Which teams; at least one.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    pub teams: Vec<TeamId>,
    /// Plain text, 1 byte to 4 KiB.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4096))]
    pub text: String,
}
