//! The console's store: one SQLite file, written by one thread.
//!
//! A commit is on the disk when [`Store::commit`] answers (write-ahead log, `synchronous=FULL`).
//! The folder is locked, so that two consoles never write the same outbox. A damaged file is
//! moved aside and named, never overwritten.

mod file;
mod lock;
mod read;
mod talk;
mod write;

use std::path::{Path, PathBuf};
use std::thread;

use farhand_core::stored::{Stored, Write};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use lock::FolderLock;

/// Why the store does not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made, or its files cannot be opened.
    #[error("the folder {path} cannot be used: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another console has the folder.
    #[error("another console is already running with the folder {0}")]
    InUse(PathBuf),
    /// A newer console has written the store.
    #[error("the store was written by a newer version of this program; install that version")]
    Newer,
    /// SQLite failed.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The tables could not be brought up to date.
    #[error("{0}")]
    Migration(rusqlite_migration::Error),
    /// A value in a table is not what was written there.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// The writing thread is gone.
    #[error("the store is closed")]
    Closed,
}

/// A store that was just opened.
pub(crate) struct Opened {
    /// Writes to it.
    pub store: Store,
    /// What it held.
    pub stored: Stored,
    /// Where a damaged file was moved, and a new one begun.
    pub moved_aside: Option<PathBuf>,
}

/// The writing end. The file is closed, and the folder freed, when it is dropped.
pub(crate) struct Store {
    work: mpsc::Sender<Work>,
    thread: thread::JoinHandle<()>,
}

struct Work {
    writes: Vec<Write>,
    done: oneshot::Sender<Result<(), StoreError>>,
}

impl Store {
    /// Opens the store in a folder, making both where they are missing. Blocks.
    pub fn open(folder: &Path) -> Result<Opened, StoreError> {
        let lock = FolderLock::take(folder)?;
        let (connection, stored, moved_aside) = file::open(folder)?;
        let (work, inbox) = mpsc::channel(1);
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || serve(connection, inbox, lock))
            .map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        Ok(Opened { store: Store { work, thread }, stored, moved_aside })
    }

    /// Commits writes together, in their order.
    pub async fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let (done, answer) = oneshot::channel();
        self.work.send(Work { writes, done }).await.map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Closes the file and frees the folder. Blocks.
    pub fn close(self) {
        drop(self.work);
        if self.thread.join().is_err() {
            tracing::error!("the store's thread has panicked");
        }
    }
}

fn serve(mut connection: Connection, mut inbox: mpsc::Receiver<Work>, lock: FolderLock) {
    while let Some(Work { writes, done }) = inbox.blocking_recv() {
        let _nobody_waits = done.send(write::commit(&mut connection, &writes));
    }
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "the store was not closed cleanly");
    }
    drop(lock);
}

#[cfg(test)]
mod tests;
