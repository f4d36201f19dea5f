//! Installed programs: what stands in the list that uninstalls them.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{App, AppSource, ReadingBody};
use farhand_protocol::limits::INFO_APPS;
use winreg::enums::{KEY_WOW64_32KEY, KEY_WOW64_64KEY};

use super::registry::Key;
use crate::known::{Gap, Known};

const LIST: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall";
const DAY_MS: i64 = 86_400_000;

pub(super) fn read() -> Known<ReadingBody> {
    let lists =
        [Key::machine_as(LIST, KEY_WOW64_64KEY), Key::machine_as(LIST, KEY_WOW64_32KEY), Key::user(LIST)];
    let mut apps = Vec::new();
    for list in lists.into_iter().flatten() {
        apps.extend(list.below(INFO_APPS).iter().filter_map(|(id, key)| app(id, key)));
    }
    apps.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    apps.dedup_by(|a, b| a.name == b.name && a.version == b.version);
    if apps.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Apps { apps, left_out: 0 }) }
}

fn app(id: &str, key: &Key) -> Option<App> {
    let part = key.number("SystemComponent") == Ok(1) || key.text("ParentKeyName").is_ok();
    Some(App {
        name: key.text("DisplayName").ok().filter(|_| !part)?,
        package: Some(id.to_owned()),
        version: key.text("DisplayVersion").ok(),
        bytes: key.number("EstimatedSize").ok().map(|kib| u64::from(kib) * 1024),
        source: AppSource::Unknown,
        updated_at: key.text("InstallDate").ok().as_deref().and_then(date),
    })
}

/// As in `20240131`: the start of that day, in UTC.
fn date(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let fits =
        digits && (1980..=2999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then(|| Timestamp(crate::dates::days(year, month, day) * DAY_MS))
}
