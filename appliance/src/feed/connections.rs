//! Who is connected, who has just been lost, and a small mailbox for each connection.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard};

use farhand_protocol::Timestamp;
use tokio::sync::mpsc;

use super::Notice;
use crate::clock::Clock;

/// Notices that wait for one connection. Further ones are dropped: they pass by anyway. All readings
/// that a computer, its phones and a browser may tell at once have room.
const MAILBOX: usize = 256;

/// The open connections of everybody of one kind.
pub struct Connections<K: Eq + Hash + Clone>(Arc<Mutex<Lines<K>>>);

/// A connection's number and mailbox.
type Line = (u64, mpsc::Sender<Arc<Notice>>);

struct Lines<K> {
    open: HashMap<K, Vec<Line>>,
    lost: HashMap<K, Timestamp>,
    next: u64,
}

impl<K: Eq + Hash + Clone> Default for Connections<K> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Lines { open: HashMap::new(), lost: HashMap::new(), next: 0 })))
    }
}

impl<K: Eq + Hash + Clone> Connections<K> {
    fn lines(&self) -> MutexGuard<'_, Lines<K>> {
        self.0.lock().expect("no holder of the connections panics")
    }

    /// Adds a connection of `key`; it ends when the answer is dropped.
    pub fn join(&self, clock: Arc<dyn Clock>, key: K) -> Connection<K> {
        let (sender, mailbox) = mpsc::channel(MAILBOX);
        let mut lines = self.lines();
        lines.next += 1;
        let id = lines.next;
        lines.lost.remove(&key);
        lines.open.entry(key.clone()).or_default().push((id, sender));
        drop(lines);
        Connection { lines: Connections(self.0.clone()), clock, key, id, mailbox }
    }

    /// Counts `key` as lost at `at`, unless it is connected or already counted.
    pub fn expect(&self, key: K, at: Timestamp) {
        let mut lines = self.lines();
        if !lines.open.contains_key(&key) {
            lines.lost.entry(key).or_insert(at);
        }
    }

    /// Counts `key` as lost at `at` and not before, unless it is connected.
    pub fn defer(&self, key: K, at: Timestamp) {
        let mut lines = self.lines();
        if !lines.open.contains_key(&key) {
            lines.lost.insert(key, at);
        }
    }

    /// Takes back those whom [`Connections::lost`] gave out, to be given out again.
    pub fn take_back(&self, lost: impl IntoIterator<Item = (K, Timestamp)>) {
        let mut lines = self.lines();
        for (key, at) in lost {
            lines.lost.entry(key).or_insert(at);
        }
    }

    /// Whether `key`, which [`Connections::lost`] gave out, has been here since.
    #[must_use]
    pub fn is_back(&self, key: &K) -> bool {
        let lines = self.lines();
        lines.open.contains_key(key) || lines.lost.contains_key(key)
    }

    /// Puts a notice into the mailbox of each of `key`'s connections.
    pub fn tell(&self, key: &K, notice: &Arc<Notice>) {
        if let Some(open) = self.lines().open.get(key) {
            for (_, mailbox) in open {
                let _ = mailbox.try_send(notice.clone());
            }
        }
    }

    /// Puts a notice into the mailbox of one of `key`'s connections.
    pub fn tell_one(&self, key: &K, id: u64, notice: &Arc<Notice>) {
        let lines = self.lines();
        let mut open = lines.open.get(key).into_iter().flatten();
        if let Some((_, mailbox)) = open.find(|(known, _)| *known == id) {
            let _ = mailbox.try_send(notice.clone());
        }
    }

    /// Whether `key` is connected.
    #[must_use]
    pub fn is_open(&self, key: &K) -> bool {
        self.lines().open.contains_key(key)
    }

    /// Those who lost their last connection at or before `until`, with when. Each is told once.
    #[must_use]
    pub fn lost(&self, until: Timestamp) -> Vec<(K, Timestamp)> {
        self.lines().lost.extract_if(|_, at| *at <= until).collect()
    }

    /// How many connections there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines().open.values().map(Vec::len).sum()
    }
}

/// One open connection.
pub struct Connection<K: Eq + Hash + Clone> {
    lines: Connections<K>,
    clock: Arc<dyn Clock>,
    key: K,
    id: u64,
    mailbox: mpsc::Receiver<Arc<Notice>>,
}

impl<K: Eq + Hash + Clone> Connection<K> {
    /// Its number, which no other connection of this kind has.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The next notice for this connection.
    pub async fn notice(&mut self) -> Option<Arc<Notice>> {
        self.mailbox.recv().await
    }
}

impl<K: Eq + Hash + Clone> Drop for Connection<K> {
    fn drop(&mut self) {
        let mut lines = self.lines.lines();
        let Some(open) = lines.open.get_mut(&self.key) else { return };
        open.retain(|(id, _)| *id != self.id);
        if open.is_empty() {
            lines.open.remove(&self.key);
            lines.lost.insert(self.key.clone(), self.clock.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn one_is_lost_with_the_last_connection_and_told_once() {
        let clock = Arc::new(ManualClock::at(Timestamp(0)));
        let connections = Connections::default();
        let (first, second) = (connections.join(clock.clone(), 7), connections.join(clock.clone(), 7));
        drop(first);
        assert_eq!(connections.lost(Timestamp(i64::MAX)), []);
        clock.advance_s(3);
        drop(second);
        assert_eq!(connections.lost(Timestamp(2999)), []);
        assert_eq!(connections.lost(Timestamp(3000)), [(7, Timestamp(3000))]);
        assert_eq!(connections.lost(Timestamp(i64::MAX)), []);
    }

    #[test]
    fn who_was_given_out_is_back_once_seen_again() {
        let clock = Arc::new(ManualClock::at(Timestamp(5)));
        let connections = Connections::default();
        connections.expect("a", Timestamp(5));
        let lost = connections.lost(Timestamp(5));
        assert!(!connections.is_back(&"a"));
        connections.take_back(lost);
        assert_eq!(connections.lost(Timestamp(5)), [("a", Timestamp(5))]);
        connections.defer("a", Timestamp(9));
        assert!(connections.is_back(&"a"));
        connections.expect("a", Timestamp(5));
        assert_eq!(connections.lost(Timestamp(8)), []);
        let open = connections.join(clock, "a");
        connections.defer("a", Timestamp(5));
        assert_eq!(connections.lost(Timestamp(i64::MAX)), []);
        assert!(connections.is_back(&"a"));
        drop(open);
        assert_eq!(connections.lost(Timestamp(5)), [("a", Timestamp(5))]);
    }

    #[test]
    fn coming_back_in_time_is_not_being_lost() {
        let clock = Arc::new(ManualClock::at(Timestamp(0)));
        let connections = Connections::default();
        drop(connections.join(clock.clone(), "a"));
        let _back = connections.join(clock, "a");
        connections.expect("a", Timestamp(0));
        assert_eq!(connections.lost(Timestamp(i64::MAX)), []);
        assert_eq!(connections.count(), 1);
    }
}
