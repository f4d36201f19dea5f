//! The console's clock, behind a trait so that tests can move it.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farhand_protocol::Timestamp;

/// A sleep that has been asked for.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the console's time comes from.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// Ends once the time is `at` or later.
    fn sleep_until(&self, at: Timestamp) -> Sleep;
}

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// The longest nap between two looks at the clock, which may be set, or stand still with the
/// computer asleep.
const NAP: Duration = Duration::from_secs(2);

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        Box::pin(async move {
            loop {
                let left = at.since(SystemClock.now());
                if left == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(left).min(NAP)).await;
            }
        })
    }
}
