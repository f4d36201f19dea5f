//! The operating system: its release, its kernel, its language, its clock.

use std::env;

use farhand_protocol::Timestamp;
use farhand_protocol::info::ReadingBody;

use super::host::Host;
use super::release::value;
use crate::clock;
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

pub(super) fn read(host: &Host) -> ReadingBody {
    let release = host.text("etc/os-release").or_else(|_| host.text("usr/lib/os-release"));
    let of = |key: &str| release.clone().and_then(|text| value(&text, key).ok_or(Gap::NotSupported));
    Sheet::new()
        .text("name", of("NAME"))
        .text("version", of("VERSION").or_else(|_| of("PRETTY_NAME")))
        .text("build", of("BUILD_ID").or_else(|_| host.text("etc/debian_version")))
        .text("kernel", host.text("proc/sys/kernel/osrelease"))
        .text("architecture", Ok(rustix::system::uname().machine().to_string_lossy()))
        .count("android_api", Err(Gap::NotSupported))
        .text("security_patch", Err::<&str, _>(Gap::NotSupported))
        .text("language", language(host))
        .text("time_zone", time_zone(host))
        .moment("clock", clock::now())
        .duration("uptime", uptime(host))
        .moment("booted_at", booted_at(host))
        .body()
}

/// The language of this program's user, else of the system.
fn language(host: &Host) -> Known<String> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(own) = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set) {
        return Ok(own);
    }
    let system = host.text("etc/locale.conf").or_else(|_| host.text("etc/default/locale"))?;
    value(&system, "LANG").ok_or(Gap::Unknown)
}

fn time_zone(host: &Host) -> Known<String> {
    let linked = host.link("etc/localtime").ok().and_then(|path| {
        let path = path.to_string_lossy().into_owned();
        path.split_once("zoneinfo/").map(|(_, zone)| zone.to_owned())
    });
    linked.map_or_else(|| host.text("etc/timezone"), Ok)
}

fn uptime(host: &Host) -> Known<i64> {
    let text = host.text("proc/uptime")?;
    text.split_whitespace().next().and_then(number::milli).filter(|ms| *ms >= 0).ok_or(Gap::Unknown)
}

fn booted_at(host: &Host) -> Known<Timestamp> {
    let text = host.text("proc/stat")?;
    let seconds = text.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse::<i64>().ok());
    seconds.and_then(|seconds| seconds.checked_mul(1000)).map(Timestamp).ok_or(Gap::Unknown)
}
