//! How long to wait before the next try (gRPC's connection backoff: growing by 1.6, a fifth more or
//! less). The first wait is any part of a second, so that a thousand devices do not return at once.

use std::time::Duration;

const GROWTH: f64 = 1.6;
const SPREAD: f64 = 0.2;
const FIRST: f64 = 1.0;
/// Seconds of the longest wait: the window is five minutes, and people wait.
const LONGEST: f64 = 15.0;

/// See the module's comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backoff {
    tries: u32,
}

impl Backoff {
    /// It has worked: the next wait is a first one.
    pub fn reset(&mut self) {
        self.tries = 0;
    }

    /// The next wait. `luck` is from 0 to 1.
    pub fn next(&mut self, luck: f64) -> Duration {
        let tries = self.tries;
        self.tries = tries.saturating_add(1);
        if tries == 0 {
            return Duration::from_secs_f64(FIRST * luck.clamp(0.0, 1.0));
        }
        let exponent = i32::try_from(tries - 1).unwrap_or(i32::MAX).min(32);
        let wait = (FIRST * GROWTH.powi(exponent)).min(LONGEST);
        let spread = 1.0 + SPREAD * (2.0 * luck.clamp(0.0, 1.0) - 1.0);
        Duration::from_secs_f64(wait * spread)
    }
}

/// Luck for [`Backoff::next`]. Without randomness everybody has the same.
#[must_use]
pub fn luck() -> f64 {
    let mut bytes = [0; 4];
    match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(luck: f64) -> Vec<u128> {
        let mut backoff = Backoff::default();
        (0..9).map(|_| backoff.next(luck).as_millis()).collect()
    }

    #[test]
    fn waits_grow_to_a_bound() {
        assert_eq!(waits(0.5), [500, 1_000, 1_600, 2_560, 4_096, 6_553, 10_485, 15_000, 15_000]);
        assert_eq!(waits(0.0)[..3], [0, 800, 1_280]);
        assert_eq!(waits(1.0)[..3], [1_000, 1_200, 1_920]);
    }

    #[test]
    fn after_a_success_they_are_short_again() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..5).map(|_| backoff.next(0.0)).collect();
        backoff.reset();
        assert!(waits[4] > waits[1]);
        assert_eq!(backoff.next(0.0), Duration::ZERO);
        assert!((0.0..=1.0).contains(&luck()));
    }
}
