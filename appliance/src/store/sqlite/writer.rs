//! The thread that writes.
//!
//! Jobs come in through a bounded channel. Those that wait are carried out in one transaction,
//! each behind a savepoint of its own, and are answered after the commit: so a crowd shares the
//! cost of reaching the disk, and nobody hears of what could still be lost.

use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use super::super::{Result, StoreError};

/// Jobs that may wait.
const WAITING: usize = 1024;
/// Jobs that share a commit at most.
const TOGETHER: usize = 128;

type Job = Box<dyn FnOnce(&Connection) -> Reply + Send>;
/// Answers a job once its commit has or has not happened.
type Reply = Box<dyn FnOnce(Result<()>) + Send>;

pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, commits: watch::Sender<u64>) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(conn, waiting, &commits))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let done = in_savepoint(conn, work);
            Box::new(move |committed: Result<()>| {
                // Whoever asked may have left meanwhile.
                let _ = answer.send(committed.and(done));
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Unavailable)?;
        jobs.send(job).await.map_err(|_| StoreError::Unavailable)?;
        answered.await.map_err(|_| StoreError::Unavailable)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported by its own hook.
            let _ = thread.join();
        }
    }
}

fn serve(conn: Connection, mut waiting: mpsc::Receiver<Job>, commits: &watch::Sender<u64>) {
    while let Some(first) = waiting.blocking_recv() {
        let mut replies = Vec::new();
        let committed = together(&conn, first, &mut waiting, &mut replies);
        if committed.is_ok() {
            commits.send_modify(|n| *n = n.wrapping_add(1));
        }
        for reply in replies {
            reply(committed.as_ref().copied().map_err(|e| StoreError::Failed(e.to_string())));
        }
    }
}

fn together(
    conn: &Connection,
    first: Job,
    waiting: &mut mpsc::Receiver<Job>,
    replies: &mut Vec<Reply>,
) -> rusqlite::Result<()> {
    let begun = conn.execute_batch("BEGIN IMMEDIATE");
    if let Err(e) = begun {
        replies.push(Box::new(move |_| drop(first)));
        return Err(e);
    }
    replies.push(first(conn));
    while replies.len() < TOGETHER
        && let Ok(job) = waiting.try_recv()
    {
        replies.push(job(conn));
    }
    conn.execute_batch("COMMIT").inspect_err(|_| {
        // Where even this fails SQLite has rolled back already.
        let _ = conn.execute_batch("ROLLBACK");
    })
}

fn in_savepoint<T>(conn: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    conn.execute_batch("SAVEPOINT job")?;
    let done = work(conn);
    conn.execute_batch(if done.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })?;
    done
}
