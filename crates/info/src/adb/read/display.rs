//! The display: `wm`, and `dumpsys display`.

use farhand_protocol::info::{ReadingBody, Unit};

use super::{Parts, between};
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] =
    &["wm size", "wm density", "dumpsys display | grep -m 6 -o 'm[A-Za-z]*DisplayInfo=DisplayInfo.*'"];

/// Dots per inch that are a scale of one.
const PLAIN_DPI: i64 = 160;

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let size = last(parts.said(0)?, "size:").and_then(size);
    let info = parts.said(2).unwrap_or_default();
    let dpi = last(parts.said(1).unwrap_or_default(), "density:").and_then(|text| text.parse::<i64>().ok());
    let dpi = dpi.filter(|dpi| (1..10_000).contains(dpi));
    let turned = rotation(info).map(|rotation| rotation % 2 == 1);
    let orientation = size.zip(turned).map(
        |((width, height), turned)| {
            if (width > height) == turned { "portrait" } else { "landscape" }
        },
    );
    let sheet = Sheet::new()
        .whole("width", size.map(|(width, _)| width), Unit::Pixel)
        .whole("height", size.map(|(_, height)| height), Unit::Pixel)
        .whole("density", dpi, Unit::PixelPerInch)
        .measure("scale", dpi.map(|dpi| dpi * 100_000 / PLAIN_DPI), Unit::Percent)
        .text("orientation", orientation)
        .measure("refresh", refresh(info).ok_or(Gap::Unknown), Unit::Hertz)
        .flag("primary", Some(true));
    Ok(ReadingBody::Properties { groups: vec![sheet.group("0", Some("Built-in display"))] })
}

/// What is set over what was built, stands last.
fn last<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().rev().find_map(|line| Some(line.split_once(key)?.1.trim()))
}

/// As in `1080x2400`.
fn size(text: &str) -> Option<(i64, i64)> {
    let (width, height) = text.split_once('x')?;
    let pixels = |text: &str| text.trim().parse::<i64>().ok().filter(|pixels| (1..=100_000).contains(pixels));
    Some((pixels(width)?, pixels(height)?))
}

/// What programs see is turned; the display itself is not.
fn rotation(info: &str) -> Option<u32> {
    let seen = info.lines().find(|line| line.contains("mOverrideDisplayInfo")).unwrap_or(info);
    let digits = between(seen, ", rotation ", ",")?;
    digits.trim().parse().ok().filter(|quarters| *quarters < 4)
}

/// Thousandths of a hertz: how often it draws (Android 12 and later), or the mode that it is in.
fn refresh(info: &str) -> Option<i64> {
    let drawn = between(info, "renderFrameRate ", ",").and_then(number::milli);
    let mode = || {
        let id = between(info, ", mode ", ",")?.trim().parse::<u32>().ok()?;
        let mode = between(info, &format!("{{id={id}, "), "}")?;
        number::milli(between(mode, "fps=", ",")?)
    };
    let plain = || {
        let before = info.split_once(" fps,")?.0;
        number::milli(before.rsplit(' ').next()?)
    };
    drawn.or_else(mode).or_else(plain).filter(|rate| (1_000..1_000_000).contains(rate))
}
