//! Things are deleted, and come back from the trash. What is on a disk that is mounted in a folder is not
//! deleted with the folder.

use std::io;

use cap_std::fs::Dir;
use farhand_protocol::Timestamp;
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileName, FilesAnswer, Trashed};

use super::apart::check_own_disk;
use super::{Faults, Files, own_name};
use crate::disk;
use crate::fault::{fault, of_error, stopped};
use crate::stop::Stop;
use crate::trash::TrashError;

/// Folders in folders that are deleted: each is open while its contents go.
const DEPTH: usize = 256;

impl Files {
    pub(super) fn delete(&self, paths: &[DevicePath], for_good: bool, now: Timestamp) -> FilesAnswer {
        let mut faults = Faults::default();
        let mut trashed = Vec::new();
        for path in paths {
            let deleted = match for_good {
                true => self.delete_for_good(path, &mut faults),
                false => self.put_into_trash(path, now).map(|mark| {
                    trashed.push(Trashed { path: path.clone(), mark });
                }),
            };
            if let Err(fault) = deleted {
                faults.push(fault);
            }
        }
        FilesAnswer::Done { faults: faults.0, trashed }
    }

    pub(super) fn restore(&self, trashed: &[Trashed]) -> FilesAnswer {
        let mut faults = Faults::default();
        for one in trashed {
            if let Err(fault) = self.restore_one(one) {
                faults.push(fault);
            }
        }
        FilesAnswer::Done { faults: faults.0, trashed: Vec::new() }
    }

    fn put_into_trash(&self, path: &DevicePath, now: Timestamp) -> Result<String, FileFault> {
        self.stop.check().map_err(|why| stopped(own_name(path), why))?;
        let spot = self.area.spot(path)?;
        let system = self.area.system_path(path).unwrap_or_default();
        self.trash.put(&spot, &system, now).map_err(|error| why(path, &error))
    }

    fn restore_one(&self, trashed: &Trashed) -> Result<(), FileFault> {
        let path = &trashed.path;
        self.stop.check().map_err(|why| stopped(own_name(path), why))?;
        let spot = self.area.spot(path)?;
        let system = self.area.system_path(path).unwrap_or_default();
        self.trash.restore(&spot, &system, &trashed.mark).map_err(|error| why(path, &error))
    }

    fn delete_for_good(&self, path: &DevicePath, faults: &mut Faults) -> Result<(), FileFault> {
        let spot = self.area.spot(path)?;
        let mut names = own_name(path).to_vec();
        let mut delete = Delete { names: &mut names, faults, stop: &self.stop };
        delete.remove(&spot.folder, &spot.name)
    }
}

fn why(path: &DevicePath, error: &TrashError) -> FileFault {
    match error {
        TrashError::System(error) => of_error(own_name(path), error),
        TrashError::None => {
            fault(FaultCode::Failed, own_name(path), "has no trash on its disk: delete it for good")
        }
        TrashError::Unknown => fault(FaultCode::NotFound, own_name(path), "is not in the trash any more"),
    }
}

struct Delete<'a> {
    names: &'a mut Vec<FileName>,
    faults: &'a mut Faults,
    stop: &'a Stop,
}

impl Delete<'_> {
    fn remove(&mut self, folder: &Dir, name: &std::ffi::OsString) -> Result<(), FileFault> {
        self.stop.check().map_err(|why| stopped(self.names, why))?;
        let removed = match folder.symlink_metadata(name) {
            Ok(metadata) if metadata.is_dir() => {
                check_own_disk(folder, name, self.names)?;
                self.empty(folder, name)?;
                folder.remove_dir(name)
            }
            Ok(_) => cap_fs_ext::DirExt::remove_file_or_symlink(folder, name),
            Err(error) => Err(error),
        };
        removed.map_err(|error| of_error(self.names, &error))
    }

    /// What is left in it is among the faults; an error is about the folder itself.
    fn empty(&mut self, folder: &Dir, name: &std::ffi::OsString) -> Result<(), FileFault> {
        if self.names.len() > DEPTH {
            return Err(fault(FaultCode::TooMuch, self.names, "lies too deep"));
        }
        let (opened, entries) = open_and_list(folder, name).map_err(|error| of_error(self.names, &error))?;
        let mut left = 0;
        for system in entries {
            let Some(own) = disk::name_of(&system) else { continue };
            self.names.push(own);
            let removed = self.remove(&opened, &system);
            self.names.pop();
            if let Err(fault) = removed {
                left += 1;
                if fault.code == FaultCode::Stopped {
                    return Err(fault);
                }
                self.faults.push(fault);
            }
        }
        if left == 0 {
            return Ok(());
        }
        Err(not_empty(self.names))
    }
}

/// A folder that stays because of what is left in it.
pub(super) fn not_empty(names: &[FileName]) -> FileFault {
    fault(FaultCode::Failed, names, "stays, because not all that is in it could be deleted")
}

fn open_and_list(folder: &Dir, name: &std::ffi::OsString) -> io::Result<(Dir, Vec<std::ffi::OsString>)> {
    let opened = disk::open_folder(folder, name)?;
    let entries = opened.entries()?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    Ok((opened, entries))
}
