//! Accepting: one session, or the most urgent one.

use farhand_protocol::session::Session;
use farhand_protocol::{ErrorCode, SessionId};

use crate::contract::{NoticeKind, Topic};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::{State, feed, notices, tabs};
use crate::step::Step;
use crate::words;

/// Asks for a session.
pub(crate) fn accept(state: &mut State, step: &mut Step, lsid: SessionId) {
    state.desk.queues.accepting.insert(lsid.clone());
    offered(state, &lsid);
    state.changes.row(&lsid);
    state.requests.ask(step, Asked::Accept(lsid.clone()), Call::Accept(lsid));
}

/// Asks for the most urgent session. Who asks again before it has come means the same one.
pub(crate) fn next(state: &mut State, step: &mut Step) {
    if !state.requests.open(&Asked::Next) {
        state.requests.ask(step, Asked::Next, Call::Next);
    }
}

/// The appliance answered; `asked` is none for the most urgent one.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    asked: Option<&SessionId>,
    result: Result<Box<Session>, CallError>,
) {
    match (result, asked) {
        (Ok(session), _) => {
            settle(state, &session.lsid);
            came(state, step, *session);
        }
        (Err(CallError::Api(e)), Some(lsid)) if e.code == ErrorCode::AlreadyTaken => {
            taken(state, step, lsid);
        }
        (Err(error), asked) => {
            if let Some(lsid) = asked {
                settle(state, lsid);
            }
            failed(state, step, asked, error);
        }
    }
}

/// A session is the reader's to see from now on: its tab comes to the front.
pub(crate) fn came(state: &mut State, step: &mut Step, session: Session) {
    let lsid = session.lsid.clone();
    state.desk.sharing.forget_left(&lsid);
    tabs::open(state, step, &lsid);
    feed::session_answered(state, step, session);
    tabs::show(state, &lsid);
}

/// Somebody else was faster. The feed's row about it was written before the refusal and names who;
/// until it is here the row stays as it is. Without a feed it goes at once.
fn taken(state: &mut State, step: &mut Step, lsid: &SessionId) {
    if !state.link.online() {
        settle(state, lsid);
        feed::session_removed(state, step, lsid, None);
    }
}

fn settle(state: &mut State, lsid: &SessionId) {
    if state.desk.queues.accepting.remove(lsid) {
        offered(state, lsid);
        state.changes.row(lsid);
    }
}

fn offered(state: &mut State, lsid: &SessionId) {
    if state.desk.offers.has(lsid) {
        state.changes.mark(Topic::Offers);
    }
}

fn failed(state: &mut State, step: &mut Step, asked: Option<&SessionId>, error: CallError) {
    let nobody = matches!(&error, CallError::Api(e) if e.code == ErrorCode::NobodyWaiting);
    if nobody {
        return notices::tell(state, step, NoticeKind::Info, "Nobody is waiting.".into(), None);
    }
    let reason = words::call_error(error).message;
    let text = match asked {
        Some(lsid) => {
            let name = state.desk.sessions.first_name(lsid);
            format!("The session with {name} was not accepted. {reason}")
        }
        None => format!("No session was accepted. {reason}"),
    };
    notices::tell(state, step, NoticeKind::Warn, text, asked.cloned());
}
