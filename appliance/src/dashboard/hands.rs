//! What somebody handled: how many sessions, and for how long.

use farhand_protocol::Timestamp;

use super::spans::{Sums, Timed};

/// A session that was in somebody's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handling {
    /// Until when.
    pub at: Timestamp,
    /// How long, in milliseconds.
    pub ms: u64,
}

impl Timed for Handling {
    fn at(&self) -> Timestamp {
        self.at
    }
}

/// Handled sessions in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// How many.
    pub handled: u32,
    ms: u64,
}

impl Hands {
    /// How long on the average, in milliseconds.
    #[must_use]
    pub fn average_ms(&self) -> Option<u64> {
        self.ms.checked_div(u64::from(self.handled))
    }
}

impl Sums for Hands {
    type Item = Handling;

    fn add(&mut self, one: &Handling) {
        self.handled += 1;
        self.ms += one.ms;
    }

    fn remove(&mut self, one: &Handling) {
        self.handled -= 1;
        self.ms -= one.ms;
    }

    fn of<'i>(all: impl Iterator<Item = &'i Handling>) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum.add(one);
            sum
        })
    }
}
