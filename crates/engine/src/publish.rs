//! Subscriptions, and how often they hear of changes.

use std::time::Duration;

use farhand_core::contract::{Payload, Topic, Update};
use tokio::time::Instant;

/// A subscription's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriptionId(pub u64);

/// Takes updates; answers false when it wants no more.
pub(crate) type Sink = Box<dyn Fn(Update) -> bool + Send + Sync>;

/// Who wants which topic.
#[derive(Default)]
pub(crate) struct Subscribers(Vec<Subscriber>);

struct Subscriber {
    id: SubscriptionId,
    topic: Topic,
    rev: u32,
    sink: Sink,
}

impl Subscriber {
    /// Whether it wants more.
    fn tell(&mut self, payload: Payload) -> bool {
        self.rev = self.rev.wrapping_add(1);
        (self.sink)(Update { rev: self.rev, payload })
    }
}

impl Subscribers {
    /// Adds one, and tells it the whole value.
    pub fn add(&mut self, id: SubscriptionId, topic: Topic, sink: Sink, whole: Payload) {
        let mut subscriber = Subscriber { id, topic, rev: 0, sink };
        if subscriber.tell(whole) {
            self.0.push(subscriber);
        }
    }

    /// Removes one.
    pub fn remove(&mut self, id: SubscriptionId) {
        self.0.retain(|subscriber| subscriber.id != id);
    }

    /// Tells changes to those who want them, and lets go who wants no more.
    pub fn publish(&mut self, changes: Vec<(Topic, Payload)>) {
        for (topic, payload) in changes {
            self.0.retain_mut(|one| one.topic != topic || one.tell(payload.clone()));
        }
    }
}

/// At most one publication in a frame; the first after a rest goes out at once.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    changed: bool,
    not_before: Option<Instant>,
}

impl Pace {
    /// A frame's length: a screen shows no more.
    const FRAME: Duration = Duration::from_millis(16);

    /// Something may have changed.
    pub fn change(&mut self) {
        self.changed = true;
    }

    /// When to publish, if there is anything to.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        self.changed.then(|| self.not_before.unwrap_or(now))
    }

    /// Whether to publish now; if so, the next frame begins.
    pub fn take(&mut self, now: Instant) -> bool {
        let due = self.due(now).is_some_and(|at| at <= now);
        if due {
            self.changed = false;
            self.not_before = Some(now + Self::FRAME);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use farhand_core::contract::NoticesView;

    use super::*;

    #[test]
    fn the_first_change_goes_at_once_and_the_next_waits_for_its_frame() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut pace = Pace::default();
        assert!(!pace.take(at(0)));
        pace.change();
        assert!(pace.take(at(0)));
        pace.change();
        assert!(!pace.take(at(5)));
        pace.change();
        assert_eq!(pace.due(at(6)), Some(at(16)));
        assert!(pace.take(at(16)));
        assert!(!pace.take(at(40)));
        pace.change();
        assert!(pace.take(at(41)));
    }

    #[test]
    fn revs_count_up_for_each_and_who_answers_false_hears_no_more() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let sink = |name: &'static str, limit: u32| -> Sink {
            let heard = heard.clone();
            Box::new(move |update| {
                heard.lock().unwrap().push((name, update.rev));
                update.rev < limit
            })
        };
        let value = || Payload::Notices(NoticesView::default());
        let change = || vec![(Topic::Notices, value()), (Topic::Keys, value())];
        let mut subscribers = Subscribers::default();
        subscribers.add(SubscriptionId(1), Topic::Notices, sink("a", 9), value());
        subscribers.publish(change());
        subscribers.add(SubscriptionId(2), Topic::Notices, sink("b", 2), value());
        subscribers.publish(change());
        subscribers.publish(change());
        subscribers.remove(SubscriptionId(1));
        subscribers.publish(change());
        let expected = [("a", 1), ("a", 2), ("b", 1), ("a", 3), ("b", 2), ("a", 4)];
        assert_eq!(*heard.lock().unwrap(), expected);
    }
}
