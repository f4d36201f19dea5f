//! When each representative last did something: touched keyboard or pointer at the console, or sent a
//! command. In memory; only that somebody is idle, or no longer, is kept.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use farhand_protocol::{RepresentativeId, Timestamp};

/// Representatives' last doings.
#[derive(Default)]
pub struct Activity(Mutex<HashMap<RepresentativeId, Last>>);

#[derive(Clone, Copy)]
struct Last {
    at: Timestamp,
    /// Whether the database may have it that the one is idle.
    idle: bool,
}

impl Activity {
    fn all(&self) -> MutexGuard<'_, HashMap<RepresentativeId, Last>> {
        self.0.lock().expect("no holder of the activity panics")
    }

    /// A console of `who` has connected. That is something done, unless the one was idle before: a
    /// connection that comes back by itself does not mean that anybody sits there.
    pub fn arrived(&self, who: RepresentativeId, now: Timestamp) {
        let mut all = self.all();
        let last = all.entry(who).or_insert(Last { at: now, idle: true });
        if !last.idle {
            last.at = now;
        }
    }

    /// `who` has done something. Answers whether that must be noted: the one may count as idle.
    #[must_use]
    pub fn touch(&self, who: RepresentativeId, now: Timestamp) -> bool {
        let before = self.all().insert(who, Last { at: now, idle: false });
        before.is_none_or(|last| last.idle)
    }

    /// Those who have done nothing since `until`, and since when.
    #[must_use]
    pub fn silent(&self, until: Timestamp) -> Vec<(RepresentativeId, Timestamp)> {
        self.all().iter().filter(|(_, last)| last.at <= until).map(|(who, last)| (*who, last.at)).collect()
    }

    /// `who`, silent since `since`, counts as idle from now on. Answers whether that is so: somebody who
    /// has done something meanwhile is not.
    #[must_use]
    pub fn is_idle(&self, who: RepresentativeId, since: Timestamp) -> bool {
        match self.all().get_mut(&who) {
            Some(last) if last.at == since => {
                last.idle = true;
                true
            }
            _ => false,
        }
    }

    /// When `who` last did something; none where that is not known.
    #[must_use]
    pub fn since(&self, who: RepresentativeId) -> Option<Timestamp> {
        self.all().get(&who).map(|last| last.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INES: RepresentativeId = RepresentativeId(1);

    #[test]
    fn what_was_done_is_noted_once_and_again_after_being_idle() {
        let activity = Activity::default();
        activity.arrived(INES, Timestamp(1));
        assert!(activity.touch(INES, Timestamp(2)), "it is not known how it was before");
        assert!(!activity.touch(INES, Timestamp(3)));
        assert_eq!(activity.silent(Timestamp(2)), []);
        assert_eq!(activity.silent(Timestamp(3)), [(INES, Timestamp(3))]);
        assert!(activity.is_idle(INES, Timestamp(3)));
        assert!(activity.touch(INES, Timestamp(4)));
        assert!(!activity.is_idle(INES, Timestamp(3)), "something was done meanwhile");
        assert_eq!(activity.since(INES), Some(Timestamp(4)));
    }

    #[test]
    fn a_connection_counts_unless_nobody_sat_there_before() {
        let activity = Activity::default();
        let _ = activity.touch(INES, Timestamp(1));
        activity.arrived(INES, Timestamp(5));
        assert_eq!(activity.since(INES), Some(Timestamp(5)));
        assert!(activity.is_idle(INES, Timestamp(5)));
        activity.arrived(INES, Timestamp(9));
        assert_eq!(activity.since(INES), Some(Timestamp(5)));
    }
}
