//! Live values of the phones on the computer, for as long as somebody looks.
//!
//! Asking costs a phone work, so that it is asked no more often than every two seconds; one phone at a
//! time, each within the time that [`Phone::sample`] takes at most. One that does not answer is left
//! alone for a while.

use std::mem::take;
use std::sync::Arc;
use std::time::Duration;

use farhand_info::adb::{Counters, Phone, Server};
use farhand_protocol::device::DeviceClientFrame;
use farhand_protocol::info::{Sample, Source};
use farhand_protocol::limits::INFO_PHONES;
use tokio::sync::{Mutex, mpsc};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

/// Between two questions to a phone, at least.
const APART: Duration = Duration::from_secs(2);
/// Between two looks at which phones there are.
const LISTED: Duration = Duration::from_secs(10);
/// How long a phone is left alone that did not answer.
const REST: Duration = Duration::from_secs(30);

/// Whose turn it is: a question that was begun goes on when nobody waits for its answer any more, and
/// the next one comes after it. Clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Turn(Arc<Mutex<()>>);

impl Turn {
    /// Does what blocks, when nobody else does. `None` where it broke off.
    async fn take<T: Send + 'static>(&self, act: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = Arc::clone(&self.0).lock_owned().await;
        let done = spawn_blocking(move || {
            let done = act();
            drop(turn);
            done
        });
        done.await.inspect_err(|error| tracing::error!(%error, "asking a phone broke off")).ok()
    }
}

/// A phone that is looked at.
struct Watched {
    phone: Phone,
    counters: Counters,
    /// Until when it is left alone.
    rests: Option<Instant>,
}

impl Watched {
    fn new(phone: Phone) -> Self {
        Self { phone, counters: Counters::default(), rests: None }
    }

    /// Asks it, unless it rests.
    async fn sample(&mut self, turn: &Turn) -> Option<Sample> {
        if self.rests.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let (phone, mut counters) = (self.phone.clone(), take(&mut self.counters));
        let asked = turn.take(move || phone.sample(&mut counters).map(|sample| (sample, counters))).await;
        let Some((sample, counters)) = asked.flatten() else {
            tracing::debug!("a phone does not answer");
            self.rests = Some(Instant::now() + REST);
            return None;
        };
        self.counters = counters;
        Some(sample)
    }
}

/// The phones that are there. Who stays keeps its counters and its rest.
async fn list(before: &mut Vec<Watched>, adb: Server, turn: &Turn) {
    let found = match turn.take(move || adb.phones()).await {
        Some(Ok(phones)) => phones,
        Some(Err(fault)) => return tracing::debug!(%fault, "no phones are told"),
        None => return,
    };
    let mut known = take(before);
    let watched = |phone: Phone| match known.iter().position(|it| it.phone.serial() == phone.serial()) {
        Some(at) => known.swap_remove(at),
        None => Watched::new(phone),
    };
    *before = found.into_iter().take(INFO_PHONES).map(watched).collect();
}

/// Sends their values until it is aborted. Samples that find no room are left out.
pub(super) async fn stream(every: Duration, adb: Server, turn: Turn, says: mpsc::Sender<DeviceClientFrame>) {
    let mut phones = Vec::new();
    let mut listed: Option<Instant> = None;
    loop {
        if listed.is_none_or(|at| at.elapsed() >= LISTED) {
            list(&mut phones, adb, &turn).await;
            listed = Some(Instant::now());
        }
        for watched in &mut phones {
            let Some(sample) = watched.sample(&turn).await else { continue };
            let source = Source::Adb { serial: watched.phone.serial().to_owned() };
            if says.try_send(DeviceClientFrame::InfoSample { source, sample }).is_err() {
                tracing::debug!("a sample of a phone finds no room");
            }
        }
        sleep(every.max(APART)).await;
    }
}
