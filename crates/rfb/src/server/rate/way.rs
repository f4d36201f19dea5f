//! The way to the viewer and back: what of a frame's time is not the way's.

use std::time::Duration;

/// Frames pass one after the other: one that has to wait for the one before begins when that is through.
#[derive(Debug, Default)]
pub struct Way {
    /// The shortest time that there and back has ever taken. Where the way has become longer, all
    /// frames take longer alike, which says nothing about the line.
    shortest: Option<Duration>,
    last: Duration,
}

impl Way {
    /// How long the frame that was sent then, and has arrived now, held up the next one.
    pub fn took(&mut self, sent: Duration, now: Duration) -> Duration {
        let there = now.saturating_sub(sent);
        let shortest = self.shortest.map_or(there, |known| known.min(there));
        self.shortest = Some(shortest);
        let begun = self.last.max(sent + shortest);
        self.last = now;
        now.saturating_sub(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_way_nor_the_frame_before_counts() {
        let mut way = Way::default();
        // Sent, arrived, taken: a short one, one alone, two that follow at once, one that came along.
        let table = [(0, 20, 0), (100, 150, 30), (200, 300, 80), (201, 360, 60), (202, 360, 0)];
        for (sent, arrived, took) in table {
            let ms = Duration::from_millis;
            assert_eq!(way.took(ms(sent), ms(arrived)), ms(took), "sent at {sent}");
        }
    }
}
