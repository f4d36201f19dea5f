//! What is true of the running program, whoever is signed in.

use crate::contract::{Demo, SecretStore, Settings, Topic};
use crate::effect::{Effect, Timer};
use crate::state::State;
use crate::step::Step;
use crate::stored::Write;

/// The running program.
#[derive(Debug)]
pub(crate) struct Program {
    pub version: String,
    pub demo_offered: bool,
    pub secret_store: SecretStore,
    /// The embedded appliance, once it runs.
    pub demo: Option<Demo>,
    pub settings: Settings,
    /// Whether the window is in front.
    pub focused: bool,
}

impl Default for Program {
    fn default() -> Self {
        Self {
            version: String::new(),
            demo_offered: false,
            secret_store: SecretStore::Memory,
            demo: None,
            settings: Settings::default(),
            focused: true,
        }
    }
}

/// Replaces the settings.
pub(crate) fn change_settings(state: &mut State, step: &mut Step, mut settings: Settings) {
    settings.volume = settings.volume.min(Settings::LOUDEST);
    let before = state.program.settings.quiet_until;
    step.store(vec![Write::Settings(settings.clone())]);
    state.program.settings = settings;
    state.changes.mark(Topic::App);
    if state.program.settings.quiet_until != before {
        plan_quiet(state, step);
    }
}

/// Do not disturb ends by itself; what is past already is over.
pub(crate) fn plan_quiet(state: &mut State, step: &mut Step) {
    match state.program.settings.quiet_until {
        Some(at) if at > step.now => step.push(Effect::SetTimer { timer: Timer::Quiet, at }),
        Some(_) => end_quiet(state, step),
        None => step.clear_timer(Timer::Quiet),
    }
}

fn end_quiet(state: &mut State, step: &mut Step) {
    state.program.settings.quiet_until = None;
    step.store(vec![Write::Settings(state.program.settings.clone())]);
    state.changes.mark(Topic::App);
}

/// The time of do not disturb is over.
pub(crate) fn quiet_due(state: &mut State, step: &mut Step) {
    if state.program.settings.quiet_until.is_some() {
        plan_quiet(state, step);
    }
}
