//! A queue on the board.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use farhand_protocol::dashboard::{QueueLevel, Span};
use farhand_protocol::people::Presence;
use farhand_protocol::queue::Queue;
use farhand_protocol::{QueueId, SessionId, Timestamp};

use super::spans::{Spans, index};
use super::text;
use super::waits::{Wait, Waits};
use crate::domain::{GENERAL_TARGET_S, PERSONAL_TARGET_S};
use crate::store::BoardStart;

/// A queue on the board.
pub struct Line {
    /// Its name, target and thresholds.
    pub queue: Queue,
    /// What waits in it, the longest waiting first.
    pub waiting: BTreeSet<(Timestamp, SessionId)>,
    /// How waiting ended in it.
    pub waits: Spans<Waits>,
    free: u32,
    online: u32,
    texts: [OnceLock<String>; 3],
}

impl Line {
    /// An empty one with these waits of the past.
    #[must_use]
    pub fn new(queue: Queue, waits: Spans<Waits>) -> Self {
        let texts = Default::default();
        Self { queue, waiting: BTreeSet::new(), waits, free: 0, online: 0, texts }
    }

    /// Somebody who serves it was at one presence and is at another; none where the one did not count.
    pub fn serve(&mut self, was: Option<Presence>, is: Option<Presence>) {
        let online = |presence: Option<Presence>| u32::from(presence.is_some_and(|p| p != Presence::Offline));
        let free = |presence: Option<Presence>| u32::from(presence == Some(Presence::Available));
        self.online = (self.online + online(is)).saturating_sub(online(was));
        self.free = (self.free + free(is)).saturating_sub(free(was));
    }

    /// In numbers.
    #[must_use]
    pub fn level(&self, span: Span) -> QueueLevel {
        let waits = self.waits.sums(span);
        QueueLevel {
            queue: self.queue.id,
            name: self.queue.name.clone(),
            target_s: self.queue.target_s,
            warning_s: self.queue.warning_s,
            critical_s: self.queue.critical_s,
            waiting: u32::try_from(self.waiting.len()).unwrap_or(u32::MAX),
            longest_since: self.waiting.first().map(|(since, _)| *since),
            accepted: waits.accepted(),
            in_target: waits.in_target,
            abandoned: waits.abandoned,
            median_ms: waits.median_ms(),
            free: self.free,
            online: self.online,
        }
    }

    /// The level as JSON.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.texts[index(span)].get_or_init(|| text::json(&self.level(span)))
    }

    /// Something of it is different.
    pub fn touch(&mut self) {
        self.texts = Default::default();
    }
}

/// All queues of the site: the teams', everybody's own, the general one.
#[must_use]
pub fn all(start: &BoardStart, now: Timestamp) -> BTreeMap<QueueId, Line> {
    let mut waits: HashMap<QueueId, Vec<Wait>> = HashMap::new();
    for one in &start.waits {
        waits.entry(one.queue).or_default().push(Wait { at: one.at, ms: one.ms, accepted: one.accepted });
    }
    let plain = |id, name: &str, target_s| Queue {
        id,
        name: name.to_owned(),
        target_s,
        warning_s: None,
        critical_s: None,
    };
    let own = start
        .people
        .iter()
        .map(|one| plain(QueueId::Personal(one.representative.id), "Personal", PERSONAL_TARGET_S));
    let general = plain(QueueId::General, "General", GENERAL_TARGET_S);
    start
        .queues
        .iter()
        .cloned()
        .chain(own)
        .chain([general])
        .map(|queue| {
            let past = Spans::of(waits.remove(&queue.id).unwrap_or_default(), now);
            (queue.id, Line::new(queue, past))
        })
        .collect()
}
