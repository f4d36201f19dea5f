//! Node and the npm packages of the folders that have any.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, bail};

use super::{Missing, Purpose};
use crate::process;

/// The oldest major version of Node that Vite and Vitest run on here.
const OLDEST: u32 = 20;

/// Folders with a `package.json`, and whether the tests alone need them.
const FOLDERS: [(&str, Purpose); 4] = [
    ("ui", Purpose::Run),
    ("tests/browser", Purpose::Test),
    ("tests/window", Purpose::Test),
    ("tests/tus", Purpose::Test),
];

/// Node and npm, where they are missing or too old.
pub fn missing() -> Option<Missing> {
    let remedy = "install it from https://nodejs.org, or with your system's packages or a version \
                  manager";
    let version = process::printed(Command::new("node").arg("--version"));
    let what = match version.as_deref().map(|printed| (printed.trim(), major(printed))) {
        None => format!("Node {OLDEST} or later"),
        Some((found, None)) => format!("Node {OLDEST} or later (cannot read the version `{found}`)"),
        Some((found, Some(number))) if number < OLDEST => {
            format!("Node {OLDEST} or later (found {found})")
        }
        Some(_)
            if process::printed(Command::new(process::node_program("npm")).arg("--version")).is_none() =>
        {
            "npm, which belongs to Node".to_owned()
        }
        Some(_) => return None,
    };
    Some(Missing { what, remedy: remedy.to_owned() })
}

/// The 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs npm packages where they are missing or older than the lock file.
pub fn packages(root: &Path, purpose: Purpose, install: bool) -> Result<()> {
    for (name, needed_for) in FOLDERS {
        let folder = root.join(name);
        let wanted = needed_for == Purpose::Run || purpose != Purpose::Run;
        if !wanted || !folder.join("package.json").exists() || is_installed(&folder) {
            continue;
        }
        if !install {
            bail!("npm packages are missing or old; `npm ci` in {name} installs them");
        }
        println!("Installing the npm packages of {name}");
        process::run(&mut process::npm(&folder, ["ci", "--no-fund", "--no-audit"]))?;
    }
    Ok(())
}

/// npm leaves a copy of the lock file when it is done, and not before.
fn is_installed(folder: &Path) -> bool {
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    let locked = changed(&folder.join("package-lock.json"));
    is_current(installed, locked)
}

fn is_current(installed: Option<SystemTime>, locked: Option<SystemTime>) -> bool {
    installed.is_some_and(|installed| locked.is_none_or(|locked| installed >= locked))
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("20.11.1"), None);
        assert_eq!(major(""), None);
    }

    #[test]
    fn packages_older_than_their_lock_file_are_installed_again() {
        let early = SystemTime::UNIX_EPOCH;
        let late = early + Duration::from_secs(1);
        assert!(is_current(Some(late), Some(early)));
        assert!(!is_current(Some(early), Some(late)));
        assert!(!is_current(None, Some(early)));
    }
}
