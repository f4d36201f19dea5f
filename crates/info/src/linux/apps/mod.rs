//! Installed apps: what the system's packages are, and what came from elsewhere.

mod bundles;
mod desktop;
mod dpkg;
mod pacman;
mod rpm;

use farhand_protocol::info::{App, ReadingBody};

use super::host::Host;
use crate::known::{Gap, Known};

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let packages = dpkg::read(host).or_else(|_| pacman::read(host)).or_else(|_| rpm::read(host));
    let mut apps = packages.clone().unwrap_or_default();
    name_them(&mut apps, &desktop::of_system(host));
    apps.extend(bundles::flatpaks(host));
    apps.extend(bundles::snaps(host));
    apps.extend(desktop::of_user());
    match packages {
        Err(gap) if apps.is_empty() => Err(if gap == Gap::NotPermitted { gap } else { Gap::NotSupported }),
        _ => Ok(ReadingBody::Apps { apps, left_out: 0 }),
    }
}

/// Packages whose program is called as they are get its name for people.
fn name_them(apps: &mut [App], entries: &[desktop::Entry]) {
    for entry in entries {
        let of_it = |app: &&mut App| app.package.as_deref() == Some(entry.id.as_str());
        if let Some(app) = apps.iter_mut().find(of_it) {
            app.name.clone_from(&entry.name);
        }
    }
}
