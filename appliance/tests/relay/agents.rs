//! VNC agents that dial out: how they come in, and what becomes of those that must not.

use std::time::{Duration, Instant};

use farhand_appliance::config::{AgentsConfig, Config};
use farhand_appliance::store::SiteSettings;
use farhand_protocol::SessionId;
use farhand_protocol::capability::{Capability, CustomerAnswer};
use farhand_protocol::screen::close;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::bytes::Bytes;
use crate::device::{HEIGHT, Screen, VERSION, WIDTH, update};
use crate::stage::{Rep, Stage, eventually};
use crate::viewer::{Viewer, pointer, wants};

/// A session that waits for its agent.
pub struct Door {
    pub stage: Stage,
    pub rep: Rep,
    pub lsid: SessionId,
    pub elevation: Value,
}

impl Door {
    /// An active session, to which agents are let in.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// The same, configured otherwise.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        let agents = AgentsConfig { listen: ([127, 0, 0, 1], 0).into(), ports: None, host: None };
        let stage = Stage::with(|config| {
            config.agents = Some(agents);
            configure(config);
        })
        .await;
        let settings = SiteSettings { vnc_agents: true, ..SiteSettings::plain("Example Support") };
        stage.store().set_site(settings).await.unwrap();
        let lsid = stage.customer("Tobias Kern", "something-else").await.lsid;
        let rep = stage.rep("ines").await;
        rep.accept(&lsid).await;
        let mut door = Self { stage, rep, lsid, elevation: Value::Null };
        door.elevate().await;
        door
    }

    pub async fn elevate(&mut self) {
        let (status, elevation) = self.rep.post(&self.path("/elevate"), json!({})).await;
        assert_eq!(status, http::StatusCode::OK, "{elevation}");
        self.elevation = elevation;
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/sessions/{}{rest}", self.lsid)
    }

    pub fn code(&self) -> &str {
        self.elevation["code"].as_str().unwrap()
    }

    pub fn port(&self, which: &str) -> u16 {
        u16::try_from(self.elevation["agent"][which].as_u64().unwrap()).unwrap()
    }

    pub async fn dial(&self, which: &str) -> Bytes {
        Bytes::plain(TcpStream::connect(("127.0.0.1", self.port(which))).await.unwrap())
    }

    /// An agent that has named its session, and speaks RFB.
    pub async fn agent(&self) -> Screen {
        let mut agent = self.dial("repeater_port").await;
        agent.send(&preamble(self.code())).await;
        agent.send(VERSION).await;
        self.joined().await;
        self.allow().await;
        Screen(agent)
    }

    /// Waits until the session has its agent.
    pub async fn joined(&self) {
        self.device(|device| device["kind"]["kind"] == "vnc_agent").await;
    }

    /// The representative asks for control, and the customer allows it.
    pub async fn allow(&self) {
        let (status, session) = self.rep.post(&self.path("/ask"), json!({"what": "control"})).await;
        assert_eq!(status, http::StatusCode::OK, "{session}");
        let ask = session["capabilities"]["control"]["ask"].as_u64().unwrap();
        let answer = CustomerAnswer { ask, allow: Some(Capability::Control), files: None, info: None };
        self.stage.store().answer(&self.lsid, answer).await.unwrap();
    }

    /// The customer withdraws control.
    pub async fn withdraw(&self) {
        self.stage.store().withdraw(&self.lsid, Capability::Control).await.unwrap();
    }

    pub async fn device(&self, is: impl Fn(&Value) -> bool) {
        eventually(|| async { is(&self.rep.session(&self.lsid).await["device"]).then_some(()) }).await;
    }

    pub async fn viewer(&self) -> Viewer {
        let (status, body) = self.rep.post(&self.path("/screen/ticket"), json!({})).await;
        assert_eq!(status, http::StatusCode::OK, "{body}");
        let query = format!("/api/v1/screen?ticket={}", body["ticket"].as_str().unwrap());
        Viewer(Bytes::open(&self.stage.url(&query), &[]).await.unwrap())
    }

    /// Whether the session's log has an entry with these words.
    pub async fn logged(&self, words: &str) -> bool {
        let (_, page) = self.rep.get(&self.path("/entries")).await;
        page.to_string().contains(words)
    }
}

/// The preamble of UltraVNC's repeater in mode 2.
pub fn preamble(id: &str) -> Vec<u8> {
    let mut bytes = format!("ID:{id}").into_bytes();
    bytes.resize(250, 0);
    bytes
}

#[tokio::test]
async fn an_agent_joins_by_its_code_and_is_seen_and_driven() {
    let door = Door::open().await;
    let mut agent = door.dial("repeater_port").await;
    let mut introduction = preamble(door.code());
    introduction.extend_from_slice(VERSION);
    let (first, rest) = introduction.split_at(100);
    agent.send(first).await;
    assert_eq!(agent.within(Duration::from_millis(150)).await, Vec::<u8>::new(), "agents wait for silence");
    agent.send(rest).await;
    door.joined().await;
    door.allow().await;
    let mut screen = Screen(agent);
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    viewer.0.send(&wants(false)).await;
    screen.asked().await;
    screen.update(0, 0, WIDTH, HEIGHT, 5).await;
    let picture = update(0, 0, WIDTH, HEIGHT, 5);
    assert_eq!(viewer.0.read(picture.len()).await, picture);
    viewer.0.send(&pointer(1, 3, 4)).await;
    assert_eq!(screen.0.read(6).await, pointer(1, 3, 4));
}

#[tokio::test]
async fn wrong_ids_are_sent_away_at_once_and_then_must_wait() {
    let door = Door::open().await;
    for _ in 0..4 {
        let mut agent = door.dial("repeater_port").await;
        agent.send(&preamble("000000000")).await;
        let asked = Instant::now();
        assert_eq!(agent.closed().await, None);
        assert!(asked.elapsed() < Duration::from_secs(2));
    }
    let mut paused = door.dial("repeater_port").await;
    let _ = paused.try_send(&preamble(door.code())).await;
    assert_eq!(paused.closed().await, None);
    assert_eq!(door.rep.session(&door.lsid).await["device"], Value::Null);
    door.stage.clock.advance_s(2);
    let _agent = door.agent().await;
}

#[tokio::test]
async fn one_source_cannot_fill_the_places() {
    let door = Door::open().await;
    for port in ["repeater_port", "own_port"] {
        let mut silent = Vec::new();
        for _ in 0..4 {
            silent.push(door.dial(port).await);
        }
        let began = Instant::now();
        assert_eq!(door.dial(port).await.closed().await, None);
        assert!(began.elapsed() < Duration::from_secs(2), "{port}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn an_id_is_good_once() {
    let door = Door::open().await;
    let _agent = door.agent().await;
    let mut again = door.dial("repeater_port").await;
    again.send(&preamble(door.code())).await;
    assert_eq!(again.closed().await, None);
    door.joined().await;
}

#[tokio::test]
async fn who_speaks_another_protocol_or_nothing_is_sent_away() {
    let door = Door::open().await;
    for port in ["repeater_port", "own_port"] {
        let mut browser = door.dial(port).await;
        browser.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        assert_eq!((browser.closed().await, browser.within(Duration::ZERO).await), (None, vec![]));
    }
    let mut nameless = door.dial("repeater_port").await;
    nameless.send(VERSION).await;
    assert_eq!(nameless.closed().await, None);
    let mut silent = door.dial("repeater_port").await;
    let began = Instant::now();
    assert_eq!(silent.closed().await, None);
    assert!(began.elapsed() > Duration::from_secs(4), "{:?}", began.elapsed());
    let _agent = door.agent().await;
}

#[tokio::test]
async fn an_own_port_is_good_once_and_for_its_time() {
    let mut door = Door::open().await;
    let mut agent = door.dial("own_port").await;
    agent.send(VERSION).await;
    door.joined().await;
    let gone = |port| async move { TcpStream::connect(("127.0.0.1", port)).await.is_err().then_some(()) };
    let port = door.port("own_port");
    eventually(|| gone(port)).await;
    agent.cut();
    door.device(Value::is_null).await;
    door.elevate().await;
    let port = door.port("own_port");
    assert!(gone(port).await.is_none());
    door.stage.clock.advance_s(15 * 60);
    eventually(|| gone(port)).await;
}

#[tokio::test]
async fn a_new_elevation_closes_the_port_of_the_one_before() {
    let mut door = Door::open().await;
    let before = door.port("own_port");
    door.elevate().await;
    if door.port("own_port") != before {
        assert!(TcpStream::connect(("127.0.0.1", before)).await.is_err(), "it is closed before the next");
    }
    door.dial("own_port").await.cut();
    let mut agent = door.dial("own_port").await;
    agent.send(VERSION).await;
    door.joined().await;
}

#[tokio::test]
async fn an_agent_that_closes_leaves_the_session() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    screen.0.cut();
    let code = viewer.0.closed().await;
    assert!(
        [close::DEVICE_FAILED, close::VIEW_STOPPED, close::DEVICE_AWAY].map(Some).contains(&code),
        "{code:?}"
    );
    door.device(Value::is_null).await;
    assert!(door.logged("device_left").await);
}

#[tokio::test]
async fn a_viewer_that_signs_in_for_too_long_makes_room() {
    let door = Door::with(|config| config.caps.screen_handshake_s = 2).await;
    let mut screen = door.agent().await;
    let (mut idle, began) = (door.viewer().await, Instant::now());
    assert_eq!(idle.0.read(VERSION.len()).await, VERSION);
    let mut early = door.viewer().await;
    assert_eq!(early.0.closed().await, Some(close::NO_ANSWER));
    assert_eq!(idle.0.closed().await, Some(close::VIEWER_FAILED));
    assert!(idle.0.farewell.as_ref().unwrap().1.contains("the handshake took too long"));
    assert!(began.elapsed() > Duration::from_secs(2), "{:?}", began.elapsed());
    let mut next = door.viewer().await;
    tokio::join!(next.handshake(), screen.after_version());
}

#[tokio::test]
async fn a_viewer_that_has_signed_in_may_stay() {
    let door = Door::with(|config| config.caps.screen_handshake_s = 1).await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    assert_eq!(viewer.0.within(Duration::from_secs(3)).await, Vec::<u8>::new());
    screen.update(0, 0, WIDTH, HEIGHT, 5).await;
    let picture = update(0, 0, WIDTH, HEIGHT, 5);
    assert_eq!(viewer.0.read(picture.len()).await, picture);
}

#[tokio::test]
async fn ending_the_session_hangs_up_on_the_agent() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    door.rep.post(&door.path("/end"), json!({})).await;
    screen.0.closed().await;
}

#[tokio::test]
async fn nothing_listens_where_the_site_has_not_switched_agents_on() {
    let mut door = Door::open().await;
    door.stage.store().set_site(SiteSettings::plain("Example Support")).await.unwrap();
    let mut agent = door.dial("repeater_port").await;
    let _ = agent.try_send(&preamble(door.code())).await;
    assert_eq!(agent.closed().await, None);
    door.elevate().await;
    assert_eq!(door.elevation["agent"], Value::Null);
}
