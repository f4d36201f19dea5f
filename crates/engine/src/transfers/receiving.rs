//! Writing what comes: the thread that has the sink.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use farhand_files::{Area, Kept, Order, Progress, Rights, Sink, Stop};
use farhand_protocol::ClientId;
use farhand_protocol::files::FileFault;
use farhand_protocol::upload::TransferOutcome;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Bytes;

use super::shelf::{self, Shelf};

/// What is kept of a transfer that comes here.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Received {
    /// Its upload: of another one nothing fits.
    pub upload: ClientId,
    pub order: Order,
    pub kept: Option<Kept>,
    /// What came of it, from then on that nothing more is written.
    pub ended: Option<TransferOutcome>,
}

/// What the thread hears.
pub(super) enum Word {
    /// The stream's next bytes.
    Bytes(Bytes),
    /// From where on does it want the stream?
    Where(oneshot::Sender<u64>),
}

/// How far the thread is, for its task.
#[derive(Default)]
pub(super) struct Gauge {
    /// Bytes of the files.
    pub bytes: AtomicU64,
    /// It wants the stream from another place.
    pub again: AtomicBool,
}

/// Writes until the stream is over or nobody sends any more. Answers what came of it, if it is over.
pub(super) fn receive(
    (area, shelf, stop): (&Area, &Shelf, &Stop),
    id: &ClientId,
    mut received: Received,
    mut words: mpsc::Receiver<Word>,
    gauge: &Arc<Gauge>,
) -> Result<Option<TransferOutcome>, FileFault> {
    let order = received.order.clone();
    let mut sink = match received.kept.clone() {
        Some(kept) => Sink::resume(area, Rights::ALL, order, kept, stop)?,
        None => Sink::begin(area, Rights::ALL, order)?,
    };
    received.kept = Some(sink.going());
    let outcome = match shelf.put(id, &received).map_err(|error| shelf::fault(&error)) {
        Ok(()) => take(&mut sink, (shelf, id), &mut received, &mut words, gauge),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(true) => {
            let outcome = sink.finish().map_err(|halt| halt.fault())?;
            received.ended = Some(outcome.clone());
            shelf.put(id, &received).map_err(|error| shelf::fault(&error))?;
            Ok(Some(outcome))
        }
        Ok(false) => {
            shelf.put(id, &received).map_err(|error| shelf::fault(&error))?;
            Ok(None)
        }
        Err(fault) => {
            // A disk that is full gets its room back. What is whole is found there another time.
            drop(sink.discard());
            Err(fault)
        }
    }
}

/// Takes what comes. Whether the stream is over.
fn take(
    sink: &mut Sink,
    (shelf, id): (&Shelf, &ClientId),
    received: &mut Received,
    words: &mut mpsc::Receiver<Word>,
    gauge: &Gauge,
) -> Result<bool, FileFault> {
    gauge.bytes.store(sink.bytes(), Ordering::Relaxed);
    while let Some(word) = words.blocking_recv() {
        let bytes = match word {
            Word::Where(asked) => {
                gauge.again.store(false, Ordering::Relaxed);
                let _nobody_waits = asked.send(sink.wants());
                continue;
            }
            // From the place where it is not wanted any more.
            Word::Bytes(_) if gauge.again.load(Ordering::Relaxed) => continue,
            Word::Bytes(bytes) => bytes,
        };
        match sink.write(&bytes).map_err(|halt| halt.fault())? {
            Progress::More => {}
            Progress::Keep(kept) => {
                received.kept = Some(kept);
                // What an older one does not know of is sent again, and found there.
                shelf.put_soon(id, received).map_err(|error| shelf::fault(&error))?;
            }
            Progress::Again => gauge.again.store(true, Ordering::Relaxed),
            Progress::Whole => return Ok(true),
        }
        gauge.bytes.store(sink.bytes(), Ordering::Relaxed);
    }
    received.kept = Some(sink.rest().map_err(|halt| halt.fault())?);
    Ok(false)
}
