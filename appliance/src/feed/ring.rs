//! The newest rows of the log, in memory.

use std::collections::VecDeque;
use std::sync::Arc;

use farhand_protocol::Seq;

use super::row::FeedRow;
use crate::store::LogRow;

/// Rows that are kept. A reader further behind reads from the store.
const ROWS: usize = 4096;

/// A bounded run of rows without a hole.
pub(super) struct Ring {
    /// The place just before the first row.
    before: Seq,
    rows: VecDeque<Arc<FeedRow>>,
}

impl Ring {
    /// An empty ring that goes on after `seq`.
    pub(super) fn after(seq: Seq) -> Self {
        Self { before: seq, rows: VecDeque::new() }
    }

    /// Appends rows, oldest first, and forgets the oldest ones for them.
    pub(super) fn push(&mut self, rows: Vec<LogRow>) {
        self.rows.extend(rows.into_iter().map(|row| Arc::new(row.into())));
        while self.rows.len() > ROWS {
            if let Some(row) = self.rows.pop_front() {
                self.before = row.seq;
            }
        }
    }

    /// Up to `limit` rows after `seq`; none when the ring does not reach back so far.
    pub(super) fn rows_after(&self, seq: Seq, limit: usize) -> Option<Vec<Arc<FeedRow>>> {
        if seq < self.before {
            return None;
        }
        let first = self.rows.partition_point(|row| row.seq <= seq);
        Some(self.rows.iter().skip(first).take(limit).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use farhand_protocol::Timestamp;

    use super::*;
    use crate::store::Kind;

    fn row(seq: u64) -> LogRow {
        LogRow { seq: Seq(seq), at: Timestamp(0), kind: Kind::Canned }
    }

    #[test]
    fn a_reader_gets_what_follows_its_place_or_hears_that_it_is_too_late() {
        let mut ring = Ring::after(Seq(10));
        ring.push((11..=20).map(row).collect());
        let places = |ring: &Ring, after: u64, limit: usize| {
            ring.rows_after(Seq(after), limit).map(|rows| rows.iter().map(|r| r.seq.0).collect::<Vec<_>>())
        };
        assert_eq!(places(&ring, 18, 9), Some(vec![19, 20]));
        assert_eq!(places(&ring, 10, 2), Some(vec![11, 12]));
        assert_eq!(places(&ring, 20, 9), Some(vec![]));
        assert_eq!(places(&ring, 9, 9), None);

        ring.push((21..=20 + ROWS as u64).map(row).collect());
        assert_eq!(places(&ring, 19, 9), None);
        assert_eq!(places(&ring, 20, 1), Some(vec![21]));
    }
}
