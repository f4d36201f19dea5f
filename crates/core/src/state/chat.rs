//! A session's chat: a window of its log without gaps. Entries are numbered, so what fits is
//! added, what is known is left alone, and what would leave a gap waits for the entries between.

use std::collections::{BTreeMap, VecDeque};

use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::{RepresentativeId, SessionId, Timestamp};

use crate::contract::{ChatState, ChatView, DraftField, OutboxKind, OutboxRow, OutboxState, UiError};
use crate::state::requests::Asked;
use crate::state::typing::Typing;
use crate::state::{State, display};

/// The chats of open tabs.
#[derive(Debug, Default)]
pub(crate) struct Chats {
    chats: BTreeMap<SessionId, Chat>,
}

impl Chats {
    pub fn open(&mut self, lsid: &SessionId) {
        self.chats.entry(lsid.clone()).or_default();
    }

    pub fn close(&mut self, lsid: &SessionId) {
        self.chats.remove(lsid);
    }

    pub fn get(&self, lsid: &SessionId) -> Option<&Chat> {
        self.chats.get(lsid)
    }

    pub fn get_mut(&mut self, lsid: &SessionId) -> Option<&mut Chat> {
        self.chats.get_mut(lsid)
    }

    pub fn ids(&self) -> Vec<SessionId> {
        self.chats.keys().cloned().collect()
    }
}

/// One chat.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    /// The loaded part of the log, oldest first.
    entries: VecDeque<Entry>,
    /// Own entries that were acknowledged before those in front of them came over the feed.
    ahead: BTreeMap<u64, Entry>,
    pub load: Load,
    pub has_earlier: bool,
    /// The highest number that is known to exist.
    pub newest: u64,
    pub customer_read: u64,
    pub unread_from: Option<u64>,
    /// The first entry that came while the chat was in front, but not loaded yet.
    pub seen_from: Option<u64>,
    pub typing: Option<Typing>,
    /// When the appliance was last told that the representative types here.
    pub typing_told: Option<Timestamp>,
}

/// How far loading the newest page is.
#[derive(Debug, Default)]
pub(crate) enum Load {
    /// Not there yet.
    #[default]
    Missing,
    /// There.
    Loaded,
    /// It failed.
    Failed(UiError),
}

impl Chat {
    /// Whether the newest page has come.
    pub fn loaded(&self) -> bool {
        matches!(self.load, Load::Loaded)
    }

    /// Whether nothing newer exists than what is here.
    pub fn complete(&self) -> bool {
        self.loaded() && self.last() >= self.newest
    }

    /// The number of the last loaded entry; 0 for none.
    pub fn last(&self) -> u64 {
        self.entries.back().map_or(0, |entry| entry.number)
    }

    /// The number that the next entry will have.
    pub fn next(&self) -> u64 {
        self.last().saturating_add(1)
    }

    /// The number of the first loaded entry.
    pub fn first(&self) -> Option<u64> {
        self.entries.front().map(|entry| entry.number)
    }

    /// A loaded entry.
    pub fn entry(&self, number: u64) -> Option<&Entry> {
        let place = number.checked_sub(self.first()?)?;
        self.entries.get(usize::try_from(place).ok()?)
    }

    /// The newest page came.
    pub fn start(&mut self, mut page: Vec<Entry>) {
        self.entries = page.pop().map(display::entry).into_iter().collect();
        self.add_earlier(page, true);
        self.newest = self.newest.max(self.last());
        self.load = Load::Loaded;
        self.draw_near();
    }

    /// Adds an entry where it fits at the end; says which numbers are new by that.
    pub fn add(&mut self, entry: Entry) -> std::ops::Range<u64> {
        let before = self.next();
        self.newest = self.newest.max(entry.number);
        if self.loaded() && entry.number == before {
            self.entries.push_back(display::entry(entry));
            self.draw_near();
        }
        before..self.next()
    }

    /// Adds an own entry that was just acknowledged. Entries before it may still be on their way
    /// over the feed; it is kept until they are there. Says which numbers are new by that.
    pub fn add_ahead(&mut self, entry: Entry) -> std::ops::Range<u64> {
        let before = self.next();
        if entry.number >= before {
            self.ahead.insert(entry.number, display::entry(entry));
        }
        if self.loaded() {
            self.draw_near();
        }
        before..self.next()
    }

    /// Adds a page that ends right before the first loaded entry; says which numbers it held.
    pub fn add_earlier(&mut self, page: Vec<Entry>, has_earlier: bool) -> Vec<u64> {
        let mut added = Vec::new();
        for entry in page.into_iter().rev() {
            if self.first() == entry.number.checked_add(1) {
                added.push(entry.number);
                self.entries.push_front(display::entry(entry));
            }
        }
        self.has_earlier = has_earlier && self.first().is_some_and(|first| first > 1);
        added
    }

    fn draw_near(&mut self) {
        while let Some(entry) = self.ahead.remove(&self.next()) {
            self.entries.push_back(entry);
        }
        let last = self.last();
        self.ahead.retain(|number, _| *number > last);
    }

    /// Other people's messages after entry `read`, newest first.
    pub fn unread(&self, read: u64, me: RepresentativeId) -> impl Iterator<Item = &Entry> {
        let newer = self.entries.iter().rev().take_while(move |entry| entry.number > read);
        newer.filter(move |entry| {
            let said = matches!(entry.body, Body::Message { .. } | Body::File { .. } | Body::Whisper { .. });
            said && !written_by(entry, me)
        })
    }

    /// Acknowledged entries that cannot stand in their place yet.
    fn ahead_rows(&self) -> impl Iterator<Item = OutboxRow> {
        self.ahead.values().filter_map(|entry| {
            let (kind, text) = match &entry.body {
                Body::Message { text } => (OutboxKind::Message, text),
                Body::Note { text } => (OutboxKind::Note, text),
                Body::Whisper { text } => (OutboxKind::Whisper, text),
                Body::File { .. } | Body::Event { .. } => return None,
            };
            let client_id = entry.client_id.clone()?;
            Some(OutboxRow { client_id, kind, text: text.clone(), at: entry.at, state: OutboxState::Sending })
        })
    }
}

/// Whether `me` wrote the entry.
pub(crate) fn written_by(entry: &Entry, me: RepresentativeId) -> bool {
    matches!(entry.author, Author::Representative { id, .. } if id == me)
}

/// What a chat shows besides its entries.
pub(crate) fn chat_state(state: &State, lsid: &SessionId) -> ChatState {
    let Some((chat, account)) = state.desk.chats.get(lsid).zip(state.account()) else {
        return ChatState::default();
    };
    let load_error = match &chat.load {
        Load::Failed(error) => Some(error.clone()),
        Load::Missing | Load::Loaded => None,
    };
    let on_its_way = state.outbox.rows(account, lsid, state.link.online());
    ChatState {
        loaded: chat.complete(),
        has_earlier: chat.has_earlier,
        loading_earlier: state.requests.open(&Asked::Earlier(lsid.clone())),
        load_error,
        outbox: chat.ahead_rows().chain(on_its_way).collect(),
        typing: chat.typing.as_ref().map(|typing| typing.name.clone()),
        customer_read: chat.customer_read,
        unread_from: chat.unread_from,
    }
}

/// Topic `chat/<lsid>`, whole.
pub(crate) fn view(state: &State, lsid: &SessionId) -> ChatView {
    let entries = state.desk.chats.get(lsid).map(|chat| chat.entries.iter().cloned().collect());
    let whisper = state.draft(lsid, DraftField::Whisper);
    let whispering = !whisper.is_empty();
    ChatView {
        entries: entries.unwrap_or_default(),
        state: chat_state(state, lsid),
        draft: if whispering { whisper } else { state.draft(lsid, DraftField::Message) },
        whispering,
        note_draft: state.draft(lsid, DraftField::Note),
    }
}
