//! When the next frame may go: so many frames are under way that the line is used, and so few that
//! what is shown is new.
//!
//! A fence behind every frame comes back when the viewer has taken the frame in. The shortest delay
//! of the last seconds is the line's own; what a frame takes beyond it is waiting in some queue. While
//! frames wait, fewer go at a time; while they do not, as many as the line is long. Judging by the
//! delay above the baseline, not by the delay itself, a far viewer is as smooth as a near one.

use std::collections::VecDeque;
use std::time::Duration;

use super::rate::Rate;

/// Waiting in a queue for longer than this is too much.
const CROWDED: Duration = Duration::from_millis(80);
/// Waiting less than this is none.
const FREE: Duration = Duration::from_millis(40);
/// The time between frames that a long line is filled with.
const FRAME: Duration = Duration::from_millis(33);
/// Frames under way, at most, however long the line.
const MOST: usize = 8;
/// Frames under way on a short line, and at the beginning.
const FEW: usize = 2;
/// After this time a frame counts as lost: its viewer may have been replaced by another.
const LOST: Duration = Duration::from_secs(5);
/// The baseline is the minimum of the running and the last such span.
const SPAN: Duration = Duration::from_secs(5);
/// Tiles of a refinement, at least, at the beginning, and at most.
const SLICE: (usize, usize, usize) = (2, 8, 96);
/// Bytes of a tile of which a slice is made, at least; exact photographs have twice as many.
const TILE_BYTES: usize = 6 * 1_024;
/// Bytes that are little.
const LITTLE: usize = 64 * 1_024;

/// A frame under way.
#[derive(Clone, Copy, Debug)]
pub struct Flight {
    pub frame: u32,
    pub bytes: usize,
    /// Pixels of it that are video.
    pub video: usize,
    pub sent: Duration,
}

/// When the next frame may go.
#[derive(Debug)]
pub struct Pace {
    interval: Duration,
    fences: bool,
    flying: VecDeque<Flight>,
    last: Option<Duration>,
    slots: usize,
    slice: usize,
    baseline: Baseline,
    rate: Rate,
}

impl Pace {
    /// At most so many frames in a second.
    #[must_use]
    pub fn new(frames_per_second: u32) -> Self {
        // A tenth less, so that a capture which beats at the same rate is not missed by a hair.
        let interval = Duration::from_secs(1) * 9 / (10 * frames_per_second.clamp(1, 240));
        Self {
            interval,
            fences: false,
            flying: VecDeque::new(),
            last: None,
            slots: FEW,
            slice: SLICE.1,
            baseline: Baseline::default(),
            rate: Rate::default(),
        }
    }

    /// Whether the viewer answers fences; otherwise its requests are the pace.
    pub fn use_fences(&mut self, fences: bool) {
        self.fences = fences;
        if !fences {
            self.flying.clear();
        }
    }

    /// Whether every frame is followed by a fence.
    #[must_use]
    pub fn fences(&self) -> bool {
        self.fences
    }

    /// Whether a frame may go now.
    #[must_use]
    pub fn is_open(&self, now: Duration) -> bool {
        self.opens_at() <= now
    }

    /// When a frame may go, if nothing is acknowledged before. May be in the past.
    #[must_use]
    pub fn opens_at(&self) -> Duration {
        let beat = self.last.map_or(Duration::ZERO, |last| last + self.interval);
        let blocking = self.flying.len().checked_sub(self.slots).and_then(|at| self.flying.get(at));
        blocking.map_or(beat, |flight| beat.max(flight.sent + LOST))
    }

    /// Whether the line has time for what is not urgent: what is under way is little more than what
    /// a line of its length always holds.
    #[must_use]
    pub fn has_time(&self) -> bool {
        let under_way: usize = self.flying.iter().map(|flight| flight.bytes).sum();
        let line = u128::from(self.rate.get() / 8) * self.baseline.get().as_millis() / 1_000;
        under_way as u128 <= LITTLE as u128 + line
    }

    /// Tiles to refine at once.
    #[must_use]
    pub fn slice(&self) -> usize {
        self.slice
    }

    /// Bits in a second that the line takes, as far as is known.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate.get()
    }

    /// A frame went.
    pub fn sent(&mut self, flight: Flight) {
        self.last = Some(flight.sent);
        if self.fences {
            self.flying.push_back(flight);
            if self.flying.len() > MOST {
                self.flying.pop_front();
            }
        }
    }

    /// A frame has arrived: how long that took, if it was under way.
    pub fn acknowledged(&mut self, frame: u32, now: Duration) -> Option<Duration> {
        let at = self.flying.iter().position(|flight| flight.frame == frame)?;
        let arrived: Vec<Flight> = self.flying.drain(..=at).collect();
        let delay = now.saturating_sub(arrived.last()?.sent);
        self.baseline.note(delay, now);
        let waiting = delay.saturating_sub(self.baseline.get());
        self.adapt(waiting, arrived.iter().any(|flight| flight.bytes >= self.slice * TILE_BYTES));
        arrived.iter().for_each(|flight| self.rate.note(flight, now));
        Some(delay)
    }

    /// `full` says that as much as a whole slice has arrived: only that tells about slices.
    fn adapt(&mut self, waiting: Duration, full: bool) {
        if waiting > CROWDED {
            self.slots = (self.slots - 1).max(1);
            self.slice = (self.slice / 2).max(SLICE.0);
        } else if waiting < FREE {
            let line = FEW + (self.baseline.get().as_micros() / FRAME.as_micros()) as usize;
            self.slots = (self.slots + 1).min(line.min(MOST));
            self.slice = if full { (self.slice * 2).min(SLICE.2) } else { self.slice };
        }
    }
}

/// The shortest delay of the last seconds.
#[derive(Debug, Default)]
struct Baseline {
    since: Duration,
    running: Option<Duration>,
    last: Option<Duration>,
}

impl Baseline {
    fn note(&mut self, delay: Duration, now: Duration) {
        if now.saturating_sub(self.since) > SPAN {
            self.last = self.running.take();
            self.since = now;
        }
        self.running = Some(self.running.map_or(delay, |known| known.min(delay)));
    }

    fn get(&self) -> Duration {
        self.running.into_iter().chain(self.last).min().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn still(frame: u32, bytes: usize, sent: Duration) -> Flight {
        Flight { frame, bytes, video: 0, sent }
    }

    /// Sends whenever it may for two seconds over a line that takes `delay` for the nth frame under
    /// way: frames sent, and the most under way at the end.
    fn run(delay: impl Fn(usize) -> u64) -> (usize, usize) {
        let mut pace = Pace::new(60);
        pace.use_fences(true);
        let (mut frame, mut under_way) = (0, VecDeque::new());
        for now in 0..2_000 {
            while under_way.front().is_some_and(|(_, arrives)| *arrives <= now) {
                let (number, _) = under_way.pop_front().unwrap();
                pace.acknowledged(number, ms(now)).unwrap();
            }
            if pace.is_open(ms(now)) {
                frame += 1;
                under_way.push_back((frame, now + delay(under_way.len())));
                pace.sent(still(frame, 1_000, ms(now)));
            }
        }
        (frame as usize, pace.slots)
    }

    #[test]
    fn the_line_decides_how_many_frames_are_under_way() {
        // A near viewer; a far one; one whose frames wait for each other.
        let table = [
            ((|_| 2) as fn(usize) -> u64, 125..=134, FEW),
            (|_| 100, 80..=101, FEW + 3),
            (|waiting| 50 + 200 * waiting as u64, 8..=45, 1),
        ];
        for (at, (delay, frames, slots)) in table.into_iter().enumerate() {
            let (sent, left) = run(delay);
            assert!(frames.contains(&sent), "line {at}: {sent} frames");
            assert_eq!(left, slots, "line {at}");
        }
    }

    #[test]
    fn a_silent_viewer_is_tried_again_after_a_while() {
        let mut pace = Pace::new(60);
        pace.use_fences(true);
        pace.sent(still(1, 1_000, ms(0)));
        pace.sent(still(2, 1_000, ms(20)));
        assert!(!pace.is_open(ms(4_900)));
        assert_eq!(pace.opens_at(), LOST);
        assert!(pace.is_open(LOST));
    }

    #[test]
    fn without_fences_only_the_beat_counts() {
        let mut pace = Pace::new(10);
        for frame in 0..100 {
            pace.sent(still(frame, 1_000, ms(u64::from(frame) * 100)));
        }
        assert!(!pace.is_open(ms(9_980)));
        assert!(pace.is_open(ms(9_990)));
        assert_eq!(pace.acknowledged(99, ms(9_990)), None);
    }

    #[test]
    fn an_answer_stands_for_all_before_it() {
        let mut pace = Pace::new(60);
        pace.use_fences(true);
        pace.sent(still(1, 1_000, ms(0)));
        pace.sent(still(2, 1_000, ms(20)));
        assert_eq!(pace.acknowledged(2, ms(50)), Some(ms(30)));
        assert_eq!(pace.acknowledged(1, ms(60)), None);
        assert!(pace.has_time());
    }

    #[test]
    fn slices_are_as_large_as_the_line_takes_well() {
        // Milliseconds that a full slice takes, and tiles of a slice afterwards.
        for (delay, expected) in [(5, SLICE.2), (60, SLICE.1), (300, SLICE.0)] {
            let mut pace = Pace::new(60);
            pace.use_fences(true);
            pace.sent(still(0, 100, ms(0)));
            pace.acknowledged(0, ms(5));
            for frame in 1..20 {
                let now = ms(u64::from(frame) * 1_000);
                let bytes = pace.slice() * 2 * TILE_BYTES;
                pace.sent(still(frame, bytes, now));
                assert_eq!(pace.has_time(), bytes <= LITTLE + 3_000_000 * 5 / 1_000, "{bytes} bytes");
                // What is small always arrives soon, and says nothing about slices.
                pace.acknowledged(frame, now + ms(5 + delay));
                pace.sent(still(100 + frame, 100, now + ms(400)));
                pace.acknowledged(100 + frame, now + ms(405));
            }
            assert_eq!(pace.slice(), expected, "{delay} ms");
        }
    }
}
