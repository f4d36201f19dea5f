//! From the device to this computer: the device uploads, and this end writes while it does.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use farhand_core::CallError;
use farhand_core::transfer::{Prepared, TransferEvent, TransferJob};
use farhand_files::{Area, Order, Sink};
use farhand_protocol::files::{DevicePath, FileKind, FilesAnswer, FilesRequest};
use farhand_protocol::upload::TransferOutcome;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::actor::{Actor, Trouble, failed};
use super::names;
use super::pace::Pace;
use super::receiving::{Gauge, Received, Word, receive};
use super::shelf::Shelf;
use super::wire::Reading;
use crate::api::stream_fault;

/// Pieces between the connection and the disk.
const PIECES: usize = 8;
/// A connection on which nothing comes for so long is lost; the appliance ends it before.
const PATIENCE: Duration = Duration::from_secs(45);
/// A connection that brought nothing counts as a try that failed, unless it lasted for so long.
const SHORT: Duration = Duration::from_secs(5);

/// Asks the device what was chosen, and looks which names are taken here.
pub(super) async fn prepare(actor: &Actor) -> Result<Prepared, Trouble> {
    let folder = names::destination(actor)?;
    let chosen = names::there(actor, actor.job.paths.clone()).await?;
    let tops = chosen.iter().filter_map(|one| one.path.name());
    let here = names::here(actor, names::in_folder(&folder, tops)).await?;
    let only_files = chosen.iter().all(|one| one.entry.kind == FileKind::File);
    let sizes = chosen.iter().map(|one| one.entry.size);
    Ok(Prepared {
        files: only_files.then(|| u32::try_from(chosen.len()).unwrap_or(u32::MAX)),
        bytes: if only_files { sizes.sum() } else { None },
        folder: chosen.first().is_some_and(|one| one.entry.kind == FileKind::Folder),
        taken: names::taken(&chosen, &here),
        faults: Vec::new(),
        failed: 0,
    })
}

/// Writes what is not here yet, and says what came of it.
pub(super) async fn run(actor: &Actor) -> Result<TransferEvent, Trouble> {
    let (received, first) = match kept(actor).await? {
        Some(received) => (received, None),
        None => begin(actor).await?,
    };
    let outcome = match received.ended.clone() {
        Some(outcome) => outcome,
        None => fetch(actor, received, first).await?,
    };
    actor.tell(TransferEvent::Verifying).await;
    match actor.wire()?.say(&actor.job.upload, &outcome).await {
        // Said before, or nobody wants to know any more: it is here all the same.
        Ok(()) | Err(Trouble::Gone(_) | Trouble::Unknown) => {}
        Err(trouble) => return Err(trouble),
    }
    let brought = brought(&actor.job, &outcome);
    Ok(TransferEvent::Done { outcome, brought })
}

/// What is shown of it: the folder, where it is not clear what came under which name.
fn brought(job: &TransferJob, outcome: &TransferOutcome) -> Option<DevicePath> {
    let folder = job.folder.clone()?;
    let whole = job.taken.is_empty() && outcome.failed == 0;
    let name = job.paths.first().and_then(DevicePath::name).filter(|_| whole);
    Some(name.map_or(folder.clone(), |name| folder.join(name.clone())))
}

/// What is kept of this upload. What is kept of an older one goes.
async fn kept(actor: &Actor) -> Result<Option<Received>, Trouble> {
    let job = actor.job.clone();
    actor
        .blocking(move |ground, area| {
            let kept = ground.shelf.get::<Received>(&job.id)?;
            if kept.upload == job.upload {
                return Some(kept);
            }
            forget(area, &ground.shelf, &job);
            None
        })
        .await
}

/// Asks the device to send.
async fn begin(actor: &Actor) -> Result<(Received, Option<Reading>), Trouble> {
    let (wire, job) = (actor.wire()?, &actor.job);
    let request = FilesRequest::Send { transfer: job.upload.clone(), paths: job.paths.clone() };
    let (files, bytes, faults) = match wire.files(&request).await? {
        FilesAnswer::Sending { upload, files, bytes, faults } if upload == job.upload => {
            (files, bytes, faults)
        }
        FilesAnswer::Failed(fault) => return Err(fault.into()),
        _ => return Err(names::odd()),
    };
    actor.tell(TransferEvent::Counted { files, bytes, faults }).await;
    let reading = wire.read(&job.upload, 0).await?;
    let order = Order {
        id: job.upload.clone(),
        folder: names::destination(actor)?,
        if_taken: job.if_taken,
        taken: job.taken.clone(),
        files,
        bytes,
        length: reading.length,
        name_bytes: reading.name_bytes,
    };
    let received = Received { upload: job.upload.clone(), order, kept: None, ended: None };
    let (id, first) = (job.id.clone(), received.clone());
    let put = actor.blocking(move |ground, _| {
        ground.shelf.put(&id, &first).map_err(|error| super::shelf::fault(&error))
    });
    put.await??;
    Ok((received, Some(reading)))
}

/// Reads until the stream is over.
async fn fetch(
    actor: &Actor,
    received: Received,
    mut first: Option<Reading>,
) -> Result<TransferOutcome, Trouble> {
    let (words, heard) = mpsc::channel(PIECES);
    let (gauge, stop, id) = (Arc::new(Gauge::default()), actor.stop(), actor.job.id.clone());
    let seen = Arc::clone(&gauge);
    let mut writing =
        actor.thread(move |ground, area| receive((area, &ground.shelf, &stop), &id, received, heard, &seen));
    let mut pace = Pace::default();
    loop {
        let pumped = async {
            let from = wants(&words).await?;
            let reading = match first.take().filter(|_| from == 0) {
                Some(reading) => reading,
                None => actor.wire()?.read(&actor.job.upload, from).await?,
            };
            pump(actor, reading, &words, &gauge, &mut pace).await
        };
        // The thread ends by itself when all is there, or something is wrong.
        let pumped = tokio::select! {
            biased;
            ended = &mut writing => return over(ended),
            pumped = pumped => pumped,
        };
        if let Err(trouble) = pumped {
            drop(words);
            return match writing.await {
                Ok(Ok(None)) | Err(_) => Err(trouble),
                ended => over(ended),
            };
        }
    }
}

type Written = Result<Option<TransferOutcome>, farhand_protocol::files::FileFault>;

fn over(ended: Result<Written, oneshot::error::RecvError>) -> Result<TransferOutcome, Trouble> {
    ended.map_err(|_| failed())??.ok_or_else(failed)
}

async fn wants(words: &mpsc::Sender<Word>) -> Result<u64, Trouble> {
    let (asked, answer) = oneshot::channel();
    words.send(Word::Where(asked)).await.map_err(|_| failed())?;
    answer.await.map_err(|_| failed())
}

/// Passes on what comes, until the connection ends or another part is wanted. An error where it has
/// brought nothing.
async fn pump(
    actor: &Actor,
    mut reading: Reading,
    words: &mpsc::Sender<Word>,
    gauge: &Gauge,
    pace: &mut Pace,
) -> Result<(), Trouble> {
    let (begun, mut came) = (Instant::now(), false);
    let broken = loop {
        match timeout(PATIENCE, reading.response.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                came = true;
                words.send(Word::Bytes(bytes)).await.map_err(|_| failed())?;
                pace.tell(actor, || gauge.bytes.load(Ordering::Relaxed)).await;
                if gauge.again.load(Ordering::Relaxed) {
                    return Ok(());
                }
            }
            Ok(Ok(None)) => break CallError::Unreachable("the stream ended too early".into()),
            Ok(Err(error)) => break stream_fault(&error),
            Err(_) => break CallError::Unreachable("nothing came for a while".into()),
        }
    };
    if came || begun.elapsed() > SHORT { Ok(()) } else { Err(broken.into()) }
}

/// Removes what a transfer that will not go on has half-written.
pub(super) fn forget(area: &Area, shelf: &Shelf, job: &TransferJob) {
    if let Some(Received { order, kept: Some(kept), .. }) = shelf.get::<Received>(&job.id) {
        Sink::forget(area, &order, &kept);
    }
    shelf.forget(&job.id);
}
