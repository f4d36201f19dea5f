//! What has changed, in order: from a reader's place on, so that it gets what it has not seen.

use std::collections::VecDeque;

use farhand_protocol::dashboard::Span;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};

use super::place::Place;
use super::spans::Some3;

/// Changes that are kept. A reader further behind gets the whole again.
const KEPT: usize = 32 * 1024;

/// What is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A queue's numbers of some spans.
    Queue(QueueId, Some3),
    /// Somebody, in some spans.
    Person(RepresentativeId, Some3),
    /// A session, and where it was before.
    Session(SessionId, Option<Place>),
    /// Somebody was accepted, or left, there and then.
    Wait(QueueId, Timestamp),
    /// Steps of a span have begun behind this one.
    Step(Span, Timestamp),
    /// Something has happened.
    Happened,
}

/// The newest changes. The place behind the last one is the version.
#[derive(Default)]
pub struct Changes {
    before: u64,
    kept: VecDeque<Change>,
}

impl Changes {
    /// One more.
    pub fn push(&mut self, change: Change) {
        self.kept.push_back(change);
        if self.kept.len() > KEPT {
            self.kept.pop_front();
            self.before += 1;
        }
    }

    /// How many there have been.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.before + self.kept.len() as u64
    }

    /// Those after a version; none when not all of them are kept.
    #[must_use]
    pub fn since(&self, version: u64) -> Option<impl Iterator<Item = &Change>> {
        let first = usize::try_from(version.checked_sub(self.before)?).ok()?;
        Some(self.kept.iter().skip(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_what_it_has_not_seen_or_hears_that_it_is_too_late() {
        let mut changes = Changes::default();
        for _ in 0..KEPT {
            changes.push(Change::Happened);
        }
        assert_eq!(changes.since(0).unwrap().count(), KEPT);
        changes.push(Change::Happened);
        assert!(changes.since(0).is_none());
        assert_eq!(changes.since(1).unwrap().count(), KEPT);
        assert_eq!(changes.since(changes.version()).unwrap().count(), 0);
    }
}
