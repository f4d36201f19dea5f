//! Numbers in texts that other programs have written.

/// A number of thousandths, as in `31`, `31.5` or `-0.25`. Digits beyond the third are left out.
pub(crate) fn milli(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let mut thousandths: String = part.chars().take(3).collect();
    while thousandths.len() < 3 {
        thousandths.push('0');
    }
    let milli = whole.checked_mul(1000)?.checked_add(thousandths.parse().ok()?)?;
    Some(if negative { -milli } else { milli })
}

/// The number at the start of a text, as in `7978720 kB`.
pub(crate) fn leading<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.split_whitespace().next()?.parse().ok()
}

/// Kibibytes, as in `7978720 kB`, in bytes.
pub(crate) fn kib(text: &str) -> Option<u64> {
    leading::<u64>(text)?.checked_mul(1024)
}

/// A part of a whole in thousandths; none of nothing.
pub(crate) fn per_mille(part: u64, whole: u64) -> Option<u32> {
    let part = u128::from(part.min(whole)) * 1000;
    u32::try_from(part.checked_div(u128::from(whole))?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_are_read_exactly() {
        for (text, expected) in [
            ("31", Some(31_000)),
            ("31.5", Some(31_500)),
            ("-0.25", Some(-250)),
            (" 0.12349 ", Some(123)),
            ("9223372036854775807", None),
            ("1e9", None),
            ("--1", None),
            (".5", None),
            ("", None),
            ("NaN", None),
        ] {
            assert_eq!(milli(text), expected, "{text}");
        }
    }

    #[test]
    fn parts_of_a_whole_never_exceed_it() {
        assert_eq!(per_mille(1, 4), Some(250));
        assert_eq!(per_mille(u64::MAX, 4), Some(1000));
        assert_eq!(per_mille(1, 0), None);
        assert_eq!(kib("7978720 kB"), Some(7_978_720 * 1024));
        assert_eq!(kib("99999999999999999999 kB"), None);
        assert_eq!(kib("18446744073709551615 kB"), None);
    }
}
