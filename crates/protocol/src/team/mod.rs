//! Representatives together: who shares a session, where it is passed to, who is asked to take it,
//! and what they say to one another.

mod assignment;
mod helper;
mod passing;
mod sharing;
mod supervising;
mod talk;

pub use assignment::{Assigned, Assigning, Assignment, AssignmentAnswer, AssignmentResponse};
pub use helper::{Helper, HelperEntry, HelperLink, HelperStanding, HelperView, NewHelper};
pub use passing::{NewOwner, Passed, Transfer};
pub use sharing::{NewShare, Share, ShareWith};
pub use supervising::{AssignTo, Broadcast, JoinSession, MonitorSession, TakeOver};
pub use talk::{NewTalk, TalkEntry, TalkPage, TalkWith};

use serde::{Deserialize, Serialize};

use crate::ids::{RepresentativeId, TeamId};

/// A team as its members and their colleagues see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// What people call it.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<RepresentativeId>,
}
