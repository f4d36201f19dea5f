//! Agents that break the rules: the session says so, and goes on.

use std::fs;
use std::time::Duration;

use farhand_acceptance::{Glass, Meeting, SOON};
use farhand_core::contract::{Command as Order, ScreenStatus};
use farhand_protocol::capability::Capability;
use farhand_protocol::chat::SessionEvent;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

const VERSION: &[u8] = b"RFB 003.008\n";
const WIDTH: u16 = 640;
const HEIGHT: u16 = 480;
const RAW: i32 = 0;
const ZRLE: i32 = 16;
/// What a flood is at least.
const FLOOD: usize = 256 * 1024 * 1024;
/// Memory that this process, which is the appliance and the console, may take for a flood.
const BOUND: u64 = 192 * 1024 * 1024;

/// An agent whose every byte the test decides.
struct Agent(TcpStream);

impl Agent {
    async fn dial(port: u16, id: &str) -> Self {
        let mut agent = Self(TcpStream::connect(("127.0.0.1", port)).await.expect("the repeater listens"));
        let mut preamble = format!("ID:{id}").into_bytes();
        preamble.resize(250, 0);
        agent.send(&preamble).await;
        agent
    }

    async fn send(&mut self, bytes: &[u8]) {
        timeout(SOON, self.0.write_all(bytes)).await.expect("it is taken").expect("the line is there");
    }

    async fn read(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        let read = timeout(SOON, self.0.read_exact(&mut bytes)).await.expect("something comes");
        read.expect("the line is there");
        bytes
    }

    /// Waits until the other side hangs up, whatever it says until then.
    async fn is_hung_up_on(&mut self) {
        let mut bytes = [0; 4096];
        let end = async { while !matches!(self.0.read(&mut bytes).await, Ok(0) | Err(_)) {} };
        timeout(SOON, end).await.expect("it is hung up on");
    }

    /// What an RFB server says until the first picture is asked for.
    async fn begin(&mut self) {
        self.send(VERSION).await;
        assert_eq!(self.read(12).await, VERSION);
        self.send(&[1, 1]).await;
        self.read(1).await;
        self.send(&[0; 4]).await;
        self.read(1).await;
        let mut init = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
        init.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
        init.extend(4_u32.to_be_bytes());
        init.extend(b"test");
        self.send(&init).await;
        // The pixel format or the encodings: whoever watches has heard all of it.
        self.read(4).await;
    }
}

/// The head of an update of one rectangle.
fn update(place: [u16; 4], encoding: i32) -> Vec<u8> {
    let mut head = vec![0, 0, 0, 1];
    place.iter().for_each(|number| head.extend(number.to_be_bytes()));
    head.extend(encoding.to_be_bytes());
    head
}

/// A session that waits for its agent, and the repeater's port and id.
async fn waiting() -> (Meeting, u16, String) {
    let meeting = Meeting::with_agents().await;
    let elevation = meeting.elevate().await;
    let port = elevation.agent.as_ref().expect("agents are let in").repeater_port;
    (meeting, port, elevation.code)
}

/// A session with an agent whose screen is looked at.
async fn watched() -> (Meeting, Agent, Glass) {
    let (mut meeting, port, code) = waiting().await;
    let mut agent = Agent::dial(port, &code).await;
    meeting.device_is_here().await;
    meeting.is_allowed_on_the_page(Capability::View).await;
    meeting.ask(Order::OpenScreen { lsid: meeting.lsid.clone() }).await;
    let glass = Glass::open(meeting.desk.console(), &meeting.lsid).await;
    agent.begin().await;
    (meeting, agent, glass)
}

/// The session's log tells why the screen failed, the agent is gone, and the session goes on.
async fn is_told(meeting: &Meeting, words: &str) {
    let failed = |event: &SessionEvent| matches!(event, SessionEvent::ScreenFailed { reason } if reason.contains(words));
    meeting.is_told(words, failed).await;
    meeting.until("the device has left", |session| session.device.is_none()).await;
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_protocol_behind_the_id_is_named() {
    let (meeting, port, code) = waiting().await;
    let mut agent = Agent::dial(port, &code).await;
    meeting.device_is_here().await;
    agent.send(b"HTTP/1.1 200 OK\r\n\r\n").await;
    agent.is_hung_up_on().await;
    is_told(&meeting, "does not speak RFB").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rectangle_that_lies_outside_is_named() {
    let (meeting, mut agent, _glass) = watched().await;
    agent.send(&update([600, 0, 100, 100], RAW)).await;
    agent.is_hung_up_on().await;
    is_told(&meeting, "does not lie in the framebuffer").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_stalls_in_mid_rectangle_is_given_up() {
    let (meeting, mut agent, glass) = watched().await;
    agent.send(&update([0, 0, WIDTH, HEIGHT], RAW)).await;
    agent.send(&[0x55; 64 * 1024]).await;
    // The session goes on meanwhile.
    meeting.talk().await;
    agent.is_hung_up_on().await;
    is_told(&meeting, "stopped in the middle").await;
    glass.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pixels_that_cannot_be_unpacked_are_told_and_the_session_goes_on() {
    let (meeting, mut agent, _glass) = watched().await;
    let mut broken = update([0, 0, 64, 64], ZRLE);
    broken.extend(64_u32.to_be_bytes());
    broken.extend([0xee; 64]);
    agent.send(&broken).await;
    let lost = |status: &ScreenStatus| matches!(status, ScreenStatus::Lost { .. });
    meeting.screen_is("lost", lost).await;
    let ScreenStatus::Lost { reason, .. } = meeting.window.screen(&meeting.lsid).status else {
        panic!("it was lost a moment ago")
    };
    println!("what the representative reads: {}", reason.message);
    assert!(!reason.message.is_empty());
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_floods_takes_no_more_than_its_share() {
    let (meeting, mut agent, glass) = watched().await;
    let before = resident();
    let (began, mut sent, mut most) = (Instant::now(), 0, before);
    let mut picture = update([0, 0, WIDTH, HEIGHT], RAW);
    let head = picture.len();
    picture.resize(head + usize::from(WIDTH) * usize::from(HEIGHT) * 4, 0);
    let mut shade = 0_u8;
    while sent < FLOOD && began.elapsed() < SOON {
        shade = shade.wrapping_add(1);
        picture[head..].fill(shade);
        agent.send(&picture).await;
        sent += picture.len();
        most = most.max(resident());
    }
    let grown = most.saturating_sub(before);
    println!("{} MiB in {:?}; {} MiB more memory", sent >> 20, began.elapsed(), grown >> 20);
    assert!(sent >= FLOOD / 4 && grown < BOUND, "{sent} bytes sent, {grown} taken");
    let last = u32::from_be_bytes([0, shade, shade, shade]);
    glass.until("the last picture", |shown| shown.pixels.iter().all(|&pixel| pixel == last)).await;
    meeting.talk().await;
}

/// Bytes of memory that this process has.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it tells the memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_good_id_changes_nothing() {
    let (meeting, port, code) = waiting().await;
    Agent::dial(port, "000000000").await.is_hung_up_on().await;
    let mut browser = Agent(TcpStream::connect(("127.0.0.1", port)).await.expect("the repeater listens"));
    browser.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    browser.is_hung_up_on().await;
    assert!(meeting.session().device.is_none());
    let mut agent = Agent::dial(port, &code).await;
    agent.send(VERSION).await;
    meeting.device_is_here().await;
    // The id is used now.
    let mut again = Agent::dial(port, &code).await;
    again.is_hung_up_on().await;
    let gone = timeout(Duration::from_millis(300), agent.0.read_u8()).await;
    assert!(!matches!(gone, Ok(Err(_))), "the first agent is still connected");
    meeting.talk().await;
}
