//! Reading, also while it is still being written: what has arrived goes out at once, and what has not
//! is waited for.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Live, blocking};

/// Bytes of one piece.
const PIECE: u64 = 512 * 1024;
/// How long bytes that have not arrived are waited for.
const PATIENCE: Duration = Duration::from_secs(30);

struct Reading {
    live: Arc<Live>,
    file: Option<File>,
    left: Range<u64>,
}

/// The bytes of a range, in pieces. It ends in an error where they do not come, or where the upload is
/// over: the connection is then closed before its end, which a reader cannot mistake for the end.
pub fn tail(live: Arc<Live>, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    try_unfold(Reading { live, file: None, left: range }, |mut reading| async move {
        if reading.left.is_empty() {
            return Ok(None);
        }
        let bytes = reading.next().await?;
        Ok(Some((bytes, reading)))
    })
}

impl Reading {
    async fn next(&mut self) -> io::Result<Bytes> {
        let reached = self.arrived().await?;
        let many = (reached.min(self.left.end) - self.left.start).min(PIECE);
        let (file, path, from) = (self.file.take(), self.live.path.clone(), self.left.start);
        let (file, bytes) = blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => open_at(&path, from)?,
            };
            let mut bytes = Vec::with_capacity(usize::try_from(many).unwrap_or_default());
            file.by_ref().take(many).read_to_end(&mut bytes)?;
            Ok((file, Bytes::from(bytes)))
        })
        .await?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.file = Some(file);
        self.left.start += bytes.len() as u64;
        Ok(bytes)
    }

    /// Waits for the next byte; answers how far the upload has come.
    async fn arrived(&self) -> io::Result<u64> {
        tokio::select! {
            biased;
            () = self.live.over().cancelled() => Err(io::Error::other("the upload is over")),
            reached = timeout(PATIENCE, past(self.live.reached.subscribe(), self.left.start)) => {
                reached.ok().flatten().ok_or_else(|| io::ErrorKind::TimedOut.into())
            }
        }
    }
}

async fn past(mut reached: watch::Receiver<u64>, at: u64) -> Option<u64> {
    reached.wait_for(|reached| *reached > at).await.ok().map(|reached| *reached)
}

fn open_at(path: &std::path::Path, from: u64) -> io::Result<File> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    Ok(file)
}
