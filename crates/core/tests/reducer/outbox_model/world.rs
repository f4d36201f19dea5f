//! The console, its store, the appliance, and what is between them.

use std::collections::{BTreeMap, BTreeSet};

use farhand_core::contract::{ChatView, Command, DraftField, Payload, Secret, SecretStore, Topic};
use farhand_core::effect::Request;
use farhand_core::stored::Stored;
use farhand_core::{Call, CallError, Effect, Event, Input, State, Timer, check, reduce, view};
use farhand_protocol::chat::{Body, Entry};
use farhand_protocol::live::ServerFrame;
use farhand_protocol::{ApiError, ClientId, ErrorCode, Seq, SessionId, Timestamp};

use super::appliance::Appliance;
use super::store;
use crate::console::unreachable;
use crate::sample::{START, client_id, lsid, stored};

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// Done and answered.
    Answered,
    /// Done, but the answer is lost.
    AnswerLost,
    /// Never arrives.
    Lost,
    /// Refused for good, unless it was done before.
    Refused,
    /// Refused for now.
    Busy,
}

pub struct World {
    pub appliance: Appliance,
    state: State,
    store: Stored,
    now: Timestamp,
    /// Asked, and still to be carried over.
    open: Vec<Request>,
    /// Asked by a console that died: may still arrive.
    in_the_air: Vec<Call>,
    timers: BTreeSet<Timer>,
    /// The place that the live connection has been opened after.
    live: Option<u64>,
    said_hello: bool,
    /// Effects that are still carried out before the console dies.
    lives_for: usize,
    /// What was taken up, in the order of writing.
    written: Vec<(SessionId, ClientId)>,
    refused: BTreeSet<ClientId>,
    /// What stands in composers, and whether it is for representatives only.
    drafts: BTreeMap<SessionId, (String, bool)>,
    count: u32,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self {
            appliance: Appliance::default(),
            state: State::new(),
            store: stored(),
            now: START,
            open: vec![],
            in_the_air: vec![],
            timers: BTreeSet::new(),
            live: None,
            said_hello: false,
            lives_for: usize::MAX,
            written: vec![],
            refused: BTreeSet::new(),
            drafts: BTreeMap::new(),
            count: 0,
        };
        world.start();
        world
    }

    fn start(&mut self) {
        self.event(Event::Started {
            stored: Box::new(self.store.clone()),
            version: "0.1.0".into(),
            demo_offered: false,
            secret_store: SecretStore::Memory,
            token: Some(Secret("token-of-ines".into())),
        });
    }

    pub fn event(&mut self, event: Event) {
        self.now = self.now.plus(10);
        let input = Input { now: self.now, random: u64::from(self.count) * 7_919, event };
        for effect in reduce(&mut self.state, input) {
            if self.lives_for == 0 {
                return;
            }
            self.lives_for -= 1;
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Store(writes) => {
                writes.into_iter().for_each(|write| store::apply(&mut self.store, write))
            }
            Effect::Request(request) => self.open.push(request),
            Effect::OpenLive { since } => (self.live, self.said_hello) = (Some(since.0), false),
            Effect::CloseLive => self.live = None,
            Effect::SetTimer { timer, .. } => drop(self.timers.insert(timer)),
            Effect::ClearTimer(timer) => drop(self.timers.remove(&timer)),
            _ => {}
        }
    }

    /// Writes a message; the console dies after so many effects.
    pub fn send(&mut self, n: u32, lives_for: usize) {
        self.count += 1;
        let (lsid, client_id) = (lsid(n), client_id(self.count));
        let text = format!("text {}", self.count);
        let command = Command::SendMessage { lsid: lsid.clone(), client_id: client_id.clone(), text };
        if check(&self.state, &command).is_ok() {
            self.lives_for = lives_for;
            self.event(Event::Command(command));
            if self.store.outbox.iter().any(|message| message.client_id == client_id) {
                self.drafts.remove(&lsid);
                self.written.push((lsid, client_id));
            }
        }
    }

    pub fn draft(&mut self, n: u32, text: &str, whispering: bool) {
        let field = if whispering { DraftField::Whisper } else { DraftField::Message };
        let save = Command::SaveDraft { lsid: lsid(n), field, text: text.into() };
        if check(&self.state, &save).is_ok() {
            self.event(Event::Command(save));
            match text {
                "" => drop(self.drafts.remove(&lsid(n))),
                text => drop(self.drafts.insert(lsid(n), (text.into(), whispering))),
            }
        }
    }

    /// The console dies and is started again.
    pub fn restart(&mut self) {
        self.in_the_air.extend(self.open.drain(..).map(|request| request.call));
        self.timers.clear();
        (self.live, self.lives_for, self.state) = (None, usize::MAX, State::new());
        self.start();
    }

    /// Carries a request over, and its answer back.
    pub fn carry(&mut self, which: usize, fate: Fate) {
        if self.open.is_empty() {
            return;
        }
        let Request { id, call, .. } = self.open.remove(which % self.open.len());
        let result = match (fate, &call) {
            (Fate::Answered, call) => self.appliance.call(call),
            (Fate::Refused, Call::Message(_, new)) if !self.appliance.has(new) => {
                self.refused.insert(new.client_id.clone());
                Err(refusal(ErrorCode::WrongState))
            }
            (Fate::Refused, call @ Call::Message(..)) => self.appliance.call(call),
            (Fate::AnswerLost, call) => self.appliance.call(call).and(Err(unreachable())),
            (Fate::Busy, _) => Err(refusal(ErrorCode::Unavailable)),
            (Fate::Lost | Fate::Refused, _) => Err(unreachable()),
        };
        self.event(Event::Answered { id, result });
    }

    /// Something that a console asked before it died arrives now.
    pub fn late_arrival(&mut self, which: usize) {
        if !self.in_the_air.is_empty() {
            let call = self.in_the_air.remove(which % self.in_the_air.len());
            assert!(self.appliance.call(&call).is_ok());
        }
    }

    pub fn hello(&mut self) {
        if self.live.is_some() && !self.said_hello {
            self.said_hello = true;
            let seq = Seq(self.appliance.seq());
            self.event(Event::Live(ServerFrame::Hello { seq, now: self.now }));
        }
    }

    pub fn feed(&mut self, most: usize) {
        let Some(place) = self.live.filter(|_| self.said_hello) else { return };
        let rows = self.appliance.rows(place, most);
        let to = rows.last().map_or(place, |row| row.seq.0);
        self.live = Some(to);
        self.event(Event::Live(ServerFrame::Rows { to: Seq(to), rows }));
    }

    pub fn cut(&mut self) {
        if self.live.take().is_some() {
            self.event(Event::LiveClosed(unreachable()));
        }
    }

    /// The console's place is not in the log any more.
    pub fn resync(&mut self) {
        if self.live.is_some() {
            self.event(Event::Live(ServerFrame::Resync));
        }
    }

    pub fn timers_due(&mut self) {
        for timer in std::mem::take(&mut self.timers) {
            if matches!(timer, Timer::Reconnect | Timer::Outbox(_) | Timer::Fetch) {
                self.event(Event::TimerDue(timer));
            }
        }
    }

    pub fn retry_refused(&mut self) {
        for (lsid, client_id) in self.written.clone() {
            let retry = Command::RetryMessage { lsid, client_id };
            if check(&self.state, &retry).is_ok() {
                self.event(Event::Command(retry));
            }
        }
    }

    /// Lets everything arrive.
    pub fn settle(&mut self) {
        for _ in 0..2_000 {
            self.timers_due();
            self.hello();
            self.feed(usize::MAX);
            self.retry_refused();
            for n in [1, 2] {
                self.event(Event::Command(Command::LoadEarlier { lsid: lsid(n) }));
            }
            if self.open.is_empty() && self.live == Some(self.appliance.seq()) {
                return;
            }
            self.carry(0, Fate::Answered);
        }
        panic!("does not come to rest: {:?}", self.open);
    }

    /// What holds at any time.
    pub fn check(&self) {
        for (_, client_id) in &self.written {
            let kept = self.store.outbox.iter().any(|message| message.client_id == *client_id);
            let there = self.log().any(|entry| entry.client_id.as_ref() == Some(client_id));
            assert!(kept || there, "{client_id} is lost");
        }
        assert_eq!(self.store.drafts.len(), self.drafts.len(), "each composer has one draft at most");
        let drafts = self.store.drafts.iter().map(|draft| {
            (draft.key.lsid.clone(), (draft.text.clone(), draft.key.field == DraftField::Whisper))
        });
        assert_eq!(drafts.collect::<BTreeMap<_, _>>(), self.drafts);
        for n in [1, 2] {
            self.check_order(&lsid(n));
            let ids = shown(&self.chat(n));
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "doubled: {ids:?}");
        }
    }

    /// Messages stand in the log in the order of writing, but for those that were refused.
    fn check_order(&self, lsid: &SessionId) {
        let there: Vec<&ClientId> = self
            .log()
            .filter(|entry| entry.lsid == *lsid)
            .filter_map(|entry| entry.client_id.as_ref())
            .filter(|id| !self.refused.contains(id))
            .collect();
        let written: Vec<&ClientId> = self
            .written
            .iter()
            .filter(|(at, id)| at == lsid && there.contains(&id))
            .map(|(_, id)| id)
            .collect();
        assert_eq!(there, written);
    }

    /// What holds when everything has arrived: the chat shows the log, and nothing is left over.
    pub fn check_settled(&self) {
        self.check();
        assert!(self.store.outbox.is_empty());
        for n in [1, 2] {
            let chat = self.chat(n);
            assert!(chat.state.loaded && !chat.state.has_earlier && chat.state.outbox.is_empty());
            assert_eq!(chat.entries, self.appliance.chats.get(&lsid(n)).cloned().unwrap_or_default());
            assert_eq!((chat.draft, chat.whispering), self.drafts.get(&lsid(n)).cloned().unwrap_or_default());
        }
        let own = self.log().filter(|entry| entry.client_id.is_some()).count();
        assert_eq!(own, self.written.len());
    }

    fn log(&self) -> impl Iterator<Item = &Entry> {
        self.appliance.chats.values().flatten()
    }

    fn chat(&self, n: u32) -> ChatView {
        match view(&self.state, &Topic::Chat(lsid(n))) {
            Payload::Chat(chat) => chat,
            other => panic!("{other:?}"),
        }
    }
}

/// The ids of all own messages that a chat shows, in its log or on their way.
fn shown(chat: &ChatView) -> Vec<ClientId> {
    let own = chat.entries.iter().filter(|entry| matches!(entry.body, Body::Message { .. }));
    let on_their_way = chat.state.outbox.iter().map(|row| row.client_id.clone());
    own.filter_map(|entry| entry.client_id.clone()).chain(on_their_way).collect()
}

fn refusal(code: ErrorCode) -> CallError {
    ApiError::new(code, "the appliance says no").into()
}
