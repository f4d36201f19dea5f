//! Folders and files that only their owner may read.
//!
//! On Unix that is the mode; on Windows a user's profile, where both are made, is closed to
//! others already.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder, and those above it, for the owner only.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    platform::close_folder(path)
}

/// Opens a file for reading and writing, making it for the owner only where it is missing.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    platform::for_owner(&mut options);
    let file = options.open(path)?;
    platform::close_file(&file)?;
    Ok(file)
}

/// Replaces a file's content as a whole: a crash leaves the old or the new one.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    write(path, content, File::sync_all)
}

/// The same, but for a crash of the whole computer, which may leave nothing of either.
pub(crate) fn replace_soon(path: &Path, content: &[u8]) -> io::Result<()> {
    write(path, content, |_| Ok(()))
}

fn write(path: &Path, content: &[u8], settle: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = open(&fresh)?;
    file.set_len(0)?;
    file.write_all(content)?;
    settle(&file)?;
    drop(file);
    fs::rename(&fresh, path)
}

#[cfg(unix)]
mod platform {
    use std::fs::{self, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub fn close_folder(path: &Path) -> io::Result<()> {
        fs::set_permissions(path, Permissions::from_mode(0o700))
    }

    pub fn for_owner(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub fn close_file(file: &File) -> io::Result<()> {
        file.set_permissions(Permissions::from_mode(0o600))
    }
}

#[cfg(not(unix))]
mod platform {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::path::Path;

    pub fn close_folder(_path: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn for_owner(_options: &mut OpenOptions) {}

    pub fn close_file(_file: &File) -> io::Result<()> {
        Ok(())
    }
}
