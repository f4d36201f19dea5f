//! Whose turn it is: high priority first, then by the share of its queue's target that a session
//! has already waited, so that a personal one at 1:12 of 2:00 stands before a general one at
//! 3:15 of 10:00.

use std::cmp::Ordering;

use farhand_protocol::Timestamp;
use farhand_protocol::session::Priority;

/// A waiting session, as far as its turn depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Ahead of others or not.
    pub priority: Priority,
    /// Since when it waits.
    pub since: Timestamp,
    /// Its queue's target in seconds.
    pub target_s: u32,
}

/// The index of the one whose turn it is; none in an empty line.
#[must_use]
pub fn next(line: &[Turn], now: Timestamp) -> Option<usize> {
    (0..line.len()).min_by(|a, b| before(&line[*a], &line[*b], now))
}

/// The indexes of a whole line, in the order of their turns.
#[must_use]
pub fn order(line: &[Turn], now: Timestamp) -> Vec<usize> {
    let mut order: Vec<_> = (0..line.len()).collect();
    order.sort_by(|a, b| before(&line[*a], &line[*b], now));
    order
}

fn before(a: &Turn, b: &Turn, now: Timestamp) -> Ordering {
    // a/b > c/d without division; targets are never 0.
    let share = |x: &Turn, y: &Turn| u128::from(now.since(x.since)) * u128::from(y.target_s.max(1));
    b.priority.cmp(&a.priority).then(share(b, a).cmp(&share(a, b))).then(a.since.cmp(&b.since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[(Priority, i64, u32)], expected: Option<usize>) {
        let turns: Vec<_> = line
            .iter()
            .map(|(priority, waited_s, target_s)| Turn {
                priority: *priority,
                since: Timestamp(-waited_s * 1000),
                target_s: *target_s,
            })
            .collect();
        assert_eq!(next(&turns, Timestamp(0)), expected, "{line:?}");
        assert_eq!(order(&turns, Timestamp(0)).first().copied(), expected, "{line:?}");
    }

    #[test]
    fn the_most_due_is_next() {
        use Priority::{High, Normal};
        check(&[], None);
        check(&[(Normal, 195, 600), (Normal, 72, 120)], Some(1));
        check(&[(Normal, 599, 600), (High, 1, 600)], Some(1));
        check(&[(Normal, 10, 600), (Normal, 20, 600)], Some(1));
        check(&[(Normal, 60, 600), (Normal, 12, 120)], Some(0));
    }

    #[test]
    fn a_whole_line_is_ordered_by_turns() {
        let turn = |priority, waited_s: i64, target_s| Turn {
            priority,
            since: Timestamp(-waited_s * 1000),
            target_s,
        };
        let line = [
            turn(Priority::Normal, 195, 600),
            turn(Priority::Normal, 72, 120),
            turn(Priority::High, 1, 600),
            turn(Priority::Normal, 300, 600),
        ];
        assert_eq!(order(&line, Timestamp(0)), [2, 1, 3, 0]);
    }
}
