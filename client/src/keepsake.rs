//! What a program that was killed needs to come back to its session: a file for its owner only, in
//! the folder of the signed-in user that the system empties when that user signs out.
//!
//! It is there while a session runs and removed when the session ends. A file that is older than
//! the window is of no use and is removed too.
//!
//! Beside it lies a file that a running program has locked: two programs with one keepsake would take
//! each other's place in the session for ever, and a second one could ask its questions while the
//! first one's representative drives.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use farhand_files::Chosen;
use serde::{Deserialize, Serialize};

use crate::consent::Stops;
use crate::files::Shelf;
use crate::invitation::Entitled;
use crate::platform::Place;

/// A file of more bytes than this is none of ours.
const LONGEST: u64 = 256 * 1024;

/// Folders that are kept.
const FOLDERS: usize = 8;

/// What is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keepsake {
    /// The site's address.
    pub site: String,
    /// Its name.
    pub name: String,
    /// With what it was joined. It is good once, so it is no secret any more.
    pub with: Entitled,
    /// The device's token.
    pub token: String,
    /// What the customer has stopped on this device.
    pub stops: Stops,
    /// The folders that the customer has chosen by hand; the newest is the last one.
    #[serde(default)]
    pub folders: Vec<Chosen>,
}

impl Keepsake {
    /// The customer has chosen a folder. Waits for the disk.
    pub fn choose(&mut self, folder: &Path) {
        self.folders.retain(|known| known.path() != folder);
        match Chosen::of(folder) {
            Ok(chosen) => self.folders.push(chosen),
            Err(error) => tracing::warn!(%error, "the folder that was chosen cannot be opened"),
        }
        if self.folders.len() > FOLDERS {
            self.folders.remove(0);
        }
    }
}

/// Where it is kept.
#[derive(Clone, Debug)]
pub struct Drawer(PathBuf);

impl Drawer {
    /// In the usual folder, for this display; `None` where the system has no such folder.
    #[must_use]
    pub fn usual(place: &Place) -> Option<Self> {
        let folders = directories::BaseDirs::new()?;
        let folder = folders.runtime_dir().unwrap_or_else(|| folders.data_local_dir());
        let screen = place.name().map(|name| one_name(&name)).unwrap_or_default();
        Some(Self(folder.join("farhand-client").join(format!("session{screen}.json"))))
    }

    /// In this file.
    #[must_use]
    pub fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// Claims it for this program, until the claim is dropped or the program ends.
    ///
    /// # Errors
    /// When another program has it, or the lock's file cannot be made.
    pub fn claim(&self) -> Result<Claim, NotClaimed> {
        self.make_folder()?;
        let file = private::create(&self.0.with_extension("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Claim { _file: file }),
            Err(TryLockError::WouldBlock) => Err(NotClaimed::Taken),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// What was kept, unless it is older than the window.
    #[must_use]
    pub fn open(&self, window: Duration) -> Option<Keepsake> {
        let about = fs::symlink_metadata(&self.0).ok()?;
        let age = about.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
        let good = about.is_file() && about.len() <= LONGEST && age.unwrap_or_default() <= window;
        let kept = good.then(|| fs::read(&self.0).ok()).flatten();
        let kept = kept.and_then(|json| serde_json::from_slice(&json).ok());
        if kept.is_none() {
            self.empty();
        }
        kept
    }

    /// Keeps this in place of what was there. Also to be done now and then, so that it stays young.
    pub fn put(&self, keepsake: &Keepsake) {
        if let Err(error) = self.write(keepsake) {
            tracing::warn!(%error, "after a crash this session could not be found again");
        }
    }

    /// Removes it.
    pub fn empty(&self) {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the kept session was not removed");
            }
            _ => {}
        }
    }

    fn make_folder(&self) -> io::Result<()> {
        let Some(folder) = self.0.parent() else { return Ok(()) };
        fs::create_dir_all(folder)?;
        private::close_folder(folder)
    }

    fn write(&self, keepsake: &Keepsake) -> io::Result<()> {
        let json = serde_json::to_vec(keepsake)?;
        self.make_folder()?;
        let fresh = self.0.with_extension("new");
        let mut file = private::create(&fresh)?;
        file.write_all(&json)?;
        drop(file);
        fs::rename(&fresh, &self.0)
    }

    /// Where the session's transfers are kept: a folder beside it.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        Shelf::at(self.0.with_extension("files"))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// That this program, and no other one, comes back to what is kept.
#[derive(Debug)]
pub struct Claim {
    _file: File,
}

/// Why a drawer cannot be claimed.
#[derive(Debug, thiserror::Error)]
pub enum NotClaimed {
    /// Another program has it.
    #[error("a support session is open on this screen already: look for its window, or end it first")]
    Taken,
    /// The lock's file cannot be made or locked.
    #[error("the file beside the session cannot be locked: {0}")]
    Broken(#[from] io::Error),
}

/// One name for all names of an X display: `:1`, `:1.0` and `unix:1` are the same.
fn one_name(display: &str) -> String {
    let (host, number) = display.rsplit_once(':').unwrap_or((display, ""));
    let number = number.split('.').next().unwrap_or_default();
    let host = if host == "unix" { "" } else { host };
    let mut name = String::new();
    for part in [host, number].into_iter().filter(|part| !part.is_empty()) {
        name.push('-');
        name.extend(part.chars().filter(char::is_ascii_alphanumeric));
    }
    name
}

/// Folders and files that nobody else may read.
#[cfg(unix)]
pub(crate) mod private {
    use std::fs::{self, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub fn close_folder(folder: &Path) -> io::Result<()> {
        fs::set_permissions(folder, Permissions::from_mode(0o700))
    }

    pub fn create(file: &Path) -> io::Result<File> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        Ok(file)
    }
}

/// A user's profile is closed to others already.
#[cfg(not(unix))]
pub(crate) mod private {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    pub fn close_folder(_folder: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn create(file: &Path) -> io::Result<File> {
        File::create(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keepsake() -> Keepsake {
        let site = "https://support.example.test".to_owned();
        let with = Entitled::Code("123456789".into());
        let (name, token) = ("Example".into(), "secret".into());
        Keepsake { site, name, with, token, stops: Stops::default(), folders: Vec::new() }
    }

    #[test]
    fn what_is_kept_is_found_again_inside_the_window_only() {
        let folder = tempfile::tempdir().unwrap();
        let drawer = Drawer::at(folder.path().join("a/session.json"));
        let window = Duration::from_secs(60);
        assert!(drawer.open(window).is_none());
        drawer.put(&keepsake());
        assert!(drawer.open(window) == Some(keepsake()));
        assert!(drawer.open(Duration::ZERO).is_none());
        assert!(!drawer.path().exists());
    }

    #[test]
    fn the_last_folders_are_kept_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = (0..10).map(|n| folder.path().join(format!("{n:0>200}"))).collect();
        let mut kept = keepsake();
        for path in paths.iter().chain([&paths[8], &folder.path().join("none")]) {
            drop(fs::create_dir(path));
            kept.choose(path);
        }
        fs::remove_dir(folder.path().join("none")).unwrap();
        let drawer = Drawer::at(folder.path().join("session.json"));
        drawer.put(&kept);
        let found = drawer.open(Duration::from_secs(60)).unwrap().folders;
        let found: Vec<&Path> = found.iter().map(Chosen::path).collect();
        let none = folder.path().join("none");
        let expected = [&paths[3], &paths[4], &paths[5], &paths[6], &paths[7], &paths[9], &paths[8], &none];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_not_a_keepsake_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let drawer = Drawer::at(folder.path().join("session.json"));
        fs::write(drawer.path(), "not JSON").unwrap();
        assert!(drawer.open(Duration::from_secs(60)).is_none());
        assert!(!drawer.path().exists());
        drawer.empty();
    }

    #[test]
    fn one_program_at_a_time_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let drawer = Drawer::at(folder.path().join("a/session.json"));
        let claim = drawer.claim().unwrap();
        drawer.put(&keepsake());
        drawer.empty();
        assert!(matches!(drawer.claim(), Err(NotClaimed::Taken)));
        assert!(Drawer::at(folder.path().join("a/session-2.json")).claim().is_ok());
        drop(claim);
        assert!(drawer.claim().is_ok());
        fs::create_dir(folder.path().join("a/folder.lock")).unwrap();
        let broken = Drawer::at(folder.path().join("a/folder.json")).claim();
        assert!(matches!(broken, Err(NotClaimed::Broken(_))));
    }

    #[test]
    fn a_display_has_one_name() {
        for name in [":1", ":1.0", "unix:1", "unix:1.1"] {
            assert_eq!(one_name(name), "-1", "{name}");
        }
        assert_eq!(one_name(":10"), "-10");
        assert_eq!(one_name("example.test:10.0"), "-exampletest-10");
        assert_eq!(one_name("../x"), "-x");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let drawer = Drawer::at(folder.path().join("session.json"));
        drawer.put(&keepsake());
        assert_eq!(fs::metadata(drawer.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
