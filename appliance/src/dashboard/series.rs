//! Waits by steps of a span, of any number of queues together.

use farhand_protocol::Timestamp;
use farhand_protocol::dashboard::{Span, WaitPoint};

use super::spans::{Spans, inside};
use super::waits::{Wait, Waits};
use crate::domain::median;

/// When the step begins that something at `at` belongs to.
#[must_use]
pub fn step_of(span: Span, at: Timestamp) -> Timestamp {
    let step = i64::try_from(span.step_ms()).unwrap_or(i64::MAX);
    Timestamp(at.0.div_euclid(step) * step)
}

/// The beginnings of a span's steps, oldest first. The first one is the first that lies in the span as
/// a whole: one that is half outside would shrink with time.
pub fn steps(span: Span, now: Timestamp) -> impl Iterator<Item = Timestamp> {
    let last = step_of(span, now);
    let count = span.ms() / span.step_ms();
    (0..=count)
        .rev()
        .map(move |back| Timestamp(last.0.saturating_sub_unsigned(back * span.step_ms())))
        .filter(move |step| inside(span, *step, now))
}

/// The points of the steps that begin at `from` or later.
pub fn points<'q>(
    span: Span,
    now: Timestamp,
    from: Timestamp,
    queues: impl Iterator<Item = &'q Spans<Waits>>,
) -> Vec<WaitPoint> {
    let mut points: Vec<_> =
        steps(span, now).filter(|step| *step >= from).map(|at| (empty(at), Vec::new())).collect();
    let Some(first) = points.first().map(|(point, _)| point.at) else { return Vec::new() };
    for queue in queues {
        let mut place = 0;
        for wait in queue.since(first) {
            let step = step_of(span, wait.at);
            while points.get(place).is_some_and(|(point, _)| point.at < step) {
                place += 1;
            }
            if let Some((point, accepted)) = points.get_mut(place) {
                add(point, accepted, wait);
            }
        }
    }
    points.into_iter().map(|(point, accepted)| finish(point, accepted)).collect()
}

fn empty(at: Timestamp) -> WaitPoint {
    WaitPoint { at, accepted: 0, in_target: 0, abandoned: 0, median_ms: None, longest_ms: None }
}

fn add(point: &mut WaitPoint, accepted: &mut Vec<u64>, wait: &Wait) {
    point.longest_ms = point.longest_ms.max(Some(wait.ms));
    match wait.accepted {
        None => point.abandoned += 1,
        Some(in_target) => {
            point.accepted += 1;
            point.in_target += u32::from(in_target);
            accepted.push(wait.ms);
        }
    }
}

fn finish(mut point: WaitPoint, mut accepted: Vec<u64>) -> WaitPoint {
    accepted.sort_unstable();
    point.median_ms = median::of(&accepted);
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn wait(at: i64, ms: u64, accepted: Option<bool>) -> Wait {
        Wait { at: Timestamp(at), ms, accepted }
    }

    #[test]
    fn each_step_has_its_numbers_and_the_first_one_is_whole() {
        let now = Timestamp(100 * MINUTE + 1);
        let one = Spans::<Waits>::of(
            [
                wait(44 * MINUTE, 1, Some(true)),
                wait(45 * MINUTE, 50, Some(true)),
                wait(100 * MINUTE, 7, None),
            ],
            now,
        );
        let other =
            Spans::<Waits>::of([wait(46 * MINUTE, 20, Some(false)), wait(49 * MINUTE, 90, Some(true))], now);
        let points = points(Span::Hour, now, Timestamp(0), [&one, &other].into_iter());
        assert_eq!(points.len(), 12);
        let expected = WaitPoint {
            at: Timestamp(45 * MINUTE),
            accepted: 3,
            in_target: 2,
            abandoned: 0,
            median_ms: Some(50),
            longest_ms: Some(90),
        };
        assert_eq!(points[0], expected);
        assert_eq!(points[1], empty(Timestamp(50 * MINUTE)));
        let last = WaitPoint { abandoned: 1, longest_ms: Some(7), ..empty(Timestamp(100 * MINUTE)) };
        assert_eq!(points[11], last);
    }

    #[test]
    fn a_span_has_all_its_steps() {
        for (span, now, expected) in [
            (Span::Hour, 60 * MINUTE, 12),
            (Span::Hour, 61 * MINUTE, 12),
            (Span::Day, 5_000 * MINUTE, 96),
            (Span::Week, 50_000 * MINUTE + 3, 168),
        ] {
            assert_eq!(steps(span, Timestamp(now)).count(), expected, "{span:?} {now}");
        }
    }
}
