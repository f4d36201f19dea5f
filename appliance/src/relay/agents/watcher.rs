//! One viewer of an agent.

use std::task::{Context, Poll};
use std::time::Duration;

use farhand_protocol::RepresentativeId;
use farhand_rfb::relay::Allowed;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::links::Arrival;
use crate::relay::chunk::Chunk;
use crate::relay::end::{End, LAST_WORDS, Lost};
use crate::relay::ending::Ending;

/// Bytes that a viewer has said once it has answered a challenge: version, choice and answer. Without a
/// password it says less before the handshake is done.
const ANSWERED: usize = 12 + 16;
/// How long a viewer that may not see the screen any more has for hearing so.
const AFTER_WITHDRAWAL: Duration = Duration::from_millis(100);
/// How long a viewer that was too slow has for the rest of what it was sent.
const CATCHING_UP: Duration = Duration::from_secs(10);

/// One viewer of an agent.
pub struct Watcher {
    /// Its number.
    pub id: u64,
    /// Who watches.
    pub who: RepresentativeId,
    /// What it may do.
    pub allowed: Allowed,
    end: End,
    heard: Chunk,
    /// Stays empty: what goes to a viewer of an agent is put in line.
    none: Chunk,
    /// Since when it has not taken everything.
    slow_since: Option<Instant>,
    said: usize,
    /// When it came.
    pub came_at: Instant,
    ended: oneshot::Sender<Ending>,
}

impl Watcher {
    /// One that has just come.
    pub fn new(arrival: Arrival, allowed: Allowed) -> Self {
        let Arrival { id, who, end, ended } = arrival;
        let (heard, none) = (Chunk::default(), Chunk::default());
        Self { id, who, allowed, end, heard, none, slow_since: None, said: 0, came_at: Instant::now(), ended }
    }

    /// Sends what is in line; answers whether it is slow, where that is different from before.
    pub fn poll_send(&mut self, cx: &mut Context<'_>) -> Result<Option<bool>, Ending> {
        let slow = match self.end.poll_send(cx, &mut self.none) {
            Poll::Ready(sent) => {
                sent.map_err(|lost| ending(&lost))?;
                false
            }
            Poll::Pending => true,
        };
        if slow == self.is_slow() {
            return Ok(None);
        }
        self.slow_since = slow.then(Instant::now);
        Ok(Some(slow))
    }

    /// Whether it has not taken everything.
    pub fn is_slow(&self) -> bool {
        self.slow_since.is_some()
    }

    /// How long it has not taken everything.
    pub fn slow_for(&self) -> Duration {
        self.slow_since.map(|since| since.elapsed()).unwrap_or_default()
    }

    /// Puts bytes in line.
    pub fn say(&mut self, bytes: &[u8]) {
        self.end.say(bytes, &self.none);
    }

    /// What it says; nothing while too much waits for it.
    pub fn poll_hear(&mut self, cx: &mut Context<'_>) -> Poll<Result<&[u8], Ending>> {
        if self.end.is_clogged() {
            return Poll::Pending;
        }
        match self.end.poll_read(cx, &mut self.heard, &self.none) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(lost)) => Poll::Ready(Err(ending(&lost))),
            Poll::Ready(Ok(count)) => {
                self.said = self.said.saturating_add(count);
                Poll::Ready(Ok(self.heard.read(count)))
            }
        }
    }

    /// Whether it has answered a challenge, where the handshake is not done yet.
    pub fn has_answered(&self) -> bool {
        self.said >= ANSWERED
    }

    /// Looks after its connection.
    pub fn tick(&mut self) -> Result<(), Ending> {
        self.end.tick(&self.none).map_err(|lost| ending(&lost))
    }

    /// Says farewell.
    pub async fn close(self, ending: Ending) {
        let patience = match ending {
            Ending::ViewStopped => AFTER_WITHDRAWAL,
            Ending::TooSlow => CATCHING_UP,
            _ => LAST_WORDS,
        };
        self.end.close(ending.farewell(), self.none, patience).await;
        // Whoever waits may be gone.
        let _ = self.ended.send(ending);
    }
}

fn ending(lost: &Lost) -> Ending {
    match lost {
        Lost::Closed | Lost::Broken => Ending::ViewerLeft,
        Lost::Violation(violation) => Ending::ViewerFailed(violation.to_string()),
    }
}
