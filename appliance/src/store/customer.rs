//! What the portal asks of the store: how a customer starts a session and takes part in it.

use async_trait::async_trait;
use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::portal::{CustomerView, SurveyAnswer};
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::{IssueCode, QueueId, RepresentativeId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Result;
use crate::domain::file_limits::FileRules;
use crate::domain::invite_rules::InviteRules;
use crate::domain::permission::AgentAllows;
use crate::domain::team_rules::TeamRules;

/// What a site has set for its portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSettings {
    /// What people call the site ("Example Support").
    pub name: String,
    /// The agreement's full text (plain, paragraphs parted by empty lines); none where customers
    /// need not accept any.
    pub agreement: Option<String>,
    /// Seconds after which an unanswered agreement ends the attempt.
    pub agreement_time_out_s: u32,
    /// Whether the portal asks for the customer's company.
    pub asks_company: bool,
    /// Whether the portal asks for details of what is wrong.
    pub asks_details: bool,
    /// Whether the portal asks for permission to record.
    pub asks_recording: bool,
    /// Whether customers are asked before ordinary system information is read.
    #[serde(default)]
    pub asks_info: bool,
    /// Whether the exit survey is asked after a session.
    pub survey: bool,
    /// Where the company's privacy notice is, for a link on the portal.
    pub privacy_link: Option<String>,
    /// Whether VNC agents may join sessions. Their way here is not encrypted.
    #[serde(default)]
    pub vnc_agents: bool,
    /// What dialling out with a VNC agent permits by itself.
    #[serde(default)]
    pub agent_allows: AgentAllows,
    /// How much less than the appliance allows may be uploaded here.
    #[serde(default)]
    pub files: FileRules,
    /// Session keys and invitations.
    #[serde(default)]
    pub invites: InviteRules,
    /// Teams: assignment, presence, monitoring, alerts.
    #[serde(default)]
    pub teams: TeamRules,
}

impl SiteSettings {
    /// A site that asks for nothing but a name.
    #[must_use]
    pub fn plain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            agreement: None,
            agreement_time_out_s: 300,
            asks_company: false,
            asks_details: false,
            asks_recording: false,
            asks_info: false,
            survey: false,
            privacy_link: None,
            vnc_agents: false,
            agent_allows: AgentAllows::Nothing,
            files: FileRules::default(),
            invites: InviteRules::default(),
            teams: TeamRules::default(),
        }
    }
}

/// An issue that the portal offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueOffer {
    /// Its code name.
    pub code: IssueCode,
    /// What customers read.
    pub title: String,
    /// A guess of the wait in seconds, from recent waits; none when there are none.
    pub estimate_s: Option<u32>,
}

/// A representative who is shown as available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepresentativeOffer {
    /// The account.
    pub id: RepresentativeId,
    /// The display name.
    pub name: String,
}

/// What a customer chose on the start page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// An issue.
    Issue(IssueCode),
    /// A session key; spaces and hyphens between the digits do not matter.
    Key(String),
    /// The secret of a session key's link, its own or an invitation's.
    Link(String),
    /// An available representative.
    Representative(RepresentativeId),
}

/// A customer on the way from the start page to the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The queue that the session will wait in.
    pub queue: QueueId,
    /// What was chosen, for people: the issue's title, the representative's or the queue's name.
    pub chosen: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When the agreement was first shown, if it was.
    pub agreement_shown_at: Option<Timestamp>,
    /// The customer's name, where whoever made the session key has given it.
    pub name: Option<String>,
}

/// What a customer gives before the session begins. Every field is checked against its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// 1 to 100 characters.
    pub name: String,
    /// At most 100 characters; an empty one counts as none.
    pub company: Option<String>,
    /// At most 1024 bytes; empty ones count as none.
    pub details: Option<String>,
    /// The answer to the recording prompt.
    pub recording: Recording,
    /// Whether the agreement was accepted; must be true where the site has one.
    pub agreed: bool,
    /// The browser's first language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The browser and system in words ("Chrome on Android 13").
    pub browser: Option<String>,
    /// The kind of device.
    pub channel: Channel,
    /// Whether nobody will ever connect for the customer (demonstration data). Such a session
    /// waits without a reconnect window until somebody does.
    pub unattended: bool,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Which.
    pub lsid: SessionId,
    /// The customer's credential, for the cookie; the store keeps its hash.
    pub cookie: String,
}

/// The portal's part of the store.
#[async_trait]
pub trait CustomerStore: Send + Sync + 'static {
    /// The site's settings.
    async fn site(&self) -> Result<SiteSettings>;

    /// The issues in display order.
    async fn issues(&self) -> Result<Vec<IssueOffer>>;

    /// The representatives who are connected and available, by name.
    async fn available_representatives(&self) -> Result<Vec<RepresentativeOffer>>;

    /// Checks a session key without using it: its digits, or the secret of one of its links. Callers go through
    /// [`crate::state::AppState::check_key`], which limits guessing.
    ///
    /// # Errors
    /// `KeyInvalid`.
    async fn check_key(&self, digits: &str) -> Result<QueueId>;

    /// Begins an attempt and answers its secret for a cookie (128 random bits; kept hashed).
    ///
    /// # Errors
    /// `KeyInvalid`; `NotFound` for an issue or representative that is not on offer (any more).
    async fn open_attempt(&self, choice: Choice) -> Result<String>;

    /// The attempt of a secret; none when it is unknown, used or older than 30 minutes.
    async fn attempt(&self, secret: &str) -> Result<Option<Attempt>>;

    /// Notes that the agreement is on screen now, and answers when it first was.
    ///
    /// # Errors
    /// `NotFound` when the attempt is over.
    async fn agreement_shown(&self, secret: &str) -> Result<Timestamp>;

    /// Ends an attempt: declined, timed out, or left.
    async fn close_attempt(&self, secret: &str) -> Result<()>;

    /// Turns an attempt into a waiting session; uses up the attempt and its key. Asked again within
    /// ten minutes, it answers the same session with a new cookie, and the one before is void.
    ///
    /// # Errors
    /// `NotFound` when the attempt is over, `KeyInvalid` when somebody used the key meanwhile,
    /// `WrongState` when the agreement timed out or was not accepted, `InvalidField`.
    async fn begin_session(&self, secret: &str, beginning: Beginning) -> Result<Begun>;

    /// The session that an attempt has begun within the last ten minutes, with a new cookie; the one
    /// before is void.
    async fn begun_session(&self, secret: &str) -> Result<Option<Begun>>;

    /// The session that a customer's cookie belongs to. Ended sessions are found for 24 hours.
    async fn customer_session(&self, cookie: &str) -> Result<Option<SessionId>>;

    /// What the customer's page shows.
    async fn customer_view(&self, lsid: &SessionId) -> Result<CustomerView>;

    /// The session's entries that customers may see with numbers above `after`, oldest first, at
    /// most `limits::ENTRIES_PER_PAGE`.
    async fn customer_entries(&self, lsid: &SessionId, after: u64) -> Result<Vec<Entry>>;

    /// The customer says something. The same client id with the same text answers the same entry.
    ///
    /// # Errors
    /// `WrongState` after the end, `IdempotencyMismatch`, `InvalidField`.
    async fn customer_message(&self, lsid: &SessionId, message: NewMessage) -> Result<Entry>;

    /// The customer ends the session, or leaves the line. Doing it again changes nothing.
    async fn customer_end(&self, lsid: &SessionId) -> Result<()>;

    /// The answer to the exit survey.
    ///
    /// # Errors
    /// `WrongState` before the end, where the site has no survey, or when it was answered;
    /// `InvalidField`.
    async fn survey(&self, lsid: &SessionId, answer: SurveyAnswer) -> Result<()>;

    /// The customer has seen entries up to `number`. Not a row in the log.
    /// Answers whether that was news.
    async fn customer_read(&self, lsid: &SessionId, number: u64) -> Result<bool>;

    /// The customer's page is connected (again).
    async fn customer_here(&self, lsid: &SessionId) -> Result<()>;

    /// The customer's connection is lost since `since`; the reconnect window runs from there.
    async fn customer_away(&self, lsid: &SessionId, since: Timestamp) -> Result<()>;

    /// Sessions whose customer counts as connected, for watching them after a restart.
    async fn customers_here(&self) -> Result<Vec<SessionId>>;
}
