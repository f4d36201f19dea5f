//! The battery: `pmset`, and `ioreg` for what it does not tell.

use farhand_protocol::info::{ReadingBody, Unit};

use super::{MOST, PATIENCE};
use crate::child::output;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;
use crate::texts::mac::{Battery, registered};

fn battery() -> Known<Battery> {
    Battery::of(&output("pmset", &["-g", "batt"], PATIENCE, MOST)?).ok_or(Gap::NotSupported)
}

/// For samples.
pub(super) fn now() -> (Option<u32>, Option<bool>) {
    let found = battery().ok();
    (found.and_then(|it| it.level).map(|level| level * 10), found.map(|it| it.charging))
}

pub(super) fn read() -> Known<ReadingBody> {
    let found = battery()?;
    let text = output("ioreg", &["-r", "-n", "AppleSmartBattery"], PATIENCE, MOST).unwrap_or_default();
    let positive = |name: &str| registered(&text, name).filter(|number| *number > 0);
    let capacity = positive("AppleRawMaxCapacity");
    let health = capacity.zip(positive("DesignCapacity")).and_then(|(now, new)| {
        let percent = now.checked_mul(100)? / new;
        (percent <= 110).then(|| format!("{percent} % of its capacity as new"))
    });
    let sheet = Sheet::new()
        .percent("level", found.level.map(|level| level * 10))
        .flag("charging", Ok(found.charging))
        .text("source", Ok(if found.plugged { "AC" } else { "battery" }))
        .text("health", health)
        // Hundredths of a degree.
        .measure("temperature", positive("Temperature").map(|it| it.saturating_mul(10)), Unit::Celsius)
        .measure("voltage", positive("Voltage"), Unit::Volt)
        .count("cycles", positive("CycleCount").and_then(|count| u64::try_from(count).ok()))
        .whole("capacity", capacity, Unit::MilliampereHour)
        .duration("time_left", found.left.ok_or(Gap::NotSupported));
    Ok(sheet.body())
}
