//! Limits on how often: token buckets. What guessing costs is in [`super::guesses`].

use std::collections::HashMap;
use std::hash::Hash;
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
}
