//! `/proc/stat`: how busy the cores are.

use std::collections::BTreeMap;

use farhand_protocol::limits::INFO_CORES;

use crate::number;

/// What every core has spent since the start: all of it, and without work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ticks {
    all: (u64, u64),
    /// By their number: phones switch cores off, and those are not told.
    cores: BTreeMap<usize, (u64, u64)>,
}

/// How busy the cores were between two looks, in thousandths. A core that was off at one of them is
/// unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Busy {
    pub all: Option<u32>,
    pub cores: Vec<Option<u32>>,
}

impl Ticks {
    /// From `/proc/stat`.
    pub fn of(stat: &str) -> Self {
        let mut ticks = Self::default();
        for line in stat.lines().take_while(|line| line.starts_with("cpu")) {
            let mut words = line.split_whitespace();
            let name = words.next().unwrap_or_default();
            // user, nice, system, idle, iowait, irq, softirq, steal; guests are in user already.
            let spent: Vec<u64> = words.take(8).map(|word| word.parse().unwrap_or(0)).collect();
            let all = spent.iter().fold(0, |sum: u64, part| sum.saturating_add(*part));
            let idle = spent.iter().skip(3).take(2).fold(0, |sum: u64, part| sum.saturating_add(*part));
            match name.strip_prefix("cpu").map(str::parse::<usize>) {
                _ if name == "cpu" => ticks.all = (all, idle),
                Some(Ok(number)) if number < INFO_CORES => _ = ticks.cores.insert(number, (all, idle)),
                _ => {}
            }
        }
        ticks
    }

    /// What was done since an earlier look.
    pub fn since(&self, before: &Self) -> Busy {
        let busy = |(all, idle): (u64, u64), (all_then, idle_then): (u64, u64)| {
            let spent = all.checked_sub(all_then)?;
            // Counters of waiting can run backwards; that is no work.
            number::per_mille(spent.saturating_sub(idle.saturating_sub(idle_then)), spent)
        };
        let core = |number| busy(*self.cores.get(&number)?, *before.cores.get(&number)?);
        let seen = self.cores.last_key_value().map_or(0, |(last, _)| last + 1);
        Busy { all: busy(self.all, before.all), cores: (0..seen).map(core).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_what_was_not_idle() {
        let before = Ticks::of("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 50 0 50 400 0 0 0 0 0 0\nintr 1 2\n");
        let now = Ticks::of("cpu  150 0 150 880 20 0 0 0 0 0\ncpu0 100 0 100 390 10 0 0 0 0 0\nintr 1 2\n");
        let busy = now.since(&before);
        assert_eq!(busy.all, Some(500));
        assert_eq!(busy.cores, [Some(1000)]);
        assert_eq!(before.since(&now).all, None, "counters that run backwards tell nothing");
        let some = Ticks::of("cpu 9\ncpu0 1 0 0 9\ncpu3 5 0 0 5\n");
        let others = Ticks::of("cpu 9\ncpu1 1 0 0 9\ncpu3 10 0 0 10\ncpu99999999999 1\ncpux 1\n");
        assert_eq!(others.since(&some).cores, [None, None, None, Some(500)], "cores go off and on");
        assert_eq!(Ticks::of("cpu  x -1 99999999999999999999").since(&Ticks::default()).all, None);
    }
}
