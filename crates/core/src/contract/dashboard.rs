//! Topic `dashboard`: what a supervisor sees of the own teams, live.

use farhand_protocol::SessionId;
use farhand_protocol::Timestamp;
use farhand_protocol::dashboard::{
    Activity, DashboardPatch, LedTeam, PersonLevel, QueueLevel, SessionLevel, Span, WaitPoint,
};
use serde::{Deserialize, Serialize};

/// The whole of topic `dashboard`. Texts are ready for display; rows come in no particular order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct DashboardView {
    /// The teams that the reader leads; none: the reader is no supervisor.
    pub led: Vec<LedTeam>,
    /// What the numbers are about.
    pub span: Span,
    /// Whether the whole has arrived since it was asked for.
    pub loaded: bool,
    /// Whether what is shown may be old, because the link is lost.
    pub stale: bool,
    /// The queues.
    pub queues: Vec<QueueLevel>,
    /// The representatives.
    pub people: Vec<PersonLevel>,
    /// Running sessions.
    pub sessions: Vec<SessionLevel>,
    /// Waits by steps, oldest first.
    pub series: Vec<WaitPoint>,
    /// What has happened, newest first.
    pub activity: Vec<Activity>,
    /// Sessions about which something is being asked of the appliance.
    pub busy: Vec<SessionId>,
    /// When the newest change came (appliance's clock).
    pub heard_at: Option<Timestamp>,
}

/// A change of topic `dashboard`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct DashboardChange {
    /// What is different.
    pub patch: DashboardPatch,
    /// Whether what is shown may be old.
    pub stale: bool,
    /// Sessions about which something is being asked of the appliance.
    pub busy: Vec<SessionId>,
    /// When it came (appliance's clock).
    pub heard_at: Option<Timestamp>,
}
