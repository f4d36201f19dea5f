//! Times that were measured, and what is said of many of them at once.

use std::time::Duration;

/// Times in milliseconds, in order of size.
pub struct Samples(Vec<f64>);

impl Samples {
    /// The times in order. There must be at least one.
    pub fn new(times: impl IntoIterator<Item = Duration>) -> Self {
        Self::of_ms(times.into_iter().map(|time| time.as_secs_f64() * 1000.0))
    }

    /// The same for times that are milliseconds already.
    pub fn of_ms(times: impl IntoIterator<Item = f64>) -> Self {
        let mut times: Vec<f64> = times.into_iter().collect();
        assert!(!times.is_empty(), "nothing was measured");
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The smallest time that at least `percent` of a hundred do not exceed (nearest rank: always
    /// a time that was measured, never one between two).
    pub fn percentile(&self, percent: u8) -> f64 {
        let rank = (self.count() * usize::from(percent)).div_ceil(100);
        self.0[rank.clamp(1, self.count()) - 1]
    }

    /// The longest time.
    pub fn max(&self) -> f64 {
        self.0[self.count() - 1]
    }

    /// How many are longer than `ms`.
    pub fn longer_than(&self, ms: f64) -> usize {
        self.count() - self.0.partition_point(|time| *time <= ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_ten() -> Samples {
        Samples::of_ms([9.0, 2.0, 7.0, 4.0, 10.0, 1.0, 8.0, 3.0, 6.0, 5.0])
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        for (percent, expected) in
            [(0, 1.0), (1, 1.0), (10, 1.0), (50, 5.0), (51, 6.0), (95, 10.0), (100, 10.0)]
        {
            assert_eq!(to_ten().percentile(percent).to_string(), expected.to_string(), "p{percent}");
        }
    }

    #[test]
    fn a_single_time_is_every_percentile() {
        let one = Samples::new([Duration::from_micros(1500)]);
        assert_eq!([one.percentile(50), one.percentile(99), one.max()].map(|ms| ms.to_string()), ["1.5"; 3]);
    }

    #[test]
    fn long_ones_are_counted() {
        assert_eq!(to_ten().longer_than(7.0), 3);
        assert_eq!(to_ten().longer_than(10.0), 0);
        assert_eq!(to_ten().longer_than(0.5), 10);
    }
}
