//! A snapshot: all that the console shows, as of one place in the log. What is known already is
//! replaced by it, and only the difference goes on to the interface.

use std::collections::BTreeSet;

use farhand_protocol::SessionId;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::site::Snapshot;
use farhand_protocol::text::for_display_line;

use crate::contract::{Part, Topic};
use crate::event::CallError;
use crate::state::sessions::part;
use crate::state::sign_in::{Account, Attempt, Phase, SignInPage};
use crate::state::{
    State, alerts, chat_load, colleagues, feed, keys, link, presence, sharing, sign_in, sites, supervise,
    talk,
};
use crate::step::Step;

/// The snapshot came, or did not.
pub(crate) fn answered(state: &mut State, step: &mut Step, result: Result<Box<Snapshot>, CallError>) {
    match result {
        Ok(snapshot) => apply(state, step, *snapshot),
        Err(error) => link::lost(state, step, error),
    }
}

fn apply(state: &mut State, step: &mut Step, mut snapshot: Snapshot) {
    if !enter_account(state, step, &snapshot) {
        return;
    }
    link::set_clock(state, step, snapshot.now);
    let first = !state.desk.queues.loaded;
    presence::replace(state, std::mem::take(&mut snapshot.representatives));
    colleagues::replace(state, std::mem::take(&mut snapshot.teams), snapshot.rules.clone());
    talk::replace(state, step, &mut snapshot);
    // Counted anew below: the queues may be others than before.
    let others = state.desk.queues.replace(snapshot.queues);
    state.desk.queues.loaded = true;
    remove_missing(state, step, &snapshot.sessions);
    let now = state.appliance_time(step.now);
    for session in state.desk.sessions.known.values() {
        state.desk.queues.enter(session, now);
    }
    keys::replace(state, step, snapshot.keys, snapshot.invites);
    let there: BTreeSet<SessionId> = snapshot.sessions.iter().map(|s| s.lsid.clone()).collect();
    supervise::replace(state, step, std::mem::take(&mut snapshot.monitoring));
    for session in snapshot.sessions {
        feed::session_changed(state, step, session);
    }
    if first {
        alerts::stay_quiet(state, step);
    }
    if first || others {
        state.changes.mark(Topic::Queues);
    }
    state.changes.queues = true;
    close_left(state, step);
    chat_load::catch_up(state, step, &there);
    link::go_on_from(state, step, snapshot.seq);
}

/// Takes over who is signed in where; with a kept token this is the moment of signing in.
fn enter_account(state: &mut State, step: &mut Step, snapshot: &Snapshot) -> bool {
    let site_name = for_display_line(&snapshot.site);
    if let Phase::Out(SignInPage { attempt: Some(Attempt::Token { .. }), .. }) = &state.phase {
        let Some(site) = state.sites.chosen.clone() else { return false };
        let (portal, me) = (snapshot.portal.clone(), snapshot.me.clone());
        sign_in::enter(state, step, Account { site, site_name: site_name.clone(), portal, me });
    }
    let Phase::In(account) = &mut state.phase else { return false };
    account.site_name.clone_from(&site_name);
    account.portal.clone_from(&snapshot.portal);
    account.me = snapshot.me.clone();
    let mut site = state.sites.get_or_new(&account.site);
    if site.name.as_ref() != Some(&site_name) {
        site.name = Some(site_name);
        sites::put(state, step, site);
    }
    state.changes.mark(Topic::App);
    state.changes.mark(Topic::Dashboard);
    true
}

/// Sessions that the snapshot does not have are out of sight. Those with a tab are asked for one
/// by one: they may have ended, or gone to others.
fn remove_missing(state: &mut State, step: &mut Step, sessions: &[Session]) {
    let there: BTreeSet<&SessionId> = sessions.iter().map(|session| &session.lsid).collect();
    let known = state.desk.sessions.known.keys();
    let missing: Vec<SessionId> = known.filter(|lsid| !there.contains(lsid)).cloned().collect();
    for lsid in missing {
        if state.desk.tabs.get(&lsid).is_none() {
            feed::session_removed(state, step, &lsid, None);
        }
    }
}

/// Closes the tabs of sessions that have gone on to others while nobody listened here, unless something
/// unsent is left in them. What the reader has put on hold stays.
fn close_left(state: &mut State, step: &mut Step) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let left = |session: &Session| {
        let put_aside = matches!(session.state, SessionState::Held { by, .. } if by == me);
        !put_aside && part(state, session) == Part::None
    };
    let tabs = state.desk.tabs.open().iter().map(|tab| &tab.lsid);
    let sessions: Vec<SessionId> =
        tabs.filter(|lsid| state.desk.sessions.known.get(lsid).is_some_and(left)).cloned().collect();
    for lsid in sessions {
        sharing::close_tab(state, step, &lsid);
    }
}
