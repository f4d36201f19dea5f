//! Viewers in front of a representative: the console's window, and those of others, each on a desktop
//! of its own without a graphics card.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::display::Display;
use super::eye::Eye;
use super::painter::Painter;
use super::peers;
use super::session::Shared;
use crate::appliance::free_address;
use crate::desktop::Desktop;
use crate::measure::Desk;
use crate::processes::{Program, wait_for};
use crate::webdriver::Window;

/// A desktop that is larger than what is shown on it.
const DESKTOP: &str = "2480x1500x24";
/// The colour by which a picture is found; nothing else has it.
const SIGN: u32 = 0x00e0_10d0;

/// A page with nothing but noVNC.
const PAGE: &str = "<!doctype html><title>noVNC</title><style>html,body,div{margin:0;height:100%;background:#000}\
    </style><div id=s></div><script type=module>import RFB from './novnc/core/rfb.js';\
    const rfb = new RFB(document.getElementById('s'), `ws://${location.host}/`, {}); rfb.focus();</script>";

/// Which viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The console's window, drawn by the processor, through the appliance.
    Ours,
    /// TigerVNC's own viewer.
    TigerVnc,
    /// noVNC in Chromium.
    NoVnc,
}

impl Kind {
    /// As the tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Ours => "console",
            Kind::TigerVnc => "TigerVNC's viewer",
            Kind::NoVnc => "noVNC in Chromium",
        }
    }

    /// What is missing for it, if anything.
    pub fn missing(self) -> Option<&'static str> {
        let there = |name| peers::find(name).is_some();
        match self {
            Kind::TigerVnc if !there("xtigervncviewer") => Some("Debian's package tigervnc-viewer"),
            Kind::NoVnc if novnc().is_none() => {
                Some("Debian's package novnc, or a copy that FARHAND_NOVNC names")
            }
            Kind::NoVnc if !(there("chromium") && there("websockify")) => {
                Some("Debian's packages chromium and websockify")
            }
            _ => None,
        }
    }
}

fn novnc() -> Option<PathBuf> {
    let debian = || Some(PathBuf::from("/usr/share/novnc")).filter(|folder| folder.is_dir());
    peers::named_by("FARHAND_NOVNC").or_else(debian)
}

/// A viewer that shows a display.
pub struct Shown {
    /// Looks at the representative's desktop.
    pub eye: Eye,
    /// Where the picture begins there.
    pub place: (i16, i16),
    /// The program, or the console's driver: with all that it has started.
    pub pid: u32,
    /// What stands between the viewer and the device.
    pub relay: Option<u32>,
    /// Our own client, where it is the device.
    pub client: Option<u32>,
    // In the order in which they end.
    window: Option<Window>,
    _programs: Vec<Program>,
    _folder: TempDir,
    _desk: Option<Desk>,
    _desktop: Option<Desktop>,
}

impl Shown {
    /// Shows what a VNC server shows.
    pub async fn of_server(kind: Kind, remote: &Display, painter: &Painter) -> Result<Self> {
        let shown = match kind {
            Kind::Ours => Self::ours(remote, false).await,
            Kind::TigerVnc => tigervnc(remote).await,
            Kind::NoVnc => in_chromium(remote).await,
        };
        shown.context(kind.name())?.found(painter).await
    }

    /// Shows in the console what our own client sees on a display.
    pub async fn of_client(remote: &Display, painter: &Painter) -> Result<Self> {
        Self::ours(remote, true).await?.found(painter).await
    }

    async fn ours(remote: &Display, client: bool) -> Result<Self> {
        let desk = Desk::on(Desktop::sized(DESKTOP).await?, async |_| Ok(())).await?;
        let shared = Shared::at(desk.appliance.base(), &desk.account).await?;
        let mut programs = Vec::new();
        if client {
            programs.push(shared.with_client(remote).await?);
        } else {
            shared.with_agent(remote).await?;
        }
        let window = desk.window().await?;
        let tab = "const screen = [...document.querySelectorAll('[role=tab]')].find((t) => t.textContent.trim() === 'Screen'); \
                   screen?.click(); return screen?.ariaSelected === 'true'";
        window.until("the tab of the screen", tab).await?;
        window.until("the screen's tools", "return !!document.querySelector('.pane.screen .ptool')").await?;
        enlarge(&desk.desktop)?;
        let button = |label: &str| {
            format!(
                "const all = [...document.querySelectorAll('.pane.screen button')]; \
                 const one = all.find((b) => (b.ariaLabel ?? b.textContent.trim()) === '{label}' || \
                 b.textContent.trim() === '{label}'); one?.click(); return !!one"
            )
        };
        window.until("the button for every pixel", &button("1:1")).await?;
        window.until("the button for nothing else", &button("Focus mode")).await?;
        window.until("the picture", "return !!document.querySelector('.stage canvas')?.width").await?;
        Ok(Self {
            eye: Eye::open(desk.desktop.display())?,
            place: (0, 0),
            pid: window.pid(),
            relay: Some(desk.appliance.pid()),
            client: programs.first().map(Program::pid),
            window: Some(window),
            _programs: programs,
            _folder: tempfile::tempdir()?,
            _desk: Some(desk),
            _desktop: None,
        })
    }

    /// Finds the picture, which must be shown pixel by pixel.
    async fn found(mut self, painter: &Painter) -> Result<Self> {
        let whole = (painter.width, painter.height);
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            painter.fill((0, 0), whole, 0)?;
            tokio::time::sleep(Duration::from_millis(700)).await;
            painter.fill((0, 0), whole, SIGN)?;
            tokio::time::sleep(Duration::from_millis(1000)).await;
            let (place, size) = block_in_place(|| self.eye.find(SIGN, Duration::from_secs(20)))?;
            self.place = place;
            // A cursor may hide a corner.
            if size.0.abs_diff(whole.0) <= 2 && size.1.abs_diff(whole.1) <= 2 {
                return Ok(self);
            }
            ensure!(Instant::now() < end, "the picture is shown as {size:?} and not as {whole:?}");
        }
    }

    /// A place of the device's picture on the representative's desktop.
    pub fn at(&self, (x, y): (u16, u16)) -> (i16, i16) {
        (self.place.0.saturating_add_unsigned(x), self.place.1.saturating_add_unsigned(y))
    }

    /// Ends the viewer.
    pub async fn close(self) -> Result<()> {
        match self.window {
            Some(window) => window.close().await,
            None => Ok(()),
        }
    }
}

/// Makes the console's window as large as its desktop. There is no window manager that would.
fn enlarge(desktop: &Desktop) -> Result<()> {
    let mut command: Command = desktop.command("xdotool");
    command.args([
        "search",
        "--onlyvisible",
        "--name",
        "Farhand",
        "windowsize",
        "2480",
        "1500",
        "windowmove",
        "0",
        "0",
    ]);
    ensure!(command.status().context("package xdotool")?.success(), "the window was not found");
    Ok(())
}

async fn tigervnc(remote: &Display) -> Result<Shown> {
    let desktop = Desktop::sized(DESKTOP).await?;
    let mut command = desktop.command("xtigervncviewer");
    command.args(["-RemoteResize=0", "-AlertOnFatalError=0"]).arg(format!("127.0.0.1::{}", remote.port()));
    let viewer = Program::start(&mut command)?;
    shown(desktop, viewer.pid(), None, vec![viewer], tempfile::tempdir()?)
}

async fn in_chromium(remote: &Display) -> Result<Shown> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("index.html"), PAGE)?;
    let novnc = novnc().context("noVNC")?;
    std::os::unix::fs::symlink(novnc, folder.path().join("novnc"))?;
    let desktop = Desktop::sized(DESKTOP).await?;
    let address = free_address()?;
    let mut command = desktop.command("websockify");
    command.arg("--web").arg(folder.path()).arg(&address).arg(format!("127.0.0.1:{}", remote.port()));
    let relay = Program::start(&mut command)?;
    let reachable = || Ok(std::net::TcpStream::connect(&address).ok().map(drop));
    wait_for("websockify", Duration::from_secs(10), reachable).await?;
    let mut command = desktop.command("chromium");
    command.args([
        "--no-sandbox",
        "--no-first-run",
        "--kiosk",
        "--window-size=2480,1500",
        "--window-position=0,0",
    ]);
    command.arg(format!("--user-data-dir={}", folder.path().join("chromium").display()));
    command.arg(format!("--app=http://{address}/index.html"));
    let browser = Program::start(&mut command)?;
    let (pid, relay_pid) = (browser.pid(), relay.pid());
    shown(desktop, pid, Some(relay_pid), vec![browser, relay], folder)
}

fn shown(
    desktop: Desktop,
    pid: u32,
    relay: Option<u32>,
    programs: Vec<Program>,
    folder: TempDir,
) -> Result<Shown> {
    Ok(Shown {
        eye: Eye::open(desktop.display())?,
        place: (0, 0),
        pid,
        relay,
        client: None,
        window: None,
        _programs: programs,
        _folder: folder,
        _desk: None,
        _desktop: Some(desktop),
    })
}
