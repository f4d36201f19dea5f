//! Batteries and chargers: `/sys/class/power_supply`.

use farhand_protocol::info::{Group, ReadingBody, Unit};

use super::host::Host;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

const FOLDER: &str = "sys/class/power_supply";

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let supplies = host.names(FOLDER)?;
    let batteries: Vec<&String> = supplies.iter().filter(|name| is_battery(host, name)).collect();
    let Some((first, others)) = batteries.split_first() else { return Err(Gap::NotSupported) };
    let main = sheet(host, first).text("source", Ok(source(host, &supplies))).flag("saver", saver(host));
    let mut groups = vec![main.main()];
    groups.extend(others.iter().map(|name| other(host, name)));
    Ok(ReadingBody::Properties { groups })
}

fn other(host: &Host, name: &str) -> Group {
    let label = host.text(&format!("{FOLDER}/{name}/model_name")).ok();
    sheet(host, name).group(name, Some(label.as_deref().unwrap_or(name)))
}

/// A battery of the computer: not of its mouse.
pub(super) fn is_battery(host: &Host, name: &str) -> bool {
    let is = |file: &str, word: &str| host.text(&format!("{FOLDER}/{name}/{file}")).as_deref() == Ok(word);
    is("type", "Battery") && !is("scope", "Device")
}

/// The level in hundredths, if it is one.
pub(super) fn level(host: &Host, name: &str) -> Known<u32> {
    let level: u32 = host.number(&format!("{FOLDER}/{name}/capacity"))?;
    if level <= 100 { Ok(level) } else { Err(Gap::Unknown) }
}

/// Whether a battery is being charged.
pub(super) fn charging(host: &Host, name: &str) -> Known<bool> {
    match host.text(&format!("{FOLDER}/{name}/status"))?.as_str() {
        "Charging" => Ok(true),
        "Discharging" | "Not charging" | "Full" => Ok(false),
        _ => Err(Gap::Unknown),
    }
}

fn sheet(host: &Host, name: &str) -> Sheet {
    let number = |file: &str| host.number::<i64>(&format!("{FOLDER}/{name}/{file}"));
    let positive = |file: &str| number(file).and_then(|n| if n > 0 { Ok(n) } else { Err(Gap::Unknown) });
    // Microvolts and microampere hours.
    let capacity = positive("charge_full").or_else(|_| {
        let (energy, volts) = (positive("energy_full")?, positive("voltage_min_design")?);
        energy.checked_mul(1_000_000).map(|energy| energy / volts).ok_or(Gap::Unknown)
    });
    let seconds = positive("time_to_empty_now").or_else(|_| time_left(&positive));
    Sheet::new()
        .percent("level", level(host, name).map(|level| level * 10))
        .flag("charging", charging(host, name))
        .text("health", host.text(&format!("{FOLDER}/{name}/health")).or_else(|_| wear(&positive)))
        .measure("temperature", number("temp").map(|tenths| tenths.saturating_mul(100)), Unit::Celsius)
        .measure("voltage", positive("voltage_now").map(|micro| micro / 1000), Unit::Volt)
        .count("cycles", host.number(&format!("{FOLDER}/{name}/cycle_count")))
        .measure("capacity", capacity, Unit::MilliampereHour)
        .duration("time_left", seconds.map(|seconds| seconds.saturating_mul(1000)))
}

/// Seconds until it is empty, at the rate of this moment.
fn time_left(positive: &impl Fn(&str) -> Known<i64>) -> Known<i64> {
    let pairs = [("energy_now", "power_now"), ("charge_now", "current_now")];
    let left = pairs.into_iter().find_map(|(left, rate)| Some((positive(left).ok()?, positive(rate).ok()?)));
    let (left, rate) = left.ok_or(Gap::NotSupported)?;
    left.checked_mul(3600).map(|left| left / rate).ok_or(Gap::Unknown)
}

/// What is left of the capacity that it was made with.
fn wear(positive: &impl Fn(&str) -> Known<i64>) -> Known<String> {
    let pairs = [("energy_full", "energy_full_design"), ("charge_full", "charge_full_design")];
    let full = pairs.into_iter().find_map(|(now, new)| Some((positive(now).ok()?, positive(new).ok()?)));
    let (now, new) = full.ok_or(Gap::NotSupported)?;
    let percent = now.checked_mul(100).map(|now| now / new).filter(|percent| *percent <= 110);
    percent.map(|percent| format!("{percent} % of its capacity as new")).ok_or(Gap::Unknown)
}

fn source(host: &Host, supplies: &[String]) -> &'static str {
    let plugged = supplies
        .iter()
        .filter(|name| host.number::<u8>(&format!("{FOLDER}/{name}/online")).is_ok_and(|online| online > 0));
    let kinds = plugged.filter_map(|name| host.text(&format!("{FOLDER}/{name}/type")).ok());
    let known = kinds.filter_map(|kind| match kind.as_str() {
        "Mains" => Some("AC"),
        "USB" => Some("USB"),
        "Wireless" => Some("wireless"),
        _ => None,
    });
    known.min().unwrap_or("battery")
}

fn saver(host: &Host) -> Known<bool> {
    host.text("sys/firmware/acpi/platform_profile").map(|profile| profile == "low-power")
}
