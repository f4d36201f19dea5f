//! Changes of the appliance's log, applied one by one. A session comes whole; what is different
//! about it decides about rows, tabs and alerts.

use farhand_protocol::SessionId;
use farhand_protocol::live::Change;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::text::for_display_line;

use crate::contract::{NoticeKind, Topic};
use crate::state::requests::Asked;
use crate::state::sessions::{ended, takes_part};
use crate::state::{
    Desk, State, alerts, canned, chat_load, display, infos, keys, notices, offers, pending, permission,
    presence, sharing, supervise, tabs, talk, transfers,
};
use crate::step::Step;

/// Applies one change.
pub(crate) fn change(state: &mut State, step: &mut Step, change: Change) {
    match change {
        Change::SessionChanged { session } => session_told(state, step, *session),
        Change::SessionRemoved { lsid, taken_by } => {
            let taken_by = taken_by.map(|name| for_display_line(&name));
            session_removed(state, step, &lsid, taken_by);
        }
        Change::EntryAdded { entry } => chat_load::entry_added(state, step, entry),
        Change::RepresentativeChanged { representative } => presence::changed(state, representative),
        Change::CannedChanged => canned::fetch(state, step),
        Change::KeyChanged { key } => keys::changed(state, step, *key),
        Change::InviteSetupChanged => keys::setup_changed(state, step),
        Change::TalkAdded { entry } => talk::heard(state, step, entry),
        Change::Monitoring { lsid, on } => supervise::monitoring(state, step, lsid, on),
        Change::PresenceSet { by, presence } => presence::set_by(state, step, &by, presence),
    }
}

/// The feed tells of a session.
fn session_told(state: &mut State, step: &mut Step, session: Session) {
    if state.account().is_some_and(|account| !takes_part(&session, account.me.id)) {
        state.desk.sharing.forget_left(&session.lsid);
    }
    session_changed(state, step, session);
}

/// A session as an answer tells of it. The feed, which comes in order, may have told more already.
pub(crate) fn session_answered(state: &mut State, step: &mut Step, session: Session) {
    let known = state.desk.sessions.get(&session.lsid);
    if known.is_none_or(|known| known.last_entry <= session.last_entry) {
        session_changed(state, step, session);
    }
}

/// A session is new or different.
pub(crate) fn session_changed(state: &mut State, step: &mut Step, session: Session) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let session = display::session(session);
    let lsid = session.lsid.clone();
    let seen = state.desk.sessions.monitored.contains(&lsid) && !ended(&session);
    let inside = takes_part(&session, me) && !state.desk.sharing.left(&lsid);
    if seen || inside {
        tabs::open(state, step, &lsid);
    }
    let shown = state.desk.queues.shows(&session);
    let concerns = shown || offers::concerns(state, &session);
    let old = remember(state, &session, concerns);
    offers::session_changed(state, &lsid);
    if old.as_ref() == Some(&session) {
        return;
    }
    let was_shown = old.as_ref().is_some_and(|old| state.desk.queues.shows(old));
    recount(state, step, old.as_ref(), Some(&session));
    if shown {
        state.changes.row(&lsid);
    } else if was_shown {
        row_left(state, &lsid, taker(&session, me));
    }
    state.changes.session(&lsid);
    if state.desk.tabs.get(&lsid).is_some() {
        state.changes.mark(Topic::Sessions);
        state.changes.mark(Topic::Screen(lsid));
    }
    pending::session_changed(state, step, &session);
    permission::session_changed(state, step, old.as_ref(), &session);
    infos::session_changed(state, old.as_ref(), &session);
    sharing::session_changed(state, old.as_ref(), &session);
    supervise::session_changed(state, step, old.as_ref(), &session);
    alerts::session_changed(state, old.as_ref(), &session);
}

/// Keeps a session that shows in the queues, as an offer or in a tab; answers what it was before.
fn remember(state: &mut State, session: &Session, shown: bool) -> Option<Session> {
    let Desk { sessions, tabs, .. } = &mut state.desk;
    sessions.out_of_sight.remove(&session.lsid);
    if shown || tabs.get(&session.lsid).is_some() {
        sessions.known.insert(session.lsid.clone(), session.clone())
    } else {
        sessions.known.remove(&session.lsid)
    }
}

/// A session is no longer for these eyes.
pub(crate) fn session_removed(
    state: &mut State,
    step: &mut Step,
    lsid: &SessionId,
    taken_by: Option<String>,
) {
    state.desk.sharing.forget_left(lsid);
    let Some(old) = state.desk.sessions.known.remove(lsid) else { return };
    if state.desk.queues.shows(&old) {
        row_left(state, lsid, taken_by.clone());
    }
    recount(state, step, Some(&old), None);
    offers::session_changed(state, lsid);
    state.changes.session(lsid);
    pending::cancel_of(state, step, lsid);
    if state.desk.tabs.get(lsid).is_some() {
        leave_tab(state, step, old, taken_by);
    }
}

/// The session of a tab is out of sight. The tab closes, unless something is left to be seen.
fn leave_tab(state: &mut State, step: &mut Step, session: Session, taken_by: Option<String>) {
    let lsid = session.lsid.clone();
    let stays = ended(&session) || tabs::has_unsent(state, &lsid);
    if !ended(&session) && !own_doing(state, &lsid) {
        let name = display::first_name(&session.customer.name);
        let text = match taken_by {
            Some(by) => format!("{by} has accepted the session with {name}."),
            None => format!("The session with {name} is with others now."),
        };
        let text = format!("{text}{}", transfers_end(state, &lsid));
        notices::tell(state, step, NoticeKind::Info, text, None);
    }
    if stays {
        state.desk.sessions.out_of_sight.insert(lsid, session);
        state.changes.mark(Topic::Sessions);
    } else {
        tabs::close(state, step, &lsid);
    }
}

/// That transfers end with the part in a session, where there are any.
fn transfers_end(state: &State, lsid: &SessionId) -> String {
    match transfers::unfinished(state, lsid) {
        0 => String::new(),
        1 => " A transfer of files has ended with that.".to_owned(),
        many => format!(" {many} transfers of files have ended with that."),
    }
}

/// Whether the reader has just asked for what takes the session out of sight.
fn own_doing(state: &State, lsid: &SessionId) -> bool {
    state.requests.any(|asked| match asked {
        Asked::Transfer(of, ..) | Asked::People(of, sharing::Deed::Leave) => of == lsid,
        _ => false,
    })
}

/// Keeps the queues' counts after a session changed from `old` to `new`.
fn recount(state: &mut State, step: &Step, old: Option<&Session>, new: Option<&Session>) {
    if old.map(|s| &s.state) == new.map(|s| &s.state) {
        return;
    }
    let now = state.appliance_time(step.now);
    if let Some(old) = old {
        state.desk.queues.leave(old);
    }
    if let Some(new) = new {
        state.desk.queues.enter(new, now);
    }
    state.changes.queues = true;
    state.desk.alerts.replan = true;
}

fn row_left(state: &mut State, lsid: &SessionId, taken_by: Option<String>) {
    state.desk.queues.accepting.remove(lsid);
    state.changes.row_gone(lsid, taken_by);
}

/// The colleague who took the session.
fn taker(session: &Session, me: farhand_protocol::RepresentativeId) -> Option<String> {
    let SessionState::Active { owner, .. } = session.state else { return None };
    let owner = session.participants.iter().find(|p| p.id == owner && p.id != me)?;
    Some(owner.name.clone())
}
