//! An upload that is in use: who writes, how far it has come, and whether it is over.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::{OwnedMutexGuard, watch};
use tokio_util::sync::CancellationToken;

use super::pen::Pen;
use super::{blocking, make_private};

/// An upload that is in use.
pub struct Live {
    pub(super) path: PathBuf,
    /// How far readers may read.
    pub(super) reached: watch::Sender<u64>,
    over: CancellationToken,
    /// Whether it is a file for the chat.
    chat: bool,
    /// How far it had come when it was last asked whether it is used.
    seen: AtomicU64,
    /// The writer's; a newer one cancels it.
    turn: Mutex<CancellationToken>,
    pen: Arc<tokio::sync::Mutex<Pen>>,
}

/// The right to write, which nobody else has meanwhile.
pub struct Turn {
    pub(super) pen: OwnedMutexGuard<Pen>,
    pub(super) given_up: CancellationToken,
}

/// The file beside an upload's own that says from where on its bytes are not checked yet.
pub(super) fn marker(path: &Path) -> PathBuf {
    path.with_extension("unchecked")
}

/// The same while it is written.
pub(super) fn marker_to_be(path: &Path) -> PathBuf {
    path.with_extension("unchecked-new")
}

/// Notes from where on the bytes are not checked yet: beside first, because a part of a number is another
/// number.
pub(super) fn mark(path: &Path, offset: u64) -> io::Result<()> {
    let beside = marker_to_be(path);
    std::fs::write(&beside, offset.to_string())?;
    std::fs::rename(&beside, marker(path))
}

impl Live {
    /// Opens the file, or makes it. Bytes that were not checked when the program ended are cut off. Whoever
    /// writes keeps so many bytes of the disk free, and is not silent for longer than that.
    pub(super) fn open(
        path: PathBuf,
        length: u64,
        hashed: bool,
        (keep_free, silence): (u64, Duration),
    ) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            make_private(folder)?;
        }
        let file = append_to(&path)?;
        let mut offset = file.metadata()?.len().min(length);
        if let Ok(text) = std::fs::read_to_string(marker(&path)) {
            offset = text.trim().parse().unwrap_or(0).min(offset);
            file.set_len(offset)?;
            std::fs::remove_file(marker(&path))?;
        }
        let hash = (hashed && offset == 0).then(Sha256::new);
        let pen = Pen { offset, length, hash, keep_free, silence, path: path.clone() };
        Ok(Self {
            path,
            reached: watch::Sender::new(offset),
            over: CancellationToken::new(),
            chat: hashed,
            seen: AtomicU64::new(offset),
            turn: Mutex::default(),
            pen: Arc::new(tokio::sync::Mutex::new(pen)),
        })
    }

    /// Bytes that have arrived.
    #[must_use]
    pub fn offset(&self) -> u64 {
        *self.reached.borrow()
    }

    /// Whether somebody uses it, since that was last asked. Holding a connection open is no use of a file
    /// for the chat: bytes must come.
    pub(super) fn is_used(&self) -> bool {
        let offset = self.offset();
        let moved = self.seen.swap(offset, Ordering::Relaxed) < offset;
        moved || !self.chat
    }

    /// Fires when the upload is over: done, ended, or gone.
    #[must_use]
    pub fn over(&self) -> &CancellationToken {
        &self.over
    }

    pub(super) fn close(&self) {
        self.over.cancel();
    }

    /// The right to write. Whoever has it gives it up: of two writers the newer one is the one whose
    /// connection is alive.
    pub async fn turn(&self) -> Turn {
        let given_up = CancellationToken::new();
        let before = {
            let mut turn = self.turn.lock().expect("no holder of the turn panics");
            std::mem::replace(&mut *turn, given_up.clone())
        };
        before.cancel();
        Turn { pen: self.pen.clone().lock_owned().await, given_up }
    }
}

impl Turn {
    /// Bytes that have arrived.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.pen.offset
    }

    /// Forgets all that has arrived.
    ///
    /// # Errors
    /// When the file cannot be cut.
    pub async fn empty(&mut self, live: &Live) -> io::Result<()> {
        live.reached.send_replace(0);
        self.pen.offset = 0;
        self.pen.hash = Some(Sha256::new());
        let path = live.path.clone();
        blocking(move || append_to(&path)?.set_len(0)).await
    }

    /// The SHA-256 of the whole, which is on the disk when this answers.
    ///
    /// # Errors
    /// When the file cannot be read or forced to the disk.
    pub async fn seal(&mut self, live: &Live) -> io::Result<[u8; 32]> {
        let (path, hash) = (live.path.clone(), self.pen.hash.clone());
        blocking(move || {
            let mut file = File::open(&path)?;
            file.sync_all()?;
            if let Some(folder) = path.parent().filter(|_| cfg!(unix)) {
                File::open(folder)?.sync_all()?;
            }
            if let Some(hash) = hash {
                return Ok(hash.finalize().into());
            }
            // A part of it came before the program was started.
            let mut hash = Sha256::new();
            io::copy(&mut file, &mut hash)?;
            Ok(hash.finalize().into())
        })
        .await
    }
}

pub(super) fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    // Not in append mode: a checked piece that turns out wrong is cut off, and written again.
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_takes_the_place_of_the_one_before_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("upload-1");
        mark(&path, 50_000).unwrap();
        let before = folder.path().join("before");
        std::fs::hard_link(marker(&path), &before).unwrap();
        mark(&path, 60_000).unwrap();
        assert_eq!(std::fs::read_to_string(marker(&path)).unwrap(), "60000");
        assert_eq!(std::fs::read_to_string(before).unwrap(), "50000", "it is not written over");
    }

    #[test]
    fn a_marker_that_was_not_finished_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("upload-1");
        std::fs::write(&path, [7; 100]).unwrap();
        std::fs::write(marker_to_be(&path), "").unwrap();
        let live = Live::open(path.clone(), 200, false, (0, Duration::from_secs(1))).unwrap();
        assert_eq!(live.offset(), 100);
        drop(live);
        std::fs::write(folder.path().join("upload-2"), "").unwrap();
        super::super::remove(&path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing of it is left");
    }

    #[test]
    fn a_file_for_the_chat_is_used_while_bytes_come() {
        let folder = tempfile::tempdir().unwrap();
        let open = |name: &str, chat| {
            Live::open(folder.path().join(name), 200, chat, (0, Duration::from_secs(1))).unwrap()
        };
        let (chat, transfer) = (open("chat-0001", true), open("transfer-1", false));
        assert!(!chat.is_used() && transfer.is_used());
        chat.reached.send_replace(10);
        assert!(chat.is_used() && !chat.is_used(), "once for these bytes");
    }
}
