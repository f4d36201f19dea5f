//! Folders are made, and things get other names.

use std::io::ErrorKind;

use cap_fs_ext::MetadataExt;
use cap_std::fs::Dir;
use farhand_protocol::files::{DevicePath, FileFault, FileName, FilesAnswer};

use super::Files;
use crate::area::{Spot, system_name};
use crate::disk;
use crate::fault::of_error;

impl Files {
    pub(super) fn make_folder(&self, folder: &DevicePath, name: &FileName) -> Result<FilesAnswer, FileFault> {
        let parent = self.area.folder_to_fill(folder)?;
        let made = parent.create_dir(system_name(name)?);
        made.map_err(|error| of_error(std::slice::from_ref(name), &error))?;
        Ok(done())
    }

    pub(super) fn rename(&self, path: &DevicePath, name: &FileName) -> Result<FilesAnswer, FileFault> {
        let Spot { folder, name: old } = self.area.spot(path)?;
        let new = system_name(name)?;
        let mut renamed = disk::rename_new(&folder, &old, &folder, &new);
        // On a disk to which case does not matter, the new name may be the old one's.
        if renamed.as_ref().is_err_and(|error| error.kind() == ErrorKind::AlreadyExists)
            && old != new
            && is_one(&folder, &old, &new)
        {
            renamed = folder.rename(&old, &folder, &new);
        }
        let names = [name.clone()];
        match renamed {
            Ok(()) => Ok(done()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(of_error(&names, &error)),
            Err(error) => Err(of_error(super::own_name(path), &error)),
        }
    }
}

/// Whether two names are one folder or one file that has no other name: hard links are two.
fn is_one(folder: &Dir, one: &std::ffi::OsString, other: &std::ffi::OsString) -> bool {
    let (Ok(one), Ok(other)) = (folder.symlink_metadata(one), folder.symlink_metadata(other)) else {
        return false;
    };
    (one.dev(), one.ino()) == (other.dev(), other.ino()) && (one.is_dir() || one.nlink() == 1)
}

pub(super) fn done() -> FilesAnswer {
    FilesAnswer::Done { faults: Vec::new(), trashed: Vec::new() }
}
