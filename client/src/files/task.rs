//! What a transfer's task has at hand: the appliance, what is allowed, the word to go on or to end, and
//! the figures that the customer sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use super::lent::Lent;
use super::shelf::Shelf;
use crate::appliance::{Appliance, NotDone};
use crate::backoff::{Backoff, luck};

/// Tries for a last word.
const LAST_TRIES: u32 = 4;

/// What a transfer is to do. A later one of these is never followed by an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Course {
    /// Go on.
    Go,
    /// Nothing more for now; keep what is there.
    Pause,
    /// The customer has stopped it: the other side is told.
    Stop,
    /// It is over: leave nothing.
    Drop,
}

/// Why a task goes no further.
#[derive(Debug)]
pub(super) enum End {
    /// It was told to.
    Told(Course),
    /// The upload is over, or the appliance will never take it.
    NotDone(NotDone),
}

/// How far a transfer has come, in bytes of its stream.
#[derive(Debug, Default)]
pub(super) struct Figures {
    at: AtomicU64,
    length: AtomicU64,
}

impl Figures {
    pub fn set_length(&self, length: u64) {
        self.length.store(length, Ordering::Relaxed);
    }

    pub fn reach(&self, at: u64) {
        self.at.store(at, Ordering::Relaxed);
    }

    pub fn at(&self) -> u64 {
        self.at.load(Ordering::Relaxed)
    }

    /// Of a hundred.
    pub fn percent(&self) -> u8 {
        let (at, length) = (u128::from(self.at()), u128::from(self.length.load(Ordering::Relaxed)));
        let percent = (at * 100).checked_div(length).unwrap_or(0);
        u8::try_from(percent).unwrap_or(100).min(100)
    }
}

/// See the module's comment.
pub(super) struct Task {
    pub appliance: Appliance,
    pub shelf: Option<Shelf>,
    pub lent: Arc<Lent>,
    pub course: watch::Receiver<Course>,
    pub figures: Arc<Figures>,
    /// The connection is back: whoever rests tries at once.
    pub hurry: Arc<Notify>,
    pub backoff: Backoff,
}

impl Task {
    /// Waits until it is to do something else than to go on.
    pub async fn turned(&mut self) -> End {
        match self.course.wait_for(|course| *course != Course::Go).await {
            Ok(course) => End::Told(*course),
            Err(_) => End::Told(Course::Pause),
        }
    }

    /// Something has moved: the next rest is short.
    pub fn moved(&mut self) {
        self.backoff.reset();
    }

    /// Rests after something that did not work.
    pub async fn rest(&mut self) -> Result<(), End> {
        let wait = self.backoff.next(luck());
        let hurry = Arc::clone(&self.hurry);
        tokio::select! {
            biased;
            end = self.turned() => Err(end),
            () = hurry.notified() => Ok(()),
            () = sleep(wait) => Ok(()),
        }
    }

    /// Does something once, unless it is told to do something else meanwhile.
    pub async fn once<T>(&mut self, work: impl Future<Output = T>) -> Result<T, End> {
        tokio::select! {
            biased;
            end = self.turned() => Err(end),
            done = work => Ok(done),
        }
    }

    /// Asks the appliance until it answers.
    pub async fn ask<T, F>(&mut self, mut request: impl FnMut() -> F) -> Result<T, End>
    where
        F: Future<Output = Result<T, NotDone>>,
    {
        loop {
            match self.once(request()).await? {
                Ok(answer) => return Ok(answer),
                Err(error) if error.passes() => {
                    tracing::debug!(%error, "a transfer waits");
                    self.rest().await?;
                }
                Err(error) => return Err(End::NotDone(error)),
            }
        }
    }

    async fn dropped(&mut self) {
        if self.course.wait_for(|course| *course == Course::Drop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Says a last word a few times: the other side would find out by itself, but later.
    pub async fn last<F>(&mut self, mut request: impl FnMut() -> F)
    where
        F: Future<Output = Result<(), NotDone>>,
    {
        let mut backoff = Backoff::default();
        for _ in 0..LAST_TRIES {
            let said = tokio::select! {
                biased;
                () = self.dropped() => return,
                said = request() => said,
            };
            match said {
                Err(error) if error.passes() => sleep(backoff.next(luck()).max(SHORTEST)).await,
                _ => return,
            }
        }
    }
}

/// Between two tries of a last word, at least.
const SHORTEST: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_hundred_is_never_more() {
        let figures = Figures::default();
        assert_eq!(figures.percent(), 0);
        figures.set_length(u64::MAX);
        figures.reach(u64::MAX / 2);
        assert_eq!(figures.percent(), 49);
        figures.set_length(10);
        assert_eq!(figures.percent(), 100);
    }
}
