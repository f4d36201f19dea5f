//! Until when a key works, in words that are right wherever they are read: with the date and the time
//! zone, also where it is today.

use farhand_protocol::Timestamp;
use jiff::Zoned;
use jiff::tz::{Offset, TimeZone};

/// `expires_at` in the words of `language`, to be put behind "until"; `now` says what today is.
#[must_use]
pub fn words(expires_at: Timestamp, now: Timestamp, zone: &TimeZone, language: &str) -> String {
    let (at, now) = (local(expires_at, zone), local(now, zone));
    let today = at.date() == now.date();
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    let (day, year) = (at.day(), at.year());
    let zone = zone_words(&at);
    match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => {
            let month = EN[usize::from(at.month().unsigned_abs()) - 1];
            let day = format!("{day} {month} {year}");
            if today { format!("{time} today, {day} ({zone})") } else { format!("{time} on {day} ({zone})") }
        }
        "de" => {
            let month = DE[usize::from(at.month().unsigned_abs()) - 1];
            let today = if today { "heute, " } else { "" };
            format!("{today}{day}. {month} {year}, {time} Uhr ({zone})")
        }
        _ => format!("{} {time} ({zone})", at.date()),
    }
}

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

fn local(at: Timestamp, zone: &TimeZone) -> Zoned {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone.clone())
}

/// The zone's name, where it has one, and what it is ahead of UTC.
fn zone_words(at: &Zoned) -> String {
    let offset = offset_words(at.offset());
    match at.time_zone().iana_name() {
        Some(name) if !matches!(name, "UTC" | "Etc/UTC") => format!("{}, {offset}", name.replace('_', " ")),
        _ => offset,
    }
}

fn offset_words(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match (hours, rest) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 22 November 2026, 14:29 UTC.
    const AT: Timestamp = Timestamp(1_795_357_740_000);
    const HOUR: i64 = 60 * 60 * 1000;

    #[test]
    fn today_has_its_date_and_zone() {
        let now = Timestamp(AT.0 - HOUR);
        assert_eq!(words(AT, now, &TimeZone::UTC, "en"), "14:29 today, 22 November 2026 (UTC)");
        let east = TimeZone::fixed(Offset::from_seconds(5 * 3600 + 1800).unwrap());
        assert_eq!(words(AT, now, &east, "de-AT"), "heute, 22. November 2026, 19:59 Uhr (UTC+5:30)");
        let west = TimeZone::fixed(Offset::from_seconds(-3 * 3600).unwrap());
        assert_eq!(words(AT, now, &west, "fr"), "2026-11-22 11:29 (UTC−3)");
    }

    #[test]
    fn another_day_is_said() {
        let now = Timestamp(AT.0 - 24 * HOUR);
        assert_eq!(words(AT, now, &TimeZone::UTC, "en-GB"), "14:29 on 22 November 2026 (UTC)");
        assert_eq!(words(AT, now, &TimeZone::UTC, "de"), "22. November 2026, 14:29 Uhr (UTC)");
        let east = TimeZone::fixed(Offset::from_seconds(14 * 3600).unwrap());
        let evening = Timestamp(AT.0 - HOUR);
        let said = words(Timestamp(AT.0 + 24 * HOUR), evening, &east, "en");
        assert_eq!(said, "04:29 on 24 November 2026 (UTC+14)");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_zone_is_called_by_its_name() {
        let Ok(zone) = TimeZone::get("Europe/Berlin") else { return };
        let summer = Timestamp(AT.0 - 150 * 24 * HOUR);
        assert_eq!(words(AT, AT, &zone, "en"), "15:29 today, 22 November 2026 (Europe/Berlin, UTC+1)");
        assert!(words(summer, summer, &zone, "en").ends_with("(Europe/Berlin, UTC+2)"));
    }
}
