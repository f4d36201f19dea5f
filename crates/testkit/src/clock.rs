//! Clocks for tests: one that stands still until it is moved, one that runs fast.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use farhand_engine::{Clock, Sleep};
use farhand_protocol::Timestamp;
use tokio::sync::watch;

/// A clock that stands still until it is moved. Clones are the same clock.
#[derive(Clone)]
pub struct ManualClock {
    now: Arc<watch::Sender<Timestamp>>,
    asked: Arc<Mutex<Option<Timestamp>>>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { now: Arc::new(watch::Sender::new(now)), asked: Arc::default() }
    }

    /// Moves it forward; sleepers whose time has come wake.
    pub fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.now.send_modify(|now| *now = now.plus(ms));
    }

    /// The time of the sleep that was asked for last.
    #[must_use]
    pub fn last_sleep(&self) -> Option<Timestamp> {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
        let mut now = self.now.subscribe();
        Box::pin(async move {
            if now.wait_for(|now| *now >= at).await.is_err() {
                // The clock is gone: nobody will ever move it again.
                std::future::pending::<()>().await;
            }
        })
    }
}

/// A clock that runs so many times as fast as the real one, for tests that wait for real
/// connections but not for real pauses.
#[derive(Clone, Copy, Debug)]
pub struct FastClock {
    begun: Instant,
    at: Timestamp,
    speed: u32,
}

impl FastClock {
    /// A clock that starts at `now` and runs `speed` times as fast.
    #[must_use]
    pub fn new(now: Timestamp, speed: u32) -> Self {
        Self { begun: Instant::now(), at: now, speed: speed.max(1) }
    }
}

impl Clock for FastClock {
    fn now(&self) -> Timestamp {
        let passed = self.begun.elapsed() * self.speed;
        self.at.plus(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX))
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        let clock = *self;
        Box::pin(async move {
            loop {
                let left = at.since(clock.now());
                if left == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(left) / clock.speed).await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleepers_wake_when_the_clock_is_moved_to_their_time() {
        let clock = ManualClock::new(Timestamp(1_000));
        clock.sleep_until(Timestamp(999)).await;
        let sleep = tokio::spawn(clock.sleep_until(Timestamp(1_500)));
        clock.advance(Duration::from_millis(499));
        tokio::task::yield_now().await;
        assert!(!sleep.is_finished());
        clock.advance(Duration::from_millis(1));
        sleep.await.unwrap();
        assert_eq!(clock.now(), Timestamp(1_500));
        assert_eq!(clock.last_sleep(), Some(Timestamp(1_500)));
    }

    #[tokio::test]
    async fn a_fast_clock_sleeps_a_fraction_of_the_time() {
        let clock = FastClock::new(Timestamp(0), 1_000);
        let begun = Instant::now();
        clock.sleep_until(Timestamp(20_000)).await;
        assert!(clock.now() >= Timestamp(20_000));
        assert!((15..10_000).contains(&begun.elapsed().as_millis()));
    }
}
