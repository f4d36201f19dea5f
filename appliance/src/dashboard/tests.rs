#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

//! The board that has followed the log shows what a board shows that begins now, and patches lead from
//! one whole to the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use farhand_protocol::chat::NewMessage;
use farhand_protocol::dashboard::{Activity, Dashboard, DashboardPatch, Happening, Span};
use farhand_protocol::live::ServerFrame;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::{ClientId, RepresentativeId, Seq, SessionId, Timestamp, limits};
use proptest::prelude::*;
use tempfile::TempDir;

use super::spans::{SPANS, inside};
use super::{Board, Eyes, Going};
use crate::clock::{Clock, ManualClock};
use crate::demo;
use crate::random;
use crate::store::sqlite::SqliteStore;
use crate::store::{
    Beginning, Choice, Command, ConsoleStore, CustomerStore, Idempotency, LogStore, NumbersStore, Store,
};

/// Those of the demonstration.
const PEOPLE: u32 = 4;
const ISSUES: [&str; 3] = ["signing-in", "wifi-or-network", "something-else"];

#[derive(Clone, Debug)]
enum Step {
    Begin(usize),
    Accept(u32, usize),
    AcceptNext(u32),
    Hold(u32, usize),
    End(u32, usize),
    Leave(usize),
    Say(usize),
    Presence(u32, u8),
    Here(u32, bool),
    Pass(u32),
    Look(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 1..=PEOPLE;
    prop_oneof![
        4 => (0..ISSUES.len()).prop_map(Step::Begin),
        4 => (who(), 0..20_usize).prop_map(|(who, n)| Step::Accept(who, n)),
        1 => who().prop_map(Step::AcceptNext),
        1 => (who(), 0..20_usize).prop_map(|(who, n)| Step::Hold(who, n)),
        3 => (who(), 0..20_usize).prop_map(|(who, n)| Step::End(who, n)),
        2 => (0..20_usize).prop_map(Step::Leave),
        1 => (0..20_usize).prop_map(Step::Say),
        2 => (who(), 0..3_u8).prop_map(|(who, n)| Step::Presence(who, n)),
        1 => (who(), any::<bool>()).prop_map(|(who, here)| Step::Here(who, here)),
        3 => prop_oneof![1..700_u32, 600..90_000_u32].prop_map(Step::Pass),
        3 => any::<bool>().prop_map(Step::Look),
    ]
}

struct Stage {
    store: SqliteStore,
    clock: Arc<ManualClock>,
    sessions: Vec<SessionId>,
    board: Board,
    seq: Seq,
    _folder: TempDir,
}

impl Stage {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_700_000_000_000)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 30).unwrap();
        demo::seed(&store as &dyn Store, "no password fits").await.unwrap();
        let start = store.board_start().await.unwrap();
        let seq = start.seq;
        let board = Board::start(start, clock.now());
        Self { store, clock, sessions: Vec::new(), board, seq, _folder: folder }
    }

    async fn take(&mut self, step: Step) {
        let session = |n: usize| self.sessions.get(n % self.sessions.len().max(1)).cloned();
        match step {
            Step::Begin(issue) => self.begin(ISSUES[issue]).await,
            Step::AcceptNext(who) => self.perform(who, Some(Command::AcceptNext)).await,
            Step::Accept(who, n) => {
                self.perform(who, session(n).map(|lsid| Command::Accept { lsid })).await;
            }
            Step::Hold(who, n) => self.perform(who, session(n).map(|lsid| Command::Hold { lsid })).await,
            Step::End(who, n) => self.perform(who, session(n).map(|lsid| Command::End { lsid })).await,
            Step::Leave(n) => {
                if let Some(lsid) = session(n) {
                    let _ = self.store.customer_end(&lsid).await;
                }
            }
            Step::Say(n) => {
                let message =
                    NewMessage { client_id: ClientId::from_bytes(random::bytes()), text: "Hello".to_owned() };
                if let Some(lsid) = session(n) {
                    let _ = self.store.customer_message(&lsid, message).await;
                }
            }
            Step::Presence(who, n) => {
                let presence = [Presence::Available, Presence::Busy, Presence::Away][usize::from(n)];
                self.perform(who, Some(Command::SetPresence { presence })).await;
            }
            Step::Here(who, here) => {
                let who = RepresentativeId(who);
                if here {
                    self.store.representative_here(who).await.unwrap();
                } else {
                    self.store.representative_gone(who).await.unwrap();
                }
            }
            Step::Pass(seconds) => {
                self.clock.advance_s(seconds);
                self.store.pass_time().await.unwrap();
            }
            Step::Look(tick) => self.look(tick).await,
        }
    }

    /// Rules may refuse it; then nothing happens.
    async fn perform(&self, who: u32, command: Option<Command>) {
        let once = Idempotency(ClientId::from_bytes(random::bytes()));
        if let Some(command) = command {
            let _ = self.store.perform(RepresentativeId(who), once, command, "").await;
        }
    }

    async fn begin(&mut self, issue: &str) {
        let attempt = self.store.open_attempt(Choice::Issue(issue.parse().unwrap())).await.unwrap();
        let beginning = Beginning {
            name: format!("Customer \"{}\"", self.sessions.len()),
            company: None,
            details: None,
            recording: Recording::NotAsked,
            agreed: true,
            language: None,
            browser: None,
            channel: Channel::BrowserPhone,
            unattended: true,
        };
        self.sessions.push(self.store.begin_session(&attempt, beginning).await.unwrap().lsid);
    }

    /// Brings the board up to date.
    async fn look(&mut self, tick: bool) {
        let rows = self.store.log_after(self.seq, 100_000).await.unwrap().unwrap();
        for row in &rows {
            self.seq = row.seq;
            assert_eq!(self.board.apply(row), Going::On);
        }
        if tick {
            self.board.advance(self.clock.now(), |_| None);
        }
    }

    async fn anew(&self) -> Board {
        Board::start(self.store.board_start().await.unwrap(), self.clock.now())
    }
}

/// A console that has got these frames.
fn read(shown: &mut Option<Dashboard>, frames: Vec<String>, now: Timestamp) {
    for frame in frames {
        match serde_json::from_str(&frame).unwrap() {
            ServerFrame::Dashboard { dashboard } => *shown = Some(*dashboard),
            ServerFrame::DashboardPatch { patch } => patched(shown.as_mut().unwrap(), *patch, now),
            other => panic!("{other:?}"),
        }
    }
}

fn patched(shown: &mut Dashboard, patch: DashboardPatch, now: Timestamp) {
    fn put<T, K: Ord>(list: &mut Vec<T>, new: Vec<T>, key: impl Fn(&T) -> K) {
        let mut all: BTreeMap<K, T> = std::mem::take(list).into_iter().map(|one| (key(&one), one)).collect();
        all.extend(new.into_iter().map(|one| (key(&one), one)));
        *list = all.into_values().collect();
    }
    put(&mut shown.queues, patch.queues, |queue| queue.queue);
    put(&mut shown.people, patch.people, |person| person.id);
    put(&mut shown.sessions, patch.sessions, |session| session.lsid.clone());
    put(&mut shown.series, patch.series, |point| point.at);
    shown.sessions.retain(|session| !patch.gone.contains(&session.lsid));
    shown.series.retain(|point| inside(shown.span, point.at, now));
    shown.activity.splice(0..0, patch.activity);
    shown.activity.truncate(limits::ACTIVITY);
}

/// In one order, whatever the frames' was.
fn sorted(mut dashboard: Dashboard) -> Dashboard {
    dashboard.queues.sort_by_key(|queue| queue.queue);
    dashboard.people.sort_by_key(|person| person.id);
    dashboard.sessions.sort_by_key(|session| session.lsid.clone());
    dashboard.activity.sort_by_key(|one| (one.at, serde_json::to_string(&one.what).unwrap(), one.id));
    dashboard
}

fn whole(board: &Board, eyes: &Eyes, span: Span) -> Dashboard {
    let mut shown = None;
    read(&mut shown, board.whole(eyes, span), board.now());
    sorted(shown.unwrap())
}

/// What became overdue has no row of its own, and so no id that another board has, too.
fn without_ids_of_overdue(mut dashboard: Dashboard) -> Dashboard {
    let overdue = |one: &&mut Activity| matches!(one.what, Happening::Overdue { .. });
    dashboard.activity.iter_mut().filter(overdue).for_each(|one| one.id = 0);
    dashboard
}

async fn check(steps: Vec<Step>) {
    let mut stage = Stage::open().await;
    let eyes: Vec<_> = (1..=PEOPLE).map(|who| stage.board.eyes(RepresentativeId(who))).collect();
    let mut consoles: Vec<(&Eyes, Span, u64, Option<Dashboard>)> = Vec::new();
    for eyes in &eyes {
        consoles.extend(SPANS.map(|span| (eyes, span, 0, None)));
    }
    for step in steps.into_iter().chain([Step::Look(true)]) {
        let look = matches!(step, Step::Look(_));
        stage.take(step).await;
        for (eyes, span, at, shown) in consoles.iter_mut().filter(|_| look) {
            let frames = match shown {
                None => stage.board.whole(eyes, *span),
                Some(_) => stage.board.patch(eyes, *span, *at).unwrap(),
            };
            read(shown, frames, stage.board.now());
            *at = stage.board.version();
            assert_eq!(sorted(shown.clone().unwrap()), whole(&stage.board, eyes, *span));
        }
    }
    let anew = stage.anew().await;
    for (eyes, span, ..) in consoles {
        let (followed, anew) = (whole(&stage.board, eyes, span), whole(&anew, eyes, span));
        assert_eq!(without_ids_of_overdue(followed), without_ids_of_overdue(anew), "{eyes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn following_and_patches_show_what_a_new_board_shows(steps in prop::collection::vec(step(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(steps));
    }
}
