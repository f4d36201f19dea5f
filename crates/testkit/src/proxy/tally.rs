//! Counting what happens.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::line::End;

/// What has happened on a proxy so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Connections that came.
    pub accepted: u64,
    /// Of those, the ones that were refused.
    pub refused: u64,
    /// Lines that are open now.
    pub open: u64,
    /// Lines that a fault closed in an orderly way.
    pub cut: u64,
    /// Lines that were reset, by a fault, by `cut_all`, or by one of their ends.
    pub reset: u64,
    /// Bytes that passed to the target.
    pub up: u64,
    /// Bytes that passed back.
    pub down: u64,
}

#[derive(Default)]
pub(super) struct Tally {
    accepted: AtomicU64,
    refused: AtomicU64,
    opened: AtomicU64,
    closed: AtomicU64,
    cut: AtomicU64,
    reset: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

impl Tally {
    pub fn accepted(&self) {
        self.accepted.fetch_add(1, Relaxed);
    }

    pub fn refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    pub fn opened(&self) {
        self.opened.fetch_add(1, Relaxed);
    }

    pub fn ended(&self, end: End) {
        match end {
            End::Closed => {}
            End::Cut => _ = self.cut.fetch_add(1, Relaxed),
            End::Reset => _ = self.reset.fetch_add(1, Relaxed),
        }
        self.closed.fetch_add(1, Relaxed);
    }

    pub fn passed(&self, up: bool, bytes: usize) {
        let way = if up { &self.up } else { &self.down };
        way.fetch_add(bytes as u64, Relaxed);
    }

    pub fn read(&self) -> Statistics {
        let closed = self.closed.load(Relaxed);
        Statistics {
            accepted: self.accepted.load(Relaxed),
            refused: self.refused.load(Relaxed),
            open: self.opened.load(Relaxed).saturating_sub(closed),
            cut: self.cut.load(Relaxed),
            reset: self.reset.load(Relaxed),
            up: self.up.load(Relaxed),
            down: self.down.load(Relaxed),
        }
    }
}
