//! Android's version, and the phone's clock.

use farhand_protocol::Timestamp;
use farhand_protocol::info::ReadingBody;

use super::Parts;
use super::properties::Properties;
use crate::clock;
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &["getprop", "uname -r", "date +%s", "cat /proc/uptime"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let found = Properties::of(parts.said(0)?);
    let seconds = parts.said(2).and_then(|text| text.trim().parse::<i64>().map_err(|_| Gap::Unknown));
    let clock = seconds.and_then(|seconds| seconds.checked_mul(1000).ok_or(Gap::Unknown));
    let uptime = parts.said(3).and_then(|text| {
        let first = text.split_whitespace().next().and_then(number::milli);
        first.filter(|ms| *ms >= 0).ok_or(Gap::Unknown)
    });
    let api = found.first(&["ro.build.version.sdk"]).and_then(|api| api.parse().map_err(|_| Gap::Unknown));
    let sheet = Sheet::new()
        .text("name", Ok("Android"))
        .text("version", found.first(&["ro.build.version.release_or_codename", "ro.build.version.release"]))
        .text("build", found.first(&["ro.build.display.id", "ro.build.id"]))
        .text("kernel", parts.said(1))
        .text("architecture", found.first(&["ro.product.cpu.abi"]))
        .count("android_api", api)
        .text("security_patch", found.first(&["ro.build.version.security_patch"]).and_then(date))
        .text("language", found.first(&["persist.sys.locale", "ro.product.locale"]))
        .text("time_zone", found.first(&["persist.sys.timezone"]))
        .moment("clock", clock.map(Timestamp))
        .duration("clock_offset", ahead(clock))
        .duration("uptime", uptime)
        .moment(
            "booted_at",
            clock.and_then(|now| now.checked_sub(uptime?).map(Timestamp).ok_or(Gap::Unknown)),
        );
    Ok(sheet.body())
}

/// How far the phone's clock is ahead of this computer's, to a second.
fn ahead(clock: Known<i64>) -> Known<i64> {
    let ours = clock::now().ok_or(Gap::Unknown)?;
    clock?.checked_sub(ours.0 / 1000 * 1000).ok_or(Gap::Unknown)
}

/// A date as it is shown: nothing else has a place there.
fn date(text: &str) -> Known<&str> {
    let fits = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if fits { Ok(text) } else { Err(Gap::Unknown) }
}
