//! How many bits in a second the line takes, for the video encoder to know.
//!
//! A frame that takes long has met a slow line or a slow viewer. Only to the line are fewer bits an
//! answer; a slow viewer gets fewer frames ([`super::pace`]). Which of them it is shows when less is
//! sent: over a line a frame of half the bytes takes half the time, to a viewer that has no time it
//! takes as long as before. So the rate falls only after a trial with half of what arrived, and only to
//! what the trial says the line takes. Where it was the viewer, or where the line takes all that it is
//! given, the rate stays, and the next trial waits for a longer while each time.
//!
//! After a fall it rests, then it grows until frames are late again, and returns to where they were not.

mod tally;
mod way;

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::pace::Flight;
use tally::{Slow, Tally};
use way::Way;

/// Bits in a second, at least and at most; also what it begins with.
const RANGE: (u64, u64) = (150_000, 24_000_000);
/// A frame that takes longer, beyond the way itself, is late: not 30 would pass in a second.
const LATE: Duration = Duration::from_millis(36);
/// So many late frames in a row that took so long together are a reason for a trial.
const LATELY: (u64, Duration) = (3, Duration::from_millis(250));
/// Frames of a trial: usually, if they take a second together, and at most, when they are not smaller.
const TRIED: (u64, u64, u64) = (8, 4, 24);
/// It grows after so long without late frames.
const GROWS: Duration = Duration::from_secs(1);
/// It does not grow for so long after it has fallen.
const RESTS: Duration = Duration::from_secs(4);
/// There is no trial for so long after one that has told of a slow viewer: at first, and at most.
const CALM: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(80));

/// How many bits in a second the line takes.
#[derive(Debug)]
pub struct Rate {
    bits: u64,
    /// What went well before it grew.
    settled: u64,
    changed: Duration,
    grows_at: Duration,
    calm: Duration,
    calm_until: Duration,
    way: Way,
    /// Pixels of a frame: frames of other sizes are not compared.
    video: usize,
    /// The last frames, all of them late; or those of the trial.
    frames: Tally,
    trial: Option<Trial>,
}

/// Less is sent, to see whether that helps.
#[derive(Clone, Copy, Debug)]
struct Trial {
    /// The rate before.
    bits: u64,
    before: Tally,
    /// Its first frame, which is a key picture and like no other, has arrived.
    opened: bool,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            bits: RANGE.1,
            settled: RANGE.1,
            changed: Duration::ZERO,
            grows_at: Duration::ZERO,
            calm: CALM.0,
            calm_until: Duration::ZERO,
            way: Way::default(),
            video: 0,
            frames: Tally::default(),
            trial: None,
        }
    }
}

impl Rate {
    /// Bits in a second.
    pub fn get(&self) -> u32 {
        self.bits as u32
    }

    /// A frame has arrived. Only frames with video tell about the rate.
    pub fn note(&mut self, flight: &Flight, now: Duration) {
        let took = self.way.took(flight.sent, now);
        if flight.video == 0 || flight.sent < self.changed {
            return;
        }
        if flight.video != self.video {
            self.begin(flight.video, now);
        }
        match &mut self.trial {
            Some(trial) if !trial.opened => trial.opened = true,
            Some(_) => {
                self.frames.add(flight.bytes, took);
                self.judge(now);
            }
            None if took <= LATE => {
                self.frames = Tally::default();
                self.grow(now);
            }
            None => {
                self.frames.add(flight.bytes, took);
                self.doubt(now);
            }
        }
    }

    /// Another area: what is known of frames does not hold for its frames.
    fn begin(&mut self, video: usize, now: Duration) {
        self.video = video;
        self.frames = Tally::default();
        if let Some(trial) = self.trial.take() {
            self.set(trial.bits, now);
        }
    }

    /// Frames are late. Unless what arrives is what is sent, it goes back to what went well, or tries
    /// less than that.
    fn doubt(&mut self, now: Duration) {
        if self.frames.count() < LATELY.0 || self.frames.took() < LATELY.1 {
            return;
        }
        let arrives = self.frames.bits();
        if arrives * 20 >= self.bits * 19 {
            self.grow(now);
        } else if self.bits > self.settled {
            self.settle(share(arrives).max(self.settled), now);
        } else if now >= self.calm_until {
            let before = self.frames;
            self.trial = Some(Trial { bits: self.bits, before, opened: false });
            self.set(before.bits() / 2, now);
        } else {
            // It is the viewer: only more shows whether the line takes more.
            self.grow(now);
        }
    }

    /// What the trial says, if it has gone on for long enough.
    fn judge(&mut self, now: Duration) {
        let few = if self.frames.took() >= Duration::from_secs(1) { TRIED.1 } else { TRIED.0 };
        let Some(trial) = self.trial.filter(|_| self.frames.count() >= few) else { return };
        let slow = self.frames.compared(trial.before);
        if slow == Slow::Unknown && self.frames.count() < TRIED.2 {
            return;
        }
        self.trial = None;
        match slow {
            Slow::Line(bits) if share(bits) * 10 < trial.bits * 9 => {
                self.calm = CALM.0;
                self.settle(share(bits), now);
            }
            _ => {
                self.calm_until = now + self.calm;
                self.calm = (self.calm * 2).min(CALM.1);
                self.set(trial.bits, now);
            }
        }
    }

    fn grow(&mut self, now: Duration) {
        if now >= self.grows_at {
            self.settled = self.bits;
            self.set(self.bits * 8 / 5, now);
            self.grows_at = now + GROWS;
        }
    }

    fn settle(&mut self, bits: u64, now: Duration) {
        self.set(bits, now);
        self.settled = self.bits;
        self.grows_at = now + RESTS;
    }

    fn set(&mut self, bits: u64, now: Duration) {
        self.bits = bits.clamp(RANGE.0, RANGE.1);
        self.frames = Tally::default();
        self.changed = now;
    }
}

/// What of a line a video may have: a little less than all, so that nothing waits.
fn share(bits: u64) -> u64 {
    bits * 85 / 100
}
