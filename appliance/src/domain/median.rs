//! The median: of waits, which a few very long ones would bend an average of.

/// The median of what is sorted; of two in the middle the mean. None of nothing.
#[must_use]
pub fn of(sorted: &[u64]) -> Option<u64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 { Some(upper) } else { Some(u64::midpoint(sorted[middle - 1], upper)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_or_the_mean_of_the_two_in_the_middle() {
        for (sorted, median) in [
            (&[][..], None),
            (&[7], Some(7)),
            (&[1, 4], Some(2)),
            (&[1, 2, 90], Some(2)),
            (&[1, 2, 6, 90], Some(4)),
        ] {
            assert_eq!(of(sorted), median);
        }
    }
}
