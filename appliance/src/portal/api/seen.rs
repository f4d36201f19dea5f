//! Up to where a page has seen the chat. Keeping it costs a write, which all customers share: so
//! it is passed on only where it has grown, and at most once a second.

use std::time::Duration;

use tokio::time::Instant;

/// Between two times that it is passed on.
const EVERY: Duration = Duration::from_secs(1);

/// Up to where a page has seen the chat.
#[derive(Default)]
pub struct Seen {
    number: u64,
    told: u64,
    told_at: Option<Instant>,
}

impl Seen {
    /// The page has seen entries up to `number`.
    pub fn up_to(&mut self, number: u64) {
        self.number = self.number.max(number);
    }

    /// When it is to be passed on; none where there is nothing new.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let at = self.told_at.map_or(now, |at| at + EVERY);
        (self.number > self.told).then_some(at)
    }

    /// The number to pass on now; none where there is nothing new.
    pub fn take(&mut self, now: Instant) -> Option<u64> {
        let news = (self.number > self.told).then_some(self.number)?;
        (self.told, self.told_at) = (news, Some(now));
        Some(news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_passed_on_once_a_second_and_nothing_is_lost() {
        let start = Instant::now();
        let mut seen = Seen::default();
        assert_eq!((seen.due(start), seen.take(start)), (None, None));
        seen.up_to(3);
        assert_eq!((seen.due(start), seen.take(start)), (Some(start), Some(3)));
        seen.up_to(3);
        seen.up_to(2);
        assert_eq!(seen.due(start), None, "it has not grown");
        seen.up_to(4);
        seen.up_to(5);
        let later = start + Duration::from_secs(1);
        assert_eq!((seen.due(start), seen.take(later)), (Some(later), Some(5)));
    }
}
