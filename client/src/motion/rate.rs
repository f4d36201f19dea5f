//! How many bits in a second a video may have: what its area needs, or what the line takes.

use farhand_rfb::Rect;

use super::FRAMES;

/// Bits for a pixel and frame, in hundredths.
const BITS: u32 = 12;
/// Bits in a second that an area needs, at least and at most.
const NEEDS: (u32, u32) = (1_000_000, 12_000_000);
/// Bits in a second, at least, however slow the line is.
const LEAST: u32 = 100_000;

/// What the line takes, as far as is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate {
    line: Option<u32>,
}

impl Rate {
    /// The line takes so many bits in a second.
    pub fn tell(&mut self, bits: u32) {
        self.line = Some(bits);
    }

    /// Bits in a second for a video of this area.
    pub fn of(self, area: Rect) -> u32 {
        let pixels = u32::try_from(area.area()).unwrap_or(u32::MAX);
        let needs = (pixels / 100).saturating_mul(BITS * FRAMES).clamp(NEEDS.0, NEEDS.1);
        self.line.map_or(needs, |line| needs.min(line.max(LEAST)))
    }

    /// Whether an encoder of so many bits in a second is still right for this area. One that has too
    /// many makes pictures wait; one that has too few only makes them worse, so it may be further off
    /// while the line's rate changes, but not when that is of no matter any more.
    pub fn keeps(self, bits: u32, area: Rect) -> bool {
        let (right, bits) = (u64::from(self.of(area)), u64::from(bits));
        let most = if self.line.is_some_and(|line| u64::from(line) <= right) { 15 } else { 11 };
        right * 5 >= bits * 4 && right * 10 <= bits * most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_has_what_it_needs_or_what_the_line_takes() {
        let all = Rect::sized(1_920, 1_080);
        let mut rate = Rate::default();
        assert_eq!((rate.of(all), rate.of(Rect::sized(64, 64))), (7_464_960, 1_000_000));
        rate.tell(2_000_000);
        assert_eq!((rate.of(all), rate.of(Rect::sized(64, 64))), (2_000_000, 1_000_000));
        rate.tell(1);
        assert_eq!(rate.of(all), 100_000);
    }

    #[test]
    fn another_rate_is_another_encoder_when_it_is_far_off() {
        let all = Rect::sized(1_920, 1_080);
        // Thousands of bits in a second: the encoder's, the line's.
        let table = [
            ((2_000, 1_500), false),
            ((2_000, 1_650), true),
            ((2_000, 2_000), true),
            ((2_000, 2_900), true),
            ((2_000, 3_100), false),
            ((6_000, 7_000), true),
            ((6_000, 9_000), false),
            ((7_465, 24_000), true),
        ];
        for ((bits, line), kept) in table {
            let mut rate = Rate::default();
            rate.tell(line * 1_000);
            assert_eq!(rate.keeps(bits * 1_000, all), kept, "{bits} over {line} kbit/s");
        }
    }
}
