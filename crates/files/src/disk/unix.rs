//! Linux, Android, macOS.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Permissions};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use cap_std::fs::{Dir, Metadata, MetadataExt, OpenOptions, OpenOptionsExt};
use farhand_protocol::files::{FaultCode, FileName};
use rustix::fs::{Access, AtFlags, OFlags, RenameFlags};
use rustix::io::Errno;

pub(crate) fn os_name(name: &FileName) -> Option<OsString> {
    Some(OsString::from_vec(name.to_bytes()))
}

pub(crate) fn name_of(name: &OsStr) -> Option<FileName> {
    FileName::from_bytes(name.as_bytes()).ok()
}

pub(crate) fn is_hidden(name: &FileName, _metadata: Option<&Metadata>) -> bool {
    name.as_str().starts_with('.')
}

/// Whether this account may read it. Folders have to be searched, too.
pub(crate) fn may_read(folder: &Dir, name: &OsStr, is_folder: bool) -> bool {
    let access = if is_folder { Access::READ_OK | Access::EXEC_OK } else { Access::READ_OK };
    rustix::fs::accessat(folder, name, access, AtFlags::EACCESS).is_ok()
}

/// Bytes that are free, and bytes in all, on the folder's volume.
pub(crate) fn free(folder: &Dir) -> Option<(u64, u64)> {
    let volume = rustix::fs::fstatvfs(folder).ok()?;
    Some((volume.f_bavail.saturating_mul(volume.f_frsize), volume.f_blocks.saturating_mul(volume.f_frsize)))
}

/// Whether another disk, or a folder from elsewhere, is mounted on a folder in a folder.
pub(crate) fn is_mounted(folder: &Dir, name: &OsStr) -> io::Result<bool> {
    if let Some(mounted) = told_mounted(folder, name) {
        return Ok(mounted);
    }
    Ok(folder.dir_metadata()?.dev() != folder.symlink_metadata(name)?.dev())
}

/// What the system says of it; older ones do not.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn told_mounted(folder: &Dir, name: &OsStr) -> Option<bool> {
    use rustix::fs::{StatxAttributes, StatxFlags};
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    let found = rustix::fs::statx(folder, name, flags, StatxFlags::empty()).ok()?;
    let told = found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT);
    told.then(|| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn told_mounted(_folder: &Dir, _name: &OsStr) -> Option<bool> {
    None
}

/// Opening a pipe must not wait for its other end.
pub(crate) fn do_not_wait(options: &mut OpenOptions) {
    options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
}

/// Renames; a name that is taken is an error, and nothing is replaced.
pub(crate) fn rename_new(from: &Dir, old: &OsStr, to: &Dir, new: &OsStr) -> io::Result<()> {
    match rustix::fs::renameat_with(from, old, to, new, RenameFlags::NOREPLACE) {
        // Some file systems cannot tell (network shares, FUSE).
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => look_then_rename(from, old, to, new),
        done => Ok(done?),
    }
}

fn look_then_rename(from: &Dir, old: &OsStr, to: &Dir, new: &OsStr) -> io::Result<()> {
    match to.symlink_metadata(new) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(rustix::fs::renameat(from, old, to, new)?)
        }
        Err(error) => Err(error),
    }
}

pub(crate) fn is_executable(metadata: &Metadata) -> bool {
    metadata.mode() & 0o100 != 0
}

/// Executable for whoever may read it.
pub(crate) fn set_executable(file: &File) -> io::Result<()> {
    let mode = file.metadata()?.permissions().mode();
    file.set_permissions(Permissions::from_mode(mode & 0o777 | (mode & 0o444) >> 2))
}

/// Who may read, write and run it stays as it was with the file whose place it takes.
pub(crate) fn keep_mode(file: &File, old: &Metadata) -> io::Result<()> {
    let runs = file.metadata()?.permissions().mode() & 0o100 != 0;
    let run = if runs { (old.mode() & 0o444) >> 2 } else { 0 };
    file.set_permissions(Permissions::from_mode(old.mode() & 0o777 | run))
}

/// Paths have one form.
pub(crate) fn plain(path: PathBuf) -> PathBuf {
    path
}

/// The names in a folder are on the disk when this returns.
pub(crate) fn sync_folder(folder: &Dir) -> io::Result<()> {
    match folder.open(".")?.into_std().sync_all() {
        // Some file systems have nothing to say to this.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

pub(crate) fn code_of(error: &io::Error) -> Option<FaultCode> {
    match Errno::from_io_error(error)? {
        Errno::LOOP => Some(FaultCode::WrongKind),
        Errno::NAMETOOLONG | Errno::ILSEQ => Some(FaultCode::BadName),
        Errno::TXTBSY => Some(FaultCode::Busy),
        Errno::DQUOT => Some(FaultCode::DiskFull),
        _ => None,
    }
}
