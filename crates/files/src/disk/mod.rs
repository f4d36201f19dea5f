//! What differs from system to system, one file each, and what is built on it for all.
//!
//! Everything here works on an opened folder and one name in it.

#[cfg(unix)]
#[path = "unix.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cap_fs_ext::{DirExt, FollowSymlinks, OpenOptionsFollowExt, SystemTimeSpec};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};
use farhand_protocol::Timestamp;
use farhand_protocol::files::{FileKind, FileName};

use crate::names::{Refusal, Rules, refused};

pub(crate) use system::{
    code_of, free, is_executable, is_hidden, is_mounted, keep_mode, may_read, name_of, rename_new,
    set_executable, sync_folder,
};

/// The name as the system writes it.
///
/// # Errors
/// Where this system does not take it.
pub(crate) fn system_name(name: &FileName) -> Result<OsString, Refusal> {
    match refused(name, Rules::HERE) {
        Some(refusal) => Err(refusal),
        None => system::os_name(name).ok_or(Refusal::NoText),
    }
}

/// Gives a file another name in its folder, in one step where the disk can do that. A name that is taken is
/// an error, and nothing is replaced.
///
/// # Errors
/// `AlreadyExists`; where this system does not take the name; and where the disk fails.
pub fn rename_beside(file: &Path, name: &FileName) -> io::Result<()> {
    let (Some(folder), Some(old)) = (file.parent(), file.file_name()) else {
        return Err(ErrorKind::NotFound.into());
    };
    let new = system_name(name).map_err(|_| ErrorKind::InvalidFilename)?;
    let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
    rename_new(&folder, old, &folder, &new)
}

/// A path without links in it.
pub(crate) fn canonical(path: &Path) -> io::Result<PathBuf> {
    Ok(system::plain(path.canonicalize()?))
}

/// A folder in a folder. A link is an error.
pub(crate) fn open_folder(folder: &Dir, name: &OsString) -> io::Result<Dir> {
    folder.open_dir_nofollow(name)
}

/// A regular file in a folder, for reading, with what the system knows of it. Links, pipes and
/// devices are errors; none of them is waited for.
pub(crate) fn open_file(folder: &Dir, name: &OsString) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No);
    system::do_not_wait(&mut options);
    let file = folder.open_with(name, &options)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        Ok((file.into_std(), metadata))
    } else {
        Err(io::Error::from(ErrorKind::IsADirectory))
    }
}

/// A new file in a folder, for writing and reading; the name must be free.
pub(crate) fn create_file(folder: &Dir, name: &OsString) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).follow(FollowSymlinks::No);
    Ok(folder.open_with(name, &options)?.into_std())
}

/// A file that this program has made, to go on with it.
pub(crate) fn reopen_file(folder: &Dir, name: &OsString) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).follow(FollowSymlinks::No);
    system::do_not_wait(&mut options);
    let file = folder.open_with(name, &options)?;
    if file.metadata()?.is_file() { Ok(file.into_std()) } else { Err(ErrorKind::IsADirectory.into()) }
}

/// What an entry is.
pub(crate) fn kind_of(metadata: &Metadata) -> FileKind {
    kind_of_type(metadata.file_type())
}

pub(crate) fn kind_of_type(kind: cap_std::fs::FileType) -> FileKind {
    if kind.is_dir() {
        FileKind::Folder
    } else if kind.is_file() {
        FileKind::File
    } else if kind.is_symlink() {
        FileKind::Link
    } else {
        FileKind::Other
    }
}

/// Nanoseconds since 1970 at which the contents changed; 0 where the system does not tell.
pub(crate) fn changed_ns(metadata: &Metadata) -> i64 {
    let Ok(changed) = metadata.modified() else { return 0 };
    let ns = match changed.into_std().duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()),
        Err(before) => i64::try_from(before.duration().as_nanos()).map(|ns| -ns),
    };
    ns.unwrap_or(0)
}

/// The same in milliseconds, as it travels.
pub(crate) fn timestamp(ns: i64) -> Option<Timestamp> {
    (ns != 0).then(|| Timestamp(ns.div_euclid(1_000_000)))
}

/// Sets when a file's contents changed. Times that the system cannot hold are left out.
pub(crate) fn set_changed(file: &File, at: Timestamp) -> io::Result<()> {
    time_of(at).map_or(Ok(()), |time| file.set_modified(time))
}

/// The same for a folder in a folder.
pub(crate) fn set_folder_changed(folder: &Dir, name: &OsString, at: Timestamp) -> io::Result<()> {
    let Some(time) = time_of(at) else { return Ok(()) };
    let time = SystemTimeSpec::Absolute(cap_std::time::SystemTime::from_std(time));
    folder.set_symlink_times(name, None, Some(time))
}

/// From 1970 on and before the year 10000, so that no system's clock overflows.
fn time_of(at: Timestamp) -> Option<SystemTime> {
    const YEAR_10000_MS: u64 = 253_402_300_800_000;
    let ms = u64::try_from(at.0).ok().filter(|ms| *ms < YEAR_10000_MS)?;
    UNIX_EPOCH.checked_add(Duration::from_millis(ms))
}
