//! How the board changes: sessions, people and counts by the log's rows, and all of it by time.

use farhand_protocol::dashboard::Standing;
use farhand_protocol::people::{Presence, Representative};
use farhand_protocol::session::Session;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};

use super::board::{Board, Case, Going};
use super::changes::Change;
use super::hands::Handling;
use super::person::Person;
use super::place::Place;
use super::series::step_of;
use super::session;
use super::spans::{SPANS, Some3};
use super::waits::Wait;
use crate::store::{Handled, Waited};

/// Waits of one queue that are kept, and handled sessions of one person: the oldest make room.
const COUNTED: usize = 250_000;
/// Milliseconds without keyboard and pointer from which on somebody counts as idle.
const IDLE_MS: u64 = 60_000;

impl Board {
    /// A session is new or different.
    pub(super) fn put(&mut self, session: &Session, queue: QueueId) {
        self.chronicle.know(session, queue);
        let lsid = &session.lsid;
        let level = session::level(session, queue);
        if self.sessions.get(lsid).map(|case| &case.level) == level.as_ref() {
            return;
        }
        let was = self.sessions.remove(lsid);
        let place = session::place(session, queue);
        if let Some(case) = &was {
            self.leave(lsid, case);
        }
        self.changes.push(Change::Session(lsid.clone(), was.map(|case| case.place)));
        if let (Some(level), Some(place)) = (level, place) {
            let case = Case::new(level, place);
            self.enter(lsid, &case);
            self.sessions.insert(lsid.clone(), case);
        }
    }

    fn leave(&mut self, lsid: &SessionId, case: &Case) {
        match (case.place, &case.level.standing) {
            (Place::Queue(queue), Standing::Waiting { since, .. }) => {
                let due = self.due_at(queue, *since);
                self.due.remove(&(due, lsid.clone()));
                if let Some(line) = self.queues.get_mut(&queue) {
                    line.waiting.remove(&(*since, lsid.clone()));
                    self.touch_queue(queue, Some3::ALL);
                }
            }
            (Place::Hands(owner, _), _) => self.own(owner, |count| count.saturating_sub(1)),
            _ => {}
        }
    }

    fn enter(&mut self, lsid: &SessionId, case: &Case) {
        match (case.place, &case.level.standing) {
            (Place::Queue(queue), Standing::Waiting { since, .. }) => {
                let due = self.due_at(queue, *since);
                if let Some(line) = self.queues.get_mut(&queue) {
                    line.waiting.insert((*since, lsid.clone()));
                    self.touch_queue(queue, Some3::ALL);
                    self.due.insert((due, lsid.clone()));
                }
            }
            (Place::Hands(owner, _), _) => self.own(owner, |count| count + 1),
            _ => {}
        }
    }

    fn due_at(&self, queue: QueueId, since: Timestamp) -> Timestamp {
        let target_s = self.queues.get(&queue).map_or(0, |line| line.queue.target_s);
        since.plus(u64::from(target_s) * 1000)
    }

    fn own(&mut self, owner: RepresentativeId, count: impl Fn(u32) -> u32) {
        if let Some(person) = self.people.get_mut(&owner) {
            person.sessions = count(person.sessions);
            self.touch_person(owner, Some3::ALL);
        }
    }

    fn touch_queue(&mut self, queue: QueueId, spans: Some3) {
        if let Some(line) = self.queues.get_mut(&queue) {
            line.touch();
            self.changes.push(Change::Queue(queue, spans));
        }
    }

    fn touch_person(&mut self, who: RepresentativeId, spans: Some3) {
        if let Some(person) = self.people.get_mut(&who) {
            person.touch();
            self.changes.push(Change::Person(who, spans));
        }
    }

    /// Somebody's name or presence is different.
    pub(super) fn put_person(&mut self, representative: &Representative) -> Going {
        let Some(mut person) = self.people.remove(&representative.id) else { return Going::Anew };
        let was = person.representative.presence;
        person.representative = representative.clone();
        if representative.presence == Presence::Offline {
            person.idle_since = None;
        }
        if was != representative.presence {
            self.serve(&person, Some(was));
        }
        self.people.insert(representative.id, person);
        self.touch_person(representative.id, Some3::ALL);
        Going::On
    }

    /// Somebody counts for the queues that the one serves, and no longer at the presence before.
    pub(super) fn serve(&mut self, person: &Person, was: Option<Presence>) {
        for queue in person.serves() {
            if let Some(line) = self.queues.get_mut(&queue) {
                line.serve(was, Some(person.representative.presence));
                self.touch_queue(queue, Some3::ALL);
            }
        }
    }

    /// A wait has ended.
    pub(super) fn count_wait(&mut self, at: Timestamp, waited: &Waited) {
        let count = waited.count(at);
        self.move_on(at);
        let Some(line) = self.queues.get_mut(&count.queue) else { return };
        line.waits.push(Wait { at: self.now, ms: count.ms, accepted: count.accepted });
        if line.waits.len() > COUNTED {
            line.waits.forget_oldest();
        }
        self.touch_queue(count.queue, Some3::ALL);
        self.changes.push(Change::Wait(count.queue, self.now));
    }

    /// Somebody has a session no longer.
    pub(super) fn count_handled(&mut self, at: Timestamp, handled: &Handled) {
        self.move_on(at);
        let Some(person) = self.people.get_mut(&handled.by.id) else { return };
        person.hands.push(Handling { at: self.now, ms: handled.ms });
        if person.hands.len() > COUNTED {
            person.hands.forget_oldest();
        }
        self.touch_person(handled.by.id, Some3::ALL);
    }

    /// Whatever the clock does, the board's time never falls.
    fn move_on(&mut self, now: Timestamp) -> Timestamp {
        let before = self.now;
        self.now = now.max(before);
        for span in SPANS {
            let step = step_of(span, before);
            if step_of(span, self.now) != step {
                self.changes.push(Change::Step(span, step));
            }
        }
        self.now
    }

    /// Moves on to `now`: what leaves a span, what becomes overdue, who is idle. `touched` says when
    /// somebody has touched keyboard or pointer last, where that is known.
    pub fn advance(&mut self, now: Timestamp, touched: impl Fn(RepresentativeId) -> Option<Timestamp>) {
        let now = self.move_on(now);
        let mut left: Vec<_> = Vec::new();
        for (id, line) in &mut self.queues {
            left.push((*id, line.waits.advance(now)));
        }
        for (id, spans) in left {
            if !spans.is_empty() {
                self.touch_queue(id, spans);
            }
        }
        self.advance_people(now, touched);
        self.tell_due(now);
    }

    fn advance_people(&mut self, now: Timestamp, touched: impl Fn(RepresentativeId) -> Option<Timestamp>) {
        let mut changed = Vec::new();
        for (id, person) in &mut self.people {
            let mut spans = person.hands.advance(now);
            let online = person.representative.presence != Presence::Offline;
            let idle_since = touched(*id).filter(|at| online && now.since(*at) >= IDLE_MS);
            if std::mem::replace(&mut person.idle_since, idle_since) != idle_since {
                spans = Some3::ALL;
            }
            if !spans.is_empty() {
                changed.push((*id, spans));
            }
        }
        for (id, spans) in changed {
            self.touch_person(id, spans);
        }
    }

    fn tell_due(&mut self, now: Timestamp) {
        while self.due.first().is_some_and(|(at, _)| *at < now) {
            let Some((at, lsid)) = self.due.pop_first() else { return };
            let Some(Place::Queue(queue)) = self.sessions.get(&lsid).map(|case| case.place) else { continue };
            let target_s = self.queues.get(&queue).map_or(0, |line| line.queue.target_s);
            self.tell_overdue(at, &lsid, (queue, target_s));
        }
    }
}
