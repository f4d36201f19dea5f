//! What is counted of the last hour, day and seven days, up to a moment that moves on.
//!
//! Items come in by time and leave each span by time, so that moving on costs what leaves and nothing
//! more, however much is inside.

use std::collections::VecDeque;

use farhand_protocol::Timestamp;
use farhand_protocol::dashboard::Span;

/// The spans, shortest first.
pub const SPANS: [Span; 3] = [Span::Hour, Span::Day, Span::Week];
/// Items that leave one by one; for more the sums are made anew.
const ONE_BY_ONE: usize = 256;

/// A span's place in [`SPANS`].
#[must_use]
pub fn index(span: Span) -> usize {
    match span {
        Span::Hour => 0,
        Span::Day => 1,
        Span::Week => 2,
    }
}

/// Some of the spans, as bits by their [`index`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Some3(u8);

impl Some3 {
    /// All of them.
    pub const ALL: Some3 = Some3(0b111);

    /// With this one.
    pub fn add(&mut self, span: Span) {
        self.0 |= 1 << index(span);
    }

    /// Whether this one is among them.
    #[must_use]
    pub fn has(self, span: Span) -> bool {
        self.0 & (1 << index(span)) != 0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether something at `at` belongs to a span that ends at `now`.
#[must_use]
pub fn inside(span: Span, at: Timestamp, now: Timestamp) -> bool {
    now.since(at) < span.ms()
}

/// What happened at a time.
pub trait Timed {
    /// When.
    fn at(&self) -> Timestamp;
}

/// What is known of a span's items together.
pub trait Sums: Default {
    /// What is summed up.
    type Item: Timed;
    /// One comes in.
    fn add(&mut self, item: &Self::Item);
    /// One leaves.
    fn remove(&mut self, item: &Self::Item);
    /// Those of all these.
    fn of<'i>(items: impl Iterator<Item = &'i Self::Item>) -> Self
    where
        Self::Item: 'i;
}

/// The items of seven days, and each span's sums.
pub struct Spans<S: Sums> {
    items: VecDeque<S::Item>,
    /// Of each span: the index of its first item, and its sums.
    spans: [(usize, S); 3],
}

impl<S: Sums> Default for Spans<S> {
    fn default() -> Self {
        Self { items: VecDeque::new(), spans: Default::default() }
    }
}

impl<S: Sums> Spans<S> {
    /// These items, oldest first, as of `now`.
    pub fn of(items: impl IntoIterator<Item = S::Item>, now: Timestamp) -> Self {
        let mut this = Self { items: items.into_iter().collect(), spans: Default::default() };
        this.items.make_contiguous().sort_by_key(Timed::at);
        for span in 0..SPANS.len() {
            this.sum_up(span, now);
        }
        this.forget();
        this
    }

    fn sum_up(&mut self, index: usize, now: Timestamp) {
        let first = self.items.partition_point(|item| !inside(SPANS[index], item.at(), now));
        self.spans[index] = (first, S::of(self.items.range(first..)));
    }

    /// One more, which is the newest.
    pub fn push(&mut self, item: S::Item) {
        for (_, sums) in &mut self.spans {
            sums.add(&item);
        }
        self.items.push_back(item);
    }

    /// Moves on to `now`; answers the spans that something has left.
    pub fn advance(&mut self, now: Timestamp) -> Some3 {
        let mut changed = Some3::default();
        for (index, span) in SPANS.into_iter().enumerate() {
            let first = self.spans[index].0;
            let left = self.items.range(first..).take_while(|item| !inside(span, item.at(), now)).count();
            match left {
                0 => continue,
                1..=ONE_BY_ONE => {
                    let (from, sums) = &mut self.spans[index];
                    self.items.range(first..first + left).for_each(|item| sums.remove(item));
                    *from += left;
                }
                _ => self.sum_up(index, now),
            }
            changed.add(span);
        }
        self.forget();
        changed
    }

    /// Forgets what has left the longest span.
    fn forget(&mut self) {
        let gone = self.spans[SPANS.len() - 1].0;
        self.items.drain(..gone);
        for (first, _) in &mut self.spans {
            *first -= gone;
        }
    }

    /// Forgets the oldest item, for there are too many.
    pub fn forget_oldest(&mut self) {
        let Some(oldest) = self.items.pop_front() else { return };
        for (first, sums) in &mut self.spans {
            match first.checked_sub(1) {
                Some(before) => *first = before,
                None => sums.remove(&oldest),
            }
        }
    }

    /// A span's sums.
    #[must_use]
    pub fn sums(&self, span: Span) -> &S {
        &self.spans[index(span)].1
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The items from `from` on.
    pub fn since(&self, from: Timestamp) -> impl Iterator<Item = &S::Item> {
        let first = self.items.partition_point(|item| item.at() < from);
        self.items.range(first..)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy)]
    struct One(i64);

    impl Timed for One {
        fn at(&self) -> Timestamp {
            Timestamp(self.0)
        }
    }

    #[derive(Default, Debug, PartialEq)]
    struct Sum(i64, usize);

    impl Sums for Sum {
        type Item = One;
        fn add(&mut self, item: &One) {
            *self = Sum(self.0 + item.0, self.1 + 1);
        }
        fn remove(&mut self, item: &One) {
            *self = Sum(self.0 - item.0, self.1 - 1);
        }
        fn of<'i>(items: impl Iterator<Item = &'i One>) -> Self {
            items.fold(Sum::default(), |sum, item| Sum(sum.0 + item.0, sum.1 + 1))
        }
    }

    proptest! {
        #[test]
        fn moving_on_is_the_same_as_counting_anew(
            steps in prop::collection::vec((0_i64..90_000_000, 0_usize..3), 1..200), crowd in 0_usize..600
        ) {
            let (mut now, mut all, mut spans) = (0_i64, Vec::new(), Spans::<Sum>::default());
            for (step, how_many) in steps.into_iter().chain([(40_000_000, crowd), (Span::Day.ms() as i64, 0)]) {
                now += step;
                for _ in 0..how_many {
                    spans.push(One(now));
                    all.push(One(now));
                }
                spans.advance(Timestamp(now));
                let anew = Spans::<Sum>::of(all.iter().copied(), Timestamp(now));
                for span in SPANS {
                    let counted = all.iter().filter(|one| inside(span, one.at(), Timestamp(now)));
                    prop_assert_eq!(spans.sums(span), &Sum::of(counted));
                    prop_assert_eq!(spans.sums(span), anew.sums(span));
                }
            }
        }
    }

    #[test]
    fn the_oldest_leaves_the_spans_that_it_is_in() {
        let mut spans = Spans::<Sum>::default();
        spans.push(One(1));
        spans.push(One(5_000_000));
        spans.advance(Timestamp(5_000_000));
        spans.forget_oldest();
        assert_eq!(SPANS.map(|span| spans.sums(span).1), [1, 1, 1]);
        spans.forget_oldest();
        assert_eq!((spans.len(), SPANS.map(|span| spans.sums(span).1)), (0, [0, 0, 0]));
        assert_eq!(spans.since(Timestamp(0)).count(), 0);
    }
}
