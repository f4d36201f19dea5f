//! The password for the mail server, in a file of its own that only the appliance's account can read:
//! it is in no copy of the database, and in no log.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// The file's name in the data folder.
const FILE: &str = "mail-password";
/// The name that it has until it is whole.
const DRAFT: &str = "mail-password.new";

/// The password in the data folder, if there is one.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read(folder: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// Keeps a password, in place of the one before.
///
/// # Errors
/// When it cannot be written; the one before stays.
pub fn keep(folder: &Path, password: &str) -> io::Result<()> {
    let draft = folder.join(DRAFT);
    // One that was left by a crash is not whole.
    remove_file(&draft)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(password.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(FILE))?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Forgets the password.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn forget(folder: &Path) -> io::Result<()> {
    remove_file(&folder.join(FILE))
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        keep(folder.path(), "one").unwrap();
        keep(folder.path(), "two").unwrap();
        assert_eq!(read(folder.path()).unwrap().as_deref(), Some("two"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        forget(folder.path()).unwrap();
        forget(folder.path()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
    }
}
