//! Carries files to and from the device, as far as the customer allows it.
//!
//! ```text
//!  session ──▶ Porter ──▶ Lent      what is allowed; requests are answered from it
//!                │
//!                ├──▶ Sending ──▶ upload       a task for each transfer, which outlives cuts
//!                └──▶ Receiving ◀── upload     └── Shelf: what is kept of it for a restart
//! ```
//!
//! [`Porter::allow`] says what is allowed now. What it does not say any more ends here and now:
//! requests fail, and transfers rest until the appliance says that they are over, or that they are
//! allowed again. What the customer has stopped here is over at once.

mod answers;
mod asked;
mod feed;
mod folder;
mod job;
mod lent;
mod outcome;
mod receiving;
mod scope;
mod sending;
mod shelf;
mod task;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use farhand_files::{Plan, Reply};
use farhand_protocol::ClientId;
use farhand_protocol::files::{FaultCode, FilesAnswer, FilesArea, FilesRequest, FilesScope};
use farhand_protocol::upload::UploadPurpose;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

use crate::appliance::Appliance;
use crate::backoff::Backoff;
use crate::face::Moving;

pub use folder::{DOWNLOADS, folder_name};
pub use scope::cut;
pub use shelf::Shelf;

use asked::Asked;
use folder::Meant;
use job::Job;
use lent::{Lent, failed, not_allowed};
use receiving::Receiving;
use sending::Sending;
use task::{Course, Figures, Task};

/// Requests of each kind that are worked on at once; others wait.
const AT_ONCE: usize = 4;
/// Requests and transfers that there can be; more are refused.
const MOST: usize = 128;
/// How long transfers have to clean up when the session is over.
const CLOSING: Duration = Duration::from_secs(2);

/// See the module's comment.
pub struct Porter {
    appliance: Appliance,
    shelf: Option<Shelf>,
    /// The folders that a scope with a chosen folder can mean.
    meant: Meant,
    lent: Option<Arc<Lent>>,
    /// Transfers that do not run.
    resting: BTreeMap<ClientId, Job>,
    running: BTreeMap<ClientId, Run>,
    tasks: JoinSet<Done>,
    lanes: Lanes,
    hurry: Arc<Notify>,
}

/// A transfer that runs.
struct Run {
    course: watch::Sender<Course>,
    figures: Arc<Figures>,
    shown: Moving,
    /// What a console that asks for it again is told, once it can be told.
    sending: Option<(FilesAnswer, Asked)>,
}

/// What a task has come to.
enum Done {
    /// Nothing follows from it.
    Answered,
    /// Files are to be sent.
    Planned { request: u64, who: String, transfer: ClientId, plan: Plan, lent: Arc<Lent> },
    /// A transfer runs no more, and this is left of it.
    Carried(ClientId, Option<Job>),
}

/// Long work does not keep those waiting who only look.
struct Lanes {
    looks: Arc<Semaphore>,
    plans: Arc<Semaphore>,
    changes: Arc<Semaphore>,
}

impl Default for Lanes {
    fn default() -> Self {
        let [looks, plans, changes] = [(); 3].map(|()| Arc::new(Semaphore::new(AT_ONCE)));
        Self { looks, plans, changes }
    }
}

impl Lanes {
    fn of(&self, request: &FilesRequest) -> Arc<Semaphore> {
        Arc::clone(match request {
            FilesRequest::Send { .. } => &self.plans,
            request if request.takes_long() => &self.changes,
            _ => &self.looks,
        })
    }
}

impl Porter {
    /// Carries nothing before something is allowed. What was kept goes on then. A scope with a chosen
    /// folder means `usual` where the customer has chosen none. Waits for the disk.
    #[must_use]
    pub fn new(appliance: Appliance, shelf: Option<Shelf>, usual: Option<PathBuf>) -> Self {
        let jobs = shelf.as_ref().map(Shelf::jobs).unwrap_or_default();
        Self {
            appliance,
            shelf,
            meant: Meant::new(usual),
            lent: None,
            resting: jobs.into_iter().map(|job| (job.id().clone(), job)).collect(),
            running: BTreeMap::new(),
            tasks: JoinSet::new(),
            lanes: Lanes::default(),
            hurry: Arc::default(),
        }
    }

    /// The customer has chosen a folder for the scope that is allowed next.
    pub fn choose(&mut self, folder: PathBuf) {
        self.meant.choose(folder);
    }

    /// The name of the folder that a scope means, where there is no such folder.
    #[must_use]
    pub fn misses(&self, scope: &FilesScope) -> Option<String> {
        match &scope.area {
            FilesArea::Chosen { name } if self.meant.by(&scope.area).is_none() => Some(name.clone()),
            _ => None,
        }
    }

    /// This is allowed from now on, and nothing else.
    pub fn allow(&mut self, scope: Option<&FilesScope>) {
        let folder = scope.and_then(|scope| self.meant.by(&scope.area));
        let is = |lent: &Arc<Lent>| scope == Some(lent.scope()) && lent.chosen() == folder;
        if self.lent.as_ref().map_or(scope.is_none(), is) {
            return;
        }
        if let Some(before) = self.lent.take() {
            before.withdraw();
        }
        self.turn_all(Course::Pause);
        if let Some(scope) = scope {
            tracing::info!(?scope, "files are allowed");
            self.lent = Some(Arc::new(Lent::new(scope.clone(), folder)));
            self.go_on();
        }
    }

    /// A console asks something.
    pub fn request(&mut self, request: u64, who: String, files: FilesRequest) {
        let Some(lent) = self.lent.clone() else { return self.answer(request, not_allowed()) };
        if let FilesRequest::Send { transfer, .. } = &files
            && self.is_known(request, transfer)
        {
            return;
        }
        if self.tasks.len() >= MOST {
            return self.answer(request, failed(FaultCode::Busy, "the device is asked too much at once"));
        }
        let (permits, appliance) = (self.lanes.of(&files), self.appliance.clone());
        self.tasks.spawn(async move {
            let permit = permits.acquire_owned().await;
            let asked = Arc::clone(&lent);
            let reply = spawn_blocking(move || asked.answer(files)).await;
            drop(permit);
            match reply {
                Ok(Reply::Plan { transfer, plan }) => {
                    return Done::Planned { request, who, transfer, plan, lent };
                }
                // What was done is told in any case: it belongs into the session's log.
                Ok(Reply::Answer(answer)) if lent.withdrawn() && !answers::says_done(&answer) => {
                    answers::tell(&appliance, request, not_allowed()).await;
                }
                Ok(Reply::Answer(answer)) => answers::tell(&appliance, request, answer).await,
                Err(error) => tracing::error!(%error, "a request about files broke off"),
            }
            Done::Answered
        });
    }

    /// Whether a console asks again for a transfer. It is answered then, while its upload is not made a
    /// little later.
    fn is_known(&mut self, request: u64, transfer: &ClientId) -> bool {
        if let Some(job) = self.resting.get(transfer) {
            if let Job::Send(sending) = job {
                sending.asked.wait(request);
            }
            return true;
        }
        let known = self.running.get(transfer).and_then(|run| run.sending.as_ref());
        let Some((answer, asked)) = known else { return false };
        if asked.add(request) {
            let answer = answer.clone();
            self.answer(request, answer);
        }
        true
    }

    fn answer(&mut self, request: u64, answer: FilesAnswer) {
        let appliance = self.appliance.clone();
        self.tasks.spawn(async move {
            answers::tell(&appliance, request, answer).await;
            Done::Answered
        });
    }

    /// A console sends files. It is said again after each connection.
    pub fn receive(&mut self, who: String, purpose: UploadPurpose) {
        let id = purpose.id().clone();
        if self.resting.contains_key(&id) || self.running.contains_key(&id) {
            return;
        }
        if self.resting.len() + self.running.len() >= MOST {
            return self.refuse(id);
        }
        self.resting.insert(id, Job::Receive(Box::new(Receiving::new(who, purpose))));
        self.go_on();
    }

    /// Refuses what a console sends.
    pub fn refuse(&mut self, id: ClientId) {
        let appliance = self.appliance.clone();
        tracing::info!(%id, "a transfer that is not allowed is refused");
        self.tasks.spawn(async move {
            if let Err(error) = appliance.end_upload(&id).await {
                tracing::debug!(%error, "a refusal was not heard");
            }
            Done::Answered
        });
    }

    /// A transfer has ended elsewhere.
    pub fn ended(&mut self, id: &ClientId) {
        self.turn(id, Course::Drop);
        if let Some(job) = self.resting.remove(id) {
            self.forget(job);
        }
    }

    /// The customer stops what is moved; the other side is told.
    pub fn stop_transfers(&mut self) {
        self.turn_all(Course::Stop);
    }

    /// All transfers are over: the customer has taken the permission back, or the session has ended.
    pub fn drop_all(&mut self) {
        self.turn_all(Course::Drop);
        for job in std::mem::take(&mut self.resting).into_values() {
            self.forget(job);
        }
    }

    /// The connection is back: whatever waits tries at once.
    pub fn hurry(&self) {
        self.hurry.notify_waiters();
    }

    /// What is moved now.
    #[must_use]
    pub fn moving(&self) -> Vec<Moving> {
        let goes = |run: &&Run| *run.course.borrow() == Course::Go;
        let shown = |run: &Run| Moving { percent: run.figures.percent(), ..run.shown.clone() };
        self.running.values().filter(goes).map(shown).collect()
    }

    /// Waits until something is done. `None` while there is nothing to wait for.
    pub async fn done(&mut self) -> Option<()> {
        match self.tasks.join_next().await? {
            Ok(Done::Answered) => {}
            Ok(Done::Planned { request, who, transfer, plan, lent }) => {
                self.send(request, who, transfer, plan, &lent);
            }
            Ok(Done::Carried(id, left)) => self.carried(&id, left),
            Err(error) => {
                tracing::error!(%error, "something about files broke off");
                self.running.retain(|_, run| !run.course.is_closed());
            }
        }
        Some(())
    }

    fn send(&mut self, request: u64, who: String, id: ClientId, plan: Plan, lent: &Arc<Lent>) {
        if lent.withdrawn() {
            return self.answer(request, not_allowed());
        }
        if self.is_known(request, &id) {
            return;
        }
        let asked = Asked::default();
        asked.wait(request);
        let sending = Sending { id: id.clone(), who, plan: plan.into(), asked };
        self.resting.insert(id, Job::Send(sending));
        self.go_on();
    }

    fn carried(&mut self, id: &ClientId, left: Option<Job>) {
        let run = self.running.remove(id);
        let (Some(job), Some(run)) = (left, run) else { return };
        if *run.course.borrow() > Course::Pause {
            return self.forget(job);
        }
        self.resting.insert(id.clone(), job);
        self.go_on();
    }

    /// Runs what rests, as far as it is allowed.
    fn go_on(&mut self) {
        let Some(lent) = self.lent.clone() else { return };
        let fits = |job: &Job| match job {
            Job::Send(_) => lent.scope().from_device,
            Job::Receive(_) => lent.scope().to_device,
        };
        for (id, job) in std::mem::take(&mut self.resting) {
            if !fits(&job) {
                if let Job::Send(sending) = &job {
                    sending.asked.given_up().into_iter().for_each(|one| self.answer(one, not_allowed()));
                }
                self.refuse(id);
                self.forget(job);
            } else if !self.running.contains_key(&id) {
                self.start(id, job, &lent);
            }
        }
    }

    fn start(&mut self, id: ClientId, job: Job, lent: &Arc<Lent>) {
        let (course, heard) = watch::channel(Course::Go);
        let figures = Arc::new(Figures::default());
        let sending = match &job {
            Job::Send(sending) => Some((sending.answer(), sending.asked.clone())),
            Job::Receive(_) => None,
        };
        let task = Task {
            appliance: self.appliance.clone(),
            shelf: self.shelf.clone(),
            lent: Arc::clone(lent),
            course: heard,
            figures: Arc::clone(&figures),
            hurry: Arc::clone(&self.hurry),
            backoff: Backoff::default(),
        };
        tracing::info!(%id, "a transfer goes on");
        self.running.insert(id.clone(), Run { course, figures, shown: job.shown(), sending });
        self.tasks.spawn(async move { Done::Carried(id, job.run(task).await) });
    }

    fn turn_all(&self, to: Course) {
        self.running.keys().for_each(|id| self.turn(id, to));
    }

    fn turn(&self, id: &ClientId, to: Course) {
        if let Some(run) = self.running.get(id) {
            run.course.send_if_modified(|course| {
                let later = to > *course;
                *course = to.max(*course);
                later
            });
        }
    }

    fn forget(&mut self, job: Job) {
        let shelf = self.shelf.clone();
        self.tasks.spawn_blocking(move || {
            job.forget();
            if let Some(shelf) = shelf {
                shelf.remove(job.id());
            }
            Done::Answered
        });
    }

    /// Ends all, and leaves nothing behind: the session is over.
    pub async fn close(&mut self) {
        self.allow(None);
        self.drop_all();
        let all_done = async { while self.done().await.is_some() {} };
        if timeout(CLOSING, all_done).await.is_err() {
            tracing::warn!("transfers are slow to end");
        }
        answers::keep(&self.shelf, Shelf::clear).await;
    }
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::{DevicePath, IfTaken, RootId};

    use super::*;

    #[test]
    fn whoever_looks_does_not_wait_for_what_takes_long() {
        let lanes = Lanes::default();
        let home = DevicePath::root(RootId("home".to_owned()));
        let transfer = "transfer-1".parse().unwrap();
        let (paths, folder) = (vec![home.clone()], home);
        let long = [
            FilesRequest::Delete { paths: paths.clone(), for_good: true },
            FilesRequest::Move { paths: paths.clone(), folder, if_taken: IfTaken::Skip },
            FilesRequest::Send { transfer, paths: paths.clone() },
        ];
        let waits: Vec<_> =
            (0..AT_ONCE).flat_map(|_| long.iter().map(|one| lanes.of(one).try_acquire_owned())).collect();
        assert!(waits.iter().any(Result::is_err), "there is an end to it");
        let looks = [FilesRequest::Roots {}, FilesRequest::Stat { paths }];
        assert!(looks.iter().all(|look| lanes.of(look).try_acquire_owned().is_ok()));
    }
}
