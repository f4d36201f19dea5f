//! Dashboards: what supervisors see live of their teams.
//!
//! One task ([`follow`]) keeps one [`Board`] for everybody. It reads the feed as any other reader does, so
//! that it holds nobody up, and brings the board up to date at most every
//! [`limits::DASHBOARD_MS`](farhand_protocol::limits::DASHBOARD_MS). A console that
//! looks has a place ([`Watching`]) and no queue of its own: it takes what is different since then for its
//! [`Eyes`], as soon as it can. Rows become JSON once for all, and frames once for all with the same eyes
//! and place. While nobody looks, only rows cost something, and time costs nothing.

mod board;
mod changes;
mod chronicle;
mod follow;
mod frames;
mod hands;
mod line;
mod moves;
mod person;
mod place;
mod series;
mod session;
mod shared;
mod spans;
#[cfg(test)]
mod tests;
mod text;
mod waits;
mod watching;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

use farhand_protocol::dashboard::Span;
use farhand_protocol::{RepresentativeId, Seq, Timestamp};
use tokio::sync::{Notify, watch};

pub use board::{Board, Going};
pub use follow::follow;
pub use place::{Eyes, Place};
pub use watching::Watching;

use crate::feed::FeedRow;
use shared::Shared;

/// How far the board has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Come {
    /// Which board: they are counted. None yet, or none for the moment, is 0.
    board: u64,
    /// The board's version.
    version: u64,
    /// The log's newest row that is in it.
    seq: Seq,
    /// As of when its numbers are.
    now: Timestamp,
}

/// The board, and those who look at it.
#[derive(Default)]
pub struct Dashboards {
    /// With its number.
    board: RwLock<Option<(u64, Board)>>,
    come: watch::Sender<Come>,
    boards: AtomicUsize,
    shared: Mutex<Shared>,
    watchers: AtomicUsize,
    wanted: Notify,
}

impl Dashboards {
    /// `who` looks from now on, until the answer is dropped. What was in the log at `head` is in all that
    /// the one sees.
    #[must_use]
    pub fn watch(self: &Arc<Self>, who: RepresentativeId, span: Span, head: Seq, now: Timestamp) -> Watching {
        self.watchers.fetch_add(1, Ordering::Relaxed);
        self.wanted.notify_one();
        Watching::new(self.clone(), who, span, (head, now))
    }

    /// Whether anybody looks.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.watchers.load(Ordering::Relaxed) > 0
    }

    fn board(&self) -> RwLockReadGuard<'_, Option<(u64, Board)>> {
        self.board.read().expect("no holder of the board panics")
    }

    /// Another board takes the place of the one before.
    fn begin(&self, board: Board, seq: Seq) {
        let number = self.boards.fetch_add(1, Ordering::Relaxed) as u64 + 1;
        let come = Come { board: number, version: board.version(), seq, now: board.now() };
        *self.board.write().expect("no holder of the board panics") = Some((number, board));
        self.come.send_replace(come);
    }

    /// Nobody sees anything until the next board: teams or people are different.
    fn end(&self) {
        *self.board.write().expect("no holder of the board panics") = None;
        self.come.send_replace(Come::default());
    }

    /// Brings the board up to date.
    fn bring(&self, rows: &[Arc<FeedRow>], change: impl FnOnce(&mut Board)) -> Going {
        let mut guard = self.board.write().expect("no holder of the board panics");
        let Some((_, board)) = guard.as_mut() else { return Going::Anew };
        for row in rows {
            if board.apply(row) == Going::Anew {
                return Going::Anew;
            }
        }
        change(board);
        let (version, now) = (board.version(), board.now());
        drop(guard);
        self.come.send_modify(|come| {
            (come.version, come.now) = (version, now);
            come.seq = rows.last().map_or(come.seq, |row| row.seq);
        });
        Going::On
    }
}
