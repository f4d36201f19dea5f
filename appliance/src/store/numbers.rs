//! What is counted: how waiting ended, and how long somebody had a session. Each is a row of the log
//! too, so that whoever follows it counts the same as who reads the tables.

use async_trait::async_trait;
use farhand_protocol::people::{Representative, Role};
use farhand_protocol::queue::Queue;
use farhand_protocol::session::Session;
use farhand_protocol::{QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{LogRow, Result};

/// How a session's waiting ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waited {
    /// Which.
    pub lsid: SessionId,
    /// Where it waited.
    pub queue: QueueId,
    /// For how long, in milliseconds.
    pub ms: u64,
    /// Seconds within which it should have been accepted.
    pub target_s: u32,
    /// Who accepted it; none where it ended.
    pub by: Option<By>,
}

/// A representative and the name as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// Who.
    pub id: RepresentativeId,
    /// The name.
    pub name: String,
}

/// That somebody has a session no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handled {
    /// Which.
    pub lsid: SessionId,
    /// Who had it.
    pub by: By,
    /// The queue that it came from.
    pub queue: QueueId,
    /// For how long, in milliseconds; what it rested on hold among it.
    pub ms: u64,
}

/// A wait as the dashboard counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitCount {
    /// Where.
    pub queue: QueueId,
    /// When it ended.
    pub at: Timestamp,
    /// How long it was, in milliseconds.
    pub ms: u64,
    /// Whether somebody accepted, and then whether within the target.
    pub accepted: Option<bool>,
}

impl Waited {
    /// As the dashboard counts it.
    #[must_use]
    pub fn count(&self, at: Timestamp) -> WaitCount {
        let in_target = self.ms <= u64::from(self.target_s) * 1000;
        WaitCount { queue: self.queue, at, ms: self.ms, accepted: self.by.as_ref().map(|_| in_target) }
    }
}

/// A session in somebody's hands as the dashboard counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandledCount {
    /// Whose.
    pub who: RepresentativeId,
    /// Until when.
    pub at: Timestamp,
    /// How long, in milliseconds.
    pub ms: u64,
}

/// A representative with what the dashboard needs besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// As colleagues see the one.
    pub representative: Representative,
    /// The teams, with the rank there.
    pub teams: Vec<(TeamId, Role)>,
    /// Whether the one serves the general queue.
    pub general: bool,
    /// Open sessions that the one takes at once.
    pub max_sessions: Option<u32>,
}

/// A session that is not over, and the queue that it waits in or came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The session.
    pub session: Session,
    /// The queue.
    pub queue: QueueId,
}

/// All that a dashboard starts from, of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardStart {
    /// The log's newest row that is in it.
    pub seq: Seq,
    /// The teams' queues.
    pub queues: Vec<Queue>,
    /// Everybody.
    pub people: Vec<Colleague>,
    /// What is not over.
    pub sessions: Vec<Running>,
    /// The waits of the last seven days, oldest first.
    pub waits: Vec<WaitCount>,
    /// What was handled in the last seven days, oldest first.
    pub handled: Vec<HandledCount>,
    /// The log's newest rows, oldest first: what has happened is told from them.
    pub tail: Vec<LogRow>,
    /// Sessions that the tail speaks of and that are over.
    pub ended: Vec<Running>,
}

/// The dashboard's part of the store.
#[async_trait]
pub trait NumbersStore: Send + Sync + 'static {
    /// All that a dashboard starts from.
    async fn board_start(&self) -> Result<BoardStart>;
}
