//! The user's own trash on macOS: a folder in the home folder.
//!
//! The Finder's "Put Back" does not know where these things came from; a session does.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use directories::UserDirs;
use farhand_protocol::Timestamp;

use super::TrashError;
use crate::area::Spot;
use crate::disk;
use crate::names::numbered;

#[derive(Debug)]
pub(crate) struct Trash {
    folder: Option<PathBuf>,
    /// Where each thing was that was put here.
    put: Mutex<HashMap<String, PathBuf>>,
}

impl Trash {
    pub(crate) fn of_user() -> Self {
        let folder = UserDirs::new().map(|user| user.home_dir().join(".Trash"));
        Self { folder, put: Mutex::default() }
    }

    pub(crate) fn put(&self, spot: &Spot, path: &Path, _now: Timestamp) -> Result<String, TrashError> {
        let trash = self.open()?;
        let name = disk::name_of(&spot.name).ok_or(TrashError::Unknown)?;
        let mut candidate = name.clone();
        for number in 2..10_000 {
            let system = disk::system_name(&candidate).map_err(|_| TrashError::None)?;
            match disk::rename_new(&spot.folder, &spot.name, &trash, &system) {
                Ok(()) => {
                    let mark = candidate.as_str().to_owned();
                    let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
                    put.insert(mark.clone(), path.to_owned());
                    return Ok(mark);
                }
                Err(error) if error.kind() == ErrorKind::CrossesDevices => return Err(TrashError::None),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => candidate = numbered(&name, number),
                Err(error) => return Err(error.into()),
            }
        }
        Err(TrashError::None)
    }

    pub(crate) fn restore(&self, spot: &Spot, path: &Path, mark: &str) -> Result<(), TrashError> {
        let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        if put.get(mark).is_none_or(|from| from != path) {
            return Err(TrashError::Unknown);
        }
        let name = mark.parse().map_err(|_| TrashError::Unknown)?;
        let system = disk::system_name(&name).map_err(|_| TrashError::Unknown)?;
        disk::rename_new(&self.open()?, &system, &spot.folder, &spot.name)?;
        put.remove(mark);
        Ok(())
    }

    fn open(&self) -> Result<Dir, TrashError> {
        let folder = self.folder.as_ref().ok_or(TrashError::None)?;
        Dir::open_ambient_dir(folder, ambient_authority()).map_err(|_| TrashError::None)
    }
}
