//! The board: what all dashboards together show, as of one moment.
//!
//! It begins with one consistent reading of the store and goes on with the log's rows, each of which
//! changes what it is about and nothing more. What has changed is noted with a place, so that each reader
//! takes what it has not seen.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::OnceLock;

use farhand_protocol::dashboard::SessionLevel;
use farhand_protocol::{QueueId, RepresentativeId, Seq, SessionId, Timestamp};

use super::changes::{Change, Changes};
use super::chronicle::{Chronicle, Happened, IDS, overdue};
use super::hands::{Handling, Hands};
use super::line::{self, Line};
use super::person::Person;
use super::place::{Eyes, Place};
use super::session;
use super::spans::Spans;
use super::text;
use crate::store::{BoardStart, Kind, LogRow, Running, Waited};

/// Happenings that are kept for all eyes together.
const HAPPENED: usize = 1000;

/// Whether the board can go on after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// It can.
    On,
    /// Teams or people are different: it is to begin anew.
    Anew,
}

/// A session on the board.
pub(super) struct Case {
    pub(super) level: SessionLevel,
    pub(super) place: Place,
    text: OnceLock<String>,
}

impl Case {
    pub(super) fn new(level: SessionLevel, place: Place) -> Self {
        Self { level, place, text: OnceLock::new() }
    }

    /// The level as JSON.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| text::json(&self.level))
    }
}

/// Something that has happened, as JSON, and the version after it.
pub(super) struct Told {
    pub(super) happened: Happened,
    pub(super) text: String,
    pub(super) version: u64,
}

/// The board.
pub struct Board {
    pub(super) now: Timestamp,
    pub(super) queues: BTreeMap<QueueId, Line>,
    pub(super) people: BTreeMap<RepresentativeId, Person>,
    pub(super) sessions: BTreeMap<SessionId, Case>,
    pub(super) told: VecDeque<Told>,
    pub(super) changes: Changes,
    pub(super) chronicle: Chronicle,
    /// When which waiting sessions become overdue.
    pub(super) due: BTreeSet<(Timestamp, SessionId)>,
    /// The newest row, and how many became overdue since.
    newest: (Seq, u64),
}

impl Board {
    /// The board as of `now`.
    #[must_use]
    pub fn start(start: BoardStart, now: Timestamp) -> Self {
        let queues = line::all(&start, now);
        let mut hands: HashMap<RepresentativeId, Vec<Handling>> = HashMap::new();
        for one in &start.handled {
            hands.entry(one.who).or_default().push(Handling { at: one.at, ms: one.ms });
        }
        let mut board = Self {
            now,
            queues,
            people: BTreeMap::new(),
            sessions: BTreeMap::new(),
            told: VecDeque::new(),
            changes: Changes::default(),
            chronicle: Chronicle::default(),
            due: BTreeSet::new(),
            newest: (start.seq, 0),
        };
        for colleague in start.people {
            let id = colleague.representative.id;
            let hands = Spans::<Hands>::of(hands.remove(&id).unwrap_or_default(), now);
            let person = Person::new(colleague, hands);
            board.serve(&person, None);
            board.people.insert(id, person);
        }
        board.tell_tail(&start.tail, &start.sessions, &start.ended);
        for running in start.sessions {
            board.put(&running.session, running.queue);
        }
        board.advance(now, |_| None);
        // What is overdue by now became so at different times.
        board.told.make_contiguous().sort_by_key(|told| told.happened.activity.at);
        board.keep_newest_told();
        board
    }

    fn tell_tail(&mut self, tail: &[LogRow], sessions: &[Running], ended: &[Running]) {
        for one in sessions {
            self.chronicle.know(&one.session, one.queue);
        }
        for one in ended {
            self.chronicle.know_ended(&one.session, one.queue);
        }
        let mut queues = HashMap::new();
        for row in tail {
            self.newest = (row.seq, 0);
            if let Kind::Session { session, .. } = &row.kind {
                let queue = *queues
                    .entry(session.lsid.clone())
                    .and_modify(|queue| *queue = session::queue(session).unwrap_or(*queue))
                    .or_insert(session::queue(session).unwrap_or(session.entry_queue));
                self.chronicle.know(session, queue);
            }
            self.tell_row(row);
        }
        self.chronicle.forget_ended();
    }

    /// The version of what it shows.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.changes.version()
    }

    /// As of when it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The eyes of a representative.
    #[must_use]
    pub fn eyes(&self, who: RepresentativeId) -> Eyes {
        let Some(person) = self.people.get(&who) else { return Eyes::default() };
        let members = self.people.iter().map(|(id, person)| (*id, person.ranks.as_slice()));
        Eyes::of(who, &person.ranks, person.general, members)
    }

    /// Takes the log's next row.
    pub fn apply(&mut self, row: &LogRow) -> Going {
        self.newest = (row.seq, 0);
        let going = match &row.kind {
            Kind::Session { session, .. } => {
                let queue = session::queue(session)
                    .or_else(|| self.sessions.get(&session.lsid).map(|case| case.level.queue));
                self.put(session, queue.unwrap_or(session.entry_queue));
                Going::On
            }
            Kind::Waited { waited } => {
                self.count_wait(row.at, waited);
                Going::On
            }
            Kind::Handled { handled } => {
                self.count_handled(row.at, handled);
                Going::On
            }
            Kind::Representative { representative } => self.put_person(representative),
            Kind::ScopeChanged { .. } => Going::Anew,
            _ => Going::On,
        };
        self.tell_row(row);
        going
    }

    fn tell_row(&mut self, row: &LogRow) {
        if let Kind::Waited { waited } = &row.kind {
            self.tell_missed(row, waited);
        }
        if let Some(happened) = self.chronicle.note(row) {
            self.tell(happened);
        }
    }

    /// A session that was overdue while nobody looked, and waits no longer.
    fn tell_missed(&mut self, row: &LogRow, waited: &Waited) {
        let target_ms = u64::from(waited.target_s) * 1000;
        let since = Timestamp(row.at.0.saturating_sub_unsigned(waited.ms));
        let due = (since.plus(target_ms), waited.lsid.clone());
        let told = !self.due.remove(&due) && self.sessions.contains_key(&waited.lsid);
        if waited.ms > target_ms && !told {
            self.tell_overdue(due.0, &waited.lsid, (waited.queue, waited.target_s));
        }
    }

    pub(super) fn tell_overdue(&mut self, at: Timestamp, lsid: &SessionId, line: (QueueId, u32)) {
        let Some(customer) = self.chronicle.customer(lsid).map(str::to_owned) else { return };
        let (seq, count) = &mut self.newest;
        *count = (*count + 1).min(IDS - 1);
        let id = seq.0 * IDS + *count;
        self.tell(overdue(id, at, lsid, customer, line));
    }

    fn tell(&mut self, happened: Happened) {
        self.changes.push(Change::Happened);
        let (text, version) = (text::json(&happened.activity), self.changes.version());
        self.told.push_back(Told { happened, text, version });
        // A start sorts them first.
        if self.told.len() > 2 * HAPPENED {
            self.keep_newest_told();
        }
    }

    fn keep_newest_told(&mut self) {
        let old = self.told.len().saturating_sub(HAPPENED);
        self.told.drain(..old);
    }
}
