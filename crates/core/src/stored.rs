//! What the console keeps on disk: what is read at the start, and each single write.

use farhand_protocol::{ClientId, SessionId, Timestamp};

use crate::contract::{DraftField, OutboxKind, Settings, UiError};

/// Everything that was kept, read once at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The settings.
    pub settings: Settings,
    /// Known sites, most recently used first.
    pub sites: Vec<StoredSite>,
    /// Drafts of all sites.
    pub drafts: Vec<StoredDraft>,
    /// Unsent messages and notes of all sites, in the order of sending.
    pub outbox: Vec<StoredMessage>,
    /// Open tabs of all sites, in their order.
    pub tabs: Vec<StoredTab>,
}

/// A known site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSite {
    /// Its address.
    pub address: String,
    /// Its name, once known.
    pub name: Option<String>,
    /// The user name that was last used there.
    pub user_name: Option<String>,
    /// When it was last used (console's clock).
    pub used_at: Option<Timestamp>,
}

/// The key of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DraftKey {
    /// The site's address.
    pub site: String,
    /// The session.
    pub lsid: SessionId,
    /// The field.
    pub field: DraftField,
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDraft {
    /// Whose.
    pub key: DraftKey,
    /// Its text.
    pub text: String,
}

/// A message or note that the appliance has not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// The site's address.
    pub site: String,
    /// The user name that wrote it; another one never sends it.
    pub user_name: String,
    /// The session.
    pub lsid: SessionId,
    /// The id it is sent under.
    pub client_id: ClientId,
    /// Message or note.
    pub kind: OutboxKind,
    /// Its text.
    pub text: String,
    /// When it was typed (console's clock).
    pub at: Timestamp,
    /// Why it was refused, where it was.
    pub failed: Option<UiError>,
}

/// An open tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTab {
    /// The site's address.
    pub site: String,
    /// The session.
    pub lsid: SessionId,
    /// The newest entry that was shown.
    pub read: u64,
}

/// One write. Writes of one effect are committed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Replaces the settings.
    Settings(Settings),
    /// Adds or replaces a site.
    PutSite(StoredSite),
    /// Removes a site with its drafts, tabs and unsent messages.
    RemoveSite(String),
    /// Adds or replaces a draft; an empty text removes it.
    PutDraft(StoredDraft),
    /// Adds a message to the end of its session's outbox, or replaces it in its place.
    PutMessage(StoredMessage),
    /// Removes a message.
    RemoveMessage {
        /// The site's address.
        site: String,
        /// The session.
        lsid: SessionId,
        /// Which.
        client_id: ClientId,
    },
    /// Replaces all tabs of a site.
    PutTabs {
        /// The site's address.
        site: String,
        /// In their order.
        tabs: Vec<StoredTab>,
    },
}
