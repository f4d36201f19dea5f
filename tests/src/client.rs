//! The customer's device: the built `farhand-client` on a display.

use std::path::PathBuf;
use std::process::Command;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::{Display, Program, process};

/// The built `farhand-client`: with its windows, or without them, when it answers by a policy. What it
/// keeps for a restart outlives it.
pub struct Client {
    program: PathBuf,
    display: String,
    /// None where it shows its windows.
    policy: Option<Vec<String>>,
    folder: TempDir,
    running: Option<Program>,
}

impl Client {
    /// Starts it on a display with a policy (`--allow control`) and an invitation
    /// (`--site … --code …`).
    ///
    /// # Panics
    /// When it is not built.
    #[must_use]
    pub fn start(display: &Display, policy: &[&str], invitation: &[&str]) -> Self {
        let policy = policy.iter().map(|&word| word.to_owned()).collect();
        Self::first(display, Some(policy), invitation)
    }

    /// Starts it with its windows, and an invitation.
    ///
    /// # Panics
    /// When it is not built.
    #[must_use]
    pub fn with_windows(display: &Display, invitation: &[&str]) -> Self {
        Self::first(display, None, invitation)
    }

    fn first(display: &Display, policy: Option<Vec<String>>, invitation: &[&str]) -> Self {
        let mut client = Self {
            program: process::built("farhand-client").expect("the client is built"),
            display: display.name.clone(),
            policy,
            folder: tempfile::tempdir().expect("a temporary folder"),
            running: None,
        };
        client.run(invitation);
        client
    }

    /// Starts another one beside it, for the same account and display.
    #[must_use]
    pub fn beside(&self, invitation: &[&str]) -> Program {
        self.started(invitation)
    }

    fn run(&mut self, invitation: &[&str]) {
        self.running = Some(self.started(invitation));
    }

    fn started(&self, invitation: &[&str]) -> Program {
        let mut command = Command::new(&self.program);
        command.args(["--display", &self.display, "--name", "Rosa's computer"]);
        match &self.policy {
            Some(policy) => command.arg("--headless").args(policy),
            None => command.arg("--no-register"),
        };
        command.args(invitation).env("DISPLAY", &self.display);
        command.env("HOME", self.folder.path()).env("XDG_RUNTIME_DIR", self.folder.path());
        command.env_remove("XDG_DATA_HOME").env_remove("WAYLAND_DISPLAY");
        Program::start_ours("farhand-client", &mut command)
    }

    /// Kills it (SIGKILL).
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&mut self) {
        let running = self.running.take().expect("the client runs");
        running.signal(Signal::KILL);
    }

    /// Starts it again without an invitation, as at the next click on its icon.
    pub fn revive(&mut self) {
        self.run(&[]);
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        self.running.as_mut().is_none_or(Program::ended)
    }
}
