//! X displays without a monitor.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use x11rb::rust_connection::RustConnection;

use crate::appliance::free_address;
use crate::processes::Program;

/// A running X server, which ends with this value.
pub struct Display {
    name: String,
    port: u16,
    server: Program,
}

impl Display {
    /// A display that only this computer's programs see (Xvfb).
    pub async fn plain(width: u16, height: u16) -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"]);
        Self::start(command, 0).await.context("package xvfb")
    }

    /// A display that is a VNC server too (TigerVNC's), at up to 60 frames a second, which asks
    /// nobody for a password.
    pub async fn served(width: u16, height: u16) -> Result<Self> {
        let address = free_address()?;
        let (_, port) = address.rsplit_once(':').context("an address has a port")?;
        let mut command = Command::new("Xtigervnc");
        command.args(["-geometry", &format!("{width}x{height}"), "-depth", "24", "-rfbport", port]);
        command.args(["-localhost", "-SecurityTypes", "None", "-AlwaysShared", "-noreset"]);
        Self::start(command, port.parse()?).await.context("package tigervnc-standalone-server")
    }

    async fn start(mut command: Command, port: u16) -> Result<Self> {
        command.args(["-displayfd", "1"]).stderr(Stdio::null());
        let (server, number) = Program::announced(&mut command).await?;
        ensure!(number.parse::<u32>().is_ok(), "the X server did not say its number");
        Ok(Self { name: format!(":{number}"), port, server })
    }

    /// The display's name, ":7".
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port of its VNC server.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// A connection, and the number of its screen.
    pub fn connect(&self) -> Result<(RustConnection, usize)> {
        x11rb::connect(Some(&self.name)).with_context(|| format!("display {}", self.name))
    }

    /// A program that is to run on this display.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}
