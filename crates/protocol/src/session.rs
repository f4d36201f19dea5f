//! Sessions: one support case each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::capability::Capabilities;
use crate::device::{Device, Elevating};
use crate::ids::{IssueCode, RepresentativeId, SessionId};
use crate::keys::CameFrom;
use crate::queue::QueueId;
use crate::team::{Assigning, Helper, Passed, Share};
use crate::time::Timestamp;

/// A session as representatives see it. Sent whole on every change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Which one.
    pub lsid: SessionId,
    /// Where it stands in its life.
    pub state: SessionState,
    /// How the customer takes part.
    pub channel: Channel,
    /// Who is supported.
    pub customer: Customer,
    /// What it is about, where an issue was picked.
    pub issue: Option<Issue>,
    /// How it began.
    pub started_from: StartMethod,
    /// The queue that it first waited in.
    pub entry_queue: QueueId,
    /// Ahead of others or not.
    pub priority: Priority,
    /// When it began (appliance's clock).
    pub created_at: Timestamp,
    /// What the customer said to being recorded.
    pub recording: Recording,
    /// Who of the representatives takes part now, the owner among them.
    pub participants: Vec<Participant>,
    /// The customer's device, once one has joined.
    #[serde(default)]
    pub device: Option<Device>,
    /// That the customer was asked to open the client and has not yet.
    #[serde(default)]
    pub elevating: Option<Elevating>,
    /// Where each capability stands.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// Who of the participants uses pointer and keys now.
    #[serde(default)]
    pub driver: Option<RepresentativeId>,
    /// The key that it came from, where one has started it.
    #[serde(default)]
    pub came_from: Option<CameFrom>,
    /// Open invitations of colleagues.
    #[serde(default)]
    pub shares: Vec<Share>,
    /// Outside helpers.
    #[serde(default)]
    pub helpers: Vec<Helper>,
    /// Supervisors who see it without taking part, as far as the site lets the representatives know.
    #[serde(default)]
    pub monitors: Vec<Participant>,
    /// To whom it is offered, while it waits.
    #[serde(default)]
    pub assigning: Option<Assigning>,
    /// Who has passed it on, while it waits.
    #[serde(default)]
    pub passed: Option<Passed>,
    /// Custom attributes by code name.
    pub attributes: BTreeMap<String, String>,
    /// The number of the newest entry in its log; 0 while it has none.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub last_entry: u64,
}

/// A session's life: `waiting -> active -> ended`, with `held` back to a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SessionState {
    /// In a queue, nobody has accepted it yet.
    Waiting {
        /// The queue it waits in.
        queue: QueueId,
        /// Since when.
        since: Timestamp,
    },
    /// Somebody owns it.
    Active {
        /// The owner.
        owner: RepresentativeId,
        /// Since when this owner has it.
        since: Timestamp,
    },
    /// Put back by its owner, who accepts it again from the queue.
    Held {
        /// The queue it rests in.
        queue: QueueId,
        /// Who put it there.
        by: RepresentativeId,
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Ended {
        /// When.
        at: Timestamp,
        /// Why.
        reason: EndReason,
    },
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// A representative ended it.
    Representative,
    /// The customer ended it.
    Customer,
    /// The customer left the line before anybody accepted.
    LeftQueue,
    /// The customer was gone longer than the reconnect window.
    CustomerGone,
    /// Everybody who could have helped was gone longer than the reconnect window, and nobody else
    /// serves any queue that it could wait in.
    NobodyAvailable,
}

/// How the customer takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Click-to-chat in a browser on a computer.
    BrowserDesktop,
    /// Click-to-chat in a phone's or tablet's browser.
    BrowserPhone,
    /// Farhand's client on a computer, without a browser.
    ClientDesktop,
    /// A VNC agent that dialled out with a session key, without a browser.
    VncAgent,
}

/// How a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StartMethod {
    /// An issue picked on the portal.
    Issue,
    /// A session key typed on the portal or carried by a link.
    Key,
    /// The link of an email invitation.
    Invitation,
    /// A representative picked by name on the portal.
    Representative,
}

/// How urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// In its turn.
    Normal,
    /// Before its turn.
    High,
}

/// What the customer said to being recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Recording {
    /// The site does not ask.
    NotAsked,
    /// Allowed.
    Allowed,
    /// Refused.
    Refused,
}

/// An issue that customers pick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Issue {
    /// Its code name.
    pub code: IssueCode,
    /// What customers read.
    pub title: String,
}

/// The one who is supported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// As typed by the customer; at most 100 characters.
    pub name: String,
    /// As typed; where the site asks.
    pub company: Option<String>,
    /// As typed; where the site asks; at most 1024 bytes.
    pub details: Option<String>,
    /// The browser's first language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The browser and system in words ("Chrome on Android 13").
    pub browser: Option<String>,
    /// Whether the customer is there.
    pub presence: CustomerPresence,
}

/// Whether the customer is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CustomerPresence {
    /// Connected.
    Here,
    /// The connection is lost; the reconnect window runs.
    Away {
        /// Since when.
        since: Timestamp,
    },
    /// Gone for good: ended, or the window has passed.
    Gone {
        /// Since when.
        since: Timestamp,
    },
}

/// A representative who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Participant {
    /// The account.
    pub id: RepresentativeId,
    /// The display name.
    pub name: String,
    /// Since when.
    pub joined_at: Timestamp,
}

/// `POST /sessions/{lsid}/accept`, `POST /sessions/next` (both answer a [`SessionDetail`]),
/// `POST /sessions/{lsid}/end` and `/hold` (both answer the [`Session`]), `POST /sign-out` (answers
/// 204): no fields yet, and the body may be empty; unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

/// `GET /sessions/{lsid}`: a session with the newest page of its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionDetail {
    /// The session.
    pub session: Session,
    /// Its newest entries, oldest first.
    pub entries: Vec<crate::chat::Entry>,
    /// Up to which entry the customer has read.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub customer_read: u64,
}
