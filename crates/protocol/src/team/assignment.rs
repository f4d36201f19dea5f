//! Automatic assignment: a waiting session is offered to one representative after another.
//!
//! An offer holds for the site's [`crate::site::SiteRules::assign_s`] seconds. Whoever declines or lets
//! it pass is not asked again for this session until nobody else is left. Meanwhile everybody who serves
//! the queue may accept the session as ever; that ends the offer.

use serde::{Deserialize, Serialize};

use crate::ids::RepresentativeId;
use crate::time::Timestamp;

/// How a team's queue gives out what waits in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    /// Not at all: representatives pick.
    #[default]
    Off,
    /// To whoever has had none for the longest time.
    LongestIdle,
    /// To whoever has the fewest open sessions; among equals to the longest idle.
    LeastBusy,
    /// To whoever has the most of the skills; among equals to the least busy.
    Skills,
}

/// A session that is offered to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assigning {
    /// To whom.
    pub to: RepresentativeId,
    /// The one's name.
    pub name: String,
    /// Until when an answer counts.
    pub until: Timestamp,
    /// The supervisor who has chosen, where one has.
    pub by: Option<String>,
}

/// `POST /sessions/{lsid}/assignment`: the answer to an offer, by the one that it is made to. Accepting
/// answers a [`crate::session::SessionDetail`], declining the [`crate::session::Session`].
/// `wrong_state` when the offer is past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignmentAnswer {
    /// Take it or not.
    pub accept: bool,
}

/// What became of an offer, for the session's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssignmentResponse {
    /// Taken.
    Accepted,
    /// Declined.
    Declined,
    /// Not answered in time.
    TimedOut,
    /// The one it was made to became busy, went away or lost the connection.
    Withdrawn,
}

/// Who has given a session to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assigned {
    /// The queue's own rule.
    Rule,
    /// A supervisor.
    Supervisor,
}
