//! The reducer's timers: when the next one is due, and which are. All times here are the steady
//! ones of [`Clock`](crate::clock::Clock).

use std::collections::{BTreeMap, BTreeSet};

use farhand_core::Timer;
use farhand_protocol::Timestamp;

/// The timers that are set, at most one of each.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    due: BTreeMap<i64, BTreeSet<Timer>>,
    set: BTreeMap<Timer, Setting>,
}

/// When a timer is due, and how long it was to run.
#[derive(Clone, Copy, Debug)]
struct Setting {
    at: i64,
    span_ms: u64,
}

impl Timers {
    /// Sets a timer in place of the same one set before.
    pub fn set(&mut self, timer: Timer, at: Timestamp, now: Timestamp) {
        self.clear(&timer);
        self.due.entry(at.0).or_default().insert(timer.clone());
        self.set.insert(timer, Setting { at: at.0, span_ms: at.since(now) });
    }

    /// Lets a timer run its whole time again, if it is set.
    pub fn restart(&mut self, timer: &Timer, now: Timestamp) {
        if let Some(Setting { span_ms, .. }) = self.set.get(timer).copied() {
            self.set(timer.clone(), now.plus(span_ms), now);
        }
    }

    /// Clears a timer.
    pub fn clear(&mut self, timer: &Timer) {
        let Some(Setting { at, .. }) = self.set.remove(timer) else { return };
        let Some(same_time) = self.due.get_mut(&at) else { return };
        same_time.remove(timer);
        if same_time.is_empty() {
            self.due.remove(&at);
        }
    }

    /// When the next one is due.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.due.keys().next().copied().map(Timestamp)
    }

    /// Takes the earliest of those that are due.
    pub fn take_due(&mut self, now: Timestamp) -> Option<Timer> {
        let (at, timers) = self.due.iter().next()?;
        if *at > now.0 {
            return None;
        }
        let timer = timers.first().cloned()?;
        self.clear(&timer);
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(timers: &mut Timers, now: i64) -> Vec<Timer> {
        std::iter::from_fn(|| timers.take_due(Timestamp(now))).collect()
    }

    #[test]
    fn timers_come_when_due_in_their_order_and_once() {
        let mut timers = Timers::default();
        timers.set(Timer::Notice(1), Timestamp(30), Timestamp(5));
        timers.set(Timer::Reconnect, Timestamp(10), Timestamp(5));
        timers.set(Timer::Overdue, Timestamp(20), Timestamp(5));
        assert_eq!(timers.next_at(), Some(Timestamp(10)));
        assert_eq!(due(&mut timers, 9), []);
        assert_eq!(due(&mut timers, 20), [Timer::Reconnect, Timer::Overdue]);
        assert_eq!(due(&mut timers, 20), []);
        assert_eq!(timers.next_at(), Some(Timestamp(30)));
    }

    #[test]
    fn a_timer_set_again_replaces_the_one_before_and_a_cleared_one_never_comes() {
        let mut timers = Timers::default();
        timers.set(Timer::Reconnect, Timestamp(10), Timestamp(5));
        timers.set(Timer::Reconnect, Timestamp(40), Timestamp(5));
        timers.set(Timer::Overdue, Timestamp(15), Timestamp(5));
        timers.clear(&Timer::Overdue);
        timers.clear(&Timer::LiveSilence);
        assert_eq!(due(&mut timers, 39), []);
        assert_eq!(due(&mut timers, 40), [Timer::Reconnect]);
        assert_eq!(timers.next_at(), None);
    }
    #[test]
    fn a_restarted_timer_runs_its_whole_time_again() {
        let mut timers = Timers::default();
        timers.set(Timer::LiveSilence, Timestamp(25), Timestamp(5));
        timers.restart(&Timer::LiveSilence, Timestamp(15));
        timers.restart(&Timer::Reconnect, Timestamp(15));
        assert_eq!(due(&mut timers, 34), []);
        assert_eq!(due(&mut timers, 35), [Timer::LiveSilence]);
        timers.restart(&Timer::LiveSilence, Timestamp(40));
        assert_eq!(timers.next_at(), None);
    }
}
