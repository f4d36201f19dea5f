//! The battery, as WinRT's power manager tells it.

use farhand_protocol::info::ReadingBody;
use windows::System::Power::{BatteryStatus, EnergySaverStatus, PowerManager, PowerSupplyStatus};

use crate::known::{Gap, Known};
use crate::sheet::Sheet;

/// WinRT counts time in tenths of a microsecond.
const PER_MS: i64 = 10_000;
/// Longer than any battery lasts: it says that it does not know.
const LONGEST_MS: i64 = 7 * 24 * 3_600_000;

pub(super) fn there() -> bool {
    PowerManager::BatteryStatus().is_ok_and(|status| status != BatteryStatus::NotPresent)
}

/// For samples.
pub(super) fn now() -> (Option<u32>, Option<bool>) {
    if !there() {
        return (None, None);
    }
    let charging = PowerManager::BatteryStatus().ok().map(|status| status == BatteryStatus::Charging);
    (level().ok(), charging)
}

fn level() -> Known<u32> {
    let percent = PowerManager::RemainingChargePercent().map_err(|_| Gap::Unknown)?;
    u32::try_from(percent).ok().filter(|percent| *percent <= 100).map(|it| it * 10).ok_or(Gap::Unknown)
}

pub(super) fn read() -> Known<ReadingBody> {
    if !there() {
        return Err(Gap::NotSupported);
    }
    let supply = PowerManager::PowerSupplyStatus().ok();
    let source = supply.map(|it| if it == PowerSupplyStatus::NotPresent { "battery" } else { "AC" });
    let saver = PowerManager::EnergySaverStatus().ok().map(|it| it == EnergySaverStatus::On);
    let left = PowerManager::RemainingDischargeTime().ok().map(|left| left.Duration / PER_MS);
    let sheet = Sheet::new()
        .percent("level", level())
        .flag("charging", now().1)
        .text("source", source)
        .text("health", Err::<&str, _>(Gap::NotSupported))
        .flag("saver", saver)
        .duration("time_left", left.filter(|ms| (1..LONGEST_MS).contains(ms)).ok_or(Gap::NotSupported));
    Ok(sheet.body())
}
