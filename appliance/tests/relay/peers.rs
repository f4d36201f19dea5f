//! The programs of others as agents: x11vnc through the repeater, TigerVNC by a reverse connection.

#![expect(clippy::disallowed_methods, reason = "the appliance runs no child process; its tests run peers")]

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::agents::Door;
use crate::stage::eventually;
use crate::watching::Watching;

/// A program that ends with the test.
struct Program(Child);

impl Program {
    fn start(name: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(name);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap_or_else(|error| panic!("{name} cannot be started: {error}")))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An X server with one colour on its screen.
struct Display {
    name: String,
    _server: Program,
    _folder: TempDir,
}

impl Display {
    async fn start(server: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("display");
        // The server writes the number of the display that it has found.
        let script = format!("exec {server} -displayfd 7 {} 7>{}", arguments.join(" "), file.display());
        let program = Program::start("sh", &["-c", &script]);
        let name = eventually(|| async {
            let text = std::fs::read_to_string(&file).ok()?;
            text.ends_with('\n').then(|| format!(":{}", text.trim()))
        })
        .await;
        let display = Self { name, _server: program, _folder: folder };
        display.paint("#102030").await;
        display
    }

    async fn paint(&self, colour: &str) {
        eventually(|| async {
            let painted = self.run("xsetroot", &["-solid", colour]);
            painted.is_some().then_some(())
        })
        .await;
    }

    /// What a program prints.
    fn run(&self, name: &str, arguments: &[&str]) -> Option<String> {
        let output = Command::new(name).args(arguments).env("DISPLAY", &self.name).output().unwrap();
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The display is seen, driven, and seen by a second viewer.
    async fn is_lent(&self, door: &Door) {
        door.joined().await;
        door.allow().await;
        let mut first = Watching::new(door.viewer().await.0);
        let drawn = |colour: u32| move |picture: &farhand_rfb::Framebuffer| has(picture, colour);
        first.until(drawn(0x10_2030)).await;
        self.paint("#405060").await;
        first.until(drawn(0x40_5060)).await;
        let mut second = Watching::new(door.viewer().await.0);
        second.until(drawn(0x40_5060)).await;
        second.pointer(0, 111, 77).await;
        eventually(|| async { self.pointer_at("x:111 y:77").then_some(()) }).await;
        first.bytes.cut();
        self.paint("#708090").await;
        second.until(drawn(0x70_8090)).await;
        second.look_for(Duration::from_millis(100)).await;
        second.pointer(0, 50, 60).await;
        eventually(|| async { self.pointer_at("x:50 y:60").then_some(()) }).await;
    }

    fn pointer_at(&self, place: &str) -> bool {
        self.run("xdotool", &["getmouselocation"]).is_some_and(|found| found.starts_with(place))
    }
}

/// Whether a corner has this colour, away from the pointer.
fn has(picture: &farhand_rfb::Framebuffer, colour: u32) -> bool {
    picture.pixels().last().is_some_and(|pixel| pixel & 0xff_ffff == colour)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x11vnc_dials_the_repeater() {
    let door = Door::open().await;
    let display = Display::start("Xvfb", &["-screen", "0", "320x240x24", "-noreset"]).await;
    let repeater = format!("repeater=ID:{}+127.0.0.1:{}", door.code(), door.port("repeater_port"));
    let _agent = Program::start(
        "x11vnc",
        &["-display", &display.name, "-rfbport", "0", "-forever", "-connect", &repeater],
    );
    display.is_lent(&door).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tigervnc_dials_its_own_port() {
    let door = Door::open().await;
    let arguments = ["-geometry", "320x240", "-depth", "24", "-SecurityTypes", "None", "-rfbport", "-1"];
    let display = Display::start("Xtigervnc", &arguments).await;
    let address = format!("127.0.0.1::{}", door.port("own_port"));
    display.run("vncconfig", &["-connect", &address]).expect("vncconfig connects");
    display.is_lent(&door).await;
}
