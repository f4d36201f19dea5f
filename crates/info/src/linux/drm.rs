//! Displays as the kernel knows them: `/sys/class/drm`. It tells no more than what could be shown.

use farhand_protocol::info::{Group, ReadingBody, Unit};

use super::host::Host;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

const FOLDER: &str = "sys/class/drm";

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let groups: Vec<Group> = host.names(FOLDER)?.iter().filter_map(|name| connected(host, name)).collect();
    if groups.is_empty() { Err(Gap::NotSupported) } else { Ok(ReadingBody::Properties { groups }) }
}

fn connected(host: &Host, name: &str) -> Option<Group> {
    let (_card, output) = name.split_once('-')?;
    let of = |file: &str| host.text(&format!("{FOLDER}/{name}/{file}"));
    if of("status").as_deref() != Ok("connected") {
        return None;
    }
    // The first mode is the one that the display likes best.
    let mode = of("modes").ok().and_then(|modes| size(modes.lines().next()?));
    let sheet = Sheet::new().whole("width", mode.map(|(width, _)| width), Unit::Pixel).whole(
        "height",
        mode.map(|(_, height)| height),
        Unit::Pixel,
    );
    Some(sheet.group(output, Some(output)))
}

/// As in `1920x1080` or `1920x1080i`.
fn size(mode: &str) -> Option<(i64, i64)> {
    let (width, height) = mode.trim_end_matches('i').split_once('x')?;
    let in_range = |text: &str| text.parse::<i64>().ok().filter(|pixels| (1..=100_000).contains(pixels));
    Some((in_range(width)?, in_range(height)?))
}
