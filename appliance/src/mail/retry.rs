//! When a message is tried again: soon at first, since somebody waits for it, then less and less
//! often, at random within a fifth so that a crowd does not come back at once.

use std::time::Duration;

use farhand_protocol::Timestamp;

use crate::random;

/// What each delay is longer than the one before.
const GROWTH: f64 = 1.6;
/// Part of a delay by which it may be shorter or longer.
const JITTER: f64 = 0.2;
/// The longest one in seconds.
const LONGEST_S: f64 = 15.0 * 60.0;
/// How long a message is tried at all, in milliseconds.
const GIVE_UP_MS: u64 = 24 * 60 * 60 * 1000;

/// The time until the next try after `tries` in vain; `first` is the first delay.
pub(super) fn delay(tries: u32, first: Duration) -> Duration {
    let [byte] = random::bytes::<1>();
    jittered(tries, first, f64::from(byte) / 255.0)
}

fn jittered(tries: u32, first: Duration, at: f64) -> Duration {
    let steps = i32::try_from(tries.saturating_sub(1).min(60)).unwrap_or(60);
    let grown = (first.as_secs_f64() * GROWTH.powi(steps)).min(LONGEST_S);
    Duration::from_secs_f64(grown * (1.0 - JITTER + 2.0 * JITTER * at))
}

/// When a message is tried again after `delay`; never where its key is over by then, or where it has
/// been tried for a day.
pub(super) fn next(
    now: Timestamp,
    delay: Duration,
    queued_at: Timestamp,
    expires_at: Timestamp,
) -> Option<Timestamp> {
    let next = now.plus(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
    (next < expires_at && next.since(queued_at) <= GIVE_UP_MS).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(5);

    #[test]
    fn delays_grow_up_to_a_quarter_of_an_hour() {
        let seconds = |tries| jittered(tries, FIRST, 0.5).as_secs();
        assert_eq!([1, 2, 3, 4, 5].map(seconds), [5, 8, 12, 20, 32]);
        assert_eq!([20, 1000].map(seconds), [900, 900]);
        assert_eq!(jittered(1, FIRST, 0.0), Duration::from_secs(4));
        assert_eq!(jittered(1, FIRST, 1.0), Duration::from_secs(6));
        assert!((4.0..=6.0).contains(&delay(1, FIRST).as_secs_f64()));
    }

    #[test]
    fn a_message_outlives_neither_its_key_nor_a_day() {
        let (now, day) = (Timestamp(1_000_000), i64::try_from(GIVE_UP_MS).unwrap());
        let later = Timestamp(now.0 + 10 * day);
        assert_eq!(next(now, FIRST, now, later), Some(Timestamp(1_005_000)));
        assert_eq!(next(now, FIRST, now, Timestamp(now.0 + 5_000)), None);
        assert_eq!(next(now, FIRST, Timestamp(now.0 - day), later), None);
    }
}
