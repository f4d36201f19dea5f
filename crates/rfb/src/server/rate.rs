//! How many bits in a second the line takes, for the video encoder to know.
//!
//! While frames wait, it is a little less than what arrives; while they do not, it grows until they
//! would.

use std::time::Duration;

/// Bits in a second, at least and at most; also what it begins with.
const RANGE: (u64, u64) = (150_000, 24_000_000);
/// What arrives is measured for at least this time.
const MEASURED: Duration = Duration::from_millis(250);
/// What arrived longer ago says nothing.
const STALE: Duration = Duration::from_secs(2);
/// It grows by a quarter after so long without waiting.
const GROWS: Duration = Duration::from_secs(1);

/// How many bits in a second the line takes.
#[derive(Debug)]
pub struct Rate {
    bits: u64,
    changed: Duration,
    since: Duration,
    arrived: u64,
}

impl Default for Rate {
    fn default() -> Self {
        Self { bits: RANGE.1, changed: Duration::ZERO, since: Duration::ZERO, arrived: 0 }
    }
}

impl Rate {
    /// Bits in a second.
    pub fn get(&self) -> u32 {
        self.bits as u32
    }

    /// So many bytes have arrived. `crowded` says whether they waited in a queue, `None` that they may
    /// have.
    pub fn note(&mut self, bytes: usize, crowded: Option<bool>, now: Duration) {
        let age = now.saturating_sub(self.since);
        if age > STALE {
            (self.since, self.arrived) = (now, 0);
            return;
        }
        self.arrived += bytes as u64;
        match crowded {
            Some(true) if age >= MEASURED => {
                let arrives = self.arrived * 8 * 1_000 / age.as_millis().max(1) as u64;
                self.set((arrives * 85 / 100).min(self.bits), now);
            }
            Some(false) if now.saturating_sub(self.changed) >= GROWS => self.set(self.bits * 5 / 4, now),
            _ => {}
        }
    }

    fn set(&mut self, bits: u64, now: Duration) {
        self.bits = bits.clamp(RANGE.0, RANGE.1);
        (self.changed, self.since, self.arrived) = (now, now, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_falls_to_what_arrives_and_grows_back() {
        let mut rate = Rate::default();
        // A line of one megabit in a second: 4,000 bytes each 32 ms.
        for at in 1..100 {
            rate.note(4_000, Some(true), Duration::from_millis(at * 32));
        }
        assert!((700_000..1_000_000).contains(&rate.get()), "{}", rate.get());
        for at in 100..1_000 {
            rate.note(4_000, Some(false), Duration::from_millis(at * 32));
        }
        assert_eq!(u64::from(rate.get()), RANGE.1);
    }

    #[test]
    fn a_pause_is_no_slow_line() {
        let mut rate = Rate::default();
        rate.note(100_000, Some(true), Duration::from_secs(60));
        assert_eq!(u64::from(rate.get()), RANGE.1);
    }
}
