//! What comes for a transfer goes to the disk here, on a thread that may wait for it. How far it has come is
//! kept whenever a file became durable, once a second, and at each cut.

use std::sync::Arc;
use std::time::{Duration, Instant};

use farhand_files::{Halt, Kept, Progress, Sink, Stop};
use farhand_protocol::files::FileFault;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Bytes;

use super::receiving::Receiving;
use super::shelf::{Shelf, Way};
use super::task::Figures;

/// Between two keepings at most.
const KEEP: Duration = Duration::from_secs(1);

/// Why a feed has ended.
pub(super) enum Fed {
    /// Nothing comes any more.
    Cut,
    /// The stream is over.
    Whole,
    /// It is wanted again from an earlier place.
    Again,
    /// The disk, or what came.
    Halted(FileFault),
}

/// See the module's comment.
pub(super) struct Feed {
    pub sink: Sink,
    /// What is kept beside the place.
    pub job: Receiving,
    pub pieces: mpsc::Receiver<Bytes>,
    pub stop: Stop,
    pub shelf: Option<Shelf>,
    pub figures: Arc<Figures>,
}

impl Feed {
    pub fn run(mut self) -> (Self, Fed) {
        let fed = self.take().unwrap_or_else(|halt| Fed::Halted(halt.fault()));
        // Whoever sends is told at once that nothing more is taken.
        self.pieces.close();
        (self, fed)
    }

    fn take(&mut self) -> Result<Fed, Halt> {
        let going = self.sink.going();
        self.keep(going);
        let mut kept_at = Instant::now();
        while let Some(piece) = self.pieces.blocking_recv() {
            if self.stop.stopped() {
                break;
            }
            match self.sink.write(&piece)? {
                Progress::More if kept_at.elapsed() >= KEEP => {
                    let kept = self.sink.kept()?;
                    self.keep(kept);
                    kept_at = Instant::now();
                }
                Progress::More => {}
                Progress::Keep(kept) => {
                    self.keep(kept);
                    kept_at = Instant::now();
                }
                Progress::Whole => return Ok(Fed::Whole),
                Progress::Again => return Ok(Fed::Again),
            }
            self.figures.reach(self.sink.wants());
        }
        let kept = self.sink.rest()?;
        self.keep(kept);
        Ok(Fed::Cut)
    }

    fn keep(&mut self, kept: Kept) {
        self.job.set_kept(kept);
        if let Some(shelf) = &self.shelf {
            shelf.put(self.job.id(), Way::Receive, &self.job);
        }
    }
}
