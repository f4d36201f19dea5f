//! Packages of Debian and Ubuntu: dpkg's status file.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{App, AppSource};

use super::super::host::Host;
use crate::clock;
use crate::known::{Gap, Known};

const STATUS: &str = "var/lib/dpkg/status";
/// Bytes of it that are read: some 15,000 packages.
const MOST: u64 = 24 * 1024 * 1024;

pub(super) fn read(host: &Host) -> Known<Vec<App>> {
    let text = host.long_text(STATUS, MOST)?;
    let mut apps: Vec<App> = Vec::new();
    for package in packages(&text) {
        let updated_at = listed_at(host, &package);
        apps.push(App { updated_at, ..package.app });
    }
    if apps.is_empty() { Err(Gap::NotSupported) } else { Ok(apps) }
}

/// When dpkg wrote down the package's files.
fn listed_at(host: &Host, package: &Package) -> Option<Timestamp> {
    let name = &package.app.name;
    let plain = format!("var/lib/dpkg/info/{name}.list");
    let qualified = format!("var/lib/dpkg/info/{name}:{}.list", package.architecture);
    let changed = host.changed(&plain).or_else(|_| host.changed(&qualified));
    changed.ok().and_then(clock::at)
}

struct Package {
    app: App,
    architecture: String,
}

/// Paragraphs of fields, divided by empty lines. Only what is installed counts.
fn packages(text: &str) -> impl Iterator<Item = Package> + '_ {
    text.split("\n\n").filter_map(|paragraph| {
        let field = |name: &str| {
            paragraph.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
        };
        let installed = field("Status").is_some_and(|status| status.ends_with(" installed"));
        let name = field("Package").filter(|name| installed && is_name(name))?;
        let kib = field("Installed-Size").and_then(|size| size.parse::<u64>().ok());
        // Which repository it came from dpkg does not know.
        let source = match field("Priority") {
            Some("required" | "important" | "standard") => AppSource::System,
            _ => AppSource::Store { name: "dpkg".to_owned() },
        };
        let app = App {
            name: name.to_owned(),
            package: Some(name.to_owned()),
            version: field("Version").map(str::to_owned),
            bytes: kib.and_then(|kib| kib.checked_mul(1024)),
            source,
            updated_at: None,
        };
        Some(Package { app, architecture: field("Architecture").unwrap_or_default().to_owned() })
    })
}

/// A name becomes a part of a path.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_told() {
        let text = "Package: apt-example\nStatus: install ok installed\nPriority: important\nInstalled-Size: 4232\n\
                    Architecture: amd64\nVersion: 2.6.1\nDescription: tools\n Package: not this\n\n\
                    Package: gone\nStatus: deinstall ok config-files\n\n\
                    Package: ../../etc\nStatus: install ok installed\n\n\
                    Package: viewer\nStatus: install ok installed\nInstalled-Size: -1\n";
        let found: Vec<App> = packages(text).map(|package| package.app).collect();
        let names: Vec<&str> = found.iter().map(|app| app.name.as_str()).collect();
        assert_eq!(names, ["apt-example", "viewer"]);
        assert_eq!((found[0].bytes, found[0].version.as_deref()), (Some(4232 * 1024), Some("2.6.1")));
        assert_eq!((&found[0].source, found[1].bytes), (&AppSource::System, None));
    }
}
