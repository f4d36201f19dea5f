//! `df`. Of a phone's many mounts, three are for people: its own storage, its cards, its system.

use farhand_protocol::info::{Group, ReadingBody, Value};

use super::Parts;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &["df -k", "cat /proc/mounts"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let volumes: Vec<Volume> = parts.said(0)?.lines().filter_map(Volume::of).collect();
    let mounts = parts.said(1).unwrap_or_default();
    // The storage that people see lies on /data; both are the same disk.
    let own = ["/data", "/storage/emulated", "/sdcard"];
    let own = own.iter().find_map(|path| volumes.iter().find(|volume| volume.path == *path));
    let system = ["/", "/system", "/system_root"];
    let system = system.iter().find_map(|path| volumes.iter().find(|volume| volume.path == *path));
    let cards = volumes.iter().filter(|volume| is_card(&volume.path));
    let mut groups: Vec<Group> =
        own.map(|it| it.group("Internal storage", false, mounts)).into_iter().collect();
    groups.extend(cards.map(|it| it.group("SD card", true, mounts)));
    groups.extend(system.map(|it| it.group("System", false, mounts)));
    if groups.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Properties { groups }) }
}

/// As in `/storage/1A2B-3C4D`.
fn is_card(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/storage/") else { return false };
    let hex = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split_once('-').is_some_and(|(start, end)| hex(start) && hex(end))
}

struct Volume {
    path: String,
    total: Option<u64>,
    used: Option<u64>,
    free: Option<u64>,
}

impl Volume {
    /// A line of toybox (Android 6 and later), with kibibytes; or of what was there before, with sizes
    /// as in `25.0G` and the path first.
    fn of(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [_, total, used, free, percent, path @ ..] if percent.ends_with('%') && !path.is_empty() => {
                let kib = |text: &str| text.parse::<u64>().ok()?.checked_mul(1024);
                Some(Self { path: path.join(" "), total: kib(total), used: kib(used), free: kib(free) })
            }
            [path, total, used, free, _] if path.starts_with('/') => {
                let (total, used, free) = (size(total), size(used), size(free));
                Some(Self { path: (*path).to_owned(), total, used, free })
            }
            _ => None,
        }
    }

    fn group(&self, label: &str, removable: bool, mounts: &str) -> Group {
        let mount = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let mount = mount.into_iter().find(|words| words.get(1) == Some(&self.path.as_str()));
        let filesystem = mount.as_ref().and_then(|words| words.get(2).copied());
        let read_only = mount.as_ref().and_then(|words| Some(words.get(3)?.split(',').any(|it| it == "ro")));
        Sheet::new()
            .text("path", Some(&self.path))
            .text("filesystem", filesystem)
            .bytes("total", self.total)
            .bytes("used", self.used)
            .bytes("free", self.free)
            .put("removable", Value::Flag { on: removable })
            .flag("read_only", read_only)
            .group(&self.path, Some(label))
    }
}

/// As in `25.0G`.
fn size(text: &str) -> Option<u64> {
    let (at, unit) = text.char_indices().last()?;
    let factor: u64 = match unit {
        'K' => 1 << 10,
        'M' => 1 << 20,
        'G' => 1 << 30,
        _ => return None,
    };
    let milli = u64::try_from(crate::number::milli(&text[..at])?).ok()?;
    Some(milli.checked_mul(factor)? / 1000)
}
