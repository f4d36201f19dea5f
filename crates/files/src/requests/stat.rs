//! What stands at some paths.

use farhand_protocol::files::{DevicePath, EntryAt, FilesAnswer};

use super::Files;
use super::list::describe;

impl Files {
    /// What does not exist, or cannot be reached, is left out.
    pub(super) fn stat(&self, paths: Vec<DevicePath>) -> FilesAnswer {
        let entries = paths.into_iter().filter_map(|path| self.entry_at(path)).collect();
        FilesAnswer::Entries { entries }
    }

    fn entry_at(&self, path: DevicePath) -> Option<EntryAt> {
        let spot = self.area.spot(&path).ok()?;
        let metadata = spot.folder.symlink_metadata(&spot.name).ok()?;
        let entry = describe(&spot.folder, path.name()?, &metadata);
        Some(EntryAt { path, entry })
    }
}
