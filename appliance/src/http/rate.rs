//! Limits on how often: token buckets, and a growing pause after wrong session keys.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Mutex;

use farhand_protocol::{ApiError, ErrorCode, Timestamp};

/// Keys that are remembered before full buckets are forgotten.
const REMEMBERED: usize = 10_000;

/// A token bucket for each key.
pub struct Buckets<K> {
    per_second: f64,
    most: f64,
    levels: Mutex<HashMap<K, (f64, Timestamp)>>,
}

impl<K: Eq + Hash + Clone> Buckets<K> {
    /// Buckets that hold `most` and fill by `per_second`.
    #[must_use]
    pub fn new(per_second: f64, most: f64) -> Self {
        Self { per_second, most, levels: Mutex::new(HashMap::new()) }
    }

    /// Takes one from `key`'s bucket.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds until there is one again.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), ApiError> {
        let mut levels = self.levels.lock().expect("no holder of the buckets panics");
        if levels.len() >= REMEMBERED {
            levels.retain(|_, (level, at)| self.filled(*level, *at, now) < self.most);
        }
        let (level, at) = levels.entry(key).or_insert((self.most, now));
        *level = self.filled(*level, *at, now);
        *at = now;
        if *level >= 1.0 {
            *level -= 1.0;
            return Ok(());
        }
        let wait_s = ((1.0 - *level) / self.per_second).ceil();
        Err(limited(wait_s))
    }

    fn filled(&self, level: f64, at: Timestamp, now: Timestamp) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds between two requests")]
        let seconds = now.since(at) as f64 / 1000.0;
        (level + seconds * self.per_second).min(self.most)
    }
}

fn limited(wait_s: f64) -> ApiError {
    let mut error = ApiError::new(ErrorCode::RateLimited, "too many requests; wait a moment");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most an hour")]
    let wait_s = wait_s.clamp(1.0, 3600.0) as u32;
    error.retry_after_s = Some(wait_s);
    error
}

/// Wrong guesses that a source has free before it must pause.
const FREE: u32 = 3;
/// Wrong guesses of all sources together that are free.
const FREE_IN_ALL: u32 = 100;
/// The longest pause, in seconds.
const LONGEST_S: u32 = 300;
/// Milliseconds after which a source's wrong guesses are forgotten.
const FORGOTTEN_MS: u64 = 60 * 60 * 1000;

/// Wrong guesses at a short secret. Each one past the free ones doubles the pause.
#[derive(Default)]
pub struct Guesses(Mutex<HashMap<Option<IpAddr>, (u32, Timestamp)>>);

impl Guesses {
    /// The seconds that `source` must still wait, if it must.
    #[must_use]
    pub fn pause_s(&self, source: IpAddr, now: Timestamp) -> Option<u32> {
        let wrong = self.0.lock().expect("no holder of the guesses panics");
        let left = |key: Option<IpAddr>, free: u32| {
            let (count, last) = wrong.get(&key).copied().unwrap_or_default();
            let pause_s = pause_after(count.saturating_sub(free));
            let passed_s = u32::try_from(now.since(last) / 1000).unwrap_or(u32::MAX);
            pause_s.saturating_sub(passed_s)
        };
        let left_s = left(Some(source), FREE).max(left(None, FREE_IN_ALL));
        (left_s > 0).then_some(left_s)
    }

    /// Counts a wrong guess.
    pub fn wrong(&self, source: IpAddr, now: Timestamp) {
        let mut wrong = self.0.lock().expect("no holder of the guesses panics");
        wrong.retain(|_, (_, last)| now.since(*last) < FORGOTTEN_MS);
        for key in [Some(source), None] {
            let (count, last) = wrong.entry(key).or_insert((0, now));
            *count = count.saturating_add(1);
            *last = now;
        }
    }
}

fn pause_after(over: u32) -> u32 {
    if over == 0 { 0 } else { 1u32.checked_shl(over - 1).unwrap_or(LONGEST_S).min(LONGEST_S) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let buckets = Buckets::new(1.0, 2.0);
        let take = |at| buckets.take("a", Timestamp(at)).map_err(|e| e.retry_after_s);
        assert_eq!(take(0), Ok(()));
        assert_eq!(take(0), Ok(()));
        assert_eq!(take(0), Err(Some(1)));
        assert_eq!(buckets.take("b", Timestamp(0)), Ok(()));
        assert_eq!(take(1000), Ok(()));
        assert_eq!(take(1000), Err(Some(1)));
    }

    #[test]
    fn wrong_guesses_make_the_pause_grow() {
        let guesses = Guesses::default();
        let source = IpAddr::from([127, 0, 0, 1]);
        let other = IpAddr::from([127, 0, 0, 2]);
        let pauses: Vec<_> = (0..13)
            .map(|_| {
                guesses.wrong(source, Timestamp(0));
                guesses.pause_s(source, Timestamp(0)).unwrap_or(0)
            })
            .collect();
        assert_eq!(pauses, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(guesses.pause_s(other, Timestamp(0)), None);
        assert_eq!(guesses.pause_s(source, Timestamp(299_000)), Some(1));
        assert_eq!(guesses.pause_s(source, Timestamp(300_000)), None);
    }
}
