//! Topic `queues`: the queues that the representative serves, and who waits in them.

use farhand_protocol::session::{Channel, Priority, StartMethod};
use farhand_protocol::team::Passed;
use farhand_protocol::{QueueId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// The whole of topic `queues`. Rows come in no particular order; the interface sorts.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct QueuesView {
    /// Whether the first snapshot has arrived.
    pub loaded: bool,
    /// The queues in display order: personal, teams by name, general.
    pub queues: Vec<QueueRow>,
    /// Who waits, in any of them.
    pub waiting: Vec<WaitingRow>,
}

/// A change of topic `queues`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct QueuesPatch {
    /// Whether the first snapshot has arrived.
    pub loaded: bool,
    /// All queues again.
    pub queues: Vec<QueueRow>,
    /// New and changed rows, by `lsid`.
    pub upsert: Vec<WaitingRow>,
    /// Rows that left.
    pub remove: Vec<RemovedRow>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct QueueRow {
    /// Which.
    pub id: QueueId,
    /// What people call it.
    pub name: String,
    /// Seconds within which a session should be accepted.
    pub target_s: u32,
    /// Seconds of waiting from which on it stands at warning.
    pub warning_s: Option<u32>,
    /// Seconds of waiting from which on it is critical.
    pub critical_s: Option<u32>,
    /// How many wait in it (held ones are not counted).
    pub count: u32,
    /// Since when the longest waiting one waits.
    pub longest_since: Option<Timestamp>,
}

/// A session that waits or is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct WaitingRow {
    /// Which.
    pub lsid: SessionId,
    /// The customer's name, ready for display.
    pub name: String,
    /// The customer's company, ready for display.
    pub company: Option<String>,
    /// What it is about, ready for display: the issue's title.
    pub issue: Option<String>,
    /// The customer's own words, ready for display.
    pub details: Option<String>,
    /// The queue it waits in.
    pub queue: QueueId,
    /// That queue's name.
    pub queue_name: String,
    /// How the customer takes part.
    pub channel: Channel,
    /// How it began.
    pub started_from: StartMethod,
    /// Ahead of others or not.
    pub priority: Priority,
    /// Since when it waits (or is held).
    pub since: Timestamp,
    /// Seconds within which it should be accepted.
    pub target_s: u32,
    /// Who put it on hold, where somebody did.
    pub held_by: Option<String>,
    /// To whom it is offered just now, where to a colleague.
    pub offered_to: Option<String>,
    /// Who has passed it on, with what was said with it.
    pub passed: Option<Passed>,
    /// Whether the customer's connection is lost just now.
    pub customer_away: bool,
    /// Whether this console has asked for it and waits for the answer.
    pub accepting: bool,
}

/// A row that left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RemovedRow {
    /// Which.
    pub lsid: SessionId,
    /// Who accepted it, where a colleague did.
    pub taken_by: Option<String>,
}
