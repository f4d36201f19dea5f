//! Flatpaks and snaps.

use farhand_protocol::info::{App, AppSource};

use super::super::host::{Host, last};
use super::super::release::value;
use crate::clock;

const FLATPAK: &str = "var/lib/flatpak/app";
const SNAP: &str = "snap";

/// Flatpaks of the system. Their desktop entries have their names.
pub(super) fn flatpaks(host: &Host) -> Vec<App> {
    let app = |id: &String| {
        let active = format!("{FLATPAK}/{id}/current/active");
        let updated_at = host.changed(&active).ok().and_then(clock::at)?;
        let entry =
            host.text(&format!("{active}/export/share/applications/{id}.desktop")).unwrap_or_default();
        Some(App {
            name: value(&entry, "Name").unwrap_or_else(|| id.clone()),
            package: Some(id.clone()),
            version: None,
            bytes: None,
            source: AppSource::Store { name: "Flatpak".to_owned() },
            updated_at: Some(updated_at),
        })
    };
    host.names(FLATPAK).unwrap_or_default().iter().filter_map(app).collect()
}

/// Snaps: the link `current` leads to the revision that runs.
pub(super) fn snaps(host: &Host) -> Vec<App> {
    let app = |name: &String| {
        let revision = host.link(&format!("{SNAP}/{name}/current")).ok()?;
        let yaml = host.text(&format!("{SNAP}/{name}/current/meta/snap.yaml")).unwrap_or_default();
        let field = |key: &str| {
            let line = yaml.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
            Some(line.trim().trim_matches(['\'', '"']).to_owned()).filter(|value| !value.is_empty())
        };
        let changed = host.changed(&format!("{SNAP}/{name}/{}", last(&revision)));
        Some(App {
            name: field("title").unwrap_or_else(|| name.clone()),
            package: Some(name.clone()),
            version: field("version"),
            bytes: None,
            source: AppSource::Store { name: "Snap Store".to_owned() },
            updated_at: changed.ok().and_then(clock::at),
        })
    };
    host.names(SNAP).unwrap_or_default().iter().filter_map(app).collect()
}
