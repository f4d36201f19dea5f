//! Where the phone was last, as `dumpsys location` remembers it.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{ReadingBody, Unit};

use super::{Parts, between};
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &[
    "dumpsys location | grep -E 'Permission Denial|Location\\[(gps|fused|network) '",
    "date +%s",
    "cat /proc/uptime",
];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let fixes = parts.said(0)?.lines().filter_map(Fix::of);
    // The youngest one; of two as young, the more exact.
    let best = fixes.max_by_key(|fix| (fix.since_boot_ms, std::cmp::Reverse(fix.accuracy)));
    let fix = best.ok_or(Gap::NotPermitted)?;
    let booted = || {
        let now = parts.said(1).ok()?.trim().parse::<i64>().ok()?.checked_mul(1000)?;
        now.checked_sub(number::milli(parts.said(2).ok()?.split_whitespace().next()?)?)
    };
    let at = fix.since_boot_ms.and_then(|ms| booted()?.checked_add(ms)).map(Timestamp);
    let sheet = Sheet::new()
        .measure("latitude", Some(fix.latitude), Unit::Degree)
        .measure("longitude", Some(fix.longitude), Unit::Degree)
        .measure("accuracy", fix.accuracy, Unit::Metre)
        .moment("at", at);
    Ok(sheet.body())
}

/// One position, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fix {
    latitude: i64,
    longitude: i64,
    accuracy: Option<i64>,
    since_boot_ms: Option<i64>,
}

impl Fix {
    /// As in `Location[gps 52.378901,4.900272 hAcc=12.5 et=+1d2h3m4s567ms alt=3.0]`. Some phones blot the
    /// digits out (`52.37****`): those tell none. Before Android 8 it is `acc=12`.
    fn of(line: &str) -> Option<Self> {
        let inside = between(line, "Location[", "]")?;
        let place = inside.split_whitespace().nth(1)?;
        let (latitude, longitude) = place.split_once(',')?;
        let degrees = |text: &str, most: i64| number::milli(text).filter(|milli| milli.abs() <= most * 1000);
        let field = |key: &str| inside.split_whitespace().find_map(|word| word.strip_prefix(key));
        Some(Self {
            latitude: degrees(latitude, 90)?,
            longitude: degrees(longitude, 180)?,
            accuracy: field("hAcc=").or_else(|| field("acc=")).and_then(number::milli).filter(|it| *it >= 0),
            since_boot_ms: field("et=+").and_then(span),
        })
    }
}

/// Milliseconds of a span as in `1d2h3m4s567ms`.
fn span(text: &str) -> Option<i64> {
    let mut ms: i64 = 0;
    let mut rest = text;
    while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
        let (digits, after) = rest.split_at(end);
        let (unit, left) = after.split_at(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()));
        let factor = match unit {
            "d" => 86_400_000,
            "h" => 3_600_000,
            "m" => 60_000,
            "s" => 1000,
            "ms" => 1,
            _ => return None,
        };
        ms = ms.checked_add(digits.parse::<i64>().ok()?.checked_mul(factor)?)?;
        rest = left;
    }
    rest.is_empty().then_some(ms)
}
