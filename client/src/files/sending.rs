//! Files that go to a console: planned once, kept, and written into an upload from wherever the
//! appliance has it, until the console has said what came of them.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use farhand_files::{Plan, Source, Stop};
use farhand_protocol::ClientId;
use farhand_protocol::files::{FaultCode, FilesAnswer};
use farhand_protocol::upload::UploadPurpose;
use http_body_util::channel::{Channel, Sender};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Bytes;

use super::answers;
use super::asked::Asked;
use super::job::Job;
use super::lent::{failed, not_allowed};
use super::shelf::Way;
use super::task::{Course, End, Figures, Task};
use crate::appliance::{Fault, NotDone};

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;
/// Pieces that wait for the connection.
const AHEAD: usize = 4;
/// A connection that takes nothing for so long is given up.
const STALL: Duration = Duration::from_secs(45);

/// An answer that came after so long was waited for; one that comes sooner is not asked for at once.
const WAITED: Duration = Duration::from_secs(5);

/// A transfer to a console, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sending {
    /// The console's id of it, and the upload's.
    pub id: ClientId,
    /// Who has asked for it.
    pub who: String,
    /// What is sent.
    pub plan: Arc<Plan>,
    /// The requests for it, since the program was started.
    #[serde(skip)]
    pub asked: Asked,
}

impl Sending {
    /// What the console is answered.
    pub fn answer(&self) -> FilesAnswer {
        self.plan.sending(self.id.clone())
    }

    /// Runs it until it ends; what is left of it where it is to go on later.
    pub async fn run(mut self, mut task: Task) -> Option<Job> {
        let ended = self.carry(&mut task).await;
        let (appliance, id) = (task.appliance.clone(), self.id.clone());
        match ended {
            Err(End::Told(Course::Pause)) => return Some(Job::Send(self)),
            Err(End::Told(Course::Stop)) => {
                self.refuse(&task, failed(FaultCode::Stopped, "the customer has stopped it")).await;
                task.last(|| appliance.end_upload(&id)).await;
            }
            Err(End::NotDone(why)) => {
                tracing::info!(%why, "a transfer to a console has ended");
                self.refuse(&task, failed(FaultCode::Failed, &why.to_string())).await;
                if !matches!(why, NotDone::Over(_)) {
                    task.last(|| appliance.end_upload(&id)).await;
                }
            }
            Err(End::Told(Course::Drop)) => self.refuse(&task, not_allowed()).await,
            Ok(()) | Err(End::Told(Course::Go)) => {}
        }
        answers::forget(&task.shelf, &self.id).await;
        None
    }

    async fn carry(&mut self, task: &mut Task) -> Result<(), End> {
        let length = self.plan.length();
        task.figures.set_length(length);
        self.make(task).await?;
        let (appliance, id) = (task.appliance.clone(), self.id.clone());
        loop {
            let reached = task.ask(|| appliance.upload(&id)).await?;
            task.figures.reach(reached.offset);
            if reached.offset >= length {
                break;
            }
            let written = self.write(task, reached.offset).await?;
            if task.figures.at() > reached.offset {
                task.moved();
            }
            if let Err(error) = written {
                if !error.passes() && !error.elsewhere() {
                    return Err(End::NotDone(error));
                }
                tracing::debug!(%error, "a transfer was cut");
                task.rest().await?;
            }
        }
        self.wait(task).await
    }

    /// Waits until the console has said what came of it.
    async fn wait(&self, task: &mut Task) -> Result<(), End> {
        let (appliance, id) = (task.appliance.clone(), self.id.clone());
        loop {
            let begun = Instant::now();
            if task.ask(|| appliance.outcome(&id)).await?.outcome.is_some() {
                tracing::info!("a transfer to a console is done");
                return Ok(());
            }
            if begun.elapsed() >= WAITED {
                task.moved();
            } else {
                task.rest().await?;
            }
        }
    }

    /// Makes the upload, and answers the console. What was made before is answered as it is.
    async fn make(&mut self, task: &mut Task) -> Result<(), End> {
        let job = self.clone();
        answers::keep(&task.shelf, move |shelf| shelf.put(&job.id, Way::Send, &job)).await;
        let purpose = UploadPurpose::FromDevice {
            id: self.id.clone(),
            files: self.plan.files(),
            bytes: self.plan.bytes(),
            name: self.plan.first().clone(),
        };
        let (appliance, length) = (task.appliance.clone(), self.plan.length());
        task.ask(|| appliance.make_upload(&purpose, length)).await?;
        for request in self.asked.made() {
            let answer = if task.lent.withdrawn() { not_allowed() } else { self.answer() };
            answers::tell(&task.appliance, request, answer).await;
        }
        Ok(())
    }

    /// The console hears why it gets nothing, where it still waits.
    async fn refuse(&self, task: &Task, why: FilesAnswer) {
        for request in self.asked.given_up() {
            answers::tell(&task.appliance, request, why.clone()).await;
        }
    }

    /// Writes from an offset until the end or a cut.
    async fn write(&self, task: &mut Task, from: u64) -> Result<Result<(), NotDone>, End> {
        let stop = Stop::new();
        let ready = spawn_blocking(source(task, &self.plan, from, &stop));
        let source = match task.once(ready).await {
            Ok(Ok(Some(source))) => source,
            Ok(_) => return Err(End::Told(Course::Pause)),
            Err(end) => {
                stop.stop();
                return Err(end);
            }
        };
        let (body, content) = Channel::new(AHEAD);
        let reading = Reading { source, body, stop: stop.clone(), figures: Arc::clone(&task.figures) };
        let here = Handle::current();
        spawn_blocking(move || reading.run(&here));
        let appliance = task.appliance.clone();
        let figures = Arc::clone(&task.figures);
        let request = appliance.write_upload(&self.id, from, self.plan.length() - from, content);
        let written = task
            .once(async {
                tokio::select! {
                    written = request => written,
                    () = stalled(&figures) => {
                        Err(Fault::Unreachable("the appliance takes nothing any more".into()).into())
                    }
                }
            })
            .await;
        stop.stop();
        written
    }
}

/// Opens the stream at an offset; that reads the beginning of a file again.
fn source(task: &Task, plan: &Arc<Plan>, from: u64, stop: &Stop) -> impl FnOnce() -> Option<Source> + use<> {
    let (lent, plan, stop) = (Arc::clone(&task.lent), Arc::clone(plan), stop.clone());
    move || {
        let mut source = Source::new(Arc::clone(lent.files().area()), plan);
        source.seek(from, &stop).ok()?;
        Some(source)
    }
}

/// Waits until nothing moves any more.
async fn stalled(figures: &Figures) {
    loop {
        let before = figures.at();
        sleep(STALL).await;
        if figures.at() == before {
            return;
        }
    }
}

/// Reads the stream for a connection, no further ahead than a few pieces.
struct Reading {
    source: Source,
    body: Sender<Bytes>,
    stop: Stop,
    figures: Arc<Figures>,
}

impl Reading {
    fn run(mut self, here: &Handle) {
        while !self.stop.stopped() {
            let piece = self.piece();
            if piece.is_empty() || here.block_on(self.body.send_data(piece)).is_err() {
                return;
            }
            self.figures.reach(self.source.offset());
        }
    }

    fn piece(&mut self) -> Bytes {
        let mut piece = Vec::with_capacity(PIECE);
        // A source's reading never fails.
        drop(self.source.by_ref().take(PIECE as u64).read_to_end(&mut piece));
        piece.into()
    }
}
