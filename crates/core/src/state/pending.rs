//! Ending and holding: done after a few seconds, so that they can be undone without a question.
//!
//! What was written before stays before: an act that is due waits until the session's outbox has
//! nothing left to send, and can still be undone while it waits. Signing out and an orderly end of
//! the program do at once what is planned. A plan lives in memory only: a crash, or a link that is
//! down at that moment, loses it, and the session stays as it is.

use std::collections::BTreeMap;

use farhand_protocol::SessionId;
use farhand_protocol::session::Session;

use crate::contract::{NoticeKind, PendingAction, PendingKind};
use crate::effect::{Call, Timer};
use crate::event::CallError;
use crate::state::notices::Offer;
use crate::state::requests::Asked;
use crate::state::sessions::owned_by;
use crate::state::{State, feed, notices, tabs};
use crate::step::Step;
use crate::words;

/// Milliseconds in which an action can be undone.
const UNDO_MS: u64 = 5_000;

/// What happens soon.
#[derive(Debug, Default)]
pub(crate) struct PendingActions {
    last: u32,
    actions: BTreeMap<u32, Pending>,
}

#[derive(Debug)]
struct Pending {
    lsid: SessionId,
    action: PendingAction,
    notice: u32,
    /// The time for undoing is over; it waits for the outbox.
    due: bool,
}

impl PendingActions {
    /// What happens soon with a session.
    pub fn of(&self, lsid: &SessionId) -> Option<PendingAction> {
        let pending = self.actions.values().find(|pending| pending.lsid == *lsid)?;
        Some(pending.action.clone())
    }

    /// Whether an action can still be undone.
    pub fn has(&self, id: u32) -> bool {
        self.actions.contains_key(&id)
    }

    /// Timers that are set.
    pub fn timers(&self) -> impl Iterator<Item = Timer> {
        self.actions.keys().map(|id| Timer::Pending(*id))
    }
}

/// Plans an action.
pub(crate) fn plan(state: &mut State, step: &mut Step, lsid: SessionId, kind: PendingKind) {
    let pending = &mut state.desk.pending;
    pending.last = pending.last.wrapping_add(1);
    let id = pending.last;
    let due_at = step.set_timer(Timer::Pending(id), UNDO_MS);
    let text = format!("{}.", words_for(state, &lsid, kind));
    let offer = Offer { lsid: lsid.clone(), undo: id, until: Some(due_at) };
    let notice = notices::offer_undo(state, step, text, offer);
    state.changes.session(&lsid);
    let action = PendingAction { id, kind, due_at };
    state.desk.pending.actions.insert(id, Pending { lsid, action, notice, due: false });
}

fn words_for(state: &State, lsid: &SessionId, kind: PendingKind) -> String {
    let name = state.desk.sessions.first_name(lsid);
    match kind {
        PendingKind::End => format!("Ending the session with {name}"),
        PendingKind::Hold => format!("Putting the session with {name} on hold"),
    }
}

/// Takes an action back.
pub(crate) fn undo(state: &mut State, step: &mut Step, id: u32) {
    if take(state, step, id).is_some() {
        step.clear_timer(Timer::Pending(id));
    }
}

/// Does what was not undone, as soon as nothing has to go before it.
pub(crate) fn due(state: &mut State, step: &mut Step, id: u32) {
    let Some(pending) = state.desk.pending.actions.get_mut(&id) else { return };
    pending.due = true;
    let (lsid, kind, notice) = (pending.lsid.clone(), pending.action.kind, pending.notice);
    if !tabs::has_sendable(state, &lsid) {
        return act(state, step, id);
    }
    let text = format!("{} as soon as your messages are sent.", words_for(state, &lsid, kind));
    notices::take_away(state, step, notice);
    let notice = notices::offer_undo(state, step, text, Offer { lsid, undo: id, until: None });
    if let Some(pending) = state.desk.pending.actions.get_mut(&id) {
        pending.notice = notice;
    }
}

/// Ends a step: does what is due and has nothing before it any more.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    let due = state.desk.pending.actions.iter().filter(|(_, pending)| pending.due);
    let free = due.filter(|(_, pending)| !tabs::has_sendable(state, &pending.lsid));
    for id in free.map(|(id, _)| *id).collect::<Vec<_>>() {
        act(state, step, id);
    }
}

/// Does at once what is planned, because there is no time left for undoing.
pub(crate) fn hurry(state: &mut State, step: &mut Step) {
    let planned = state.desk.pending.actions.iter().filter(|(_, pending)| !pending.due);
    for id in planned.map(|(id, _)| *id).collect::<Vec<_>>() {
        step.clear_timer(Timer::Pending(id));
        due(state, step, id);
    }
}

/// Whether nothing is planned that could still be done, and no answer to what was done is missing.
pub(crate) fn settled(state: &State) -> bool {
    let planned = state.link.online() && !state.desk.pending.actions.is_empty();
    !planned && !state.requests.any(|asked| matches!(asked, Asked::Act(..)))
}

fn act(state: &mut State, step: &mut Step, id: u32) {
    let Some(Pending { lsid, action, .. }) = take(state, step, id) else { return };
    let call = match action.kind {
        PendingKind::End => Call::End(lsid.clone()),
        PendingKind::Hold => Call::Hold(lsid.clone()),
    };
    state.requests.ask(step, Asked::Act(lsid, action.kind), call);
}

fn take(state: &mut State, step: &mut Step, id: u32) -> Option<Pending> {
    let pending = state.desk.pending.actions.remove(&id)?;
    notices::take_away(state, step, pending.notice);
    state.changes.session(&pending.lsid);
    Some(pending)
}

/// The session went on without: there is nothing to do any more.
pub(crate) fn session_changed(state: &mut State, step: &mut Step, session: &Session) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    if !owned_by(session, me) {
        cancel_of(state, step, &session.lsid);
    }
}

/// Takes back what is planned for a session.
pub(crate) fn cancel_of(state: &mut State, step: &mut Step, lsid: &SessionId) {
    if let Some(action) = state.desk.pending.of(lsid) {
        undo(state, step, action.id);
    }
}

/// The appliance did it, or did not.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    (lsid, kind): (SessionId, PendingKind),
    result: Result<Box<Session>, CallError>,
) {
    match result {
        Ok(session) => feed::session_answered(state, step, *session),
        Err(error) => {
            let name = state.desk.sessions.first_name(&lsid);
            let reason = words::call_error(error).message;
            let text = match kind {
                PendingKind::End => format!("The session with {name} was not ended. {reason}"),
                PendingKind::Hold => format!("The session with {name} was not put on hold. {reason}"),
            };
            notices::tell(state, step, NoticeKind::Danger, text, Some(lsid));
        }
    }
}
