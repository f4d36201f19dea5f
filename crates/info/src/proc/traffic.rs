//! `/proc/net/dev`: what went through the network.

/// Bytes over all interfaces but the loopback, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub received: u64,
    pub sent: u64,
}

impl Traffic {
    /// From `/proc/net/dev`; nothing where it tells of no interface.
    pub fn of(text: &str) -> Option<Self> {
        let lines = text.lines().filter_map(|line| {
            let (name, rest) = line.split_once(':')?;
            let mut columns = rest.split_whitespace().map(str::parse::<u64>);
            let (received, sent) = (columns.next()?.ok()?, columns.nth(7)?.ok()?);
            Some(if name.trim() == "lo" { (0, 0) } else { (received, sent) })
        });
        lines.map(|(received, sent)| Self { received, sent }).reduce(|sum, one| Self {
            received: sum.received.saturating_add(one.received),
            sent: sum.sent.saturating_add(one.sent),
        })
    }

    /// Bytes in a second, received and sent; nothing where an interface went and took its counters along.
    pub fn per_second(self, before: Self, ms: u128) -> Option<(u64, u64)> {
        let rate = |now: u64, then: u64| {
            let more = u128::from(now.checked_sub(then)?);
            u64::try_from((more * 1000).checked_div(ms)?).ok()
        };
        Some((rate(self.received, before.received)?, rate(self.sent, before.sent)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 2776770   11307    0    0    0     0          0         0  2776770   11307    0    0    0     0       0          0
  eth0: 1215645    2751    0    0    0     0          0         0  1782404    4324    0    0    0   427       0          0
  ppp0:   10000       1    0    0    0     0          0         0     2000       1    0    0    0     0       0          0
  bad0: -1 x
";

    #[test]
    fn the_loopback_does_not_count() {
        assert_eq!(Traffic::of(TEXT), Some(Traffic { received: 1_225_645, sent: 1_784_404 }));
        assert_eq!(Traffic::of("lo: 9 0 0 0 0 0 0 0 9"), Some(Traffic::default()));
        assert_eq!(Traffic::of("nonsense"), None);
    }

    #[test]
    fn rates_are_by_the_second_and_never_of_counters_that_fall() {
        let (before, now) = (Traffic { received: 1000, sent: 0 }, Traffic { received: 3000, sent: 500 });
        assert_eq!(now.per_second(before, 500), Some((4000, 1000)));
        assert_eq!(before.per_second(now, 500), None);
        assert_eq!(now.per_second(before, 0), None);
        let most = Traffic { received: u64::MAX, sent: u64::MAX };
        assert_eq!(most.per_second(Traffic::default(), 1), None);
    }
}
