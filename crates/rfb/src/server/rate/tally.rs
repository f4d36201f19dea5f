//! Frames that have arrived: how large they were, and how long they took.

use std::time::Duration;

/// When there are more frames than these, the older ones count for half.
const MANY: u64 = 32;

/// See the module's comment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    frames: u64,
    bytes: u64,
    micros: u64,
}

/// What it was that frames waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slow {
    /// The line, which takes so many bits in a second.
    Line(u64),
    /// The viewer.
    Viewer,
    /// The frames are as large as before, and tell nothing.
    Unknown,
}

impl Tally {
    /// One more frame.
    pub fn add(&mut self, bytes: usize, took: Duration) {
        if self.frames >= MANY {
            *self = Self { frames: self.frames / 2, bytes: self.bytes / 2, micros: self.micros / 2 };
        }
        self.frames += 1;
        self.bytes += bytes as u64;
        self.micros += took.as_micros() as u64;
    }

    pub fn count(self) -> u64 {
        self.frames
    }

    /// How long they took together.
    pub fn took(self) -> Duration {
        Duration::from_micros(self.micros)
    }

    /// Bits in a second, while they were on their way.
    pub fn bits(self) -> u64 {
        rate(self.bytes, self.micros)
    }

    /// What the frames of `before` waited for, as these smaller ones tell. The time that they save for
    /// the bytes that they save is the line's.
    pub fn compared(self, before: Self) -> Slow {
        let ((bytes, micros), (more, longer)) = (self.each(), before.each());
        if bytes * 5 >= more * 4 {
            return Slow::Unknown;
        }
        // Between what they would take over a line and what they would take to a viewer.
        if micros * 2 * more > longer * (more + bytes) {
            return Slow::Viewer;
        }
        Slow::Line(rate(more - bytes, longer.saturating_sub(micros)))
    }

    /// Bytes and microseconds of one.
    fn each(self) -> (u64, u64) {
        let frames = self.frames.max(1);
        (self.bytes / frames, self.micros / frames)
    }
}

fn rate(bytes: u64, micros: u64) -> u64 {
    bytes * 8_000_000 / micros.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(count: usize, bytes: usize, milliseconds: u64) -> Tally {
        let mut tally = Tally::default();
        (0..count).for_each(|_| tally.add(bytes, Duration::from_millis(milliseconds)));
        tally
    }

    #[test]
    fn smaller_frames_tell_the_line_from_the_viewer() {
        let before = frames(3, 40_000, 160);
        let table = [
            // Half the bytes in half the time; a quarter, of which the viewer needs 80 ms whatever comes.
            (frames(8, 20_000, 80), Slow::Line(2_000_000)),
            (frames(8, 10_000, 100), Slow::Line(4_000_000)),
            (frames(8, 20_000, 160), Slow::Viewer),
            (frames(8, 20_000, 130), Slow::Viewer),
            (frames(8, 38_000, 20), Slow::Unknown),
        ];
        for (at, (after, slow)) in table.into_iter().enumerate() {
            assert_eq!(after.compared(before), slow, "{at}");
        }
    }

    #[test]
    fn the_last_frames_count_most() {
        let mut tally = frames(200, 10_000, 10);
        (0..64).for_each(|_| tally.add(10_000, Duration::from_millis(100)));
        assert!(tally.count() <= MANY, "{tally:?}");
        assert!((800_000..1_300_000).contains(&tally.bits()), "{tally:?}");
    }
}
