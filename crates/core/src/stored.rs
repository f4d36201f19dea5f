//! What the console keeps on disk: what is read at the start, and each single write.

use farhand_protocol::files::{DevicePath, FileName, IfTaken};
use farhand_protocol::team::TalkWith;
use farhand_protocol::upload::ChatFile;
use farhand_protocol::{ClientId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::contract::{
    DraftField, InviteForm, OutboxKind, PauseReason, RecentAddress, Settings, TransferWay, UiError,
};
use crate::transfer::Taken;

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
    /// Transfers of all sites, oldest first.
    pub transfers: Vec<StoredTransfer>,
    /// Invitations of all sites and users.
    pub invites: Vec<StoredInvites>,
    /// What is kept of talks with colleagues, of all sites and users.
    pub talks: Vec<StoredTalk>,
    /// Lines to colleagues of all sites and users, in the order of sending.
    pub talk_lines: Vec<StoredTalkLine>,
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

/// What is kept of a user's invitations at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvites {
    /// The site's address.
    pub site: String,
    /// The user name.
    pub user_name: String,
    /// What was filled in and not sent.
    pub form: Option<InviteForm>,
    /// Who was invited lately, newest first.
    pub recent: Vec<RecentAddress>,
}

/// What is kept of a user's talk with somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTalk {
    /// The site's address.
    pub site: String,
    /// The user name.
    pub user_name: String,
    /// With whom; absent in the row about all of the user's talks, which has no draft.
    pub with: Option<TalkWith>,
    /// What is being typed.
    pub draft: String,
    /// The newest line that was shown.
    pub read: u64,
}

/// A line to colleagues that the appliance has not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTalkLine {
    /// The site's address.
    pub site: String,
    /// The user name that wrote it; another one never sends it.
    pub user_name: String,
    /// To whom.
    pub to: TalkWith,
    /// The id it is sent under.
    pub client_id: ClientId,
    /// Its text.
    pub text: String,
    /// When it was typed (console's clock).
    pub at: Timestamp,
    /// Why it was refused, where it was.
    pub failed: Option<UiError>,
}

/// A transfer of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTransfer {
    /// The site's address.
    pub site: String,
    /// The user name that asked for it; for another one it never moves.
    pub user_name: String,
    /// Its id.
    pub id: ClientId,
    /// The session.
    pub lsid: SessionId,
    /// Which way.
    pub way: TransferWay,
    /// What, where it comes from.
    pub paths: Vec<DevicePath>,
    /// Where to.
    pub folder: Option<DevicePath>,
    /// The file of the chat that is fetched.
    pub file: Option<ChatFile>,
    /// Whether it is fetched from the history.
    #[serde(default)]
    pub past: bool,
    /// The first name, for display.
    pub name: String,
    /// How many more were chosen with it.
    pub more: u32,
    /// Whether the first one is a folder.
    pub folder_first: bool,
    /// Files, once they were counted.
    pub files: Option<u32>,
    /// Bytes of all files, once they were counted.
    pub bytes: Option<u64>,
    /// Whether the files were counted and the names compared.
    pub prepared: bool,
    /// Answers about names that are taken.
    pub taken: Vec<(FileName, IfTaken)>,
    /// What becomes of other names that are taken.
    pub if_taken: IfTaken,
    /// Files that were skipped.
    pub skipped: u32,
    /// Uploads of it that were ended from outside.
    pub attempt: u32,
    /// Bytes that were through.
    pub done: u64,
    /// Where it stands.
    pub stage: TransferStage,
    /// What did not come.
    pub faults: Vec<String>,
    /// How many did not come.
    pub failed: u32,
    /// What was written on this computer.
    pub brought: Option<DevicePath>,
    /// Whether it is cancelled and the appliance has not heard that yet.
    #[serde(default)]
    pub untold: bool,
    /// Whether it is out of the list, and only waits until the appliance has heard of its end.
    #[serde(default)]
    pub removed: bool,
    /// When it was asked for (console's clock).
    pub at: Timestamp,
}

/// Where a transfer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransferStage {
    /// Others are first.
    Waiting,
    /// Files are counted, and names compared.
    Preparing,
    /// Names are taken.
    Asking {
        /// Those without an answer; at least one.
        taken: Vec<Taken>,
    },
    /// Under way.
    Running,
    /// All bytes are through.
    Verifying,
    /// Stopped for now.
    Paused {
        /// Why.
        why: PauseReason,
    },
    /// It failed, and can be tried again.
    Failed {
        /// Why.
        error: UiError,
    },
    /// Its receiver has ended.
    Done,
    /// It was cancelled.
    Cancelled {
        /// Whether the customer did.
        by_customer: bool,
    },
}

impl TransferStage {
    /// Whether the engine has it in hand.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        matches!(self, Self::Preparing | Self::Running | Self::Verifying)
    }

    /// Whether nothing more will happen with it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Cancelled { .. })
    }
}

/// One write. Writes of one effect are committed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Replaces the settings.
    Settings(Settings),
    /// Adds or replaces a site.
    PutSite(StoredSite),
    /// Removes a site with its drafts, tabs, transfers, invitations, talks and what is unsent there.
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
    /// Adds or replaces a transfer.
    PutTransfer(Box<StoredTransfer>),
    /// Removes a transfer.
    RemoveTransfer(ClientId),
    /// Replaces what is kept of a user's invitations at a site.
    PutInvites(Box<StoredInvites>),
    /// Replaces what is kept of a talk.
    PutTalk(StoredTalk),
    /// Adds a line to colleagues to the end of the outbox, or replaces it in its place.
    PutTalkLine(StoredTalkLine),
    /// Removes a line.
    RemoveTalkLine {
        /// The site's address.
        site: String,
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
