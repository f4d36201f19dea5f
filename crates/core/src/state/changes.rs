//! Which topics changed since the interface was last told.
//!
//! Handlers only mark what they touched; the values are made when they are taken. So a change
//! costs what it touches, whatever the length of a queue or a chat.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::SessionId;

use crate::contract::{InfoPoint, Topic};
use crate::state::dashboard::BoardChanges;

/// Marks, by topic.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Topics that are sent whole.
    pub whole: BTreeSet<Topic>,
    /// Waiting rows that are new or different, and rows that left with who took them.
    pub rows: BTreeMap<SessionId, RowChange>,
    /// Whether the queues' own lines are different.
    pub queues: bool,
    /// Chats with the numbers of their new or different entries. Their state is sent each time.
    pub chats: BTreeMap<SessionId, BTreeSet<u64>>,
    /// System information with its new live values. What else is known of it is sent each time.
    pub infos: BTreeMap<SessionId, Vec<InfoPoint>>,
    /// Rows of the dashboard, where it is looked at and anything about it is different.
    pub dashboard: Option<BoardChanges>,
}

/// What became of a waiting row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowChange {
    /// New or different.
    Put,
    /// Left, with who took it.
    Gone(Option<String>),
}

impl Changes {
    /// A topic that is sent whole.
    pub fn mark(&mut self, topic: Topic) {
        self.whole.insert(topic);
    }

    /// A session, and the tabs, where it may stand.
    pub fn session(&mut self, lsid: &SessionId) {
        self.mark(Topic::Session(lsid.clone()));
    }

    /// A waiting row that is new or different.
    pub fn row(&mut self, lsid: &SessionId) {
        self.rows.insert(lsid.clone(), RowChange::Put);
    }

    /// A waiting row that left.
    pub fn row_gone(&mut self, lsid: &SessionId, taken_by: Option<String>) {
        self.rows.insert(lsid.clone(), RowChange::Gone(taken_by));
    }

    /// An entry that is new or different.
    pub fn entry(&mut self, lsid: &SessionId, number: u64) {
        self.chats.entry(lsid.clone()).or_default().insert(number);
    }

    /// What a chat shows besides its entries.
    pub fn chat_state(&mut self, lsid: &SessionId) {
        self.chats.entry(lsid.clone()).or_default();
    }

    /// What is known of a session's system information.
    pub fn info(&mut self, lsid: &SessionId) {
        self.infos.entry(lsid.clone()).or_default();
    }

    /// A live value of it.
    pub fn info_point(&mut self, lsid: &SessionId, point: InfoPoint) {
        self.infos.entry(lsid.clone()).or_default().push(point);
    }

    /// A chat as a whole.
    pub fn chat(&mut self, lsid: &SessionId) {
        self.mark(Topic::Chat(lsid.clone()));
    }
}
