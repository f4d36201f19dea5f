//! A console without an engine: gives inputs to the reducer, and keeps the requests that are open.

use farhand_core::contract::{
    AppView, ChatView, ColleaguesView, Command, DashboardView, NoticesView, OfferRow, OffersView, Payload,
    Phase, QueuesView, Secret, SecretStore, SessionView, SessionsView, SignInView, TalkView, Topic,
};
use farhand_core::effect::{Request, RequestId};
use farhand_core::stored::{Stored, Write};
use farhand_core::{Answer, Call, CallError, Effect, Event, Input, State, Timer, reduce, view};
use farhand_protocol::live::{Change, Row, ServerFrame};
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::site::Snapshot;
use farhand_protocol::{ApiError, ErrorCode, Seq, SessionId, Timestamp};

use crate::sample::{START, snapshot, stored};

pub struct Console {
    pub state: State,
    pub now: Timestamp,
    pub random: u64,
    pub open: Vec<Request>,
    pub seq: u64,
}

impl Console {
    pub fn new() -> Self {
        Self { state: State::new(), now: START, random: 1, open: vec![], seq: 100 }
    }

    pub fn started(stored: Stored, token: Option<&str>) -> Self {
        let mut console = Self::new();
        console.start(stored, token);
        console
    }

    /// Signed in and online, with these sessions.
    pub fn online(sessions: Vec<Session>) -> Self {
        Self::online_with(snapshot(100, sessions))
    }

    /// Signed in and online, with this snapshot.
    pub fn online_with(snapshot: Snapshot) -> Self {
        let mut console = Self::started(stored(), Some("token-of-ines"));
        console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
        console.hello();
        console.answer(&Call::Canned, Ok(Answer::Canned(Default::default())));
        console
    }

    pub fn start(&mut self, stored: Stored, token: Option<&str>) -> Vec<Effect> {
        self.event(Event::Started {
            stored: Box::new(stored),
            version: "0.1.0".into(),
            demo_offered: true,
            secret_store: SecretStore::File,
            token: token.map(|token| Secret(token.into())),
        })
    }

    pub fn event(&mut self, event: Event) -> Vec<Effect> {
        let effects = reduce(&mut self.state, Input { now: self.now, random: self.random, event });
        for effect in &effects {
            match effect {
                Effect::Request(request) => self.open.push(request.clone()),
                Effect::UseSite(None) => self.open.clear(),
                _ => {}
            }
        }
        effects
    }

    pub fn later(&mut self, ms: u64) -> &mut Self {
        self.now = self.now.plus(ms);
        self
    }

    pub fn command(&mut self, command: Command) -> Vec<Effect> {
        assert_eq!(farhand_core::check(&self.state, &command), Ok(()), "{command:?}");
        self.event(Event::Command(command))
    }

    pub fn refused(&self, command: Command) -> String {
        farhand_core::check(&self.state, &command).expect_err("refused").message
    }

    /// Answers the open request with this call.
    pub fn answer(&mut self, call: &Call, result: Result<Answer, CallError>) -> Vec<Effect> {
        let place = self.open.iter().position(|request| request.call == *call);
        let place = place.unwrap_or_else(|| panic!("{call:?} is not asked, but {:?}", self.open));
        let id = self.open.remove(place).id;
        self.answer_id(id, result)
    }

    pub fn answer_id(&mut self, id: RequestId, result: Result<Answer, CallError>) -> Vec<Effect> {
        self.event(Event::Answered { id, result })
    }

    /// Answers the detail of a session with an empty log, or with these entries.
    pub fn detail(&mut self, session: Session, entries: Vec<farhand_protocol::chat::Entry>) -> Vec<Effect> {
        let lsid = session.lsid.clone();
        let detail = SessionDetail { session, entries, customer_read: 0 };
        self.answer(&Call::Detail(lsid), Ok(Answer::Detail(Box::new(detail))))
    }

    pub fn hello(&mut self) -> Vec<Effect> {
        self.event(Event::Live(ServerFrame::Hello { seq: Seq(self.seq), now: self.now }))
    }

    pub fn change(&mut self, change: Change) -> Vec<Effect> {
        self.changes(vec![change])
    }

    pub fn changes(&mut self, changes: Vec<Change>) -> Vec<Effect> {
        let mut rows = Vec::new();
        for change in changes {
            self.seq += 1;
            rows.push(Row { seq: Seq(self.seq), at: self.now, change });
        }
        self.event(Event::Live(ServerFrame::Rows { to: Seq(self.seq), rows }))
    }

    pub fn session_changed(&mut self, session: Session) -> Vec<Effect> {
        self.change(Change::SessionChanged { session: Box::new(session) })
    }

    pub fn entry_added(&mut self, entry: farhand_protocol::chat::Entry) -> Vec<Effect> {
        self.change(Change::EntryAdded { entry })
    }

    pub fn cut(&mut self) -> Vec<Effect> {
        self.event(Event::LiveClosed(unreachable()))
    }

    pub fn due(&mut self, timer: Timer) -> Vec<Effect> {
        self.event(Event::TimerDue(timer))
    }

    pub fn app(&self) -> AppView {
        match view(&self.state, &Topic::App) {
            Payload::App(app) => app,
            other => panic!("{other:?}"),
        }
    }

    pub fn page(&self) -> SignInView {
        match self.app().phase {
            Phase::SignedOut(page) => page,
            other => panic!("{other:?}"),
        }
    }

    pub fn queues(&self) -> QueuesView {
        match view(&self.state, &Topic::Queues) {
            Payload::Queues(queues) => queues,
            other => panic!("{other:?}"),
        }
    }

    pub fn tabs(&self) -> SessionsView {
        match view(&self.state, &Topic::Sessions) {
            Payload::Sessions(tabs) => tabs,
            other => panic!("{other:?}"),
        }
    }

    pub fn session(&self, lsid: SessionId) -> Option<SessionView> {
        match view(&self.state, &Topic::Session(lsid)) {
            Payload::Session(session) => session.map(|session| *session),
            other => panic!("{other:?}"),
        }
    }

    pub fn chat(&self, lsid: SessionId) -> ChatView {
        match view(&self.state, &Topic::Chat(lsid)) {
            Payload::Chat(chat) => chat,
            other => panic!("{other:?}"),
        }
    }

    pub fn offers(&self) -> Vec<OfferRow> {
        match view(&self.state, &Topic::Offers) {
            Payload::Offers(OffersView { offers }) => offers,
            other => panic!("{other:?}"),
        }
    }

    pub fn talk(&self) -> TalkView {
        match view(&self.state, &Topic::Talk) {
            Payload::Talk(talk) => talk,
            other => panic!("{other:?}"),
        }
    }

    pub fn colleagues(&self) -> ColleaguesView {
        match view(&self.state, &Topic::Colleagues) {
            Payload::Colleagues(colleagues) => colleagues,
            other => panic!("{other:?}"),
        }
    }

    pub fn dashboard(&self) -> DashboardView {
        match view(&self.state, &Topic::Dashboard) {
            Payload::Dashboard(dashboard) => *dashboard,
            other => panic!("{other:?}"),
        }
    }

    pub fn notices(&self) -> Vec<String> {
        match view(&self.state, &Topic::Notices) {
            Payload::Notices(NoticesView { notices }) => notices.into_iter().map(|n| n.text).collect(),
            other => panic!("{other:?}"),
        }
    }
}

pub fn unreachable() -> CallError {
    CallError::Unreachable("connection refused".into())
}

pub fn api(code: ErrorCode) -> CallError {
    ApiError::new(code, "the appliance says no").into()
}

/// The calls among effects.
pub fn calls(effects: &[Effect]) -> Vec<&Call> {
    let mut calls = Vec::new();
    for effect in effects {
        if let Effect::Request(request) = effect {
            calls.push(&request.call);
        }
    }
    calls
}

/// The writes among effects.
pub fn writes(effects: &[Effect]) -> Vec<&Write> {
    let mut all = Vec::new();
    for effect in effects {
        if let Effect::Store(writes) = effect {
            all.extend(writes);
        }
    }
    all
}

/// When a timer is set to.
pub fn timer(effects: &[Effect], which: &Timer) -> Option<Timestamp> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::SetTimer { timer, at } if timer == which => Some(*at),
        _ => None,
    })
}
