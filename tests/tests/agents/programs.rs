//! x11vnc, TigerVNC and QEMU.

use std::path::Path;
use std::process::Command;

use farhand_acceptance::{Display, Glass, Meeting, Picture, Program, SOON};
use farhand_core::contract::{Command as Order, ScreenQuality};
use farhand_protocol::capability::Capability;
use farhand_protocol::device::{AgentAddress, DeviceKind, Elevation};
use farhand_testkit::eventually;

/// The address for agents.
fn address(elevation: &Elevation) -> &AgentAddress {
    elevation.agent.as_ref().expect("agents are let in")
}

/// The agent is here; control is asked for, allowed on the page, and taken.
async fn driven(meeting: &mut Meeting) -> Glass {
    meeting.device_is_here().await;
    let device = meeting.session().device.expect("a device");
    assert_eq!((device.kind, device.encrypted), (DeviceKind::VncAgent, false));
    meeting.is_allowed_on_the_page(Capability::Control).await;
    let (lsid, quality) = (meeting.lsid.clone(), ScreenQuality::Lossless);
    let glass = meeting.look().await;
    meeting.ask(Order::SetScreenQuality { lsid, quality }).await;
    meeting.drive().await;
    glass
}

/// An X display that is lent by an agent is seen pixel by pixel and driven.
async fn is_lent(meeting: &mut Meeting, display: &Display) {
    let glass = driven(meeting).await;
    let mut button = display.button(200, 150, 80, 40);
    for seed in 1..4 {
        display.scribble(seed);
        glass.shows(display, &format!("the scribbles of seed {seed}")).await;
    }
    glass.click(210, 160).await;
    eventually(SOON, "the click", || (button.heard().len() >= 2).then_some(())).await;
    assert_eq!(button.heard(), [(1, true), (1, false)]);
    // A withdrawal on the page lets go of what is held.
    glass.pointer(1, 20, 20).await;
    glass.key(true, 0xffe1).await;
    let held = || (display.pointer() == (20, 20, 1) && display.keys_held() == 1).then_some(());
    eventually(SOON, "button and key are held", held).await;
    meeting.customer.withdraw(Capability::Control).await.expect("it is taken");
    let free = || (display.pointer().2 == 0 && display.keys_held() == 0).then_some(());
    eventually(SOON, "button and key are let go", free).await;
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x11vnc_dials_the_repeater_with_its_code() {
    let mut meeting = Meeting::with_agents().await;
    let display = Display::start("640x480").await;
    let elevation = meeting.elevate().await;
    let port = address(&elevation).repeater_port;
    let repeater = format!("repeater=ID:{}+127.0.0.1:{port}", elevation.code);
    let mut command = Command::new("x11vnc");
    command.args(["-display", &display.name, "-rfbport", "0", "-forever", "-nopw", "-connect", &repeater]);
    let _agent = Program::start("x11vnc", &mut command);
    is_lent(&mut meeting, &display).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tigervnc_dials_the_port_of_its_session() {
    let mut meeting = Meeting::with_agents().await;
    let display = Display::resizable("800x600").await;
    let elevation = meeting.elevate().await;
    let to = format!("127.0.0.1::{}", address(&elevation).own_port);
    let output = Program::run("tigervnc-common", display.command("vncconfig").args(["-connect", &to]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    is_lent(&mut meeting, &display).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tigervncs_display_changes_its_size_in_the_middle() {
    let mut meeting = Meeting::with_agents().await;
    let display = Display::resizable("1024x768").await;
    let elevation = meeting.elevate().await;
    let to = format!("127.0.0.1::{}", address(&elevation).own_port);
    let output = Program::run("tigervnc-common", display.command("vncconfig").args(["-connect", &to]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let glass = driven(&mut meeting).await;
    for (seed, (width, height)) in [(800, 600), (1280, 960)].into_iter().enumerate() {
        display.resize(width, height);
        display.scribble(seed as u64);
        glass.shows(&display, &format!("{width}x{height}")).await;
    }
}

/// What a machine of QEMU's shows, as its monitor tells.
fn dumped(machine: &mut Program, file: &Path) -> Option<Picture> {
    machine.say(&format!("screendump {}\n", file.display()));
    let bytes = std::fs::read(file).ok()?;
    let mut head = bytes.splitn(4, |byte| *byte == b'\n');
    let size = (head.next()? == b"P6").then(|| head.next())??;
    let (width, height) = std::str::from_utf8(size).ok()?.split_once(' ')?;
    let (width, height) = (width.parse().ok()?, height.parse().ok()?);
    let colours = head.nth(1)?.as_chunks::<3>().0.iter();
    let pixels: Vec<u32> = colours.map(|&[r, g, b]| u32::from_be_bytes([0, r, g, b])).collect();
    (pixels.len() == usize::from(width) * usize::from(height)).then_some(Picture { width, height, pixels })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_of_qemus_dials_the_port_of_its_session() {
    let mut meeting = Meeting::with_agents().await;
    let elevation = meeting.elevate().await;
    let vnc = format!("127.0.0.1:{},reverse=on", address(&elevation).own_port);
    let mut command = Command::new("qemu-system-x86_64");
    command.args(["-nodefaults", "-vga", "std", "-display", "none", "-m", "64", "-accel", "tcg"]);
    command.args(["-monitor", "stdio", "-S", "-vnc", &vnc]);
    let mut machine = Program::start("qemu-system-x86", &mut command);
    let glass = driven(&mut meeting).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("screen.ppm");
    let mut same = || dumped(&mut machine, &file).filter(|dump| glass.picture().differences(dump) == 0);
    let stopped = eventually(SOON, "the machine that waits", &mut same).await;
    // It starts, and its firmware takes another resolution.
    machine.say("cont\n");
    let mut other = || {
        let dump = dumped(&mut machine, &file).filter(|dump| *dump != stopped)?;
        (glass.picture().differences(&dump) == 0).then_some(())
    };
    eventually(SOON, "the machine that starts", &mut other).await;
    meeting.talk().await;
}
