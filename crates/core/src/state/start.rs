//! The start: what was stored comes back, and a kept token signs in.

use crate::contract::{Secret, Topic};
use crate::state::program::{self, Program};
use crate::state::sign_in::{Phase, SignInPage};
use crate::state::{State, sign_in};
use crate::step::Step;
use crate::stored::Stored;

/// The store was read. Comes once, first.
pub(crate) fn start(
    state: &mut State,
    step: &mut Step,
    stored: Stored,
    program: Program,
    token: Option<Secret>,
) {
    if !matches!(state.phase, Phase::Starting) {
        return;
    }
    let Stored { settings, sites, drafts, outbox, tabs, transfers, invites, talks, talk_lines } = stored;
    state.program = Program { settings, focused: state.program.focused, ..program };
    state.drafts.load(drafts);
    state.transfers.load(transfers);
    state.invites.load(invites);
    state.talk_kept.load(talks);
    state.talk_outbox.load(talk_lines);
    if state.program.settings.quiet_until.is_some() {
        program::plan_quiet(state, step);
    }
    for message in outbox {
        state.outbox.add(message);
    }
    for tab in tabs {
        state.sites.tabs.entry(tab.site.clone()).or_default().push(tab);
    }
    let first = sites.first().map(|site| (site.address.clone(), site.user_name.clone()));
    state.sites.known = sites;
    let (chosen, user_name) = first.unzip();
    state.sites.chosen = chosen.clone();
    let user_name = user_name.flatten().unwrap_or_default();
    state.phase = Phase::Out(SignInPage { user_name, ..SignInPage::default() });
    state.changes.mark(Topic::App);
    if let Some((address, token)) = chosen.zip(token) {
        sign_in::resume(state, step, address, token);
    }
}
