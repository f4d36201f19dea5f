//! `dumpsys battery`. Its numbers are those of `BatteryManager`.

use farhand_protocol::info::{ReadingBody, Unit};

use super::Parts;
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &[
    "dumpsys battery",
    "settings get global low_power",
    "cat /sys/class/power_supply/battery/cycle_count",
    "cat /sys/class/power_supply/battery/charge_full",
];

/// The level in thousandths, and whether it is being charged.
pub(in crate::adb) fn live(text: &str) -> (Option<u32>, Option<bool>) {
    if value(text, "present") == Some("false") {
        return (None, None);
    }
    let number = |key: &str| number(text, key);
    (level(&number).ok(), number("status").and_then(charging).ok())
}

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let text = parts.said(0)?;
    if value(text, "present") == Some("false") {
        return Err(Gap::NotSupported);
    }
    let number = |key: &str| number(text, key);
    let file =
        |at: usize| parts.said(at).and_then(|text| text.trim().parse::<i64>().map_err(|_| Gap::Unknown));
    let positive = |n: i64| if n > 0 { Ok(n) } else { Err(Gap::NotSupported) };
    let sheet = Sheet::new()
        .percent("level", level(&number))
        .flag("charging", number("status").and_then(charging))
        .text("source", Ok(source(text)))
        .text("health", number("health").and_then(health))
        .measure("temperature", number("temperature").and_then(celsius), Unit::Celsius)
        .measure("voltage", number("voltage").and_then(volts), Unit::Volt)
        .count("cycles", file(2).and_then(|n| u64::try_from(n).map_err(|_| Gap::Unknown)))
        .flag("saver", parts.switch(1))
        // Microampere hours.
        .measure("capacity", file(3).and_then(positive), Unit::MilliampereHour);
    Ok(sheet.body())
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(':'))?;
    Some(line.trim())
}

fn number(text: &str, key: &str) -> Known<i64> {
    value(text, key).and_then(|value| value.parse().ok()).ok_or(Gap::Unknown)
}

fn level(number: &impl Fn(&str) -> Known<i64>) -> Known<u32> {
    let (level, scale) = (number("level")?, number("scale").unwrap_or(100));
    let parts = u64::try_from(level).ok().zip(u64::try_from(scale).ok());
    let fits = parts.filter(|(level, scale)| level <= scale).ok_or(Gap::Unknown)?;
    number::per_mille(fits.0, fits.1).ok_or(Gap::Unknown)
}

fn charging(status: i64) -> Known<bool> {
    match status {
        2 => Ok(true),
        3..=5 => Ok(false),
        _ => Err(Gap::Unknown),
    }
}

fn source(text: &str) -> &'static str {
    let powered = |kind: &str| value(text, &format!("{kind} powered")) == Some("true");
    match () {
        () if powered("AC") => "AC",
        () if powered("USB") => "USB",
        () if powered("Wireless") => "wireless",
        () if powered("Dock") => "dock",
        () => "battery",
    }
}

fn health(code: i64) -> Known<&'static str> {
    match code {
        2 => Ok("good"),
        3 => Ok("overheated"),
        4 => Ok("dead"),
        5 => Ok("over voltage"),
        6 => Ok("failed"),
        7 => Ok("cold"),
        _ => Err(Gap::Unknown),
    }
}

/// From tenths of a degree, to thousandths.
fn celsius(tenths: i64) -> Known<i64> {
    if (-500..=1500).contains(&tenths) { Ok(tenths * 100) } else { Err(Gap::Unknown) }
}

/// In thousandths of a volt. Some phones tell volts, some microvolts.
fn volts(told: i64) -> Known<i64> {
    match told {
        2..=25 => Ok(told * 1000),
        2_000..=25_000 => Ok(told),
        2_000_000..=25_000_000 => Ok(told / 1000),
        _ => Err(Gap::Unknown),
    }
}
