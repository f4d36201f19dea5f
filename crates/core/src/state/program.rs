//! What is true of the running program, whoever is signed in.

use crate::contract::{Demo, SecretStore, Settings, Topic};
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
pub(crate) fn change_settings(state: &mut State, step: &mut Step, settings: Settings) {
    step.store(vec![Write::Settings(settings.clone())]);
    state.program.settings = settings;
    state.changes.mark(Topic::App);
}
