//! What comes into a chat: the newest page when its tab opens, the feed's entries after that,
//! pages for what is missing, and earlier pages when they are asked for.

use std::collections::BTreeSet;
use std::ops::Range;

use farhand_protocol::chat::{EntriesPage, Entry};
use farhand_protocol::session::SessionDetail;
use farhand_protocol::{ErrorCode, SessionId};

use crate::contract::Topic;
use crate::effect::{Call, Timer};
use crate::event::CallError;
use crate::state::chat::{Chat, Load, written_by};
use crate::state::requests::Asked;
use crate::state::{State, alerts, feed, sending, supervise, tabs, typing};
use crate::step::Step;
use crate::words;

/// Asks for a session with the newest page of its log.
pub(crate) fn load(state: &mut State, step: &mut Step, lsid: &SessionId) {
    ask_once(state, step, Asked::Detail(lsid.clone()), Call::Detail(lsid.clone()));
}

/// Asks for a page of earlier entries; for the newest page, where that has not come.
pub(crate) fn load_earlier(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(chat) = state.desk.chats.get(lsid) else { return };
    if !chat.loaded() {
        return load(state, step, lsid);
    }
    if !chat.has_earlier {
        return;
    }
    let call = Call::Entries { lsid: lsid.clone(), before: chat.first(), after: None };
    ask_once(state, step, Asked::Earlier(lsid.clone()), call);
    state.changes.chat_state(lsid);
}

fn load_later(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(chat) = state.desk.chats.get(lsid) else { return };
    let call = Call::Entries { lsid: lsid.clone(), before: None, after: Some(chat.last()) };
    ask_once(state, step, Asked::Later(lsid.clone()), call);
}

fn ask_once(state: &mut State, step: &mut Step, asked: Asked, call: Call) {
    if !state.requests.open(&asked) {
        state.requests.ask(step, asked, call);
    }
}

/// Asks for what chats lack.
pub(crate) fn fetch_missing(state: &mut State, step: &mut Step) {
    for lsid in state.desk.chats.ids() {
        match state.desk.chats.get(&lsid) {
            Some(chat) if !chat.loaded() => load(state, step, &lsid),
            Some(chat) if !chat.complete() => load_later(state, step, &lsid),
            _ => {}
        }
    }
}

/// Milliseconds until what could not be fetched is asked for again; up to twice as long, so that
/// many consoles do not ask at once.
const FETCH_AGAIN_MS: u64 = 2_000;

fn fetch_soon(step: &mut Step) {
    let pause = FETCH_AGAIN_MS + step.random % FETCH_AGAIN_MS;
    step.set_timer(Timer::Fetch, pause);
}

/// The pause after a failed fetch is over. A link that is back asks by itself.
pub(crate) fn fetch_due(state: &mut State, step: &mut Step) {
    if state.link.online() {
        fetch_missing(state, step);
    }
}

/// A snapshot came, which has these sessions: what it says of their logs counts, and others with
/// a tab are asked for.
pub(crate) fn catch_up(state: &mut State, step: &mut Step, there: &BTreeSet<SessionId>) {
    for lsid in state.desk.chats.ids() {
        if !there.contains(&lsid) {
            load(state, step, &lsid);
        }
        let last_entry = state.desk.sessions.get(&lsid).map_or(0, |session| session.last_entry);
        if let Some(chat) = state.desk.chats.get_mut(&lsid) {
            chat.newest = chat.newest.max(last_entry);
        }
    }
    fetch_missing(state, step);
}

/// The newest page came, or did not.
pub(crate) fn detail(
    state: &mut State,
    step: &mut Step,
    lsid: &SessionId,
    result: Result<Box<SessionDetail>, CallError>,
) {
    match result {
        Ok(detail) => {
            feed::session_answered(state, step, detail.session);
            customer_read(state, lsid, detail.customer_read);
            newest_page(state, step, lsid, detail.entries);
        }
        Err(CallError::Api(e)) if matches!(e.code, ErrorCode::NotFound | ErrorCode::Forbidden) => {
            if state.desk.sessions.get(lsid).is_some() {
                feed::session_removed(state, step, lsid, None);
            } else {
                tabs::close(state, step, lsid);
            }
        }
        Err(error) => {
            failed(state, lsid, error);
            fetch_soon(step);
        }
    }
}

fn failed(state: &mut State, lsid: &SessionId, error: CallError) {
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    if !chat.loaded() {
        chat.load = Load::Failed(words::call_error(error));
        state.changes.chat_state(lsid);
    }
}

fn newest_page(state: &mut State, step: &mut Step, lsid: &SessionId, page: Vec<Entry>) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    if chat.loaded() {
        for entry in page {
            add(state, step, lsid, entry);
        }
        return fill_gap(state, step, lsid);
    }
    chat.start(page);
    let numbers = chat.first().unwrap_or(1)..chat.next();
    let read = state.desk.tabs.get(lsid).map_or(0, |tab| tab.read);
    let unread = u32::try_from(chat.unread(read, me).count()).unwrap_or(u32::MAX);
    state.desk.tabs.set_read(lsid, read, unread);
    state.changes.mark(Topic::Sessions);
    state.changes.chat(lsid);
    acknowledge(state, step, lsid, numbers);
    tabs::read_front(state);
    fill_gap(state, step, lsid);
}

/// A page of entries came, or did not.
pub(crate) fn earlier(state: &mut State, lsid: &SessionId, result: Result<EntriesPage, CallError>) {
    state.changes.chat_state(lsid);
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    if let Ok(page) = result {
        for number in chat.add_earlier(page.entries, page.has_earlier) {
            state.changes.entry(lsid, number);
        }
    }
}

/// The page after the loaded entries came, or did not.
pub(crate) fn later(
    state: &mut State,
    step: &mut Step,
    lsid: &SessionId,
    result: Result<EntriesPage, CallError>,
) {
    let Ok(page) = result else { return fetch_soon(step) };
    let before = state.desk.chats.get(lsid).map(Chat::last);
    for entry in page.entries {
        add(state, step, lsid, entry);
    }
    if let Some(chat) = state.desk.chats.get_mut(lsid)
        && Some(chat.last()) == before
    {
        // Nothing that fits: waiting for more would be in vain.
        chat.newest = chat.last();
        state.changes.chat_state(lsid);
    }
    fill_gap(state, step, lsid);
}

fn fill_gap(state: &mut State, step: &mut Step, lsid: &SessionId) {
    if state.desk.chats.get(lsid).is_some_and(|chat| chat.loaded() && !chat.complete()) {
        state.changes.chat_state(lsid);
        load_later(state, step, lsid);
    }
}

/// The feed tells of a new entry.
pub(crate) fn entry_added(state: &mut State, step: &mut Step, entry: Entry) {
    let lsid = entry.lsid.clone();
    if let Some(session) = state.desk.sessions.known.get_mut(&lsid) {
        session.last_entry = session.last_entry.max(entry.number);
    }
    let in_front = tabs::looked_at(state, &lsid);
    let Some(chat) = state.desk.chats.get_mut(&lsid) else { return };
    if in_front && !chat.loaded() {
        chat.seen_from.get_or_insert(entry.number);
    }
    let (author, new) = (entry.author.clone(), entry.number > chat.last());
    add(state, step, &lsid, entry.clone());
    if new {
        typing::wrote(state, step, &lsid, &author);
        alerts::entry_added(state, &entry);
        supervise::entry_added(state, step, &entry);
    }
    fill_gap(state, step, &lsid);
}

/// An own entry, as the answer to sending it tells of it.
pub(crate) fn entry_answered(state: &mut State, entry: Entry) {
    let lsid = entry.lsid.clone();
    let Some(chat) = state.desk.chats.get_mut(&lsid) else { return };
    let new = chat.add_ahead(entry);
    came(state, &lsid, new);
}

fn add(state: &mut State, step: &mut Step, lsid: &SessionId, entry: Entry) {
    let own = state.account().is_some_and(|account| written_by(&entry, account.me.id));
    if let Some(client_id) = entry.client_id.as_ref().filter(|_| own) {
        sending::acknowledged(state, step, lsid, client_id);
    }
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    let new = chat.add(entry);
    came(state, lsid, new);
}

fn came(state: &mut State, lsid: &SessionId, new: Range<u64>) {
    state.changes.chat_state(lsid);
    for number in new.clone() {
        state.changes.entry(lsid, number);
    }
    count_unread(state, lsid, new);
}

fn acknowledge(state: &mut State, step: &mut Step, lsid: &SessionId, numbers: Range<u64>) {
    let Some(account) = state.account() else { return };
    let Some(chat) = state.desk.chats.get(lsid) else { return };
    let own = numbers.filter_map(|number| chat.entry(number)).filter(|e| written_by(e, account.me.id));
    let ids: Vec<_> = own.filter_map(|entry| entry.client_id.clone()).collect();
    for id in ids {
        sending::acknowledged(state, step, lsid, &id);
    }
}

fn count_unread(state: &mut State, lsid: &SessionId, new: Range<u64>) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let Some((chat, tab)) = state.desk.chats.get(lsid).zip(state.desk.tabs.get(lsid)) else { return };
    let (read, unread) = if tabs::looked_at(state, lsid) {
        (chat.last().max(tab.read), 0)
    } else {
        let count = chat.unread(tab.read.max(new.start - 1), me).count();
        (tab.read, tab.unread.saturating_add(u32::try_from(count).unwrap_or(u32::MAX)))
    };
    if state.desk.tabs.set_read(lsid, read, unread) {
        state.changes.mark(Topic::Sessions);
    }
}

/// The customer has read up to an entry.
pub(crate) fn customer_read(state: &mut State, lsid: &SessionId, number: u64) {
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    if number > chat.customer_read {
        chat.customer_read = number;
        state.changes.chat_state(lsid);
    }
}
