//! Desktop entries: names for people, and programs that a person has put there.

use std::path::PathBuf;

use farhand_protocol::info::{App, AppSource};

use super::super::host::Host;
use crate::clock;

const FOLDER: &str = "usr/share/applications";
/// Entries of a person's own folder that are read.
const MOST: usize = 1_000;

/// One program, as menus show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub id: String,
    pub name: String,
}

/// The entries of the system's packages.
pub(super) fn of_system(host: &Host) -> Vec<Entry> {
    let names = host.names(FOLDER).unwrap_or_default();
    let entry = |file: &String| {
        let name = name(&host.text(&format!("{FOLDER}/{file}")).ok()?)?;
        Some(Entry { id: file.strip_suffix(".desktop")?.to_owned(), name })
    };
    names.iter().filter_map(entry).collect()
}

/// Programs in the own folder of this program's user.
pub(super) fn of_user() -> Vec<App> {
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let Some(folder) = data.or_else(home) else { return Vec::new() };
    let entries = std::fs::read_dir(folder.join("applications")).into_iter().flatten().flatten();
    let app = |entry: std::fs::DirEntry| {
        let file = entry.file_name().to_string_lossy().into_owned();
        let id = file.strip_suffix(".desktop")?.to_owned();
        let metadata = entry.metadata().ok().filter(|it| it.is_file() && it.len() < 256 * 1024)?;
        let name = name(&std::fs::read_to_string(entry.path()).ok()?)?;
        let updated_at = metadata.modified().ok().and_then(clock::at);
        let (version, bytes) = (None, None);
        Some(App { name, package: Some(id), version, bytes, source: AppSource::Sideloaded, updated_at })
    };
    entries.take(MOST).filter_map(app).collect()
}

/// The name of the program, unless menus are told not to show it.
fn name(text: &str) -> Option<String> {
    let section = text.split_once("[Desktop Entry]")?.1;
    let lines = || section.lines().take_while(|line| !line.trim_start().starts_with('['));
    let value =
        |key: &str| lines().find_map(|line| line.trim().strip_prefix(key)?.trim_start().strip_prefix('='));
    let shown = |key: &str| value(key).is_none_or(|value| value.trim() != "true");
    let program = value("Type").is_none_or(|kind| kind.trim() == "Application");
    let name = value("Name").map(str::trim).filter(|name| !name.is_empty())?;
    (program && shown("NoDisplay") && shown("Hidden")).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_a_name_and_may_be_hidden() {
        let text = "# x\n[Desktop Entry]\nType=Application\nName[de]=Betrachter\nName = Viewer\n\n[Desktop Action new]\nName=New\n";
        assert_eq!(name(text).as_deref(), Some("Viewer"));
        assert_eq!(name(&text.replace("Type=Application", "NoDisplay=true")), None);
        assert_eq!(name(&text.replace("Type=Application", "Type=Link")), None);
        assert_eq!(name("Name=Viewer"), None);
    }
}
