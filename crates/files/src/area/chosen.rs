//! A folder that somebody has chosen by hand, as it is kept for another start of the program.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use cap_fs_ext::MetadataExt;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use serde::{Deserialize, Serialize};

/// Where a folder is, and which one it is: another one in its place is not taken for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Not every system's paths are text.
    path: OsString,
    disk: u64,
    number: u64,
}

impl Chosen {
    /// The folder that stands at this path now. Links are followed: somebody has chosen it.
    ///
    /// # Errors
    /// Where it cannot be opened, or is no folder.
    pub fn of(path: &Path) -> io::Result<Self> {
        let folder = Dir::open_ambient_dir(path, ambient_authority())?.dir_metadata()?;
        Ok(Self { path: path.as_os_str().to_owned(), disk: folder.dev(), number: folder.ino() })
    }

    /// Where it was.
    #[must_use]
    pub fn path(&self) -> &Path {
        Path::new(&self.path)
    }

    /// Whether it still stands there. Waits for the disk.
    #[must_use]
    pub fn is_there(&self) -> bool {
        Self::of(self.path()).is_ok_and(|now| now == *self)
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use std::os::unix::ffi::OsStringExt;

    use super::*;

    #[test]
    fn a_folder_is_known_again_and_another_in_its_place_is_not() {
        let ground = tempfile::tempdir().unwrap();
        let folder = ground.path().join(OsString::from_vec(b"caf\xe9".to_vec()));
        assert!(Chosen::of(&folder).is_err());
        std::fs::create_dir(&folder).unwrap();
        let kept = serde_json::to_string(&Chosen::of(&folder).unwrap()).unwrap();
        let kept: Chosen = serde_json::from_str(&kept).unwrap();
        assert!(kept.is_there() && kept.path() == folder);
        std::fs::write(folder.join("file"), "1").unwrap();
        assert!(kept.is_there());
        let aside = ground.path().join("aside");
        std::fs::rename(&folder, &aside).unwrap();
        assert!(!kept.is_there());
        std::fs::create_dir(&folder).unwrap();
        assert!(!kept.is_there());
        std::fs::remove_dir(&folder).unwrap();
        std::fs::write(&folder, "a file").unwrap();
        assert!(!kept.is_there());
        std::fs::remove_file(&folder).unwrap();
        std::fs::rename(&aside, &folder).unwrap();
        assert!(kept.is_there());
    }
}
