//! Packages of Arch: one folder for each, with a `desc` in it.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{App, AppSource};

use super::super::host::Host;
use crate::known::Known;

const FOLDER: &str = "var/lib/pacman/local";

pub(super) fn read(host: &Host) -> Known<Vec<App>> {
    let names = host.names(FOLDER)?;
    Ok(names.iter().filter_map(|name| package(&host.text(&format!("{FOLDER}/{name}/desc")).ok()?)).collect())
}

/// A line `%KEY%`, then its value.
fn package(desc: &str) -> Option<App> {
    let field = |key: &str| {
        let mut lines = desc.lines().skip_while(|line| line.trim() != key);
        lines.nth(1).map(str::trim).filter(|value| !value.is_empty())
    };
    let seconds = field("%INSTALLDATE%").and_then(|text| text.parse::<i64>().ok());
    Some(App {
        name: field("%NAME%")?.to_owned(),
        package: field("%NAME%").map(str::to_owned),
        version: field("%VERSION%").map(str::to_owned),
        bytes: field("%SIZE%").and_then(|text| text.parse().ok()),
        source: AppSource::Store { name: "pacman".to_owned() },
        updated_at: seconds.and_then(|seconds| seconds.checked_mul(1000)).map(Timestamp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_a_key_above_each_value() {
        let app = package("%NAME%\nviewer\n\n%VERSION%\n1.2-1\n\n%INSTALLDATE%\n1700000000\n\n%SIZE%\n-5\n")
            .unwrap();
        assert_eq!((app.name.as_str(), app.version.as_deref(), app.bytes), ("viewer", Some("1.2-1"), None));
        assert_eq!(app.updated_at, Some(Timestamp(1_700_000_000_000)));
        assert_eq!(package("%VERSION%\n1\n%NAME%"), None);
    }
}
