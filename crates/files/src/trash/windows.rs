//! The recycle bin of Windows.
//!
//! The shell takes paths, not opened folders: something that is put in the way between our look and
//! the shell's is the shell's to judge.

use std::path::Path;

use farhand_protocol::Timestamp;

use super::TrashError;
use crate::area::Spot;

#[derive(Debug)]
pub(crate) struct Trash;

impl Trash {
    pub(crate) fn of_user() -> Self {
        Self
    }

    pub(crate) fn put(&self, spot: &Spot, path: &Path, _now: Timestamp) -> Result<String, TrashError> {
        spot.folder.symlink_metadata(&spot.name)?;
        trash::delete(path).map_err(failed)?;
        let found = items(path)?.into_iter().max_by_key(|item| item.time_deleted);
        found.map(|item| item.id.to_string_lossy().into_owned()).ok_or(TrashError::Unknown)
    }

    pub(crate) fn restore(&self, _spot: &Spot, path: &Path, mark: &str) -> Result<(), TrashError> {
        let found = items(path)?.into_iter().find(|item| item.id.to_string_lossy() == mark);
        let item = found.ok_or(TrashError::Unknown)?;
        trash::os_limited::restore_all([item]).map_err(failed)
    }
}

/// What was deleted from this path.
fn items(path: &Path) -> Result<Vec<trash::TrashItem>, TrashError> {
    let all = trash::os_limited::list().map_err(failed)?;
    Ok(all.into_iter().filter(|item| item.original_path() == path).collect())
}

fn failed(error: trash::Error) -> TrashError {
    TrashError::System(std::io::Error::other(error))
}
