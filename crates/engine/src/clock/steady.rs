//! The computer's own clock.
//!
//! Its steady time follows the system's monotonic clock, which nobody can set. That clock may stand
//! still while the computer sleeps; a time of day that is suddenly far ahead counts as such a sleep,
//! so that what became due meanwhile is done on waking.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use farhand_protocol::Timestamp;

use super::{Clock, Sleep, time_of_day, timestamp};

/// The longest nap between two looks at the clock.
const NAP: Duration = Duration::from_secs(2);
/// From here on, a time of day that runs ahead of the monotonic clock means that the computer slept.
const SLEPT: Duration = Duration::from_secs(1);

/// The computer's own clock. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct SystemClock(Arc<Mutex<Steady>>);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Steady::begin(time_of_day(), Instant::now()))))
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        timestamp(time_of_day())
    }

    fn steady(&self) -> Timestamp {
        let mut steady = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        timestamp(steady.go_on(time_of_day(), Instant::now()))
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        let clock = self.clone();
        Box::pin(async move {
            loop {
                let left = at.since(clock.steady());
                if left == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(left).min(NAP)).await;
            }
        })
    }
}

/// The steady time at the last look, with what the two clocks under it said.
#[derive(Debug)]
struct Steady {
    time: Duration,
    of_day: Duration,
    monotonic: Instant,
}

impl Steady {
    fn begin(of_day: Duration, monotonic: Instant) -> Self {
        Self { time: of_day, of_day, monotonic }
    }

    fn go_on(&mut self, of_day: Duration, monotonic: Instant) -> Duration {
        let passed = monotonic.saturating_duration_since(self.monotonic);
        let by_day = of_day.saturating_sub(self.of_day);
        let slept = by_day > passed.saturating_add(SLEPT);
        self.time = self.time.saturating_add(if slept { by_day } else { passed });
        (self.of_day, self.monotonic) = (of_day, monotonic);
        self.time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_time_of_day_that_is_set_back_does_not_hold_the_steady_time_up() {
        let begun = Instant::now();
        let mut steady = Steady::begin(s(10_000), begun);
        assert_eq!(steady.go_on(s(10_005), begun + s(5)), s(10_005));
        assert_eq!(steady.go_on(s(6_406), begun + s(6)), s(10_006), "set back by an hour");
        assert_eq!(steady.go_on(s(6_409), begun + s(9)), s(10_009));
    }

    #[test]
    fn a_sleep_counts_although_the_monotonic_clock_stood_still() {
        let begun = Instant::now();
        let mut steady = Steady::begin(s(10_000), begun);
        assert_eq!(steady.go_on(s(13_602), begun + s(2)), s(13_602));
        assert_eq!(steady.go_on(s(13_603), begun + s(3)), s(13_603));
    }

    #[test]
    fn a_time_of_day_that_is_put_right_in_small_steps_changes_nothing() {
        let begun = Instant::now();
        let mut steady = Steady::begin(s(10_000), begun);
        for second in 1..=60 {
            let ahead = Duration::from_millis(900 * (second % 2));
            steady.go_on(s(10_000 + second) + ahead, begun + s(second));
        }
        assert_eq!(steady.time, s(10_060));
    }

    #[tokio::test]
    async fn a_sleep_ends_at_its_time() {
        let clock = SystemClock::default();
        let at = clock.steady().plus(30);
        clock.sleep_until(at).await;
        assert!(clock.steady() >= at);
    }
}
