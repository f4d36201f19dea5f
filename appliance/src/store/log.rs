//! The log: what happened, in order, and who may see it.

use async_trait::async_trait;
use farhand_protocol::chat::Entry;
use farhand_protocol::keys::Key;
use farhand_protocol::people::Representative;
use farhand_protocol::session::Session;
use farhand_protocol::{KeyId, QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::Result;

/// One row of the log, with everything a reader's view is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its place.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: Kind,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A session is new or different.
    Session {
        /// As it is after the change.
        session: Box<Session>,
        /// Who saw it before.
        before: Sight,
        /// Who sees it now.
        after: Sight,
        /// Who accepted it, where that is what happened.
        taken_by: Option<String>,
    },
    /// A session has a new entry.
    Entry {
        /// The entry.
        entry: Box<Entry>,
        /// Who of the representatives sees it.
        sight: Sight,
    },
    /// A representative's name or presence is different.
    Representative {
        /// As it is after the change.
        representative: Representative,
    },
    /// A session key is new or different.
    Key {
        /// Which.
        id: KeyId,
        /// What happened to it.
        deed: Deed,
        /// Who did it, for people.
        by: String,
        /// Who saw it before.
        before: Sight,
        /// Who sees it now.
        after: Sight,
        /// As it is when the row is read; none where it was forgotten meanwhile. Its digits and links
        /// are secrets, and are not in the log.
        #[serde(skip)]
        key: Option<Box<Key>>,
    },
    /// What is set up for invitations is different.
    InviteSetup,
    /// The canned messages are different.
    Canned,
    /// What these representatives may see is different (teams, general queue).
    ScopeChanged {
        /// Whose.
        who: Vec<RepresentativeId>,
    },
    /// Some or all tokens of a representative ended.
    TokensEnded {
        /// Whose.
        who: RepresentativeId,
    },
}

/// What happened to a session key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It was made.
    Made,
    /// Something of it was changed.
    Changed,
    /// It got a life anew.
    Extended,
    /// It was taken back.
    Revoked,
    /// Invitations were queued.
    Sent,
    /// Invitations were queued once more.
    SentAgain,
    /// Something became of a message.
    Mail,
    /// A person had its page in sight.
    Opened,
    /// It has started a session.
    Started,
    /// Its time was over.
    Expired,
}

/// Who of the representatives sees a session or a key: those who serve its queue, and some by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// The queue that it waits or rests in.
    pub queue: Option<QueueId>,
    /// Those who take part, or last did.
    pub people: Vec<RepresentativeId>,
}

/// What one representative may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Who.
    pub who: RepresentativeId,
    /// The teams.
    pub teams: Vec<TeamId>,
    /// Whether the general queue is among the served ones.
    pub general: bool,
}

impl Scope {
    /// The queues that are served: personal, teams, general.
    #[must_use]
    pub fn queues(&self) -> Vec<QueueId> {
        let mut ids = vec![QueueId::Personal(self.who)];
        ids.extend(self.teams.iter().map(|team| QueueId::Team(*team)));
        ids.extend(self.general.then_some(QueueId::General));
        ids
    }

    /// Whether this representative serves `queue`.
    #[must_use]
    pub fn serves(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => self.general,
            QueueId::Team(team) => self.teams.contains(&team),
            QueueId::Personal(id) => id == self.who,
        }
    }

    /// Whether this representative is among those that `sight` names.
    #[must_use]
    pub fn sees(&self, sight: &Sight) -> bool {
        sight.people.contains(&self.who) || sight.queue.is_some_and(|q| self.serves(q))
    }
}

/// The log's part of the store.
#[async_trait]
pub trait LogStore: Send + Sync + 'static {
    /// A number that changes after every commit, also of another process within a second.
    fn commits(&self) -> watch::Receiver<u64>;

    /// The newest place in the log.
    async fn log_head(&self) -> Result<Seq>;

    /// The rows after `since`, oldest first, at most `limit`; none when `since` lies before the
    /// oldest row that is kept.
    async fn log_after(&self, since: Seq, limit: u32) -> Result<Option<Vec<LogRow>>>;

    /// What a representative may see.
    ///
    /// # Errors
    /// `NotFound` for an unknown or disabled account.
    async fn scope(&self, who: RepresentativeId) -> Result<Scope>;

    /// A session as it stands, for whoever already has the right to it.
    ///
    /// # Errors
    /// `NotFound`.
    async fn standing(&self, lsid: &SessionId) -> Result<Session>;

    /// Carries out what is due by time: customers, owners and those whose personal queue somebody
    /// waits in, who are gone for longer than the reconnect window. The time before the store was
    /// opened does not count. Answers the sessions that it changed.
    async fn pass_time(&self) -> Result<Vec<SessionId>>;

    /// Forgets what is past its life: log rows, idempotency keys, tokens, keys, attempts.
    async fn prune(&self) -> Result<()>;
}
