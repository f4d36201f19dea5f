//! An agent as phones have it: libvncserver, a portrait screen that is marked as changed with every
//! frame, keys that are Android's.

use std::path::{Path, PathBuf};
use std::process::Command;

use farhand_acceptance::{AGAIN, Glass, Meeting, Picture, Program, SOON};
use farhand_core::contract::{Command as Order, DeviceKey, ScreenStatus, Secret};
use farhand_protocol::capability::Capability;
use farhand_testkit::eventually;
use tempfile::TempDir;
use tokio::time::Instant;

const WIDTH: u16 = 540;
const HEIGHT: u16 = 1200;
/// The fields of colour, clockwise from the upper left.
const FIELDS: [u32; 4] = [0x003d_5a80, 0x00f6_f6fa, 0x0081_b29a, 0x00e0_7a5f];

/// The program, built in a folder of its own.
struct Built {
    folder: TempDir,
}

impl Built {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let flags = Program::run(
            "pkg-config",
            Command::new("pkg-config").args(["--cflags", "--libs", "libvncserver"]),
        );
        assert!(flags.status.success(), "the Debian package libvncserver-dev is missing");
        let flags = String::from_utf8(flags.stdout).expect("flags are text");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/phone.c");
        let mut command = Command::new("cc");
        command
            .arg("-O1")
            .arg(source)
            .arg("-o")
            .arg(folder.path().join("phone"))
            .args(flags.split_whitespace());
        let built = Program::run("gcc", &mut command);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("phone")
    }

    /// Starts it: it dials the repeater with an id, or another port with none ("-").
    fn dials(&self, port: u16, id: &str, password: Option<&str>) -> Program {
        let mut command = Command::new(self.path());
        command.args(["127.0.0.1", &port.to_string(), id]).args(password);
        Program::start("libvncserver1", &mut command)
    }
}

/// A session with a phone, whose control is allowed and taken.
async fn driven(built: &Built, password: Option<&str>) -> (Meeting, Program, Glass) {
    let mut meeting = Meeting::with_agents().await;
    let elevation = meeting.elevate().await;
    let port = elevation.agent.as_ref().expect("agents are let in").repeater_port;
    let phone = built.dials(port, &elevation.code, password);
    meeting.device_is_here().await;
    meeting.is_allowed_on_the_page(Capability::Control).await;
    meeting.ask(Order::OpenScreen { lsid: meeting.lsid.clone() }).await;
    let glass = Glass::open(meeting.desk.console(), &meeting.lsid).await;
    if let Some(password) = password {
        let needed = |status: &ScreenStatus| *status == ScreenStatus::PasswordNeeded { wrong: false };
        meeting.screen_is("waiting for a password", needed).await;
        let password = Secret(password.to_owned());
        meeting.ask(Order::ScreenPassword { lsid: meeting.lsid.clone(), password }).await;
    }
    meeting.is_live().await;
    meeting.drive().await;
    (meeting, phone, glass)
}

/// Whether these are the fields of colour; the bar may be over some of them.
fn is_painted(picture: &Picture, width: u16, height: u16) -> bool {
    let size = (picture.width, picture.height) == (width, height);
    let (x, y) = (width / 4, height / 4);
    let places = [(x, y), (3 * x, y), (3 * x, 3 * y), (x, 3 * y)];
    let near = |one: u32, other: u32| {
        let [_, a, b, c] = one.to_be_bytes();
        let [_, d, e, f] = other.to_be_bytes();
        [(a, d), (b, e), (c, f)].iter().all(|(one, other)| one.abs_diff(*other) <= 8)
    };
    let right = |(&(x, y), field): (&(u16, u16), u32)| near(picture.at(x, y), field);
    size && places.iter().zip(FIELDS).filter(|&pair| right(pair)).count() >= 3
}

/// Where the bar is, at the left edge.
fn bar(picture: &Picture) -> Option<u16> {
    (0..picture.height).find(|&y| picture.at(0, y) & 0x00f0_f0f0 == 0x0010_1020)
}

/// Waits until the phone has printed these lines, one after the other.
async fn has_heard(phone: &mut Program, lines: &[&str]) {
    let deadline = Instant::now() + SOON;
    loop {
        let mut printed = phone.printed().iter();
        if lines.iter().all(|line| printed.any(|printed| printed == line)) {
            return;
        }
        assert!(Instant::now() < deadline, "waited in vain: {lines:?} in {:?}", phone.printed());
        tokio::time::sleep(AGAIN).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_is_seen_moving_and_turned() {
    let built = Built::new();
    let (meeting, mut phone, glass) = driven(&built, None).await;
    glass.until("the phone's picture", |picture| is_painted(picture, WIDTH, HEIGHT)).await;
    let first = bar(&glass.picture());
    glass.until("the bar moves", |picture| bar(picture).is_some() && bar(picture) != first).await;
    for (width, height) in [(HEIGHT, WIDTH), (WIDTH, HEIGHT)] {
        phone.say("r");
        glass.until("the turned picture", |picture| is_painted(picture, width, height)).await;
    }
    glass.pointer(1, WIDTH - 1, HEIGHT - 1).await;
    glass.pointer(0, WIDTH - 1, HEIGHT - 1).await;
    has_heard(&mut phone, &["pointer 1 539 1199", "pointer 0 539 1199"]).await;
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn androids_keys_arrive_as_the_agent_takes_them() {
    let built = Built::new();
    let (meeting, mut phone, glass) = driven(&built, None).await;
    let keys: [(DeviceKey, &[&str]); 6] = [
        (DeviceKey::Back, &["key 1 0xff1b", "key 0 0xff1b"]),
        (DeviceKey::Home, &["key 1 0xff50", "key 0 0xff50"]),
        (DeviceKey::Power, &["key 1 0xff57", "key 0 0xff57"]),
        (DeviceKey::Recents, &["key 1 0xffe3", "key 1 0xffe1", "key 1 0xff1b", "key 0 0xff1b"]),
        (DeviceKey::VolumeUp, &["key 1 0xffe3", "key 1 0xffe9", "key 1 0xff55", "key 0 0xff55"]),
        (DeviceKey::VolumeDown, &["key 1 0xffe3", "key 1 0xffe9", "key 1 0xff56", "key 0 0xff56"]),
    ];
    for (key, lines) in keys {
        meeting.ask(Order::PressDeviceKey { lsid: meeting.lsid.clone(), key }).await;
        has_heard(&mut phone, lines).await;
    }
    glass.type_line("aé").await;
    has_heard(&mut phone, &["key 1 0x61", "key 0 0x61", "key 1 0xe9", "key 0 0xe9", "key 1 0xff0d"]).await;
    meeting.desk.clipboard.copy("one two three");
    meeting.ask(Order::SendClipboard { lsid: meeting.lsid.clone() }).await;
    has_heard(&mut phone, &["pasted one two three"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_lets_go_on_the_phone_and_the_phone_stays() {
    let built = Built::new();
    let (mut meeting, mut phone, glass) = driven(&built, None).await;
    glass.until("the phone's picture", |picture| is_painted(picture, WIDTH, HEIGHT)).await;
    glass.pointer(1, 100, 200).await;
    has_heard(&mut phone, &["pointer 1 100 200"]).await;
    meeting.customer.withdraw(Capability::View).await.expect("it is taken");
    has_heard(&mut phone, &["pointer 1 100 200", "pointer 0 100 200"]).await;
    meeting.screen_is("closed", |status| *status == ScreenStatus::Closed).await;
    // The phone's connection is still good when it is allowed again.
    meeting.is_allowed_on_the_page(Capability::View).await;
    meeting.is_live().await;
    let first = bar(&glass.picture());
    glass.until("the bar moves again", |picture| bar(picture).is_some() && bar(picture) != first).await;
    assert!(!phone.ended());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_with_a_password_asks_for_it() {
    let built = Built::new();
    let (meeting, _phone, glass) = driven(&built, Some("seven777")).await;
    glass.until("the phone's picture", |picture| is_painted(picture, WIDTH, HEIGHT)).await;
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_told_and_the_session_lives_on() {
    let built = Built::new();
    let mut meeting = Meeting::with_agents().await;
    let elevation = meeting.elevate().await;
    let port = elevation.agent.as_ref().expect("agents are let in").repeater_port;
    let mut phone = built.dials(port, &elevation.code, Some("seven777"));
    meeting.device_is_here().await;
    meeting.is_allowed_on_the_page(Capability::View).await;
    meeting.ask(Order::OpenScreen { lsid: meeting.lsid.clone() }).await;
    let needed = |status: &ScreenStatus| matches!(status, ScreenStatus::PasswordNeeded { .. });
    meeting.screen_is("waiting for a password", needed).await;
    let password = Secret("wrong".to_owned());
    meeting.ask(Order::ScreenPassword { lsid: meeting.lsid.clone(), password }).await;
    // libvncserver hangs up on whoever is wrong: the agent is gone, and the customer is asked anew.
    eventually(SOON, "the phone hangs up", || phone.ended().then_some(())).await;
    meeting.until("the device has left", |session| session.device.is_none()).await;
    meeting.talk().await;
    let again = meeting.elevate().await;
    let _phone = built.dials(port, &again.code, None);
    meeting.device_is_here().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_dials_the_port_of_its_session_without_an_id() {
    let built = Built::new();
    let mut meeting = Meeting::with_agents().await;
    let elevation = meeting.elevate().await;
    let port = elevation.agent.as_ref().expect("agents are let in").own_port;
    let _phone = built.dials(port, "-", None);
    meeting.device_is_here().await;
    meeting.is_allowed_on_the_page(Capability::View).await;
    let glass = meeting.look().await;
    glass.until("the phone's picture", |picture| is_painted(picture, WIDTH, HEIGHT)).await;
}
