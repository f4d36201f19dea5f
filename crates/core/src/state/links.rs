//! Links that open the console: they lead somewhere, and never do anything. One that comes before the
//! representative has signed in waits for that; the newest counts.

use crate::contract::{GoTo, InviteForm, NoticeKind, Place, Topic};
use crate::deep_link::Link;
use crate::effect::Effect;
use crate::state::{State, keys, notices};
use crate::step::Step;

use farhand_protocol::SessionId;

/// Where links lead.
#[derive(Debug, Default)]
pub(crate) struct Links {
    last: u32,
    waiting: Option<Link>,
    /// Where the newest one has led.
    pub go_to: Option<GoTo>,
}

/// A link was opened: the window comes to the front.
pub(crate) fn opened(state: &mut State, step: &mut Step, text: &str) {
    step.push(Effect::RaiseWindow);
    match Link::read(text) {
        Ok(Link::Attach) => {
            let text = "This link is for the customer: opened on the customer's device, it lets that \
                        device join the session. Nothing was done here.";
            notices::tell(state, step, NoticeKind::Info, text.to_owned(), None);
        }
        Ok(link) => state.links.waiting = Some(link),
        Err(why) => notices::tell(state, step, NoticeKind::Warn, why.to_string(), None),
    }
}

/// Ends a step: follows the link, as soon as what it may lead to is known.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    let ready = state.account().is_some() && state.desk.queues.loaded && !state.desk.leaving;
    match state.links.waiting.take_if(|_| ready) {
        Some(Link::Session(lsid)) => to_session(state, step, lsid),
        Some(Link::Invite(form)) => to_invite(state, step, *form),
        Some(Link::Attach) | None => {}
    }
}

/// What the links of the one who signs out have led to is of no use to the next one.
pub(crate) fn forget(state: &mut State) {
    (state.links.waiting, state.links.go_to) = (None, None);
}

/// A link must not close the dialog of an invitation: its key would be taken back.
fn writing(state: &mut State, step: &mut Step) -> bool {
    let writing = state.desk.keys.writing();
    if writing {
        let text = "An invitation is being written. Finish or close it, then open the link again.";
        notices::tell(state, step, NoticeKind::Warn, text.to_owned(), None);
    }
    writing
}

fn to_session(state: &mut State, step: &mut Step, lsid: SessionId) {
    if writing(state, step) {
        return;
    }
    if state.desk.sessions.get(&lsid).is_some() || state.desk.tabs.get(&lsid).is_some() {
        return go(state, Place::Session { lsid });
    }
    let text = "The session of this link is not here: it is over, or with others.";
    notices::tell(state, step, NoticeKind::Warn, text.to_owned(), None);
}

fn to_invite(state: &mut State, step: &mut Step, mut form: InviteForm) {
    if writing(state, step) {
        return;
    }
    if form.queue.is_some_and(|queue| state.desk.queues.get(queue).is_none()) {
        form.queue = None;
        let text = "The link names a queue that is not one of yours. The invitation leads to your own.";
        notices::tell(state, step, NoticeKind::Info, text.to_owned(), None);
    }
    keys::open_by_link(state, form);
    go(state, Place::Invite);
}

fn go(state: &mut State, place: Place) {
    state.links.last = state.links.last.wrapping_add(1);
    state.links.go_to = Some(GoTo { number: state.links.last, place });
    state.changes.mark(Topic::App);
}
