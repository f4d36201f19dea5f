//! The embedded appliance for trying things out.

use farhand_protocol::auth::SignIn;

use crate::contract::{Demo, Secret, Topic, UiError, UiErrorCode};
use crate::effect::Effect;
use crate::state::sign_in::{Attempt, Phase};
use crate::state::{State, sign_in, sites};
use crate::step::Step;

/// Starts it.
pub(crate) fn start(state: &mut State, step: &mut Step) {
    let Phase::Out(page) = &state.phase else { return };
    let user_name = page.user_name.clone();
    sign_in::start_over(state, step, user_name);
    if let Phase::Out(page) = &mut state.phase {
        page.attempt = Some(Attempt::Demo);
    }
    step.push(Effect::StartDemo);
}

/// It runs: sign in there, unless the representative has turned to something else meanwhile.
pub(crate) fn started(
    state: &mut State,
    step: &mut Step,
    demo: Demo,
    address: &str,
    (user_name, password): (String, Secret),
) {
    state.program.demo = Some(demo);
    state.changes.mark(Topic::App);
    let Phase::Out(page) = &state.phase else { return };
    if matches!(page.attempt, Some(Attempt::Password { .. })) {
        return;
    }
    sites::add(state, step, address);
    let sign_in = SignIn { user_name, password: password.0, code: None };
    sign_in::sign_in(state, step, sign_in, false);
}

/// It could not be started.
pub(crate) fn failed(state: &mut State, reason: &str) {
    if let Phase::Out(page) = &state.phase
        && matches!(page.attempt, Some(Attempt::Demo))
    {
        let message = format!("The demo appliance could not be started: {reason}.");
        sign_in::fail(state, UiError::new(UiErrorCode::Internal, message));
    }
}
