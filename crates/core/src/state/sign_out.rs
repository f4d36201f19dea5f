//! Signing out, by the own wish or the appliance's. Drafts, unsent messages and sites stay.
//!
//! By the own wish, sessions that are planned to be ended or held go first: the token is given
//! back when the appliance has answered to that, or after a few seconds.

use farhand_protocol::text::for_display_line;

use crate::contract::{Topic, UiError};
use crate::effect::{Call, Effect, Timer};
use crate::state::requests::Asked;
use crate::state::sessions::has_in_hand;
use crate::state::sign_in::{Attempt, Phase, SignInPage};
use crate::state::{Desk, State, keys, link, links, notices, pending, screens, tabs, transfers};
use crate::step::Step;
use crate::words;

/// Milliseconds for which signing out waits for what was planned.
const LEAVING_MS: u64 = 3_000;

/// Signs out by the own wish, after what was planned.
pub(crate) fn sign_out(state: &mut State, step: &mut Step) {
    pending::hurry(state, step);
    keys::leave(state, step);
    if pending::settled(state) {
        leave(state, step);
    } else if !state.desk.leaving {
        state.desk.leaving = true;
        step.set_timer(Timer::Leaving, LEAVING_MS);
    }
}

/// Ends a step: on the way out, what is planned is done at once, and the desk is left after that.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    if state.desk.leaving {
        pending::hurry(state, step);
        if pending::settled(state) {
            leave(state, step);
        }
    }
}

/// It took too long: the desk is left without.
pub(crate) fn waited(state: &mut State, step: &mut Step) {
    if state.desk.leaving {
        leave(state, step);
    }
}

/// Leaves the desk: the token is given back, as far as the appliance can be reached.
fn leave(state: &mut State, step: &mut Step) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    clear_desk(state, step, None);
    step.push(Effect::ForgetToken { site });
    state.requests.ask(step, Asked::SignOut, Call::SignOut);
}

/// The appliance answered to signing out, or did not: nothing more is asked with that token.
pub(crate) fn signed_out(state: &State, step: &mut Step) {
    let idle = matches!(&state.phase, Phase::Out(page) if page.attempt.is_none());
    if idle {
        step.push(Effect::UseSite(None));
    }
}

/// The token is not good any more: its time is over, or a supervisor of this name has signed the reader out.
pub(crate) fn token_ended(state: &mut State, step: &mut Step, by: Option<String>) {
    let site = match &state.phase {
        Phase::In(account) => account.site.clone(),
        Phase::Out(SignInPage { attempt: Some(Attempt::Token { .. }), .. }) => {
            state.sites.chosen.clone().unwrap_or_default()
        }
        Phase::Out(_) | Phase::Starting => return,
    };
    let error = match by {
        Some(by) => words::signed_out_by(&for_display_line(&by), has_sessions(state)),
        None => words::sign_in_ended(),
    };
    clear_desk(state, step, Some(error));
    step.push(Effect::ForgetToken { site });
    step.push(Effect::UseSite(None));
}

/// Whether the reader has sessions, which others get then.
fn has_sessions(state: &State) -> bool {
    let me = state.account().map(|account| account.me.id);
    me.is_some_and(|me| state.desk.sessions.known.values().any(|session| has_in_hand(session, me)))
}

fn clear_desk(state: &mut State, step: &mut Step, error: Option<UiError>) {
    tabs::keep(state, step);
    mark_all(state);
    link::reset(state, step);
    notices::clear(state, step);
    screens::shut_all(state, step);
    for timer in state.desk_timers() {
        step.clear_timer(timer);
    }
    state.outbox.rest(step);
    state.talk_outbox.rest();
    transfers::rest(state);
    state.requests.forget(|_| true);
    let (user_name, left) = match std::mem::take(&mut state.phase) {
        Phase::In(account) => (account.me.user_name.clone(), Some(account)),
        Phase::Out(page) => (page.user_name, None),
        Phase::Starting => (String::new(), None),
    };
    links::forget(state);
    let shown = std::mem::take(&mut state.desk.alerts.shown);
    state.desk = Desk::default();
    state.desk.alerts.shown = shown;
    state.phase = Phase::Out(SignInPage { user_name, error, left, ..SignInPage::default() });
}

/// Marks every topic that there is: another desk, another view.
pub(crate) fn mark_all(state: &mut State) {
    for topic in [
        Topic::App,
        Topic::Connection,
        Topic::Queues,
        Topic::Sessions,
        Topic::Canned,
        Topic::Notices,
        Topic::Keys,
        Topic::Transfers,
        Topic::Colleagues,
        Topic::Offers,
        Topic::Talk,
        Topic::Dashboard,
    ] {
        state.changes.mark(topic);
    }
    for tab in state.desk.tabs.open() {
        state.changes.session(&tab.lsid);
        state.changes.chat(&tab.lsid);
    }
    for lsid in state.desk.sessions.known.keys() {
        state.changes.session(lsid);
    }
    for lsid in state.desk.screens.ids() {
        state.changes.mark(Topic::Screen(lsid.clone()));
    }
    for lsid in state.desk.infos.ids() {
        state.changes.mark(Topic::Info(lsid.clone()));
    }
}
