//! What a site says of itself.

use serde::{Deserialize, Serialize};

use crate::auth::Me;
use crate::ids::{Seq, SessionId};
use crate::keys::{InviteSetup, Key};
use crate::people::Representative;
use crate::queue::Queue;
use crate::session::Session;
use crate::team::{TalkEntry, Team};
use crate::time::Timestamp;

/// `GET /health`, without a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// Always `farhand-appliance`, so that a console knows what it talks to.
    pub product: String,
    /// The program's version.
    pub version: String,
    /// The API's version; see [`crate::API_VERSION`].
    pub api_version: u32,
    /// The site's name for people.
    pub site: String,
    /// The appliance's clock.
    pub now: Timestamp,
}

/// `GET /snapshot`: everything that a console shows, as of one place in the log. A live
/// connection with `since` that place goes on without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// The place in the log.
    pub seq: Seq,
    /// The appliance's clock.
    pub now: Timestamp,
    /// The site's name for people.
    pub site: String,
    /// The portal's address.
    pub portal: String,
    /// The one who asks.
    pub me: Me,
    /// The queues that the caller serves: personal, teams, general.
    pub queues: Vec<Queue>,
    /// Sessions waiting or held in those queues, and those that the caller takes part in.
    pub sessions: Vec<Session>,
    /// All representatives of the site.
    pub representatives: Vec<Representative>,
    /// Session keys that the caller sees: those outstanding, and those that were over within two hours;
    /// the newest 200.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// What is set up for keys and invitations.
    #[serde(default)]
    pub invites: InviteSetup,
    /// The site's teams, by name.
    #[serde(default)]
    pub teams: Vec<Team>,
    /// What the site has decided for its consoles.
    #[serde(default)]
    pub rules: SiteRules,
    /// Sessions that the caller sees without taking part. They are among `sessions`.
    #[serde(default)]
    pub monitoring: Vec<SessionId>,
    /// The newest of what was said to or by the caller outside sessions, oldest first; at most 200.
    #[serde(default)]
    pub talk: Vec<TalkEntry>,
}

/// What the site has decided for its consoles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteRules {
    /// Seconds for which an offer of automatic assignment holds.
    pub assign_s: u32,
    /// Minutes without keyboard and pointer after which somebody is away; none: never.
    pub away_after_min: Option<u32>,
    /// How supervisors see sessions without taking part.
    pub monitoring: MonitorRule,
    /// Alerts that nobody can switch off.
    pub forced_alerts: Vec<AlertKind>,
}

impl Default for SiteRules {
    fn default() -> Self {
        Self { assign_s: 30, away_after_min: None, monitoring: MonitorRule::Seen, forced_alerts: Vec::new() }
    }
}

/// How supervisors see sessions without taking part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MonitorRule {
    /// The representatives in the session always see that somebody does.
    Seen,
    /// They never do.
    Unseen,
    /// The supervisor chooses each time.
    Choice,
}

/// What somebody can be alerted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A session waits.
    Waiting,
    /// A waiting session is overdue.
    Overdue,
    /// A session is offered to the reader.
    Assigned,
    /// A session was passed on to the reader, or shared.
    Passed,
    /// A message came.
    Message,
    /// A customer left, returned or ended a session.
    Customer,
    /// A queue of the reader's is critical.
    Critical,
}
