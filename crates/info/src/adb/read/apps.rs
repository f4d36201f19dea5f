//! Installed apps: `pm list packages`, with versions and times from `dumpsys package` and sizes from
//! `dumpsys diskstats`.

use std::collections::{HashMap, HashSet};

use farhand_protocol::Timestamp;
use farhand_protocol::info::{App, AppSource, ReadingBody};

use super::{Parts, between};
use crate::dates;
use crate::known::{Gap, Known};

pub(super) const COMMANDS: &[&str] = &[
    "pm list packages -i --show-versioncode || pm list packages -i",
    "pm list packages -s",
    "dumpsys package packages | grep -E '^ *(Package \\[|versionName=|lastUpdateTime=)'",
    "dumpsys diskstats | grep -E '^(Package Names|App Sizes)'",
    "date +%z",
];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let system: HashSet<&str> = parts.said(1).unwrap_or_default().lines().filter_map(name).collect();
    let known = details(parts.said(2).unwrap_or_default());
    let sizes = sizes(parts.said(3).unwrap_or_default());
    let zone = parts.said(4).ok().and_then(dates::zone_ms);
    let apps: Vec<App> = parts
        .said(0)?
        .lines()
        .filter_map(|line| {
            let package = name(line)?;
            let detail = known.get(package).copied().unwrap_or_default();
            let code = || between(line, "versionCode:", " ");
            let updated =
                detail.updated.and_then(dates::utc_ms).zip(zone).map(|(ms, zone)| Timestamp(ms - zone));
            Some(App {
                name: package.to_owned(),
                package: Some(package.to_owned()),
                version: detail.version.or_else(code).map(str::to_owned),
                bytes: sizes.get(package).copied(),
                source: if system.contains(package) { AppSource::System } else { source(line) },
                updated_at: updated,
            })
        })
        .collect();
    if apps.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Apps { apps, left_out: 0 }) }
}

/// The name in `package:com.example.app versionCode:7 installer=…`; with `-f` the file's path and an equals
/// sign stand before it, and paths have equals signs too.
fn name(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("package:")?;
    let whole = rest.split_whitespace().next()?;
    let name = whole.rsplit_once('=').map_or(whole, |(_, name)| name);
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_' || c == '-';
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

fn source(line: &str) -> AppSource {
    let Some(installer) = between(line, "installer=", " ").map(str::trim) else { return AppSource::Unknown };
    let store = match installer {
        "null"
        | "com.android.packageinstaller"
        | "com.google.android.packageinstaller"
        | "com.android.shell"
        | "com.miui.packageinstaller" => return AppSource::Sideloaded,
        "com.android.vending" => "Google Play",
        "com.sec.android.app.samsungapps" => "Galaxy Store",
        "com.amazon.venezia" => "Amazon Appstore",
        "com.huawei.appmarket" => "AppGallery",
        "com.xiaomi.mipicks" | "com.xiaomi.market" => "GetApps",
        "org.fdroid.fdroid" => "F-Droid",
        other => other,
    };
    AppSource::Store { name: store.to_owned() }
}

#[derive(Clone, Copy, Default)]
struct Detail<'a> {
    version: Option<&'a str>,
    updated: Option<&'a str>,
}

/// Lines below each `Package [com.example.app] (1a2b3c):`. A package that replaces one of the system
/// stands there twice; the first time is what runs.
fn details(text: &str) -> HashMap<&str, Detail<'_>> {
    let mut found: HashMap<&str, Detail> = HashMap::new();
    let mut package = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = between(line, "Package [", "]") {
            package = name;
        } else if let Some(version) = line.strip_prefix("versionName=") {
            let detail = found.entry(package).or_default();
            detail.version = detail.version.or(Some(version)).filter(|version| *version != "null");
        } else if let Some(updated) = line.strip_prefix("lastUpdateTime=") {
            let detail = found.entry(package).or_default();
            detail.updated = detail.updated.or(Some(updated));
        }
    }
    found
}

/// Two lists of the same length: names in quotes, and bytes.
fn sizes(text: &str) -> HashMap<&str, u64> {
    let list = |key: &str| between(text, key, "]").unwrap_or_default().split(',').map(str::trim);
    let names = list("Package Names: [").map(|name| name.trim_matches('"'));
    names.zip(list("App Sizes: [")).filter_map(|(name, size)| Some((name, size.parse().ok()?))).collect()
}
