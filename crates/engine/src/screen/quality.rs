//! How good pictures are to be, by what the line carries.

use std::time::Duration;

use farhand_core::contract::ScreenQuality;
use farhand_rfb::viewer::Quality;
use tokio::time::Instant;

/// From one measurement to the next.
const PERIOD: Duration = Duration::from_secs(1);
/// Less than this says nothing about a line.
const TELLING: u64 = 48 * 1024;

/// Chooses the quality. Below a share of what an updates' bytes need it goes down as `TigerVNC` does
/// (JPEG level 8 above 16 Mbit/s, else 6), and further on slow lines.
#[derive(Debug)]
pub(super) struct Choice {
    wish: ScreenQuality,
    /// Kilobits per second that the line carried when it was busy; none before it was.
    line: Option<u64>,
    began: Option<Instant>,
    busy: Duration,
    bytes: u64,
    measured: Instant,
}

impl Choice {
    pub fn new(wish: ScreenQuality, now: Instant) -> Self {
        Self { wish, line: None, began: None, busy: Duration::ZERO, bytes: 0, measured: now }
    }

    /// The representative has chosen.
    pub fn wish(&mut self, wish: ScreenQuality) {
        self.wish = wish;
    }

    /// The quality for now.
    pub fn quality(&self) -> Quality {
        match (self.wish, self.line) {
            (ScreenQuality::Lossless, _) => Quality::Lossless,
            (ScreenQuality::High, _) => Quality::Jpeg(9),
            (ScreenQuality::Low, _) => Quality::Jpeg(2),
            (ScreenQuality::Auto, None) => Quality::Auto,
            (ScreenQuality::Auto, Some(kbit)) => Quality::Jpeg(match kbit {
                16_000.. => 8,
                3_000.. => 6,
                1_000.. => 4,
                _ => 2,
            }),
        }
    }

    /// Whether what rests is worth its bytes without loss.
    pub fn refines(&self) -> bool {
        let carries = self.line.is_none_or(|kbit| kbit >= 1_000);
        matches!(self.wish, ScreenQuality::High) || (self.wish == ScreenQuality::Auto && carries)
    }

    /// So many bytes came; `more` says that the update that they belong to is not over.
    pub fn heard(&mut self, bytes: usize, more: bool, now: Instant) {
        if let Some(began) = self.began.take() {
            self.busy += now - began;
            self.bytes += bytes as u64;
        }
        self.began = more.then_some(now);
        if now - self.measured >= PERIOD && self.bytes >= TELLING {
            let micros = self.busy.as_micros().max(1) as u64;
            let kbit = self.bytes * 8_000 / micros;
            self.line = Some(self.line.map_or(kbit, |line| (line + kbit) / 2));
            (self.busy, self.bytes, self.measured) = (Duration::ZERO, 0, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(kbit: u64) -> Quality {
        let mut now = Instant::now();
        let mut choice = Choice::new(ScreenQuality::Auto, now);
        for _ in 0..8 {
            // An update in two halves: the second one takes its time.
            choice.heard(30_000, true, now);
            now += Duration::from_micros(60_000 * 8_000 / kbit);
            choice.heard(60_000, false, now);
            now += Duration::from_millis(400);
        }
        choice.quality()
    }

    #[test]
    fn the_quality_follows_the_line() {
        assert_eq!(after(100_000), Quality::Jpeg(8));
        assert_eq!(after(8_000), Quality::Jpeg(6));
        assert_eq!(after(1_500), Quality::Jpeg(4));
        assert_eq!(after(300), Quality::Jpeg(2));
    }

    #[test]
    fn a_choice_stands_whatever_the_line_carries() {
        let mut choice = Choice::new(ScreenQuality::Lossless, Instant::now());
        assert_eq!(choice.quality(), Quality::Lossless);
        choice.wish(ScreenQuality::Auto);
        assert_eq!(choice.quality(), Quality::Auto);
    }
}
