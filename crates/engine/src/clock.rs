//! The console's clock, behind a trait so that tests can move it.

mod steady;

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farhand_protocol::Timestamp;

pub use steady::SystemClock;

/// A sleep that has been asked for.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the console's time comes from.
pub trait Clock: Send + Sync {
    /// The time of day, as people and the pages in the window read it. It may be set.
    fn now(&self) -> Timestamp;
    /// The time to measure spans with. It goes on evenly when somebody sets the time of day, and
    /// never goes back; only differences of it mean something.
    fn steady(&self) -> Timestamp {
        self.now()
    }
    /// Ends once the steady time is `at` or later.
    fn sleep_until(&self, at: Timestamp) -> Sleep;
}

/// The time of day of this computer.
fn time_of_day() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn timestamp(since_epoch: Duration) -> Timestamp {
    Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
