//! Packages of Fedora, SUSE and their kin: asked through `rpm`.

use std::time::Duration;

use farhand_protocol::Timestamp;
use farhand_protocol::info::{App, AppSource};

use super::super::host::Host;
use crate::child::output;
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(6);
const MOST: u64 = 8 * 1024 * 1024;
const FORMAT: &str = "%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{SIZE}\\t%{INSTALLTIME}\\t%{VENDOR}\\n";

pub(super) fn read(host: &Host) -> Known<Vec<App>> {
    // Debian has the program too, for packages of others, and an empty database.
    if !host.has("usr/lib/sysimage/rpm")
        && !host.has("var/lib/rpm/rpmdb.sqlite")
        && !host.has("var/lib/rpm/Packages")
    {
        return Err(Gap::NotSupported);
    }
    let text = output("rpm", &["-qa", "--qf", FORMAT], PATIENCE, MOST)?;
    Ok(text.lines().filter_map(package).collect())
}

fn package(line: &str) -> Option<App> {
    let mut columns = line.split('\t');
    let name = columns.next().filter(|name| !name.is_empty())?;
    let version = columns.next()?;
    let bytes = columns.next()?.parse().ok();
    let seconds = columns.next()?.parse::<i64>().ok();
    let vendor = columns.next().filter(|vendor| *vendor != "(none)");
    Some(App {
        name: name.to_owned(),
        package: Some(name.to_owned()),
        version: Some(version.to_owned()),
        bytes,
        source: vendor.map_or(AppSource::Unknown, |name| AppSource::Store { name: name.to_owned() }),
        updated_at: seconds.and_then(|seconds| seconds.checked_mul(1000)).map(Timestamp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_five_columns() {
        let app = package("viewer\t1.2-3.fc41\t5000\t1700000000\tExample Project").unwrap();
        assert_eq!((app.bytes, app.updated_at), (Some(5000), Some(Timestamp(1_700_000_000_000))));
        assert_eq!(app.source, AppSource::Store { name: "Example Project".into() });
        let odd = package("viewer\t1\t-5\tx\t(none)").unwrap();
        assert_eq!((odd.bytes, odd.updated_at, odd.source), (None, None, AppSource::Unknown));
        assert_eq!(package("viewer"), None);
    }
}
