//! An appliance of which nothing runs by itself: the tests look when they want to.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use farhand_protocol::session::{Channel, CustomerPresence, EndReason, Recording, Session, SessionState};
use farhand_protocol::{ClientId, QueueId, RepresentativeId};
use http::{HeaderMap, StatusCode, header};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::clock::ManualClock;
use crate::http::credential::CUSTOMER_COOKIE;
use crate::store::sqlite::SqliteStore;
use crate::store::{Beginning, Begun, Choice, Command, Idempotency, Refusal};
use crate::{Config, appliance, demo, portal, random};

const BRAM: RepresentativeId = RepresentativeId(2);
const HIS_OWN: QueueId = QueueId::Personal(BRAM);

struct Stand {
    folder: TempDir,
    clock: Arc<ManualClock>,
    app: AppState,
}

impl Stand {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let app = app(&folder, &clock).await;
        demo::seed(&*app.store, "no password fits").await.unwrap();
        Self { folder, clock, app }
    }

    /// What a crash and a later start leave.
    async fn down_for_s(self, seconds: u32) -> Self {
        let Self { folder, clock, app: before } = self;
        drop(before);
        clock.advance_s(seconds);
        let app = app(&folder, &clock).await;
        Self { folder, clock, app }
    }

    async fn begin(&self, choice: Choice, unattended: bool) -> Begun {
        let beginning = Beginning {
            name: "Tobias Beispiel".to_owned(),
            company: None,
            details: None,
            recording: Recording::Refused,
            agreed: true,
            language: None,
            browser: None,
            channel: Channel::BrowserPhone,
            unattended,
        };
        let attempt = self.app.store.open_attempt(choice).await.unwrap();
        self.app.store.begin_session(&attempt, beginning).await.unwrap()
    }

    /// A session in Bram's own queue.
    async fn picks_bram(&self) -> SessionId {
        self.app.store.representative_here(BRAM).await.unwrap();
        self.begin(Choice::Representative(BRAM), true).await.lsid
    }

    async fn bram(&self, command: Command) {
        let idempotency = Idempotency(ClientId::from_bytes(random::bytes()));
        self.app.store.perform(BRAM, idempotency, command, "").await.unwrap();
    }

    async fn loads_waiting(&self, begun: &Begun) {
        let cookie = format!("{CUSTOMER_COOKIE}={}", begun.cookie).parse().unwrap();
        let headers = HeaderMap::from_iter([(header::COOKIE, cookie)]);
        let answer = portal::waiting::show(State(self.app.clone()), headers).await;
        assert_eq!(answer.ok().map(|page| page.status()), Some(StatusCode::OK));
    }

    async fn nobody_works_here(&self) {
        for account in self.app.store.accounts().await.unwrap() {
            self.app.store.set_enabled(&account.user_name, false).await.unwrap();
        }
    }

    async fn session(&self, lsid: &SessionId) -> Session {
        self.app.store.standing(lsid).await.unwrap()
    }

    async fn after_s(&self, seconds: u32) {
        self.clock.advance_s(seconds);
        self.follow().await;
        let now = Some(self.app.clock.now());
        look(&self.app, &mut Last { pruned: now, lapsed: now }).await.unwrap();
    }

    /// Lets the feed read what is new in the log.
    async fn follow(&self) {
        let stop = CancellationToken::new();
        stop.cancel();
        self.app.feed.follow(stop).await;
    }
}

async fn app(folder: &TempDir, clock: &Arc<ManualClock>) -> AppState {
    let store = Arc::new(SqliteStore::open(folder.path(), clock.clone(), 7).unwrap());
    let config = Config::loopback(folder.path());
    appliance::app(config, SocketAddr::from(([127, 0, 0, 1], 0)), store, clock.clone()).await.unwrap()
}

fn issue() -> Choice {
    Choice::Issue("signing-in".parse().unwrap())
}

fn ended(session: &Session) -> Option<EndReason> {
    match session.state {
        SessionState::Ended { reason, .. } => Some(reason),
        _ => None,
    }
}

#[tokio::test]
async fn who_comes_back_while_being_noted_as_gone_is_here() {
    let clock = Arc::new(ManualClock::at(Timestamp(0)));
    let connections = Connections::default();
    for key in 0..3 {
        connections.expect(key, Timestamp(0));
    }
    let (open, noted) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let gone = async |key: i32, _: Timestamp| {
        // Everybody comes back while the first one is written down.
        if open.borrow().is_empty() {
            open.borrow_mut().extend((0..3).map(|key| connections.join(clock.clone(), key)));
        }
        noted.borrow_mut().push((key, "gone"));
        Ok(())
    };
    let here = async |key: i32| {
        noted.borrow_mut().push((key, "here"));
        Ok(())
    };
    settle(&connections, Timestamp(0), gone, here).await.unwrap();
    let noted = noted.into_inner();
    assert_eq!(noted.iter().filter(|(_, what)| *what == "gone").count(), 1);
    for key in 0..3 {
        assert_eq!(noted.iter().rfind(|(k, _)| *k == key), Some(&(key, "here")));
    }
}

#[tokio::test]
async fn what_fails_is_noted_at_the_next_look_and_what_is_refused_is_not() {
    let connections = Connections::default();
    for key in 0..3 {
        connections.expect(key, Timestamp(7));
    }
    let here = async |_: i32| Ok(());
    let failing = async |_: i32, _: Timestamp| Err(StoreError::Unavailable);
    settle(&connections, Timestamp(7), failing, here).await.unwrap_err();
    let noted = RefCell::new(Vec::new());
    let refusing = async |key: i32, at: Timestamp| {
        noted.borrow_mut().push((key, at));
        Err(Refusal::NotFound("session").into())
    };
    settle(&connections, Timestamp(7), refusing, here).await.unwrap();
    let mut noted = noted.into_inner();
    noted.sort_unstable_by_key(|(key, _)| *key);
    assert_eq!(noted, [(0, Timestamp(7)), (1, Timestamp(7)), (2, Timestamp(7))]);
    assert_eq!(connections.lost(Timestamp(i64::MAX)), []);
}

#[tokio::test]
async fn who_comes_back_but_could_not_be_noted_is_here_after_the_next_look() {
    let clock = Arc::new(ManualClock::at(Timestamp(0)));
    let connections = Connections::default();
    connections.expect(1, Timestamp(0));
    let open = RefCell::new(None);
    let gone = async |key: i32, _: Timestamp| {
        *open.borrow_mut() = Some(connections.join(clock.clone(), key));
        Ok(())
    };
    let failing = async |_: i32| Err(StoreError::Unavailable);
    settle(&connections, Timestamp(0), gone, failing).await.unwrap_err();
    let noted = RefCell::new(0);
    let here = async |_: i32| {
        *noted.borrow_mut() += 1;
        Ok(())
    };
    let never = async |_: i32, _: Timestamp| panic!("a connected one is not gone");
    settle(&connections, Timestamp(0), never, here).await.unwrap();
    assert_eq!(noted.into_inner(), 1);
}

#[tokio::test]
async fn a_page_without_script_keeps_its_place_as_long_as_it_loads_itself() {
    let stand = Stand::open().await;
    let begun = stand.begin(issue(), false).await;
    for _ in 0..20 {
        stand.after_s(20).await;
        let presence = stand.session(&begun.lsid).await.customer.presence;
        assert!(matches!(presence, CustomerPresence::Here), "{presence:?}");
        stand.loads_waiting(&begun).await;
    }
    stand.after_s(50).await;
    let presence = stand.session(&begun.lsid).await.customer.presence;
    assert!(matches!(presence, CustomerPresence::Away { .. }), "{presence:?}");
    stand.loads_waiting(&begun).await;
    let presence = stand.session(&begun.lsid).await.customer.presence;
    assert!(matches!(presence, CustomerPresence::Here), "{presence:?}");
    stand.after_s(50).await;
    stand.after_s(300).await;
    assert_eq!(ended(&stand.session(&begun.lsid).await), Some(EndReason::CustomerGone));
}

#[tokio::test]
async fn the_time_while_the_appliance_was_down_is_nobodys_absence() {
    let stand = Stand::open().await;
    let away = stand.begin(issue(), false).await.lsid;
    stand.after_s(25).await;
    let owned = stand.begin(issue(), true).await.lsid;
    stand.bram(Command::Accept { lsid: owned.clone() }).await;
    let presence = stand.session(&away).await.customer.presence;
    assert!(matches!(presence, CustomerPresence::Away { .. }), "{presence:?}");

    let stand = stand.down_for_s(600).await;
    for seconds in [0, 299] {
        stand.after_s(seconds).await;
        assert_eq!(ended(&stand.session(&away).await), None);
        let state = stand.session(&owned).await.state;
        assert!(matches!(state, SessionState::Active { owner: BRAM, .. }), "{state:?}");
    }
    stand.after_s(1).await;
    assert_eq!(ended(&stand.session(&away).await), Some(EndReason::CustomerGone));
    let state = stand.session(&owned).await.state;
    assert!(matches!(state, SessionState::Waiting { .. }), "{state:?}");
}

#[tokio::test]
async fn a_deserted_personal_queue_is_left_for_one_that_somebody_serves() {
    let stand = Stand::open().await;
    let waiting = stand.picks_bram().await;
    let SessionState::Waiting { since, queue: HIS_OWN } = stand.session(&waiting).await.state else {
        panic!("it waits in his own queue");
    };
    let held = stand.picks_bram().await;
    stand.bram(Command::Accept { lsid: held.clone() }).await;
    stand.bram(Command::Hold { lsid: held.clone() }).await;
    stand.after_s(400).await;
    assert_eq!(stand.session(&waiting).await.state, SessionState::Waiting { since, queue: HIS_OWN });

    stand.app.store.representative_gone(BRAM).await.unwrap();
    stand.after_s(299).await;
    assert_eq!(stand.session(&waiting).await.state, SessionState::Waiting { since, queue: HIS_OWN });
    let state = stand.session(&held).await.state;
    assert!(matches!(state, SessionState::Held { queue: HIS_OWN, .. }), "{state:?}");
    stand.after_s(1).await;
    let moved = SessionState::Waiting { since, queue: QueueId::General };
    assert_eq!(stand.session(&waiting).await.state, moved, "with the time waited so far");
    let held = stand.session(&held).await;
    let moved = SessionState::Waiting { since: stand.app.clock.now(), queue: QueueId::General };
    assert_eq!((held.state, held.participants), (moved, vec![]));
    assert_eq!(stand.app.store.pass_time().await.unwrap(), []);
}

#[tokio::test]
async fn where_nobody_serves_any_queue_sessions_end() {
    let stand = Stand::open().await;
    let (waiting, owned) = (stand.picks_bram().await, stand.picks_bram().await);
    stand.bram(Command::Accept { lsid: owned.clone() }).await;
    stand.app.store.pass_time().await.unwrap();
    for lsid in [&waiting, &owned] {
        assert_eq!(ended(&stand.session(lsid).await), None);
    }
    stand.nobody_works_here().await;
    stand.after_s(0).await;
    for lsid in [waiting, owned] {
        assert_eq!(ended(&stand.session(&lsid).await), Some(EndReason::NobodyAvailable));
    }
}
