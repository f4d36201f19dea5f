//! One end of a screen stream: a WebSocket, or an agent's plain TCP connection.

use std::io::IoSlice;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, timeout};

use super::chunk::Chunk;
use super::ws::{self, Opening, Said, Violation};

/// Bytes of one frame that is sent at most.
const FRAME: usize = 256 * 1024;
/// Small messages that wait to be sent, in bytes, above which its end is not read any more: whoever
/// asks without reading the answers waits.
const CLOGGED: usize = 256 * 1024;
/// Between two pings.
const PING: Duration = Duration::from_secs(20);
/// How long an end may be silent, pongs included.
const SILENCE: Duration = Duration::from_secs(45);
/// How long it may take nothing while something waits for it.
const STALL: Duration = Duration::from_secs(30);
/// How long the other side's bytes are read away after the farewell: a connection that is closed with
/// unread bytes is reset, and the farewell lost.
const LINGER: Duration = Duration::from_secs(1);

/// How long an end may take to hear the last of it.
pub const LAST_WORDS: Duration = Duration::from_secs(1);

/// A connection that bytes go through.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Why an end is of no more use.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// It said farewell.
    #[error("it closed the connection")]
    Closed,
    /// The connection broke, or nothing was heard for too long.
    #[error("the connection broke off")]
    Broken,
    /// It broke the WebSocket protocol.
    #[error(transparent)]
    Violation(#[from] Violation),
}

/// One end of a screen stream.
pub struct End {
    stream: Pin<Box<dyn Duplex>>,
    /// How its frames are opened; none where bytes come plain.
    opening: Option<Opening>,
    said: Vec<Said>,
    /// Whether it has said farewell.
    closed: bool,
    /// Goes out before the chunk.
    first: Vec<u8>,
    /// How much of `first` is sent.
    sent: usize,
    /// Goes out after the chunk.
    later: Vec<u8>,
    unflushed: bool,
    heard_at: Instant,
    pinged_at: Instant,
    /// Since when it has taken nothing.
    stalled_at: Option<Instant>,
}

impl End {
    /// A WebSocket whose handshake is done.
    pub fn web_socket(stream: impl Duplex + 'static) -> Self {
        Self::new(Box::pin(stream), Some(Opening::default()))
    }

    /// A plain connection.
    pub fn plain(stream: impl Duplex + 'static) -> Self {
        Self::new(Box::pin(stream), None)
    }

    fn new(stream: Pin<Box<dyn Duplex>>, opening: Option<Opening>) -> Self {
        let now = Instant::now();
        Self {
            stream,
            opening,
            said: Vec::new(),
            closed: false,
            first: Vec::new(),
            sent: 0,
            later: Vec::new(),
            unflushed: false,
            heard_at: now,
            pinged_at: now,
            stalled_at: None,
        }
    }

    /// Whether what it gets goes in frames.
    #[must_use]
    pub fn in_frames(&self) -> bool {
        self.opening.is_some()
    }

    /// Whether too much waits for it already to listen to it.
    #[must_use]
    pub fn is_clogged(&self) -> bool {
        self.waiting() > CLOGGED
    }

    /// Bytes that wait to be sent beside a chunk.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.first.len() - self.sent + self.later.len()
    }

    /// When something was last heard of it.
    #[must_use]
    pub fn heard_at(&self) -> Instant {
        self.heard_at
    }

    /// Puts bytes of the stream in line: behind `chunk` where that is not sent yet.
    pub fn say(&mut self, bytes: &[u8], chunk: &Chunk) {
        let in_frames = self.in_frames();
        let line = self.line(chunk);
        match in_frames {
            true => bytes.chunks(FRAME).for_each(|part| ws::binary_frame(part, line)),
            false => line.extend_from_slice(bytes),
        }
    }

    /// Changes the stream's bytes that are in line, and in `chunk`, and not all sent; `change` gets each
    /// run of them that was put in line at once, and how many of its bytes are sent.
    pub fn revise(&mut self, chunk: &mut Chunk, change: impl Fn(&mut [u8], usize)) {
        chunk.revise(&change);
        for (line, sent) in [(&mut self.first, self.sent), (&mut self.later, 0)] {
            if self.opening.is_none() {
                change(line, sent);
            } else {
                ws::payloads(line).for_each(|(at, payload)| change(payload, sent.saturating_sub(at)));
            }
        }
    }

    fn line(&mut self, chunk: &Chunk) -> &mut Vec<u8> {
        if chunk.is_sent() { &mut self.first } else { &mut self.later }
    }

    /// Reads what there is into `chunk`; answers how many bytes of the stream it has brought, which may
    /// be none. `outgoing` is the chunk that goes to this end.
    pub fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        chunk: &mut Chunk,
        outgoing: &Chunk,
    ) -> Poll<Result<usize, Lost>> {
        if self.closed {
            return Poll::Ready(Err(Lost::Closed));
        }
        let mut room = ReadBuf::new(chunk.room());
        let read = ready!(self.stream.as_mut().poll_read(cx, &mut room));
        let count = room.filled().len();
        if read.is_err() || count == 0 {
            return Poll::Ready(Err(if self.in_frames() { Lost::Broken } else { Lost::Closed }));
        }
        self.heard_at = Instant::now();
        let bytes = chunk.filled(count);
        let Some(opening) = &mut self.opening else { return Poll::Ready(Ok(count)) };
        let count = opening.open(bytes, &mut self.said)?;
        for said in std::mem::take(&mut self.said) {
            match said {
                Said::Ping(payload) => ws::pong_frame(&payload, self.line(outgoing)),
                Said::Pong => {}
                // What came before it counts; the next read ends it.
                Said::Close => self.closed = true,
            }
        }
        Poll::Ready(Ok(count))
    }

    /// Sends what is in line and the chunk between; ready when all is sent.
    pub fn poll_send(&mut self, cx: &mut Context<'_>, chunk: &mut Chunk) -> Poll<Result<(), Lost>> {
        loop {
            let line = &self.first[self.sent..];
            let parts = [IoSlice::new(line), IoSlice::new(chunk.unsent())];
            if parts.iter().all(|part| part.is_empty()) {
                break;
            }
            let of_line = line.len();
            let written = self.stream.as_mut().poll_write_vectored(cx, &parts);
            let Poll::Ready(written) = written else {
                self.stalled_at.get_or_insert_with(Instant::now);
                return Poll::Pending;
            };
            let count = written.ok().filter(|count| *count > 0).ok_or(Lost::Broken)?;
            self.stalled_at = None;
            self.unflushed = true;
            self.sent += count.min(of_line);
            chunk.sent(count.saturating_sub(of_line));
            self.move_up(chunk);
        }
        if self.unflushed {
            ready!(self.stream.as_mut().poll_flush(cx)).map_err(|_| Lost::Broken)?;
            self.unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    /// What was behind the chunk is first when the chunk is sent.
    fn move_up(&mut self, chunk: &Chunk) {
        if self.sent == self.first.len() {
            self.first.clear();
            self.sent = 0;
            if chunk.is_sent() {
                std::mem::swap(&mut self.first, &mut self.later);
            }
        }
    }

    /// Looks after the connection; to be called about every second.
    ///
    /// # Errors
    /// When it is silent for too long, or takes nothing.
    pub fn tick(&mut self, chunk: &Chunk) -> Result<(), Lost> {
        if self.stalled_at.is_some_and(|at| at.elapsed() > STALL) {
            return Err(Lost::Broken);
        }
        if !self.in_frames() {
            return Ok(());
        }
        if self.heard_at.elapsed() > SILENCE {
            return Err(Lost::Broken);
        }
        if self.pinged_at.elapsed() > PING {
            self.pinged_at = Instant::now();
            ws::ping_frame(self.line(chunk));
        }
        Ok(())
    }

    /// Says farewell behind what is still in line, and closes. What is not taken within `patience`
    /// is not sent.
    pub async fn close(mut self, farewell: Option<(u16, String)>, mut chunk: Chunk, patience: Duration) {
        if let Some((code, reason)) = farewell.filter(|_| self.in_frames()) {
            ws::close_frame(code, &reason, self.line(&chunk));
        }
        let sent = timeout(patience, std::future::poll_fn(|cx| self.poll_send(cx, &mut chunk))).await;
        if matches!(sent, Ok(Ok(()))) && self.stream.shutdown().await.is_ok() {
            let mut away = [0; 4096];
            let _ = timeout(LINGER, async { while matches!(self.stream.read(&mut away).await, Ok(1..)) {} })
                .await;
        }
    }
}
