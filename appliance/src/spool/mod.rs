//! The spool: the bytes of uploads, a file for each, in `spool/<session>/<upload>` below the data
//! folder.
//!
//! A file's length is how much of its upload has arrived, so nothing about it is in the database and a
//! kill at any moment loses nothing that is in the file. Bytes are appended as they come, in large
//! pieces, and are never held whole in memory ([`pen`]); readers follow the writing ([`tail`]). What is
//! in the database decides which files stay: the others are removed when the appliance starts and
//! whenever an upload is over.
//!
//! A transfer's file is not forced to the disk: a power cut could at worst cost bytes that are sent
//! again, or damage that the hashes in the stream find. A file that the chat keeps is.

mod disk;
mod live;
mod pen;
mod sum;
mod tail;

use std::collections::HashMap;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use farhand_protocol::{ClientId, SessionId};
use tokio::task::spawn_blocking;

use crate::domain::file_limits::FileLimits;

pub use live::{Live, Turn};
pub use pen::{Check, Stopped};
pub use sum::{ALGORITHMS, Sum};
pub use tail::tail;

/// Which upload.
pub type Key = (SessionId, ClientId);

/// The uploads' bytes.
pub struct Spool {
    folder: PathBuf,
    keep_free: u64,
    silence: Duration,
    live: Mutex<HashMap<Key, Arc<Live>>>,
    /// Held while leftovers are removed, so that each is told of once, and while a file is opened.
    pub cleaning: tokio::sync::Mutex<()>,
}

impl Spool {
    /// The spool below the data folder.
    #[must_use]
    pub fn new(data: &Path, limits: &FileLimits) -> Self {
        Self {
            folder: data.join("spool"),
            keep_free: limits.keep_free_bytes,
            silence: limits.silence(),
            live: Mutex::default(),
            cleaning: tokio::sync::Mutex::default(),
        }
    }

    fn live(&self) -> MutexGuard<'_, HashMap<Key, Arc<Live>>> {
        self.live.lock().expect("no holder of the spool's list panics")
    }

    fn path(&self, (lsid, id): &Key) -> PathBuf {
        self.folder.join(lsid.as_str()).join(id.as_str())
    }

    /// An upload's bytes, where they are in use.
    #[must_use]
    pub fn in_use(&self, key: &Key) -> Option<Arc<Live>> {
        self.live().get(key).cloned()
    }

    /// An upload's bytes, which are `length` in the end. Whoever opens them holds [`Spool::cleaning`]: nobody
    /// would remove those of an upload that has ended meanwhile.
    ///
    /// # Errors
    /// When the file cannot be made or read.
    pub async fn open(&self, key: &Key, length: u64, hashed: bool) -> io::Result<Arc<Live>> {
        if let Some(live) = self.in_use(key) {
            return Ok(live);
        }
        let (path, limits) = (self.path(key), (self.keep_free, self.silence));
        let opened = blocking(move || Live::open(path, length, hashed, limits)).await?;
        Ok(self.live().entry(key.clone()).or_insert_with(|| Arc::new(opened)).clone())
    }

    /// Those that somebody writes or reads now; of files for the chat, those that have moved since that
    /// was last asked.
    #[must_use]
    pub fn busy(&self) -> Vec<Key> {
        let live = self.live();
        // The list itself holds each once.
        live.iter()
            .filter(|(_, one)| Arc::strong_count(one) > 1 && one.is_used())
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// Stops whoever writes, reads or waits, and removes the bytes.
    ///
    /// # Errors
    /// When the file is there and cannot be removed.
    pub async fn remove(&self, key: &Key) -> io::Result<()> {
        let live = self.live().remove(key);
        if let Some(live) = &live {
            live.close();
        }
        let path = self.path(key);
        blocking(move || remove(&path)).await
    }

    /// Removes every file but these.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not be removed.
    pub async fn keep_only(&self, wanted: Vec<Key>) -> io::Result<usize> {
        let wanted: HashSet<_> = wanted.iter().map(|key| self.path(key)).collect();
        let folder = self.folder.clone();
        blocking(move || keep_only(&folder, &wanted)).await
    }

    /// Whether there is room for that many bytes more.
    pub async fn has_room(&self, bytes: u64) -> bool {
        let (folder, keep_free) = (self.folder.clone(), self.keep_free);
        blocking(move || {
            make_private(&folder)?;
            Ok(disk::free(&folder))
        })
        .await
        .is_ok_and(|free| free.is_none_or(|free| free >= keep_free.saturating_add(bytes)))
    }
}

fn keep_only(folder: &Path, wanted: &HashSet<PathBuf>) -> io::Result<usize> {
    let mut removed = 0;
    for session in listed(folder)? {
        for file in listed(&session)? {
            if !wanted.contains(&file.with_extension("")) {
                std::fs::remove_file(&file)?;
                removed += 1;
            }
        }
        // One that is not empty stays.
        let _ = std::fs::remove_dir(&session);
    }
    Ok(removed)
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    for path in [path.to_owned(), live::marker(path), live::marker_to_be(path)] {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    if let Some(session) = path.parent() {
        // One that is not empty stays.
        let _ = std::fs::remove_dir(session);
    }
    Ok(())
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Runs what may wait for the disk where that holds nobody up.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
