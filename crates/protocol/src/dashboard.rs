//! What a supervisor sees of the own teams, live.
//!
//! A console asks for it on its live connection ([`crate::live::ClientFrame::WatchDashboard`]). The
//! appliance answers with the whole [`Dashboard`] and then with [`DashboardPatch`]es, at most four a
//! second, until the console says otherwise. All numbers are computed by the appliance from its log, so
//! that every supervisor of the same teams sees the same.

use serde::{Deserialize, Serialize};

use crate::ids::{RepresentativeId, SessionId, TeamId};
use crate::people::{AutoPresence, Presence, Role};
use crate::queue::QueueId;
use crate::session::{Channel, CustomerPresence, Recording};
use crate::team::AssignmentResponse;
use crate::time::Timestamp;

/// Which time the numbers of a dashboard are about: the last hour, day, or seven days, up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// In steps of five minutes.
    Hour,
    /// In steps of a quarter of an hour.
    Day,
    /// In steps of an hour.
    Week,
}

impl Span {
    /// Milliseconds of the whole span.
    #[must_use]
    pub fn ms(self) -> u64 {
        const HOUR: u64 = 60 * 60 * 1000;
        match self {
            Span::Hour => HOUR,
            Span::Day => 24 * HOUR,
            Span::Week => 7 * 24 * HOUR,
        }
    }

    /// Milliseconds of a step.
    #[must_use]
    pub fn step_ms(self) -> u64 {
        const MINUTE: u64 = 60 * 1000;
        match self {
            Span::Hour => 5 * MINUTE,
            Span::Day => 15 * MINUTE,
            Span::Week => 60 * MINUTE,
        }
    }
}

/// The whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    /// What the numbers are about.
    pub span: Span,
    /// The queues: of the led teams, the own personal one, and the general one where it is served.
    pub queues: Vec<QueueLevel>,
    /// The members of the led teams that have a lower rank there.
    pub people: Vec<PersonLevel>,
    /// What waits in those queues, and what those people own, the caller's own sessions among them.
    pub sessions: Vec<SessionLevel>,
    /// Waits of all these queues by the span's steps, oldest first.
    pub series: Vec<WaitPoint>,
    /// What has happened, newest first; at most 100.
    pub activity: Vec<Activity>,
}

/// What is different.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DashboardPatch {
    /// New and changed queues.
    pub queues: Vec<QueueLevel>,
    /// New and changed people.
    pub people: Vec<PersonLevel>,
    /// New and changed sessions.
    pub sessions: Vec<SessionLevel>,
    /// Sessions that have ended or are no longer for these eyes.
    pub gone: Vec<SessionId>,
    /// Points of the series that are new or different, by their time; older than the span falls out.
    pub series: Vec<WaitPoint>,
    /// What has happened since, newest first.
    pub activity: Vec<Activity>,
}

/// A queue in numbers. What is counted is of the span; what waits is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueLevel {
    /// Which.
    pub queue: QueueId,
    /// What people call it.
    pub name: String,
    /// Seconds within which a session should be accepted.
    pub target_s: u32,
    /// Seconds of waiting from which on the queue stands at warning; none where it never does.
    pub warning_s: Option<u32>,
    /// Seconds of waiting from which on it is critical; none where it never is.
    pub critical_s: Option<u32>,
    /// How many wait now.
    pub waiting: u32,
    /// Since when the longest waiting one waits.
    pub longest_since: Option<Timestamp>,
    /// Sessions accepted from it.
    pub accepted: u32,
    /// Of those, how many within the target.
    pub in_target: u32,
    /// Customers who left before anybody accepted.
    pub abandoned: u32,
    /// The median wait of those accepted, in milliseconds; none where there are none.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub median_ms: Option<u64>,
    /// Representatives who serve it and are available.
    pub free: u32,
    /// Representatives who serve it and are connected.
    pub online: u32,
}

/// A representative in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonLevel {
    /// Who.
    pub id: RepresentativeId,
    /// The name.
    pub name: String,
    /// The led teams to which the one belongs, with the rank there.
    pub teams: Vec<TeamRank>,
    /// Readiness now.
    pub presence: Presence,
    /// What has set it, where it was not the one.
    pub auto: Option<AutoPresence>,
    /// Since when.
    pub presence_since: Timestamp,
    /// Since when the one has not touched keyboard or pointer; none while active or offline.
    pub idle_since: Option<Timestamp>,
    /// Sessions owned and not ended.
    pub sessions: u32,
    /// How many the one takes at once; none without a limit.
    pub max_sessions: Option<u32>,
    /// Sessions of the span that ended in the one's hands or were passed on.
    pub handled: u32,
    /// How long they were in these hands on the average, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub handling_ms: Option<u64>,
}

/// A rank in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamRank {
    /// The team.
    pub team: TeamId,
    /// The rank.
    pub role: Role,
}

/// A running session in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionLevel {
    /// Which.
    pub lsid: SessionId,
    /// The customer's name.
    pub customer: String,
    /// Whether the customer is there.
    pub presence: CustomerPresence,
    /// What it is about.
    pub issue: Option<String>,
    /// How the customer takes part.
    pub channel: Channel,
    /// The queue that it waits in, or was accepted from.
    pub queue: QueueId,
    /// Where it stands.
    pub standing: Standing,
    /// The other representatives who take part.
    pub others: Vec<String>,
    /// What is done in it now.
    pub doing: Doing,
    /// What the customer said to being recorded.
    pub recording: Recording,
    /// When it began.
    pub created_at: Timestamp,
}

/// Where a running session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Standing {
    /// It waits.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// To whom it is offered.
        offered_to: Option<String>,
    },
    /// Somebody has it.
    Active {
        /// Who.
        owner: RepresentativeId,
        /// The owner's name.
        name: String,
        /// Since when.
        since: Timestamp,
    },
    /// It is on hold.
    Held {
        /// Who put it there.
        by: RepresentativeId,
        /// The one's name.
        name: String,
        /// Since when.
        since: Timestamp,
    },
}

/// What is done in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Chat and nothing more.
    Chat,
    /// The customer was asked to open the client.
    Elevating,
    /// The customer is being asked for something.
    Asking,
    /// The screen is seen.
    Viewing,
    /// The screen is controlled.
    Control,
    /// The device's files are open.
    Files,
    /// System information is read.
    Info,
}

/// A step of the span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitPoint {
    /// When the step begins; steps begin at multiples of their length since 1970.
    pub at: Timestamp,
    /// Accepted in it.
    pub accepted: u32,
    /// Of those, how many within their queue's target.
    pub in_target: u32,
    /// Abandoned in it.
    pub abandoned: u32,
    /// The median wait of those accepted, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub median_ms: Option<u64>,
    /// The longest wait that ended in it, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub longest_ms: Option<u64>,
}

/// Something that has happened. Names are as they were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activity {
    /// Its place in the appliance's log, with a number behind for several of one row.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
    /// The session it is about.
    pub lsid: Option<SessionId>,
    /// The queue it is about.
    pub queue: Option<QueueId>,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// A session waits longer than its queue's target.
    Overdue {
        /// The customer.
        customer: String,
        /// The target in seconds.
        target_s: u32,
    },
    /// Somebody accepted a session.
    Accepted {
        /// Who.
        name: String,
        /// The customer.
        customer: String,
        /// How long the customer has waited, in milliseconds.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        waited_ms: u64,
    },
    /// A session ended.
    Ended {
        /// Who had it; none where nobody had.
        name: Option<String>,
        /// The customer.
        customer: String,
        /// How long it ran, in milliseconds.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        length_ms: u64,
    },
    /// A customer left before anybody accepted.
    Abandoned {
        /// The customer.
        customer: String,
        /// How long the customer has waited, in milliseconds.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        waited_ms: u64,
    },
    /// A session was passed on.
    Passed {
        /// Who did.
        name: String,
        /// The customer.
        customer: String,
        /// The queue's name; a representative's for a personal one.
        to: String,
    },
    /// A session came back into a queue by itself.
    Returned {
        /// The customer.
        customer: String,
        /// The queue's name.
        to: String,
    },
    /// Somebody owns a session instead of somebody else.
    OwnerChanged {
        /// Who owns it now.
        name: String,
        /// The customer.
        customer: String,
    },
    /// A supervisor has offered a session to somebody.
    Offered {
        /// To whom.
        name: String,
        /// The customer.
        customer: String,
        /// The supervisor.
        by: String,
    },
    /// Somebody to whom a session was offered has not taken it.
    NotTaken {
        /// Who.
        name: String,
        /// The customer.
        customer: String,
        /// Why; never `accepted`.
        why: AssignmentResponse,
    },
    /// Somebody came into a session.
    Joined {
        /// Who.
        name: String,
        /// The customer.
        customer: String,
    },
    /// Somebody's readiness is different.
    Presence {
        /// Who.
        name: String,
        /// How it is now.
        presence: Presence,
        /// What has set it, where it was not the one.
        auto: Option<AutoPresence>,
    },
}

/// One team of a supervisor, for choosing what to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedTeam {
    /// Which.
    pub team: TeamId,
    /// The own rank in it.
    pub role: Role,
}
