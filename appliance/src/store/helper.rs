//! What an outside helper's page asks of the store. A helper is known by the link's secret until it is
//! opened, and by the cookie's from then on.

use async_trait::async_trait;
use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::team::{HelperEntry, HelperView};
use farhand_protocol::{SessionId, Timestamp};

use super::Result;

/// A helper of a session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HelperId {
    /// Of which session.
    pub lsid: SessionId,
    /// The session's own number for the one.
    pub number: u32,
}

/// What a helper's link is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelperLinkStanding {
    /// It lets this one in.
    Good {
        /// The name that the inviter wrote.
        name: String,
        /// Who has invited.
        invited_by: String,
    },
    /// It has let somebody in already.
    Used {
        /// Whom.
        by: HelperId,
    },
    /// It was taken back, its time has run out, or the session is over.
    Over,
    /// There is no such link.
    Unknown,
}

/// The helpers' part of the store.
#[async_trait]
pub trait HelperStore: Send + Sync + 'static {
    /// Looks at a link without using it.
    async fn helper_link(&self, secret: &str) -> Result<HelperLinkStanding>;

    /// Uses a link; answers the cookie's secret, which is kept nowhere.
    ///
    /// # Errors
    /// `WrongState` when it is good for nothing.
    async fn open_helper_link(&self, secret: &str) -> Result<String>;

    /// The helper with this cookie, also one whose part is over.
    async fn helper(&self, cookie: &str) -> Result<Option<HelperId>>;

    /// What the page shows.
    ///
    /// # Errors
    /// `NotFound`.
    async fn helper_view(&self, who: &HelperId) -> Result<HelperView>;

    /// Entries after a number: those that customers see too. None for one whose part is over.
    async fn helper_entries(&self, who: &HelperId, after: u64) -> Result<Vec<HelperEntry>>;

    /// The helper says something that everyone in the session sees.
    ///
    /// # Errors
    /// `WrongState` when the helper's part is over.
    async fn helper_message(&self, who: &HelperId, message: NewMessage) -> Result<Entry>;

    /// The helper goes for good.
    async fn helper_leaves(&self, who: &HelperId) -> Result<()>;

    /// The helper's page is connected.
    async fn helper_here(&self, who: &HelperId) -> Result<()>;

    /// The helper's page was lost at `since`.
    async fn helper_away(&self, who: &HelperId, since: Timestamp) -> Result<()>;

    /// Helpers who count as connected, for watching them after a restart.
    async fn helpers_here(&self) -> Result<Vec<HelperId>>;
}
