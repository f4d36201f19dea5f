//! A console that looks at its dashboard.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use farhand_protocol::dashboard::Span;
use farhand_protocol::{RepresentativeId, Seq, Timestamp, limits};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::place::Eyes;
use super::{Board, Come, Dashboards};

/// Between two frames of one console at least.
const APART: Duration = Duration::from_millis(limits::DASHBOARD_MS);
/// Milliseconds that the numbers of a first picture may be old.
const OLD_MS: u64 = 2_000;

/// A console that looks at its dashboard, until this is dropped.
pub struct Watching {
    dashboards: Arc<Dashboards>,
    who: RepresentativeId,
    span: Span,
    /// The log's row and the time that the first picture must have come to.
    asked: (Seq, Timestamp),
    come: watch::Receiver<Come>,
    /// What it has: the board, the version, and the eyes.
    has: Option<(u64, u64, Arc<Eyes>)>,
    took_at: Option<Instant>,
}

impl Watching {
    pub(super) fn new(
        dashboards: Arc<Dashboards>,
        who: RepresentativeId,
        span: Span,
        asked: (Seq, Timestamp),
    ) -> Self {
        let come = dashboards.come.subscribe();
        Self { dashboards, who, span, asked, come, has: None, took_at: None }
    }

    /// When the last frames were taken.
    #[must_use]
    pub fn took_at(&self) -> Option<Instant> {
        self.took_at
    }

    /// Goes on from when a console has last taken frames that had stopped looking.
    #[must_use]
    pub fn after(mut self, took_at: Option<Instant>) -> Self {
        self.took_at = took_at;
        self
    }

    /// Looks at another span.
    pub fn look(&mut self, span: Span) {
        self.span = span;
        self.has = None;
    }

    /// Waits until there is something new. May be dropped while it waits without losing anything.
    pub async fn ready(&mut self) {
        let (has, (seq, now)) = (&self.has, self.asked);
        let news = |come: &Come| match has {
            Some((board, version, _)) => come.board != *board || come.version > *version,
            None => come.board > 0 && come.seq >= seq && now.since(come.now) <= OLD_MS,
        };
        // The sender lives in the dashboards, which this holds.
        if self.come.wait_for(|come| come.board > 0 && news(come)).await.is_err() {
            std::future::pending::<()>().await;
        }
        if let Some(at) = self.took_at {
            sleep_until(at + APART).await;
        }
    }

    /// The frames of what is new.
    pub fn take(&mut self) -> Vec<Utf8Bytes> {
        self.took_at = Some(Instant::now());
        let guard = self.dashboards.board();
        let Some((number, board)) = guard.as_ref() else { return Vec::new() };
        let version = board.version();
        let (since, eyes) = match self.has.take() {
            Some((of, version, eyes)) if of == *number => (Some(version), eyes),
            _ => (None, Arc::new(board.eyes(self.who))),
        };
        let frames = self.frames(board, (*number, version), since, &eyes);
        self.has = Some((*number, version, eyes));
        frames
    }

    fn frames(&self, board: &Board, of: (u64, u64), since: Option<u64>, eyes: &Arc<Eyes>) -> Vec<Utf8Bytes> {
        let shared = || self.dashboards.shared.lock().expect("no holder of the frames panics");
        let key = (eyes.clone(), self.span, since);
        if let Some(frames) = shared().get(of, &key) {
            return frames;
        }
        let patch = since.and_then(|since| board.patch(eyes, self.span, since));
        let frames = patch.unwrap_or_else(|| board.whole(eyes, self.span));
        let frames: Vec<_> = frames.into_iter().map(Utf8Bytes::from).collect();
        shared().keep(of, key, &frames);
        frames
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.dashboards.watchers.fetch_sub(1, Ordering::Relaxed);
    }
}
