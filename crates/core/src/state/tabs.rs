//! Open tabs, which one is in front, and what of them was read.

use farhand_protocol::SessionId;

use crate::contract::{SessionsView, TabRow, Topic};
use crate::effect::Effect;
use crate::state::sessions::{ended, part, since};
use crate::state::{State, chat_load, offers, transfers};
use crate::step::Step;
use crate::stored::{StoredTab, Write};
use farhand_protocol::capability::{Capabilities, CapabilityState};
use farhand_protocol::session::{Session, SessionState};

/// Open tabs.
#[derive(Debug, Default)]
pub(crate) struct Tabs {
    tabs: Vec<Tab>,
    /// The session whose chat is in front in the window.
    front: Option<SessionId>,
    show: Option<SessionId>,
    show_serial: u32,
    /// Whether the tabs are different from what is stored.
    dirty: bool,
}

/// One tab.
#[derive(Debug)]
pub(crate) struct Tab {
    pub lsid: SessionId,
    /// The newest entry that was shown.
    pub read: u64,
    /// Other people's messages after that one.
    pub unread: u32,
}

impl Tabs {
    /// The tabs in their order.
    pub fn open(&self) -> &[Tab] {
        &self.tabs
    }

    /// A session's tab.
    pub fn get(&self, lsid: &SessionId) -> Option<&Tab> {
        self.tabs.iter().find(|tab| tab.lsid == *lsid)
    }

    /// Sets how far a tab was read, and how many messages are unread after that.
    pub fn set_read(&mut self, lsid: &SessionId, read: u64, unread: u32) -> bool {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.lsid == *lsid) else { return false };
        self.dirty |= tab.read != read;
        let changed = tab.unread != unread;
        (tab.read, tab.unread) = (read, unread);
        changed
    }

    /// Whether the session's chat is in front in the window.
    pub fn front(&self, lsid: &SessionId) -> bool {
        self.front.as_ref() == Some(lsid)
    }

    /// Tabs with unread messages.
    pub fn unread(&self) -> u32 {
        u32::try_from(self.tabs.iter().filter(|tab| tab.unread > 0).count()).unwrap_or(u32::MAX)
    }
}

/// Whether the representative sees the session's chat now.
pub(crate) fn looked_at(state: &State, lsid: &SessionId) -> bool {
    state.program.focused && state.desk.tabs.front(lsid)
}

/// Opens the tab of a session, unless it is open.
pub(crate) fn open(state: &mut State, step: &mut Step, lsid: &SessionId) {
    if state.desk.tabs.get(lsid).is_some() {
        return;
    }
    state.desk.tabs.tabs.push(Tab { lsid: lsid.clone(), read: 0, unread: 0 });
    state.desk.tabs.dirty = true;
    state.desk.chats.open(lsid);
    state.changes.mark(Topic::Sessions);
    state.changes.chat(lsid);
    chat_load::load(state, step, lsid);
}

/// Closes a session's tab. Its drafts stay.
pub(crate) fn close(state: &mut State, step: &mut Step, lsid: &SessionId) {
    state.desk.tabs.tabs.retain(|tab| tab.lsid != *lsid);
    state.desk.tabs.dirty = true;
    transfers::tab_closed(state, step, lsid);
    state.desk.chats.close(lsid);
    step.clear_timer(crate::effect::Timer::Typing(lsid.clone()));
    let session = state.desk.sessions.known.get(lsid);
    let shown = session.is_some_and(|session| state.desk.queues.shows(session));
    let offered = session.is_some_and(|session| offers::concerns(state, session));
    if !shown && !offered {
        state.desk.sessions.known.remove(lsid);
    }
    state.desk.sessions.out_of_sight.remove(lsid);
    state.changes.mark(Topic::Sessions);
    state.changes.session(lsid);
    state.changes.chat(lsid);
}

/// Whether something of the own is still on its way to the session.
pub(crate) fn has_unsent(state: &State, lsid: &SessionId) -> bool {
    state.account().is_some_and(|account| state.outbox.of(account, lsid).next().is_some())
}

/// Whether something of the own is on its way to the session, and was not refused.
pub(crate) fn has_sendable(state: &State, lsid: &SessionId) -> bool {
    state.account().is_some_and(|account| state.outbox.of(account, lsid).any(|m| m.failed.is_none()))
}

/// Opens the tabs that were open when the console was last signed in here.
pub(crate) fn restore(state: &mut State) {
    let Some(account) = state.account() else { return };
    let kept = state.sites.tabs.get(&account.site).cloned().unwrap_or_default();
    for StoredTab { lsid, read, .. } in kept {
        state.desk.chats.open(&lsid);
        state.desk.tabs.tabs.push(Tab { lsid, read, unread: 0 });
    }
}

/// Stores the tabs, where they are different.
pub(crate) fn keep(state: &mut State, step: &mut Step) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    if std::mem::take(&mut state.desk.tabs.dirty) {
        let stored = |tab: &Tab| StoredTab { site: site.clone(), lsid: tab.lsid.clone(), read: tab.read };
        let tabs: Vec<StoredTab> = state.desk.tabs.tabs.iter().map(stored).collect();
        state.sites.tabs.insert(site.clone(), tabs.clone());
        step.store_along(Write::PutTabs { site, tabs });
    }
}

/// Says which session's chat is in front.
pub(crate) fn look_at(state: &mut State, lsid: Option<SessionId>) {
    state.desk.tabs.front = lsid;
    read_front(state);
}

/// The window came to the front or went.
pub(crate) fn focus(state: &mut State, focused: bool) {
    state.program.focused = focused;
    read_front(state);
}

/// What is in front counts as read; the first unread message stays marked.
pub(crate) fn read_front(state: &mut State) {
    let Some(lsid) = state.desk.tabs.front.clone().filter(|_| state.program.focused) else { return };
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let Some(read) = state.desk.tabs.get(&lsid).map(|tab| tab.read) else { return };
    let Some(chat) = state.desk.chats.get_mut(&lsid).filter(|chat| chat.loaded()) else { return };
    let first = chat.unread(read, me).map(|entry| entry.number).min();
    let first = first.filter(|number| chat.seen_from.is_none_or(|seen| *number < seen));
    let last = chat.last().max(read);
    if chat.unread_from != first {
        chat.unread_from = first;
        state.changes.chat_state(&lsid);
    }
    if state.desk.tabs.set_read(&lsid, last, 0) {
        state.changes.mark(Topic::Sessions);
    }
}

/// Asks the interface to bring a session to the front.
pub(crate) fn show(state: &mut State, lsid: &SessionId) {
    state.desk.tabs.show = Some(lsid.clone());
    state.desk.tabs.show_serial = state.desk.tabs.show_serial.wrapping_add(1);
    state.changes.mark(Topic::Sessions);
}

/// A notification or a deep link asks to show a session.
pub(crate) fn show_from_outside(state: &mut State, step: &mut Step, lsid: &SessionId) {
    step.push(Effect::RaiseWindow);
    if state.desk.sessions.get(lsid).is_some() {
        show(state, lsid);
    }
}

fn asking(session: &Session) -> bool {
    let Capabilities { view, control, clipboard, files, info, files_scope: _, info_scope: _ } =
        &session.capabilities;
    [view, control, clipboard, files, info]
        .into_iter()
        .any(|state| matches!(state, CapabilityState::Requested { .. }))
}

/// Topic `sessions`.
pub(crate) fn view(state: &State) -> SessionsView {
    let row = |tab: &Tab| {
        let session = state.desk.sessions.get(&tab.lsid)?;
        Some(TabRow {
            lsid: tab.lsid.clone(),
            name: session.customer.name.clone(),
            channel: session.channel,
            since: since(session),
            held: matches!(session.state, SessionState::Held { .. }),
            ended: ended(session),
            asking: asking(session),
            unread: tab.unread,
            customer: session.customer.presence,
            part: part(state, session),
        })
    };
    let tabs = &state.desk.tabs;
    SessionsView {
        tabs: tabs.tabs.iter().filter_map(row).collect(),
        show: tabs.show.clone(),
        show_serial: tabs.show_serial,
    }
}
