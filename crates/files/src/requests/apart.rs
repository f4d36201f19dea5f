//! Whether something that is moved or deleted is apart from where it is moved to, and from other disks.
//!
//! Names do not tell: a disk that is mounted in a folder lies below it, and a folder can stand in two
//! places. So folders are compared by which ones they are.

use std::ffi::OsString;
use std::io;

use cap_fs_ext::MetadataExt;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileName};

use super::{Files, own_name};
use crate::area::{Spot, descend, system_name};
use crate::disk;
use crate::fault::{fault, of_error, stopped};
use crate::plan::Plan;
use crate::stop::Stop;
use crate::stream::Kind;

/// Folders above each other that are gone up through at most.
const HIGHEST: usize = 4096;

/// What is said of a folder that would get into itself.
pub(super) const ITSELF: &str = "cannot be moved into itself";

/// A folder's disk and its number there.
type Identity = (u64, u64);

pub(super) fn is_one(one: &Dir, other: &Dir) -> bool {
    match (identity(one), identity(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn identity(folder: &Dir) -> io::Result<Identity> {
    let metadata = folder.dir_metadata()?;
    Ok((metadata.dev(), metadata.ino()))
}

impl Files {
    /// That a folder is not what it would get, and does not lie in it.
    pub(super) fn check_not_in(
        &self,
        into: &Dir,
        folder: &DevicePath,
        spot: &Spot,
        path: &DevicePath,
    ) -> Result<(), FileFault> {
        let itself = match lies_in(into, spot) {
            Ok(is) => is,
            // Not every system and account can go up. What the names say is all there is then.
            Err(_) => match (self.area.system_path(folder), self.area.system_path(path)) {
                (Some(folder), Some(path)) => folder.starts_with(path),
                _ => false,
            },
        };
        if itself {
            return Err(fault(FaultCode::WrongKind, own_name(path), ITSELF));
        }
        Ok(())
    }
}

/// Whether a folder is what stands in a spot, or lies below it, also on a disk that is mounted there.
fn lies_in(folder: &Dir, spot: &Spot) -> io::Result<bool> {
    let metadata = spot.folder.symlink_metadata(&spot.name)?;
    Ok(metadata.is_dir() && upwards(folder)?.contains(&(metadata.dev(), metadata.ino())))
}

/// Which folder this is, and those that it lies in.
fn upwards(folder: &Dir) -> io::Result<Vec<Identity>> {
    let mut here = folder.try_clone()?;
    let mut found = vec![identity(&here)?];
    while found.len() < HIGHEST {
        here = here.open_parent_dir(ambient_authority())?;
        let own = identity(&here)?;
        if found.last() == Some(&own) {
            return Ok(found);
        }
        found.push(own);
    }
    Err(io::ErrorKind::InvalidInput.into())
}

/// That none of a plan's folders has another disk on it, is above the one that it would be moved to, or is
/// there already.
pub(super) fn check_apart(plan: &Plan, spot: &Spot, into: &Dir, stop: &Stop) -> Result<(), FileFault> {
    let above = upwards(into).unwrap_or_default();
    for index in (0..plan.records()).filter(|index| plan.header(*index).kind == Kind::Folder) {
        let names = plan.names(index);
        stop.check().map_err(|why| stopped(&names, why))?;
        let failed = |error: io::Error| of_error(&names, &error);
        let Some((name, parents)) = names.split_last() else { continue };
        let parent = descend(spot.folder.try_clone().map_err(failed)?, parents)?;
        check_own_disk(&parent, &system_name(name)?, &names)?;
        let own = descend(parent, std::slice::from_ref(name))?;
        let there = into.try_clone().ok().and_then(|into| descend(into, &names).ok());
        let own_identity = identity(&own).map_err(failed)?;
        if above.contains(&own_identity) || there.is_some_and(|there| is_one(&own, &there)) {
            return Err(fault(FaultCode::WrongKind, &names, ITSELF));
        }
    }
    Ok(())
}

/// That no other disk is mounted on a folder.
pub(super) fn check_own_disk(parent: &Dir, name: &OsString, names: &[FileName]) -> Result<(), FileFault> {
    match disk::is_mounted(parent, name) {
        Ok(false) => Ok(()),
        Ok(true) => Err(fault(FaultCode::WrongKind, names, "stays: another disk is mounted on it")),
        Err(error) => Err(of_error(names, &error)),
    }
}
