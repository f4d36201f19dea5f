//! Dates as systems write them.

/// Milliseconds since 1970 of `2024-11-06 14:34:12`, taken for UTC; none where that is no date.
pub(crate) fn utc_ms(text: &str) -> Option<i64> {
    let (date, time) = text.trim().split_once([' ', 'T'])?;
    let three = |text: &str, by: char| {
        let mut parts = text.split(by).map(str::parse::<i64>);
        let found = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        parts.next().is_none().then_some(found)
    };
    let (year, month, day) = three(date, '-')?;
    let (hour, minute, second) = three(time, ':')?;
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    in_range.then(|| (((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000)
}

/// Days since 1970-01-01, counted in years that begin with March: the day that leap years add comes last.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year / 4 - year / 100 + year / 400;
    year * 365 + leaps + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// Milliseconds that a zone such as `+0200` is ahead.
pub(crate) fn zone_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = (text.get(..1)?, text.get(1..)?);
    let digits = digits.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    let ms = (hours * 60 + minutes) * 60_000;
    match sign {
        "+" => Some(ms),
        "-" => Some(-ms),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_counted_from_1970() {
        assert_eq!(utc_ms("1970-01-01 00:00:00"), Some(0));
        assert_eq!(utc_ms("2000-02-29 12:00:00"), Some(951_825_600_000));
        assert_eq!(utc_ms("2024-03-01 00:00:01"), Some(1_709_251_201_000));
        for odd in [
            "2024-13-01 00:00:00",
            "9223372036854775807-01-01 00:00:00",
            "1969-12-31 00:00:00",
            "2024-01-01",
            "x",
            "2024-01-01 1:2:3:4",
            "",
        ] {
            assert_eq!(utc_ms(odd), None, "{odd}");
        }
    }

    #[test]
    fn zones_are_hours_and_minutes() {
        assert_eq!(zone_ms("+0530"), Some(19_800_000));
        assert_eq!(zone_ms("-08:00"), Some(-28_800_000));
        for odd in ["", "0200", "+2", "+02é0", "CEST"] {
            assert_eq!(zone_ms(odd), None, "{odd}");
        }
    }
}
