//! Installed apps: bundles in the folders for them.

use std::fs;
use std::path::{Path, PathBuf};

use farhand_protocol::info::{App, AppSource, ReadingBody};
use farhand_protocol::limits::INFO_APPS;

use crate::clock;
use crate::known::{Gap, Known};

/// Of the system, for all users, and their utilities.
const FOLDERS: [(&str, bool); 4] = [
    ("/System/Applications", true),
    ("/System/Applications/Utilities", true),
    ("/Applications", false),
    ("/Applications/Utilities", false),
];

pub(super) fn read() -> Known<ReadingBody> {
    let mut folders: Vec<(PathBuf, bool)> = FOLDERS.map(|(path, own)| (PathBuf::from(path), own)).into();
    folders.extend(std::env::var_os("HOME").map(|home| (Path::new(&home).join("Applications"), false)));
    let mut apps = Vec::new();
    for (folder, of_system) in folders {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(INFO_APPS);
        apps.extend(entries.filter_map(|entry| app(&entry.path(), of_system)));
    }
    if apps.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Apps { apps, left_out: 0 }) }
}

fn app(bundle: &Path, of_system: bool) -> Option<App> {
    let name = bundle.file_name()?.to_string_lossy().strip_suffix(".app")?.to_owned();
    let contents = bundle.join("Contents");
    let info = plist::Value::from_file(contents.join("Info.plist")).ok()?.into_dictionary()?;
    let of = |key: &str| info.get(key).and_then(plist::Value::as_string).map(str::to_owned);
    let from_store = contents.join("_MASReceipt/receipt").exists();
    let source = match (of_system, from_store) {
        (true, _) => AppSource::System,
        (false, true) => AppSource::Store { name: "App Store".to_owned() },
        (false, false) => AppSource::Sideloaded,
    };
    let changed = fs::metadata(&contents).and_then(|it| it.modified()).ok();
    Some(App {
        name,
        package: of("CFBundleIdentifier"),
        version: of("CFBundleShortVersionString").or_else(|| of("CFBundleVersion")),
        bytes: None,
        source,
        updated_at: changed.and_then(clock::at),
    })
}
