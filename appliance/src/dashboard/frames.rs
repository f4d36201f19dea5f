//! What one reader gets of the board: the whole, or what is different since a version.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::dashboard::{Span, WaitPoint};
use farhand_protocol::{SessionId, Timestamp, limits};

use super::board::Board;
use super::changes::Change;
use super::place::{Eyes, Place};
use super::series;
use super::text::{self, Lists, comma, push};

/// Bytes of sessions in one frame; what is more comes in patches.
const SESSIONS_BYTES: usize = 768 * 1024;

impl Board {
    /// The frames of the whole: a dashboard, and patches with the sessions that have no room in it.
    #[must_use]
    pub fn whole(&self, eyes: &Eyes, span: Span) -> Vec<String> {
        let mut lists = Lists::default();
        for queue in eyes.queues() {
            if let Some(line) = self.queues.get(&queue) {
                push(&mut lists.queues, line.text(span));
            }
        }
        for who in eyes.people() {
            self.write_person(who, span, eyes, &mut lists.people);
        }
        for point in self.points(eyes, span, Timestamp(i64::MIN)) {
            push(&mut lists.series, &text::json(&point));
        }
        self.write_told(eyes, 0, &mut lists.activity);
        let mut frames = Frames { first: Some(span), lists, done: Vec::new() };
        for case in self.sessions.values().filter(|case| eyes.see(case.place)) {
            frames.session(case.text());
        }
        frames.finish()
    }

    /// The frames of what is different since a version: none where it is nothing for these eyes. None
    /// at all where the version is too long ago.
    #[must_use]
    pub fn patch(&self, eyes: &Eyes, span: Span, since: u64) -> Option<Vec<String>> {
        let different = Different::collect(self.changes.since(since)?, eyes, span);
        let mut lists = Lists::default();
        for queue in different.queues {
            if let Some(line) = self.queues.get(&queue) {
                push(&mut lists.queues, line.text(span));
            }
        }
        for who in different.people {
            self.write_person(who, span, eyes, &mut lists.people);
        }
        if let Some(from) = different.steps_from {
            for point in self.points(eyes, span, series::step_of(span, from)) {
                push(&mut lists.series, &text::json(&point));
            }
        }
        if different.happened {
            self.write_told(eyes, since, &mut lists.activity);
        }
        let mut frames = Frames { first: None, lists, done: Vec::new() };
        for (lsid, before) in different.sessions {
            match self.sessions.get(lsid).filter(|case| eyes.see(case.place)) {
                Some(case) => frames.session(case.text()),
                None if before.is_some_and(|place| eyes.see(place)) => {
                    push(&mut frames.lists.gone, &text::json(lsid));
                }
                None => {}
            }
        }
        Some(frames.finish())
    }

    fn write_person(
        &self,
        who: farhand_protocol::RepresentativeId,
        span: Span,
        eyes: &Eyes,
        list: &mut String,
    ) {
        if let Some(person) = self.people.get(&who) {
            comma(list);
            person.write(span, eyes, list);
        }
    }

    /// The points of the steps from `from` on.
    fn points(&self, eyes: &Eyes, span: Span, from: Timestamp) -> Vec<WaitPoint> {
        if eyes.queues().next().is_none() {
            return Vec::new();
        }
        let waits = eyes.queues().filter_map(|queue| self.queues.get(&queue)).map(|line| &line.waits);
        series::points(span, self.now, from, waits)
    }

    /// What has happened after a version, newest first.
    fn write_told(&self, eyes: &Eyes, since: u64, list: &mut String) {
        let news = self.told.iter().rev().take_while(|told| told.version > since);
        let seen =
            news.filter(|told| told.happened.places.into_iter().flatten().any(|place| eyes.see(place)));
        for told in seen.take(limits::ACTIVITY) {
            push(list, &told.text);
        }
    }
}

/// What is different for some eyes.
#[derive(Default)]
struct Different<'c> {
    queues: BTreeSet<farhand_protocol::QueueId>,
    people: BTreeSet<farhand_protocol::RepresentativeId>,
    /// With where each was before the first change.
    sessions: BTreeMap<&'c SessionId, Option<Place>>,
    steps_from: Option<Timestamp>,
    happened: bool,
}

impl<'c> Different<'c> {
    fn collect(changes: impl Iterator<Item = &'c Change>, eyes: &Eyes, span: Span) -> Self {
        let mut this = Self::default();
        for change in changes {
            match change {
                Change::Queue(queue, spans) if spans.has(span) && eyes.queue(*queue) => {
                    this.queues.insert(*queue);
                }
                Change::Person(who, spans) if spans.has(span) && eyes.person(*who) => {
                    this.people.insert(*who);
                }
                Change::Session(lsid, before) => {
                    this.sessions.entry(lsid).or_insert(*before);
                }
                Change::Wait(queue, at) if eyes.queue(*queue) => this.steps(*at),
                Change::Step(of, at) if *of == span && eyes.queues().next().is_some() => this.steps(*at),
                Change::Happened => this.happened = true,
                Change::Queue(..) | Change::Person(..) | Change::Wait(..) | Change::Step(..) => {}
            }
        }
        this
    }

    fn steps(&mut self, from: Timestamp) {
        self.steps_from = Some(self.steps_from.map_or(from, |earlier| earlier.min(from)));
    }
}

/// Frames that are being written.
struct Frames {
    /// The span while the whole's own frame is not written.
    first: Option<Span>,
    lists: Lists,
    done: Vec<String>,
}

impl Frames {
    fn session(&mut self, text: &str) {
        if self.lists.sessions.len() + text.len() > SESSIONS_BYTES {
            self.next();
        }
        push(&mut self.lists.sessions, text);
    }

    fn next(&mut self) {
        let lists = std::mem::take(&mut self.lists);
        match self.first.take() {
            Some(span) => self.done.push(lists.whole(span)),
            None if lists.is_empty() => {}
            None => self.done.push(lists.patch()),
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.next();
        self.done
    }
}
