//! Windows.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;

use cap_std::fs::{Dir, Metadata, MetadataExt, OpenOptions};
use farhand_protocol::files::{FaultCode, FileName};

use crate::names::wide;

const HIDDEN: u32 = 0x2;
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;
const INVALID_NAME: i32 = 123;

pub(crate) fn os_name(name: &FileName) -> Option<OsString> {
    wide::from_bytes(&name.to_bytes()).map(|units| OsString::from_wide(&units))
}

pub(crate) fn name_of(name: &OsStr) -> Option<FileName> {
    FileName::from_bytes(&wide::to_bytes(name.encode_wide())).ok()
}

pub(crate) fn is_hidden(_name: &FileName, metadata: Option<&Metadata>) -> bool {
    metadata.is_some_and(|metadata| metadata.file_attributes() & HIDDEN != 0)
}

/// Lists of rights are not looked through: opening tells.
pub(crate) fn may_read(_folder: &Dir, _name: &OsStr, _is_folder: bool) -> bool {
    true
}

/// Not told: the standard library does not know.
pub(crate) fn free(_folder: &Dir) -> Option<(u64, u64)> {
    None
}

/// Disks that are mounted in folders are links here, which are not followed.
pub(crate) fn is_mounted(_folder: &Dir, _name: &OsStr) -> io::Result<bool> {
    Ok(false)
}

/// Nothing in a folder is waited for.
pub(crate) fn do_not_wait(_options: &mut OpenOptions) {}

/// Renames; a name that is taken is an error, and nothing is replaced.
pub(crate) fn rename_new(from: &Dir, old: &OsStr, to: &Dir, new: &OsStr) -> io::Result<()> {
    match to.symlink_metadata(new) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => from.rename(old, to, new),
        Err(error) => Err(error),
    }
}

/// Names say what runs, not permissions.
pub(crate) fn is_executable(_metadata: &Metadata) -> bool {
    false
}

pub(crate) fn set_executable(_file: &File) -> io::Result<()> {
    Ok(())
}

/// The folder decides who may read what is in it.
pub(crate) fn keep_mode(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Without the mark of long paths, which other programs do not take.
pub(crate) fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(rest) if rest.as_bytes().get(1) == Some(&b':') => PathBuf::from(rest),
        _ => path,
    }
}

/// NTFS writes names in its journal by itself.
pub(crate) fn sync_folder(_folder: &Dir) -> io::Result<()> {
    Ok(())
}

pub(crate) fn code_of(error: &io::Error) -> Option<FaultCode> {
    match error.raw_os_error()? {
        SHARING_VIOLATION | LOCK_VIOLATION => Some(FaultCode::Busy),
        INVALID_NAME => Some(FaultCode::BadName),
        _ => None,
    }
}
