//! How often progress is told.

use std::time::{Duration, Instant};

use farhand_core::transfer::TransferEvent;

use super::actor::Actor;

/// Between two reports: a bar that moves, and a store of views that rests.
const PAUSE: Duration = Duration::from_millis(250);

/// Thins progress out.
#[derive(Default)]
pub(super) struct Pace(Option<Instant>);

impl Pace {
    /// So many bytes are through; `done` is only asked when it is told.
    pub async fn tell(&mut self, actor: &Actor, done: impl FnOnce() -> u64) {
        let now = Instant::now();
        if self.0.is_none_or(|last| now - last >= PAUSE) {
            self.0 = Some(now);
            actor.tell(TransferEvent::Progress(done())).await;
        }
    }
}
