//! Topic `chat/{lsid}`: a session's log with what is being sent.

use farhand_protocol::chat::Entry;
use farhand_protocol::{ClientId, Timestamp};
use serde::{Deserialize, Serialize};

use super::UiError;

/// The whole of topic `chat/{lsid}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChatView {
    /// The loaded part of the log, oldest first, without gaps, texts ready for display.
    pub entries: Vec<Entry>,
    /// All the rest.
    pub state: ChatState,
    /// What stands in the composer.
    pub draft: String,
    /// Whether that is for representatives only.
    pub whispering: bool,
    /// What stands in the notes field.
    pub note_draft: String,
}

/// A change of topic `chat/{lsid}`. Drafts are not in it: the interface owns what is being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChatPatch {
    /// Entries to add or replace, by number; they may stand before or after those loaded.
    pub entries: Vec<Entry>,
    /// All the rest again.
    pub state: ChatState,
}

/// What a chat shows besides its entries.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChatState {
    /// Whether the entries shown are complete up to the newest; false while they are loading.
    pub loaded: bool,
    /// Whether there are entries before the first loaded one.
    pub has_earlier: bool,
    /// Whether earlier ones are being loaded.
    pub loading_earlier: bool,
    /// Why loading failed.
    pub load_error: Option<UiError>,
    /// What is on its way, in the order of sending. Shown after the entries.
    pub outbox: Vec<OutboxRow>,
    /// Who types now.
    pub typing: Option<String>,
    /// The newest entry that the customer has read; 0 for none.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub customer_read: u64,
    /// The first entry that was not shown yet when the session was last looked at.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub unread_from: Option<u64>,
}

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct OutboxRow {
    /// The id it is sent under.
    pub client_id: ClientId,
    /// Message or note.
    pub kind: OutboxKind,
    /// The text, ready for display.
    pub text: String,
    /// When it was typed (console's clock).
    pub at: Timestamp,
    /// How far it is.
    pub state: OutboxState,
}

/// Message or note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum OutboxKind {
    /// For everyone in the session.
    Message,
    /// For representatives.
    Note,
    /// In the chat, for representatives.
    Whisper,
}

/// How far something on its way is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OutboxState {
    /// Being sent, or next in line.
    Sending,
    /// Waiting for the link; sent by itself when it is back.
    Offline,
    /// Refused, or given up. Stays until sent again or deleted.
    Failed {
        /// Why.
        error: UiError,
    },
}
