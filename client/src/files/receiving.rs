//! Files that come from a console: read from its upload while it is written, into the folder that it
//! names, and gone on with after any cut or restart.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use farhand_files::{Area, Kept, Order, Rights, Sink, Stop};
use farhand_protocol::files::{FileFault, FileName, FilesArea};
use farhand_protocol::upload::{TransferOutcome, UploadPurpose};
use farhand_protocol::{ClientId, limits};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::answers;
use super::feed::{Fed, Feed};
use super::job::Job;
use super::lent::Lent;
use super::outcome::{broken_by, not_to_here, nothing, of_whole, stopped_here};
use super::shelf::Way;
use super::task::{Course, End, Task};
use crate::appliance::{Incoming, NotDone};

/// Pieces that wait for the disk.
const AHEAD: usize = 16;
/// A connection that held for so long was a good one, whether anything came or not: consoles pause.
const GOOD: Duration = Duration::from_secs(10);

/// A transfer from a console, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Receiving {
    /// Who sends.
    pub who: String,
    /// What, and where to.
    pub purpose: UploadPurpose,
    /// In which part of the device that was allowed.
    area: FilesArea,
    chosen: Option<PathBuf>,
    /// Bytes of the stream, once they are known.
    length: Option<u64>,
    /// Bytes of a name in it at most, once that is known.
    #[serde(default)]
    name_bytes: Option<usize>,
    kept: Option<Kept>,
    /// What came of it, until the appliance has heard it.
    outcome: Option<TransferOutcome>,
}

impl Receiving {
    /// One that begins.
    pub fn new(who: String, purpose: UploadPurpose) -> Self {
        let area = FilesArea::Chosen { name: String::new() };
        Self { who, purpose, area, chosen: None, length: None, name_bytes: None, kept: None, outcome: None }
    }

    /// The upload's id.
    pub fn id(&self) -> &ClientId {
        self.purpose.id()
    }

    /// The first name, and how many files there are.
    pub fn about(&self) -> Option<(&FileName, u32)> {
        match &self.purpose {
            UploadPurpose::ToDevice { name, files, .. } => Some((name, *files)),
            _ => None,
        }
    }

    /// Runs it until it ends; what is left of it where it is to go on later.
    pub async fn run(mut self, mut task: Task) -> Option<Job> {
        let mut sink = None;
        let ended = self.carry(&mut task, &mut sink).await;
        let (appliance, id) = (task.appliance.clone(), self.id().clone());
        match ended {
            Err(End::Told(Course::Pause)) => return Some(Job::Receive(Box::new(self))),
            Err(End::Told(Course::Stop)) => {
                let outcome = match self.outcome.take() {
                    Some(outcome) => outcome,
                    None => stopped_here(self.discard(sink).await),
                };
                task.last(|| appliance.say_outcome(&id, &outcome)).await;
            }
            Err(End::NotDone(why)) => {
                tracing::info!(%why, "a transfer from a console has ended");
                drop(self.discard(sink).await);
                if !matches!(why, NotDone::Over(_)) {
                    task.last(|| appliance.end_upload(&id)).await;
                }
            }
            Err(End::Told(Course::Drop | Course::Go)) => drop(self.discard(sink).await),
            Ok(()) => tracing::info!("a transfer from a console is done"),
        }
        answers::forget(&task.shelf, &id).await;
        None
    }

    async fn carry(&mut self, task: &mut Task, sink: &mut Option<Sink>) -> Result<(), End> {
        self.area = task.lent.scope().area.clone();
        self.chosen = task.lent.chosen();
        self.keep(task).await;
        let (appliance, id) = (task.appliance.clone(), self.id().clone());
        if self.outcome.is_none() {
            let length = match self.length {
                Some(length) => length,
                None => {
                    let reached = task.ask(|| appliance.upload(&id)).await?;
                    self.name_bytes = Some(reached.name_bytes);
                    reached.length
                }
            };
            self.length = Some(length);
            task.figures.set_length(length);
            let outcome = self.receive(task, sink).await?;
            self.outcome = Some(outcome);
            self.keep(task).await;
        }
        let outcome = self.outcome.clone().unwrap_or_else(nothing);
        tell(task, &id, &outcome).await
    }

    /// Takes the stream to its end.
    async fn receive(&mut self, task: &mut Task, sink: &mut Option<Sink>) -> Result<TransferOutcome, End> {
        match self.open(task).await? {
            Ok(opened) => *sink = Some(opened),
            Err(fault) => return Ok(self.gave_up(fault)),
        }
        while let Some(at) = sink.as_ref().map(Sink::wants) {
            let begun = Instant::now();
            let fed = self.visit(task, sink, at).await?;
            match fed {
                Ok(Fed::Cut) => {}
                Ok(Fed::Again) => continue,
                Ok(Fed::Whole) => return Ok(of_whole(sink.take())),
                Ok(Fed::Halted(fault)) => return Ok(broken_by(self.discard(sink.take()).await, fault)),
                Err(error @ NotDone::Over(_)) => return Err(End::NotDone(error)),
                Err(error) if !error.passes() => return Err(End::NotDone(error)),
                Err(error) => tracing::debug!(%error, "a transfer was cut"),
            }
            let moved = sink.as_ref().is_some_and(|sink| sink.wants() > at);
            if moved || begun.elapsed() >= GOOD {
                task.moved();
            }
            if !moved || begun.elapsed() < GOOD {
                task.rest().await?;
            }
        }
        Ok(nothing())
    }

    /// Opens the sink, where it was.
    async fn open(&self, task: &mut Task) -> Result<Result<Sink, FileFault>, End> {
        let (lent, job, stop) = (Arc::clone(&task.lent), self.clone(), Stop::new());
        let stopped = stop.clone();
        let opening = spawn_blocking(move || job.sink(&lent, &stopped));
        match task.once(opening).await {
            Ok(Ok(opened)) => Ok(opened),
            Ok(Err(_)) => Err(End::Told(Course::Pause)),
            Err(end) => {
                stop.stop();
                Err(end)
            }
        }
    }

    fn sink(&self, lent: &Lent, stop: &Stop) -> Result<Sink, FileFault> {
        let area = lent.files().area();
        let rights = Rights::from(lent.scope());
        let order = self.order().ok_or_else(not_to_here)?;
        match self.kept.clone() {
            Some(kept) => Sink::resume(area, rights, order, kept, stop),
            None => Sink::begin(area, rights, order),
        }
    }

    fn order(&self) -> Option<Order> {
        let UploadPurpose::ToDevice { id, folder, taken, if_taken, files, bytes, .. } = &self.purpose else {
            return None;
        };
        Some(Order {
            id: id.clone(),
            folder: folder.clone(),
            if_taken: *if_taken,
            taken: taken.clone(),
            files: *files,
            bytes: *bytes,
            length: self.length?,
            name_bytes: self.name_bytes.unwrap_or(limits::FILE_NAME_BYTES),
        })
    }

    /// Reads from an offset until the end or a cut.
    async fn visit(
        &mut self,
        task: &mut Task,
        sink: &mut Option<Sink>,
        from: u64,
    ) -> Result<Result<Fed, NotDone>, End> {
        let appliance = task.appliance.clone();
        let mut incoming = match task.once(appliance.read_upload(self.id(), from)).await? {
            Ok(incoming) => incoming,
            Err(error) => return Ok(Err(error)),
        };
        let Some(taken) = sink.take() else { return Ok(Ok(Fed::Cut)) };
        let (pieces, waiting) = mpsc::channel(AHEAD);
        let stop = Stop::new();
        let feed = Feed {
            sink: taken,
            job: self.clone(),
            pieces: waiting,
            stop: stop.clone(),
            shelf: task.shelf.clone(),
            figures: Arc::clone(&task.figures),
        };
        let feeding = spawn_blocking(move || feed.run());
        let poured = task.once(pour(&mut incoming, pieces)).await;
        if poured.is_err() {
            stop.stop();
        }
        drop(incoming);
        let Ok((feed, fed)) = feeding.await else { return Err(End::Told(Course::Pause)) };
        self.kept = feed.job.kept;
        *sink = Some(feed.sink);
        poured.map(|()| Ok(fed))
    }

    pub(super) fn set_kept(&mut self, kept: Kept) {
        self.kept = Some(kept);
    }

    async fn keep(&self, task: &Task) {
        let job = self.clone();
        answers::keep(&task.shelf, move |shelf| shelf.put(job.id(), Way::Receive, &job)).await;
    }

    /// Ends it before its end: what is whole stays, and what is not goes.
    async fn discard(&self, sink: Option<Sink>) -> TransferOutcome {
        let job = self.clone();
        let discarding = spawn_blocking(move || match sink {
            Some(sink) => sink.discard(),
            None => job.stopped(),
        });
        discarding.await.unwrap_or_else(|_| nothing())
    }

    /// Removes what was begun of it. Waits for the disk.
    pub fn forget(&self) {
        let (Some(order), Some(kept)) = (self.order(), &self.kept) else { return };
        Sink::forget(&Area::of(&self.area, self.chosen.as_deref()), &order, kept);
    }

    /// What it has come to, where nothing writes.
    fn stopped(&self) -> TransferOutcome {
        self.forget();
        let so_far = self.kept.as_ref().map(|kept| kept.outcome().clone());
        TransferOutcome { stopped: true, ..so_far.unwrap_or_else(nothing) }
    }

    fn gave_up(&self, fault: FileFault) -> TransferOutcome {
        broken_by(self.stopped(), fault)
    }
}

/// Says what came of it, until it is heard: its sender waits for nothing else.
async fn tell(task: &mut Task, id: &ClientId, outcome: &TransferOutcome) -> Result<(), End> {
    let appliance = task.appliance.clone();
    loop {
        match task.ask(|| appliance.say_outcome(id, outcome)).await {
            // It was said before, or it has ended before that.
            Err(End::NotDone(why)) if why.elsewhere() || matches!(why, NotDone::Over(_)) => return Ok(()),
            Err(End::NotDone(why)) => {
                tracing::warn!(%why, "the appliance does not take what came of a transfer");
                task.rest().await?;
            }
            other => return other,
        }
    }
}

/// Passes on what comes. A feed that takes nothing more has said why.
async fn pour(incoming: &mut Incoming, pieces: mpsc::Sender<tokio_tungstenite::tungstenite::Bytes>) {
    loop {
        match incoming.next().await {
            Ok(Some(piece)) => {
                if pieces.send(piece).await.is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                tracing::debug!(%error, "the connection of a transfer has ended");
                return;
            }
        }
    }
}
