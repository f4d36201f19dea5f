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
/// The longest pause, in seconds.
const LONGEST_S: u32 = 300;
/// Milliseconds after which a source's wrong guesses are forgotten.
const FORGOTTEN_MS: u64 = 60 * 60 * 1000;
/// Wrong guesses of all sources together that are free at once.
const FREE_IN_ALL: u32 = 100;
/// Milliseconds after which one of these is free again.
const FREE_AGAIN_MS: u64 = 30 * 1000;

/// Wrong guesses at a short secret. A source has a few free, and each further one doubles its
/// pause. All sources together share a leaky bucket: typing errors drain away, and whoever guesses
/// from many places at once gets no more than a guess every half minute.
#[derive(Default)]
pub struct Guesses(Mutex<Wrong>);

#[derive(Default)]
struct Wrong {
    by_source: HashMap<IpAddr, (u32, Timestamp)>,
    /// When the bucket of all sources has drained, in milliseconds.
    drained_at: u64,
}

impl Guesses {
    /// The seconds that `source` must still wait, if it must.
    #[must_use]
    pub fn pause_s(&self, source: IpAddr, now: Timestamp) -> Option<u32> {
        let wrong = self.0.lock().expect("no holder of the guesses panics");
        let (count, last) = wrong.by_source.get(&source).copied().unwrap_or_default();
        let passed_s = u32::try_from(now.since(last) / 1000).unwrap_or(u32::MAX);
        let own_s = pause_after(count.saturating_sub(FREE)).saturating_sub(passed_s);
        let left_s = own_s.max(wrong.pause_of_all_s(now));
        (left_s > 0).then_some(left_s)
    }

    /// Counts a wrong guess.
    pub fn wrong(&self, source: IpAddr, now: Timestamp) {
        let mut wrong = self.0.lock().expect("no holder of the guesses panics");
        wrong.by_source.retain(|_, (_, last)| now.since(*last) < FORGOTTEN_MS);
        let (count, last) = wrong.by_source.entry(source).or_insert((0, now));
        *count = count.saturating_add(1);
        *last = now;
        wrong.drained_at = wrong.drained_at.max(ms(now)) + FREE_AGAIN_MS;
    }
}

impl Wrong {
    /// Seconds until the bucket of all sources has room for one more.
    fn pause_of_all_s(&self, now: Timestamp) -> u32 {
        let room_at = self.drained_at.saturating_sub(u64::from(FREE_IN_ALL - 1) * FREE_AGAIN_MS);
        u32::try_from(room_at.saturating_sub(ms(now)).div_ceil(1000)).unwrap_or(u32::MAX)
    }
}

fn ms(at: Timestamp) -> u64 {
    u64::try_from(at.0).unwrap_or(0)
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

    fn source(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    #[test]
    fn some_typing_errors_every_hour_never_add_up() {
        let guesses = Guesses::default();
        for hour in 0..24 * 7 {
            for n in 0..100 {
                let now = Timestamp(hour * 3_600_000);
                assert_eq!(guesses.pause_s(source(n), now), None, "hour {hour}, error {n}");
                guesses.wrong(source(n), now);
            }
        }
    }

    #[test]
    fn guesses_from_many_places_get_one_every_half_minute() {
        let guesses = Guesses::default();
        (0..100).for_each(|n| guesses.wrong(source(n), Timestamp(1_000_000)));
        let pause_s = |at| guesses.pause_s(source(1000), Timestamp(at));
        assert_eq!(pause_s(1_000_000), Some(30));
        assert_eq!(pause_s(1_029_000), Some(1));
        assert_eq!(pause_s(1_030_000), None);
        guesses.wrong(source(1001), Timestamp(1_030_000));
        assert_eq!(pause_s(1_030_000), Some(30));
    }
}
