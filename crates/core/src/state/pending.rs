//! Ending and holding sessions, passing them on, and revoking keys: done after a few seconds, so that they can be undone
//! without a question.
//!
//! What was written before stays before: an act on a session that is due waits until the session's outbox
//! has nothing left to send, and can still be undone while it waits. Signing out and an orderly end of
//! the program do at once what is planned. A plan lives in memory only: a crash, or a link that is
//! down at that moment, loses it, and the session or key stays as it is.

use std::collections::BTreeMap;

use farhand_protocol::session::Session;
use farhand_protocol::team::Transfer;
use farhand_protocol::{KeyId, SessionId, Timestamp};

use crate::contract::{NoticeKind, PassingOn, PendingAction, PendingKind, Topic};
use crate::effect::{Call, Timer};
use crate::event::CallError;
use crate::state::notices::Offer;
use crate::state::requests::Asked;
use crate::state::sessions::{ended, has_in_hand, owned_by};
use crate::state::{State, colleagues, feed, keys, notices, sharing, supervise, tabs};
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
    what: What,
    due_at: Timestamp,
    notice: u32,
    /// The time for undoing is over; it waits for the outbox.
    due: bool,
}

/// What is done, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Session(SessionId, PendingKind),
    Transfer(Box<Passing>),
    Revoke(KeyId),
}

/// A session that is passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Passing {
    lsid: SessionId,
    transfer: Transfer,
    /// The queue in words.
    to: PassingOn,
    /// Whether the reader owned it when that was planned; a supervisor passes others' on.
    own: bool,
}

impl PendingActions {
    /// What happens soon with a session.
    pub fn of(&self, lsid: &SessionId) -> Option<PendingAction> {
        self.actions.iter().find_map(|(id, pending)| match &pending.what {
            What::Session(of, kind) if of == lsid => {
                Some(PendingAction { id: *id, kind: *kind, to: None, due_at: pending.due_at })
            }
            What::Transfer(passing) if passing.lsid == *lsid => Some(PendingAction {
                id: *id,
                kind: PendingKind::Transfer,
                to: Some(passing.to.clone()),
                due_at: pending.due_at,
            }),
            _ => None,
        })
    }

    /// Keys that are revoked soon.
    pub fn keys(&self) -> impl Iterator<Item = KeyId> {
        self.actions.values().filter_map(|pending| match pending.what {
            What::Revoke(id) => Some(id),
            What::Session(..) | What::Transfer(_) => None,
        })
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

/// Plans to end or hold a session.
pub(crate) fn plan_session(state: &mut State, step: &mut Step, lsid: SessionId, kind: PendingKind) {
    plan(state, step, What::Session(lsid, kind));
}

/// Plans to pass a session on.
pub(crate) fn plan_transfer(state: &mut State, step: &mut Step, lsid: SessionId, transfer: Transfer) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let own = state.desk.sessions.get(&lsid).is_some_and(|session| has_in_hand(session, me));
    let to = PassingOn { to: transfer.to, name: colleagues::queue_name(state, transfer.to) };
    plan(state, step, What::Transfer(Box::new(Passing { lsid, transfer, to, own })));
}

/// Plans to revoke a key.
pub(crate) fn plan_revoking(state: &mut State, step: &mut Step, id: KeyId) {
    plan(state, step, What::Revoke(id));
}

fn plan(state: &mut State, step: &mut Step, what: What) {
    let pending = &mut state.desk.pending;
    pending.last = pending.last.wrapping_add(1);
    let id = pending.last;
    let due_at = step.set_timer(Timer::Pending(id), UNDO_MS);
    let text = format!("{}.", words_for(state, &what));
    let offer = Offer { lsid: session_of(&what), undo: id, until: Some(due_at) };
    let notice = notices::offer_undo(state, step, text, offer);
    mark(state, &what);
    state.desk.pending.actions.insert(id, Pending { what, due_at, notice, due: false });
}

fn words_for(state: &State, what: &What) -> String {
    let name = |lsid| supervise::first_name(state, lsid);
    match what {
        What::Session(lsid, PendingKind::End) => format!("Ending the session with {}", name(lsid)),
        What::Session(lsid, PendingKind::Hold) => {
            format!("Putting the session with {} on hold", name(lsid))
        }
        What::Session(lsid, PendingKind::Transfer) => format!("Passing the session with {} on", name(lsid)),
        What::Transfer(passing) => {
            format!("Passing the session with {} on to {}", name(&passing.lsid), passing.to.name)
        }
        What::Revoke(id) => format!("Revoking {}", keys::name(state, *id)),
    }
}

fn session_of(what: &What) -> Option<SessionId> {
    match what {
        What::Session(lsid, _) => Some(lsid.clone()),
        What::Transfer(passing) => Some(passing.lsid.clone()),
        What::Revoke(_) => None,
    }
}

fn mark(state: &mut State, what: &What) {
    match what {
        What::Session(lsid, _) => state.changes.session(lsid),
        What::Transfer(passing) => state.changes.session(&passing.lsid),
        What::Revoke(_) => state.changes.mark(Topic::Keys),
    }
}

/// Whether something that was written has to go before it.
fn held_up(state: &State, what: &What) -> bool {
    session_of(what).is_some_and(|lsid| tabs::has_sendable(state, &lsid))
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
    let (what, notice) = (pending.what.clone(), pending.notice);
    if !held_up(state, &what) {
        return act(state, step, id);
    }
    let text = format!("{} as soon as your messages are sent.", words_for(state, &what));
    notices::take_away(state, step, notice);
    let offer = Offer { lsid: session_of(&what), undo: id, until: None };
    let notice = notices::offer_undo(state, step, text, offer);
    if let Some(pending) = state.desk.pending.actions.get_mut(&id) {
        pending.notice = notice;
    }
}

/// Ends a step: does what is due and has nothing before it any more.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    let due = state.desk.pending.actions.iter().filter(|(_, pending)| pending.due);
    let free = due.filter(|(_, pending)| !held_up(state, &pending.what));
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
    let nothing = state.desk.pending.actions.is_empty() && state.desk.keys.settled();
    let asked = |asked: &Asked| {
        matches!(asked, Asked::Act(..) | Asked::Transfer(..) | Asked::Keys(keys::Ask::Revoke(_)))
    };
    (nothing || !state.link.online()) && !state.requests.any(asked)
}

fn act(state: &mut State, step: &mut Step, id: u32) {
    let Some(Pending { what, .. }) = take(state, step, id) else { return };
    let (lsid, kind, call) = match what {
        What::Session(_, PendingKind::Transfer) => return,
        What::Session(lsid, kind @ PendingKind::End) => (lsid.clone(), kind, Call::End(lsid)),
        What::Session(lsid, kind @ PendingKind::Hold) => (lsid.clone(), kind, Call::Hold(lsid)),
        What::Transfer(passing) => return sharing::transfer(state, step, passing.lsid, passing.transfer),
        What::Revoke(key) => return keys::revoke(state, step, key),
    };
    state.requests.ask(step, Asked::Act(lsid, kind), call);
}

fn take(state: &mut State, step: &mut Step, id: u32) -> Option<Pending> {
    let pending = state.desk.pending.actions.remove(&id)?;
    notices::take_away(state, step, pending.notice);
    mark(state, &pending.what);
    Some(pending)
}

/// The session went on without: there is nothing to do any more.
pub(crate) fn session_changed(state: &mut State, step: &mut Step, session: &Session) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let of_it = |pending: &&Pending| session_of(&pending.what).as_ref() == Some(&session.lsid);
    let Some(planned) = state.desk.pending.actions.values().find(of_it) else { return };
    let gone = match &planned.what {
        What::Transfer(passing) if passing.own => !has_in_hand(session, me),
        What::Transfer(_) => ended(session),
        What::Session(..) | What::Revoke(_) => !owned_by(session, me),
    };
    if gone {
        cancel_of(state, step, &session.lsid);
    }
}

/// Takes back what is planned for a session.
pub(crate) fn cancel_of(state: &mut State, step: &mut Step, lsid: &SessionId) {
    if let Some(action) = state.desk.pending.of(lsid) {
        undo(state, step, action.id);
    }
}

/// Takes back what is planned for a key.
pub(crate) fn cancel_of_key(state: &mut State, step: &mut Step, id: KeyId) {
    let mut actions = state.desk.pending.actions.iter();
    let planned = actions.find(|(_, pending)| pending.what == What::Revoke(id)).map(|(id, _)| *id);
    if let Some(planned) = planned {
        undo(state, step, planned);
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
                PendingKind::Transfer => format!("The session with {name} was not passed on. {reason}"),
            };
            notices::tell(state, step, NoticeKind::Danger, text, Some(lsid));
        }
    }
}
