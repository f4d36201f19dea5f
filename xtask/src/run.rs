//! `cargo xtask run`: from a fresh machine to an open console with demo data.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::prerequisites::{self, Purpose};
use crate::process;

#[derive(Args)]
pub struct Options {
    /// Say what is missing instead of installing it
    #[arg(long)]
    no_install: bool,
    /// Build with optimisation
    #[arg(long)]
    release: bool,
    /// Arguments for the console, after `--`
    #[arg(last = true)]
    console: Vec<String>,
}

const NO_DISPLAY: &str = "there is no display to open a window on (neither DISPLAY nor \
WAYLAND_DISPLAY is set)
  from another machine:    ssh -X <this machine>, then run this again
  without a screen at all: xvfb-run -a cargo xtask run   (package xvfb; nothing is to be seen)";

/// Makes the machine ready, builds, and opens the console.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"].map(env::var_os);
    if cfg!(target_os = "linux") && display.iter().flatten().all(|name| name.is_empty()) {
        bail!(NO_DISPLAY);
    }
    prerequisites::ensure(root, Purpose::Run, !options.no_install)?;
    process::run(&mut process::npm(&root.join("ui"), ["run", "build"]))?;
    let mut build = process::cargo(root, ["build", "--features", "custom-protocol", "--bin", "farhand"]);
    if options.release {
        build.arg("--release");
    }
    process::run(&mut build)?;
    // The demo offers the customer's client for download where it lies beside the console.
    let mut client = process::cargo(root, ["build", "-p", "farhand-client", "--bin", "farhand-client"]);
    if options.release {
        client.arg("--release");
    }
    process::run(&mut client)?;
    let profile = if options.release { "release" } else { "debug" };
    let console = process::built(root, profile, "farhand")?;
    process::run(start(&console, has_session_bus()).arg("--demo").args(&options.console))
}

/// Notifications, the keychain and the single instance all speak over the session bus. A desktop
/// has one; a login over ssh or a bare X server may not, and then the console gets its own.
fn start(console: &Path, has_bus: bool) -> Command {
    if cfg!(target_os = "linux") && !has_bus && process::on_path("dbus-run-session") {
        let mut command = Command::new("dbus-run-session");
        command.arg("--").arg(console);
        return command;
    }
    Command::new(console)
}

fn has_session_bus() -> bool {
    let named = env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    named || runtime.is_some_and(|folder| folder.join("bus").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_with_a_bus_is_started_directly() {
        let command = start(Path::new("farhand"), true);
        assert_eq!(command.get_program(), "farhand");
    }
}
