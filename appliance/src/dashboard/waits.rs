//! The waits of one queue: how many were accepted, how many in time, how many left, and the median.

use farhand_protocol::Timestamp;

use super::spans::{Sums, Timed};
use crate::domain::median;

/// How one wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When.
    pub at: Timestamp,
    /// How long it was, in milliseconds.
    pub ms: u64,
    /// Whether somebody accepted, and then whether within the target.
    pub accepted: Option<bool>,
}

impl Timed for Wait {
    fn at(&self) -> Timestamp {
        self.at
    }
}

/// Waits in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// How many were accepted within the target.
    pub in_target: u32,
    /// How many left.
    pub abandoned: u32,
    /// How long those waited who were accepted, shortest first.
    accepted: Vec<u64>,
}

impl Waits {
    /// How many were accepted.
    #[must_use]
    pub fn accepted(&self) -> u32 {
        u32::try_from(self.accepted.len()).unwrap_or(u32::MAX)
    }

    /// The median wait of those accepted: of two in the middle the mean.
    #[must_use]
    pub fn median_ms(&self) -> Option<u64> {
        median::of(&self.accepted)
    }
}

impl Sums for Waits {
    type Item = Wait;

    fn add(&mut self, wait: &Wait) {
        match wait.accepted {
            None => self.abandoned += 1,
            Some(in_target) => {
                self.in_target += u32::from(in_target);
                let place = self.accepted.partition_point(|ms| *ms <= wait.ms);
                self.accepted.insert(place, wait.ms);
            }
        }
    }

    fn remove(&mut self, wait: &Wait) {
        match wait.accepted {
            None => self.abandoned -= 1,
            Some(in_target) => {
                self.in_target -= u32::from(in_target);
                if let Ok(place) = self.accepted.binary_search(&wait.ms) {
                    self.accepted.remove(place);
                }
            }
        }
    }

    fn of<'i>(waits: impl Iterator<Item = &'i Wait>) -> Self {
        let mut this = Self::default();
        for wait in waits {
            match wait.accepted {
                None => this.abandoned += 1,
                Some(in_target) => {
                    this.in_target += u32::from(in_target);
                    this.accepted.push(wait.ms);
                }
            }
        }
        this.accepted.sort_unstable();
        this
    }
}
