//! Ending an actor from outside, on its task and on its thread.

use farhand_files::Stop;
use tokio::sync::watch;

/// Ends an actor.
pub(super) struct Halt {
    stop: Stop,
    told: watch::Sender<bool>,
}

/// Says whether the actor is to end.
#[derive(Clone)]
pub(super) struct Halted {
    /// For the thread.
    pub stop: Stop,
    told: watch::Receiver<bool>,
}

impl Halt {
    pub fn new() -> (Self, Halted) {
        let (told, heard) = watch::channel(false);
        let stop = Stop::new();
        (Self { stop: stop.clone(), told }, Halted { stop, told: heard })
    }

    /// Ends it.
    pub fn halt(&self) {
        self.stop.stop();
        self.told.send_replace(true);
    }
}

impl Halted {
    /// Ends when the actor is to end.
    pub async fn wait(&mut self) {
        if self.told.wait_for(|told| *told).await.is_err() {
            // Nobody can end it any more.
            std::future::pending().await
        }
    }
}
