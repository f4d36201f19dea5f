//! A desktop for the real window: a screen (Xvfb) and a message bus of its own, in a temporary
//! home. Nothing of the user's own desktop is seen or touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::processes::Program;

/// The screen's size and depth.
const SCREEN: &str = "1440x900x24";
/// A bus that starts nothing by itself: without a keychain, tokens are in the console's own file.
const BUS: &str = "<busconfig><type>session</type><listen>unix:dir=FOLDER</listen><policy context=\"default\">\
    <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
    </policy></busconfig>";

/// A running desktop, which ends with this value.
pub struct Desktop {
    display: String,
    bus: String,
    // In the order in which they end.
    _bus: Program,
    _screen: Program,
    folder: TempDir,
}

impl Desktop {
    /// Starts one.
    pub async fn start() -> Result<Self> {
        Self::sized(SCREEN).await
    }

    /// Starts one with a screen of this size and depth ("1440x900x24").
    pub async fn sized(size: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (screen, number) = start_screen(folder.path(), size).await?;
        let (bus, address) = start_bus(folder.path()).await?;
        Ok(Self { display: format!(":{number}"), bus: address, _bus: bus, _screen: screen, folder })
    }

    /// The display's name, ":7".
    pub fn display(&self) -> &str {
        &self.display
    }

    /// A program that is to run on this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let home = self.folder.path();
        command.env("DISPLAY", &self.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        for variable in ["HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(variable, home);
        }
        command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11").env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// The file in which the screen's picture is, in the format of `xwd`.
    pub fn picture(&self) -> PathBuf {
        self.folder.path().join("Xvfb_screen0")
    }
}

async fn start_screen(folder: &Path, size: &str) -> Result<(Program, String)> {
    let mut command = Command::new("Xvfb");
    command.stderr(Stdio::null());
    command.args(["-screen", "0", size, "-nolisten", "tcp", "-displayfd", "1", "-fbdir"]).arg(folder);
    let (screen, number) = Program::announced(&mut command).await.context("the screen (package xvfb)")?;
    ensure!(number.parse::<u32>().is_ok(), "Xvfb did not say its number");
    Ok((screen, number))
}

async fn start_bus(folder: &Path) -> Result<(Program, String)> {
    let configuration = folder.join("bus.xml");
    fs::write(&configuration, BUS.replace("FOLDER", &folder.display().to_string()))?;
    let mut command = Command::new("dbus-daemon");
    command.stderr(Stdio::null());
    command.arg("--nofork").arg("--print-address=1").arg("--config-file").arg(configuration);
    Program::announced(&mut command).await.context("the message bus (package dbus)")
}
