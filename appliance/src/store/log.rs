//! The log: what happened, in order, and who may see it.

use async_trait::async_trait;
use farhand_protocol::chat::Entry;
use farhand_protocol::keys::Key;
use farhand_protocol::people::{Presence, Representative, Rights};
use farhand_protocol::session::Session;
use farhand_protocol::team::{TalkEntry, TalkWith};
use farhand_protocol::{KeyId, QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{Handled, Result, Waited};

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
    /// Something was said outside sessions.
    Talk {
        /// What.
        entry: Box<TalkEntry>,
    },
    /// Somebody sees a session without taking part, or no longer does.
    Monitoring {
        /// Who.
        who: RepresentativeId,
        /// Which.
        lsid: SessionId,
        /// Whether the one sees it.
        on: bool,
    },
    /// A session's waiting has ended. Only counted, shown to nobody.
    Waited {
        /// What is counted.
        waited: Box<Waited>,
    },
    /// Somebody has a session no longer. Only counted, shown to nobody.
    Handled {
        /// What is counted.
        handled: Box<Handled>,
    },
    /// The canned messages are different.
    Canned,
    /// What an account may do in sessions is different. For those who pass bytes on; shown to nobody.
    AccountRights {
        /// Whose.
        who: RepresentativeId,
        /// What it may do now.
        rights: Rights,
    },
    /// What these representatives may see is different (teams, general queue).
    ScopeChanged {
        /// Whose.
        who: Vec<RepresentativeId>,
    },
    /// Some or all tokens of a representative ended.
    TokensEnded {
        /// Whose.
        who: RepresentativeId,
        /// The supervisor who has signed the one out, where one has.
        by: Option<String>,
    },
    /// A supervisor has set somebody's readiness.
    PresenceSet {
        /// Whose.
        who: RepresentativeId,
        /// The supervisor's name.
        by: String,
        /// To what.
        presence: Presence,
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
    /// Those who take part, or last did, and those who see it without taking part.
    pub people: Vec<RepresentativeId>,
    /// Those who are invited. They see the session, but not what is said in it from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invited: Vec<RepresentativeId>,
    /// Teams that are invited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamId>,
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
        sight.people.contains(&self.who)
            || sight.invited.contains(&self.who)
            || sight.teams.iter().any(|team| self.teams.contains(team))
            || sight.queue.is_some_and(|q| self.serves(q))
    }
}

/// Whether something said outside sessions is for `scope`.
#[must_use]
pub fn hears(scope: &Scope, entry: &TalkEntry) -> bool {
    match entry.to {
        TalkWith::Team { id } => scope.teams.contains(&id),
        TalkWith::Representative { id } => id == scope.who || entry.from == scope.who,
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

    /// Makes the offers of automatic assignment that can be made now, and ends those that are over.
    /// Answers when the next one is over. Calling it once more changes nothing.
    async fn assign(&self) -> Result<Option<Timestamp>>;

    /// Notes who of `silent` (who, and since when) is idle by the account's or the site's minutes.
    /// Answers those who are from now on.
    async fn note_idle(&self, silent: Vec<(RepresentativeId, Timestamp)>) -> Result<Vec<RepresentativeId>>;

    /// Who sees a session without taking part, known to those in it or not.
    ///
    /// # Errors
    /// `NotFound`.
    async fn monitors(&self, lsid: &SessionId) -> Result<Vec<RepresentativeId>>;

    /// Carries out what is due by time: customers, owners and those whose personal queue somebody
    /// waits in, who are gone for longer than the reconnect window. The time before the store was
    /// opened does not count. Answers the sessions that it changed.
    async fn pass_time(&self) -> Result<Vec<SessionId>>;

    /// Forgets what is past its life: log rows, idempotency keys, tokens, keys, attempts.
    async fn prune(&self) -> Result<()>;
}
