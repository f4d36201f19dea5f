//! Writing: a request's body goes to the file in large pieces, which are gathered while the piece
//! before them is written.

use std::fs::File;
use std::io::{self, IoSlice, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::{FutureExt, StreamExt};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::live::{Live, Turn, append_to, mark, marker};
use super::sum::Sum;
use super::{blocking, disk};

/// Bytes of a piece.
const PIECE: usize = 1024 * 1024;
/// After that many bytes it is looked again whether the disk has room.
const LOOK_AGAIN: u64 = 64 * 1024 * 1024;

/// What whoever writes goes on with.
pub struct Pen {
    pub(super) offset: u64,
    pub(super) length: u64,
    /// The hash of all that has arrived, where the whole is to be hashed and all of it came through
    /// this pen.
    pub(super) hash: Option<Sha256>,
    pub(super) keep_free: u64,
    /// How long a sender may be silent.
    pub(super) silence: Duration,
    pub(super) path: PathBuf,
}

/// What a request's bytes must be.
pub struct Check {
    /// Its kind.
    pub sum: Sum,
    /// Its value.
    pub expected: Vec<u8>,
}

/// Why writing stopped before its end. What has arrived stays, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The upload is over.
    #[error("the upload is over")]
    Over,
    /// A newer request writes.
    #[error("a newer request goes on with this upload")]
    Superseded,
    /// Nothing came for a while.
    #[error("nothing came for too long; go on from where the upload is")]
    Silent,
    /// The connection broke.
    #[error("the body broke off; go on from where the upload is")]
    BrokenOff,
    /// There is more than was announced. None of the request's bytes are kept.
    #[error("there is more than Upload-Length says")]
    TooMuch,
    /// The checksum is wrong. None of the request's bytes are kept.
    #[error("the bytes are not those that Upload-Checksum says; send them again")]
    WrongSum,
    /// The disk is full.
    #[error("the appliance's disk is full; go on later from where the upload is")]
    Full,
    /// The disk failed.
    #[error(transparent)]
    Disk(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        if full { Self::Full } else { Self::Disk(error) }
    }
}

/// The bytes on their way to the file: what the writing thread holds while it writes.
struct Ink {
    file: File,
    offset: u64,
    hash: Option<Sha256>,
    sum: Option<Sum>,
    /// Readers hear of what is written, but not of what is to be checked first.
    reached: Option<watch::Sender<u64>>,
    keep_free: u64,
    unlooked: u64,
    path: PathBuf,
}

impl Ink {
    fn put(&mut self, piece: &[Bytes]) -> Result<(), Stopped> {
        let bytes: usize = piece.iter().map(Bytes::len).sum();
        self.look(bytes as u64)?;
        write_all(&mut self.file, piece)?;
        for chunk in piece {
            if let Some(hash) = &mut self.hash {
                hash.update(chunk);
            }
            if let Some(sum) = &mut self.sum {
                sum.update(chunk);
            }
        }
        self.offset += bytes as u64;
        if let Some(reached) = &self.reached {
            reached.send_replace(self.offset);
        }
        Ok(())
    }

    fn look(&mut self, bytes: u64) -> Result<(), Stopped> {
        self.unlooked += bytes;
        if self.unlooked < LOOK_AGAIN {
            return Ok(());
        }
        self.unlooked = 0;
        let folder = self.path.parent().and_then(disk::free);
        if folder.is_some_and(|free| free < self.keep_free) { Err(Stopped::Full) } else { Ok(()) }
    }
}

fn write_all(file: &mut File, piece: &[Bytes]) -> io::Result<()> {
    let mut slices: Vec<_> = piece.iter().map(|chunk| IoSlice::new(chunk)).collect();
    let mut left = &mut slices[..];
    IoSlice::advance_slices(&mut left, 0);
    while !left.is_empty() {
        match file.write_vectored(left) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut left, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The writing thread's turn and the gathering's, side by side.
struct Hand {
    idle: Option<Ink>,
    writing: Option<JoinHandle<(Ink, Result<(), Stopped>)>>,
}

impl Hand {
    /// Waits until the piece before is written, and begins to write this one.
    async fn put(&mut self, piece: Vec<Bytes>) -> Result<(), Stopped> {
        self.rest().await?;
        if let Some(mut ink) = self.idle.take() {
            self.writing = Some(spawn_blocking(move || {
                let written = ink.put(&piece);
                (ink, written)
            }));
        }
        Ok(())
    }

    /// Waits until everything is written.
    async fn rest(&mut self) -> Result<(), Stopped> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let (ink, written) = writing.await.map_err(io::Error::other)?;
        self.idle = Some(ink);
        written
    }
}

/// Gathers what has come: as much as there is without waiting, but something. Answers whether there may
/// be more.
async fn gather(
    chunks: &mut BodyDataStream,
    piece: &mut Vec<Bytes>,
    room: &mut u64,
    silence: Duration,
) -> Result<bool, Stopped> {
    let mut bytes = 0;
    while bytes < PIECE {
        let next = if piece.is_empty() {
            timeout(silence, chunks.next()).await.map_err(|_| Stopped::Silent)?
        } else {
            let Some(next) = chunks.next().now_or_never() else { return Ok(true) };
            next
        };
        let Some(chunk) = next else { return Ok(false) };
        let chunk = chunk.map_err(|_| Stopped::BrokenOff)?;
        *room = room.checked_sub(chunk.len() as u64).ok_or(Stopped::TooMuch)?;
        bytes += chunk.len();
        piece.push(chunk);
    }
    Ok(true)
}

impl Turn {
    /// Appends a request's body. What arrived before it stopped stays, unless the whole request must be
    /// undone.
    ///
    /// # Errors
    /// Why it stopped.
    pub async fn write(&mut self, live: &Live, body: Body, check: Option<Check>) -> Result<(), Stopped> {
        let (sum, expected) = check.map(|check| (check.sum, check.expected)).unzip();
        let checked = sum.is_some();
        let mut hand = Hand { idle: Some(self.dip(live, sum).await?), writing: None };
        let poured = self.pour(live, body, &mut hand).await;
        let rested = hand.rest().await;
        let mut done = poured.and(rested);
        let Some(mut ink) = hand.idle else { return done };
        let sum = ink.sum.take();
        if done.is_ok() && !sum.zip(expected).is_none_or(|(sum, expected)| sum.is(&expected)) {
            done = Err(Stopped::WrongSum);
        }
        let undo = matches!(done, Err(Stopped::TooMuch)) || (checked && done.is_err());
        self.put_down(live, ink, undo, checked).await?;
        done
    }

    /// Takes the file in hand. Before bytes that are to be checked it is noted where they begin.
    async fn dip(&self, live: &Live, sum: Option<Sum>) -> io::Result<Ink> {
        let (path, offset, checked) = (self.pen.path.clone(), self.pen.offset, sum.is_some());
        let file = blocking(move || {
            if checked {
                mark(&path, offset)?;
            }
            let mut file = append_to(&path)?;
            file.seek(SeekFrom::Start(offset))?;
            Ok(file)
        })
        .await?;
        Ok(Ink {
            file,
            offset,
            hash: self.pen.hash.clone(),
            reached: (!checked).then(|| live.reached.clone()),
            sum,
            keep_free: self.pen.keep_free,
            unlooked: LOOK_AGAIN,
            path: self.pen.path.clone(),
        })
    }

    async fn pour(&self, live: &Live, body: Body, hand: &mut Hand) -> Result<(), Stopped> {
        let mut chunks = body.into_data_stream();
        let mut room = self.pen.length - self.pen.offset;
        loop {
            let mut piece = Vec::new();
            let more = tokio::select! {
                biased;
                () = live.over().cancelled() => Err(Stopped::Over),
                () = self.given_up.cancelled() => Err(Stopped::Superseded),
                more = gather(&mut chunks, &mut piece, &mut room, self.pen.silence) => more,
            };
            // What has arrived is kept, also where no more came.
            if !piece.is_empty() {
                hand.put(piece).await?;
            }
            if !more? {
                return Ok(());
            }
        }
    }

    /// Notes how far it has come, or goes back to where the request began.
    async fn put_down(&mut self, live: &Live, ink: Ink, undo: bool, checked: bool) -> io::Result<()> {
        let (offset, hash) =
            if undo { (self.pen.offset, self.pen.hash.take()) } else { (ink.offset, ink.hash) };
        (self.pen.offset, self.pen.hash) = (offset, hash);
        live.reached.send_replace(offset);
        let (file, path) = (ink.file, ink.path);
        blocking(move || {
            // A write that failed may have left a part of its piece.
            if file.metadata()?.len() > offset {
                file.set_len(offset)?;
            }
            if checked { std::fs::remove_file(marker(&path)) } else { Ok(()) }
        })
        .await
    }
}
