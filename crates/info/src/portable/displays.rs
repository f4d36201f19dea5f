//! Displays.

use farhand_protocol::info::{Group, ReadingBody, Unit};
use xcap::Monitor;

use crate::known::{Gap, Known};
use crate::sheet::Sheet;

pub(crate) fn displays() -> Known<ReadingBody> {
    let monitors = Monitor::all().map_err(|_| Gap::Unknown)?;
    Ok(ReadingBody::Properties { groups: monitors.iter().map(display).collect() })
}

fn display(monitor: &Monitor) -> Group {
    let name = monitor.name().unwrap_or_default();
    let (width, height) = (monitor.width().ok(), monitor.height().ok());
    let orientation =
        width.zip(height).map(|(width, height)| if height > width { "portrait" } else { "landscape" });
    let sheet = Sheet::new()
        .whole("width", width.map(i64::from), Unit::Pixel)
        .whole("height", height.map(i64::from), Unit::Pixel)
        .measure("density", Err(Gap::NotSupported), Unit::PixelPerInch)
        .measure("scale", monitor.scale_factor().ok().and_then(|scale| milli(scale * 100.0)), Unit::Percent)
        .text("orientation", orientation)
        .measure("refresh", monitor.frequency().ok().and_then(milli), Unit::Hertz)
        .flag("primary", monitor.is_primary().ok());
    sheet.group(&name, monitor.friendly_name().ok().as_deref())
}

#[allow(clippy::cast_possible_truncation, reason = "the range is looked at first")]
fn milli(number: f32) -> Option<i64> {
    let milli = (f64::from(number) * 1000.0).round();
    (1.0..=1e9).contains(&milli).then_some(milli as i64)
}
