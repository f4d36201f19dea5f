//! What devices ask of the store: how one attaches to a session, what its customer allows, and
//! when it is there.

use async_trait::async_trait;
use farhand_protocol::capability::{Capability, CustomerAnswer};
use farhand_protocol::device::{Attach, DeviceAbilities, DeviceView, Elevation};
use farhand_protocol::{SessionId, Timestamp};

use super::Result;

/// A device that has just attached.
#[derive(Clone, Debug)]
pub struct NewlyAttached {
    /// To which session.
    pub lsid: SessionId,
    /// Its credential; the store keeps a hash.
    pub token: String,
    /// Opens the session's page once, where the device has begun the session; the store keeps a
    /// hash.
    pub page: Option<String>,
}

/// What entitles a VNC agent to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentId {
    /// The digits that it gives as its id: an elevation code, or a session key.
    Digits(String),
    /// It has come through the port that was made for this session's elevation.
    OwnPort(SessionId),
}

/// The devices' part of the store.
#[async_trait]
pub trait DeviceStore: Send + Sync + 'static {
    /// Attaches a client: to the session that the code was made for, or to one that the key
    /// begins. Uses up the code or key. A device that was there before is gone then, and
    /// everything must be allowed anew. The same request with the same id is answered again for ten
    /// minutes, while the device has its place: with another token, in place of the one before.
    ///
    /// # Errors
    /// `KeyInvalid` for a code or key that is wrong, used or expired; `WrongState` where the
    /// agreement was not accepted; `InvalidField`.
    async fn attach(&self, attach: Attach) -> Result<NewlyAttached>;

    /// Attaches a VNC agent, which can be seen and driven and passes texts. `name` is what people
    /// call it. A session key begins a session, unless the site has an agreement, which an agent
    /// cannot accept.
    ///
    /// # Errors
    /// `KeyInvalid`; `Forbidden` while the site lets no agents in; `WrongState`.
    async fn attach_agent(&self, id: AgentId, name: &str) -> Result<SessionId>;

    /// The session of a device's token, by the token's hash; none once the token is void.
    async fn device(&self, token_hash: [u8; 32]) -> Result<Option<SessionId>>;

    /// What the device shows.
    async fn device_view(&self, lsid: &SessionId) -> Result<DeviceView>;

    /// The device is connected (again). A void token changes nothing, here and below.
    async fn device_here(&self, token_hash: [u8; 32]) -> Result<()>;

    /// The device's connection is lost since `since`; the reconnect window runs from there.
    async fn device_away(&self, token_hash: [u8; 32], since: Timestamp) -> Result<()>;

    /// The device leaves for good.
    async fn device_leaves(&self, token_hash: [u8; 32]) -> Result<()>;

    /// What the device can do is different now.
    async fn device_abilities(&self, token_hash: [u8; 32], abilities: DeviceAbilities) -> Result<()>;

    /// Tokens' hashes of the devices that count as connected, for watching them after a restart.
    async fn devices_here(&self) -> Result<Vec<[u8; 32]>>;

    /// The session's VNC agent has closed its connection. Without one this changes nothing.
    async fn agent_gone(&self, lsid: &SessionId) -> Result<()>;

    /// Sessions that have a VNC agent; after a restart those are all gone.
    async fn agents_here(&self) -> Result<Vec<SessionId>>;

    /// The screen's stream broke off; `reason` is a sentence without a full stop, for the
    /// session's log.
    async fn screen_failed(&self, lsid: &SessionId, reason: &str) -> Result<()>;

    /// What the customer says to a question.
    ///
    /// # Errors
    /// `WrongState` when the question was answered otherwise, taken back, or has lapsed;
    /// `InvalidField` when the answer does not go with the question.
    async fn answer(&self, lsid: &SessionId, answer: CustomerAnswer) -> Result<()>;

    /// The customer stops what was allowed. What is not allowed stays as it is.
    async fn withdraw(&self, lsid: &SessionId, what: Capability) -> Result<()>;

    /// Whether these digits are an elevation code that is good now. Callers limit guessing
    /// ([`crate::state::App::guess`]).
    async fn is_code(&self, digits: &str) -> Result<bool>;

    /// The customer accepts or declines to open the client. The last word counts.
    ///
    /// # Errors
    /// `WrongState` when nobody asks for the client (any more).
    async fn answer_elevation(&self, lsid: &SessionId, accept: bool) -> Result<()>;

    /// A code for the customer's own page, which accepts, while the customer is asked to open the client. The one
    /// before that was made for the page is void; the representative's stays good. `portal` is the
    /// portal's address. The answer's `agent` is for the caller to fill.
    ///
    /// # Errors
    /// `WrongState` when nobody asks for the client (any more).
    async fn client_code(&self, lsid: &SessionId, portal: &str) -> Result<Elevation>;

    /// The session's page for a browser that comes with the secret of [`NewlyAttached::page`]:
    /// answers a new cookie. The secret is used up, and a cookie from before is void.
    ///
    /// # Errors
    /// `NotFound` for a secret that is unknown or was used.
    async fn open_page(&self, secret: &str) -> Result<String>;
}
