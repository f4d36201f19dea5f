//! How fast a transfer is.

use farhand_protocol::Timestamp;

/// Milliseconds over which the rate is measured.
const SPAN_MS: u64 = 5_000;
/// Milliseconds before there is a rate.
const LEAST_MS: u64 = 750;

/// Bytes that were through, and when, over the last seconds.
#[derive(Debug, Default)]
pub(crate) struct Rate(Vec<(Timestamp, u64)>);

impl Rate {
    /// So many bytes are through.
    pub fn add(&mut self, now: Timestamp, done: u64) {
        if self.0.last().is_some_and(|(at, before)| *at > now || *before > done) {
            self.0.clear();
        }
        self.0.retain(|(at, _)| now.since(*at) <= SPAN_MS);
        self.0.push((now, done));
    }

    /// Bytes in a second; absent until it was measured.
    pub fn per_second(&self) -> Option<u64> {
        let ((from, before), (to, after)) = (self.0.first()?, self.0.last()?);
        let ms = to.since(*from);
        (ms >= LEAST_MS).then(|| (after - before).saturating_mul(1_000) / ms)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test's own")]
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let mut rate = Rate::default();
        rate.add(Timestamp(0), 0);
        assert_eq!(rate.per_second(), None);
        rate.add(Timestamp(500), 100);
        assert_eq!(rate.per_second(), None, "too short to tell");
        rate.add(Timestamp(1_000), 1_000);
        assert_eq!(rate.per_second(), Some(1_000));
        rate.add(Timestamp(9_000), 1_000);
        rate.add(Timestamp(10_000), 3_000);
        assert_eq!(rate.per_second(), Some(2_000), "what is older does not count");
        rate.add(Timestamp(10_250), 0);
        assert_eq!(rate.per_second(), None, "it begins anew");
    }
}
