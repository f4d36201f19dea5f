//! What it costs to guess at nine digits, which session keys and elevation codes have so that they can
//! be read aloud. Links have 192 bits and are none of this.
//!
//! A guess counts as wrong from the moment that it is let in until it turns out right, so that many at
//! once get no further than one after another.
//!
//! - A **source** has a few free; each further one doubles its pause, up to five minutes.
//! - **All sources together** have some free, too. After that strangers are not sent away, but stand in
//!   line: one is let in after another, and the gap between them grows. Sources that were not wrong
//!   today have a line of their own, so that those who guess hold up each other. Only who would wait
//!   longer than [`LINE_MS`] has to come back later.
//! - Sources that were **right** within a day never stand in line.
//!
//! [`TRIES_PER_DAY`] is what all of that adds up to; `docs/decisions/0013-guessing.md` has the sum.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use farhand_protocol::limits::LINK_SECRET;
use farhand_protocol::{ApiError, ErrorCode, Timestamp};

use crate::store::{Refusal, Result, StoreError};

/// Wrong guesses that a source has free before it must pause.
const FREE: u32 = 3;
/// The same for a source that was right within a day: whole companies are one source.
const FREE_WHEN_KNOWN: u32 = 10;
/// The longest pause, in seconds.
const LONGEST_S: u32 = 300;
/// Milliseconds without a wrong guess after which a source has its free ones again.
const FORGIVEN_MS: u64 = 60 * 60 * 1000;
/// Milliseconds for which it is known that a source was wrong, or right.
const KNOWN_MS: u64 = 24 * 60 * 60 * 1000;
/// Wrong guesses of all sources together that are free.
const FREE_IN_ALL: u64 = 100;
/// Milliseconds after which one of these is free again.
const FREE_AGAIN_MS: u64 = 30 * 1000;
/// Wrong guesses for each of [`GAPS_MS`].
const STEP: u64 = 100;
/// Milliseconds between two guesses of sources that were not wrong today, while there are too many.
const GAPS_MS: [u64; 3] = [1_000, 2_000, 4_000];
/// How many times as long the gap is for sources that were.
const TRIED: u64 = 2;
/// Wrong guesses that are counted at most, so that it is quiet again some hours after the last one.
const COUNTED: u64 = FREE_IN_ALL + STEP * (GAPS_MS.len() as u64 + 1);
/// Milliseconds that a guess waits in line at most.
const LINE_MS: u64 = 30_000;
/// Sources that are remembered before those are looked for that can be forgotten.
const REMEMBERED: usize = 50_000;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Guesses of strangers that are let in within a day, at most, from however many addresses: those that
/// are free at first, those in the first, shorter gaps, both of which come again as wrong ones are
/// forgiven, and those in the longest gap.
pub const TRIES_PER_DAY: u64 = {
    let longest = GAPS_MS[GAPS_MS.len() - 1];
    FREE_IN_ALL
        + STEP * (GAPS_MS.len() as u64 - 1)
        + DAY_MS / FREE_AGAIN_MS
        + (DAY_MS + LINE_MS) / longest
        + 1
        + (DAY_MS + LINE_MS) / (longest * TRIED)
        + 1
};

/// Whether what was typed can be guessed: everything but the secret of a link.
#[must_use]
pub fn guessable(typed: &str) -> bool {
    let in_links = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    typed.len() != LINK_SECRET || !typed.bytes().all(in_links)
}

/// The guesses of all sources.
#[derive(Default)]
pub struct Guesses(Mutex<Made>);

#[derive(Default)]
struct Made {
    by_source: HashMap<IpAddr, Tries>,
    /// When the last wrong one of all sources is forgiven, in milliseconds.
    forgiven_at: u64,
    /// When the next one is let in, of sources that were not wrong today and of those that were.
    next_at: [u64; 2],
}

/// What one source has tried.
#[derive(Clone, Copy, Default)]
struct Tries {
    /// Wrong ones, and those that may yet turn out right.
    wrong: u32,
    /// When the last of them was let in.
    wrong_at: Option<Timestamp>,
    right_at: Option<Timestamp>,
}

/// Which line a guess stands in.
#[derive(Clone, Copy)]
enum Line {
    Untried = 0,
    Tried = 1,
}

/// Why a guess is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Seconds after which it may be.
    pub seconds: u32,
    /// Whether that is because of others.
    pub crowd: bool,
}

/// A guess that was let in. It is wrong unless somebody says otherwise, also where nobody waits for
/// the answer any more.
#[must_use]
pub struct Guess<'a> {
    guesses: &'a Guesses,
    source: IpAddr,
    wait: Duration,
}

impl Guesses {
    /// Lets a guess in, and counts it.
    ///
    /// # Errors
    /// When its source has to pause, or the line is too long.
    pub fn let_in(&self, source: IpAddr, now: Timestamp) -> std::result::Result<Guess<'_>, Wait> {
        let mut made = self.made();
        let tries = made.tries(source, now);
        let seconds = tries.pause_s(now);
        if seconds > 0 {
            return Err(Wait { seconds, crowd: false });
        }
        let wait_ms = if tries.is_known(now) { 0 } else { made.stand_in_line(tries.line(now), now)? };
        made.count(source, now.plus(wait_ms), now);
        Ok(Guess { guesses: self, source, wait: Duration::from_millis(wait_ms) })
    }

    /// The seconds that `source` must still wait by its own doing, if it must.
    #[must_use]
    pub fn pause_s(&self, source: IpAddr, now: Timestamp) -> Option<u32> {
        Some(self.made().tries(source, now).pause_s(now)).filter(|seconds| *seconds > 0)
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.0.lock().expect("no holder of the guesses panics")
    }

    /// Counts one less.
    fn take_back(&self, source: IpAddr, right_at: Option<Timestamp>) {
        let mut made = self.made();
        made.forgiven_at = made.forgiven_at.saturating_sub(FREE_AGAIN_MS);
        let tries = made.by_source.entry(source).or_default();
        tries.wrong = tries.wrong.saturating_sub(1);
        tries.right_at = right_at.or(tries.right_at);
    }
}

impl Made {
    /// What a source has tried, as far as it still counts.
    fn tries(&self, source: IpAddr, now: Timestamp) -> Tries {
        let mut tries = self.by_source.get(&source).copied().unwrap_or_default();
        if tries.wrong_at.is_some_and(|at| now.since(at) >= FORGIVEN_MS) {
            tries.wrong = 0;
        }
        tries
    }

    /// The milliseconds that a stranger's guess waits in line. Its place is taken then.
    fn stand_in_line(&mut self, line: Line, now: Timestamp) -> std::result::Result<u64, Wait> {
        let wrong = self.forgiven_at.saturating_sub(ms(now)).div_ceil(FREE_AGAIN_MS);
        let Some(over) = wrong.checked_sub(FREE_IN_ALL) else { return Ok(0) };
        let step = usize::try_from(over / STEP).unwrap_or(usize::MAX).min(GAPS_MS.len() - 1);
        let gap_ms = match line {
            Line::Untried => GAPS_MS[step],
            Line::Tried => GAPS_MS[step] * TRIED,
        };
        let next_at = &mut self.next_at[line as usize];
        let at = ms(now).max(*next_at);
        let wait_ms = at - ms(now);
        if wait_ms > LINE_MS {
            let seconds = u32::try_from((wait_ms - LINE_MS).div_ceil(1000)).unwrap_or(LONGEST_S);
            return Err(Wait { seconds, crowd: true });
        }
        *next_at = at + gap_ms;
        Ok(wait_ms)
    }

    fn count(&mut self, source: IpAddr, let_in_at: Timestamp, now: Timestamp) {
        if self.by_source.len() >= REMEMBERED {
            self.by_source.retain(|_, tries| tries.counts(now));
        }
        let tries = Tries { wrong_at: Some(let_in_at), ..self.tries(source, now) };
        self.by_source.insert(source, Tries { wrong: tries.wrong.saturating_add(1), ..tries });
        let most = ms(now) + COUNTED * FREE_AGAIN_MS;
        self.forgiven_at = (self.forgiven_at.max(ms(now)) + FREE_AGAIN_MS).min(most);
    }
}

impl Tries {
    fn pause_s(self, now: Timestamp) -> u32 {
        let Some(at) = self.wrong_at else { return 0 };
        let free = if self.is_known(now) { FREE_WHEN_KNOWN } else { FREE };
        let passed_s = u32::try_from(now.since(at) / 1000).unwrap_or(u32::MAX);
        pause_after(self.wrong.saturating_sub(free)).saturating_sub(passed_s)
    }

    fn is_known(self, now: Timestamp) -> bool {
        within_a_day(self.right_at, now)
    }

    fn line(self, now: Timestamp) -> Line {
        if within_a_day(self.wrong_at, now) { Line::Tried } else { Line::Untried }
    }

    /// Whether it must still be remembered.
    fn counts(self, now: Timestamp) -> bool {
        within_a_day(self.wrong_at, now) || self.is_known(now)
    }
}

impl Guess<'_> {
    /// For how long it stands in line before it is checked.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// It is settled by what came of it: wrong, right, or neither where nothing was checked.
    ///
    /// # Errors
    /// What came of it.
    pub fn settle<T>(self, came: Result<T>, now: Timestamp) -> Result<T> {
        match &came {
            Ok(_) => self.guesses.take_back(self.source, Some(now)),
            Err(StoreError::Refused(Refusal::KeyInvalid)) => {}
            Err(_) => self.guesses.take_back(self.source, None),
        }
        came
    }
}

impl From<Wait> for ApiError {
    fn from(wait: Wait) -> Self {
        let words = if wait.crowd {
            "too many wrong session keys or codes are tried here now; a link works, or wait a moment"
        } else {
            "too many wrong session keys or codes; wait a moment"
        };
        Self { retry_after_s: Some(wait.seconds), ..ApiError::new(ErrorCode::RateLimited, words) }
    }
}

fn within_a_day(at: Option<Timestamp>, now: Timestamp) -> bool {
    at.is_some_and(|at| now.since(at) < KNOWN_MS)
}

fn ms(at: Timestamp) -> u64 {
    u64::try_from(at.0).unwrap_or(0)
}

fn pause_after(over: u32) -> u32 {
    if over == 0 { 0 } else { 1u32.checked_shl(over - 1).unwrap_or(LONGEST_S).min(LONGEST_S) }
}

#[cfg(test)]
mod tests;
