//! What was written and is not acknowledged yet: one line per session, in the order of writing.
//!
//! A message is stored before it is sent, and stays until the appliance has acknowledged it: by
//! the answer, or by the feed, whichever comes first. One request per session is under way at a
//! time, so nothing overtakes; all tries carry the same id, so nothing is doubled.

use std::collections::BTreeMap;

use farhand_protocol::text::for_display;
use farhand_protocol::{ClientId, SessionId, Timestamp};

use crate::contract::{OutboxRow, OutboxState, UiError};
use crate::effect::{RequestId, Timer};
use crate::state::State;
use crate::state::sign_in::Account;
use crate::step::Step;
use crate::stored::StoredMessage;

/// Lines of all sites and users. Only those of the one who is signed in move.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    lines: BTreeMap<(String, SessionId), Line>,
}

/// One session's messages.
#[derive(Debug, Default)]
pub(crate) struct Line {
    messages: Vec<StoredMessage>,
    /// The request under way, and the message that it carries.
    pub under_way: Option<(RequestId, ClientId)>,
    /// When the first one is tried again, where the last try failed.
    pub retry_at: Option<Timestamp>,
    /// Tries in a row that failed.
    pub failures: u32,
}

impl Line {
    /// A message in the line.
    pub fn get_mut(&mut self, client_id: &ClientId) -> Option<&mut StoredMessage> {
        self.messages.iter_mut().find(|message| message.client_id == *client_id)
    }

    /// The first that may be sent for a user: refused ones do not hold up those after them.
    pub fn next(&self, user_name: &str) -> Option<&StoredMessage> {
        self.messages.iter().find(|message| message.failed.is_none() && message.user_name == user_name)
    }

    /// Whether this request is the one that the line waits for.
    pub fn waits_for(&self, id: RequestId) -> bool {
        self.under_way.as_ref().is_some_and(|(under_way, _)| *under_way == id)
    }

    /// Whether the line waits for this message, or to try it again.
    pub fn held_up_by(&self, message: &StoredMessage) -> bool {
        match &self.under_way {
            Some((_, client_id)) => *client_id == message.client_id,
            None => self.next(&message.user_name).is_some_and(|next| next.client_id == message.client_id),
        }
    }

    /// Nothing is under way, and nothing waits for its time.
    pub fn rest(&mut self) {
        (self.under_way, self.retry_at, self.failures) = (None, None, 0);
    }
}

impl Outbox {
    /// Adds a message to the end of its session's line, unless its id is there.
    pub fn add(&mut self, message: StoredMessage) {
        let line = self.lines.entry((message.site.clone(), message.lsid.clone())).or_default();
        if line.get_mut(&message.client_id).is_none() {
            line.messages.push(message);
        }
    }

    /// A session's line.
    pub fn line_mut(&mut self, site: &str, lsid: &SessionId) -> Option<&mut Line> {
        self.lines.get_mut(&(site.to_owned(), lsid.clone()))
    }

    /// Removes a message; says whether it was there.
    pub fn remove(&mut self, site: &str, lsid: &SessionId, client_id: &ClientId) -> bool {
        let key = (site.to_owned(), lsid.clone());
        let Some(line) = self.lines.get_mut(&key) else { return false };
        let Some(place) = line.messages.iter().position(|m| m.client_id == *client_id) else { return false };
        line.messages.remove(place);
        if line.messages.is_empty() {
            self.lines.remove(&key);
        }
        true
    }

    /// The user's messages to a session.
    pub fn of<'a>(
        &'a self,
        account: &'a Account,
        lsid: &SessionId,
    ) -> impl Iterator<Item = &'a StoredMessage> {
        let line = self.lines.get(&(account.site.clone(), lsid.clone()));
        let own = |message: &&StoredMessage| message.user_name == account.me.user_name;
        line.into_iter().flat_map(|line| &line.messages).filter(own)
    }

    /// Sessions at a site with something in their line.
    pub fn sessions(&self, site: &str) -> Vec<SessionId> {
        let keys = self.lines.keys().filter(|(of, _)| of == site);
        keys.map(|(_, lsid)| lsid.clone()).collect()
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.lines.retain(|(site, _), _| site != address);
    }

    /// Nothing is under way any more, and nothing waits for its time.
    pub fn rest(&mut self, step: &mut Step) {
        for ((_, lsid), line) in &mut self.lines {
            if line.retry_at.is_some() {
                step.clear_timer(Timer::Outbox(lsid.clone()));
            }
            line.rest();
        }
    }

    /// What the interface sees of a session's line.
    pub fn rows(&self, account: &Account, lsid: &SessionId, online: bool) -> Vec<OutboxRow> {
        self.of(account, lsid).map(|message| row(message, online)).collect()
    }
}

fn row(message: &StoredMessage, online: bool) -> OutboxRow {
    let state = match &message.failed {
        Some(error) => OutboxState::Failed { error: UiError::clone(error) },
        None if online => OutboxState::Sending,
        None => OutboxState::Offline,
    };
    OutboxRow {
        client_id: message.client_id.clone(),
        kind: message.kind,
        text: for_display(&message.text),
        at: message.at,
        state,
    }
}

/// The link is lost. What was under way may have arrived; it is sent again under the same id when
/// the link is back, and an answer that still comes counts.
pub(crate) fn link_lost(state: &mut State, step: &mut Step) {
    state.outbox.rest(step);
    let Some(account) = state.account() else { return };
    for lsid in state.outbox.sessions(&account.site) {
        state.changes.chat_state(&lsid);
    }
}
