//! Linux: a desktop entry in the user's applications, and the user's list of which program opens what
//! (freedesktop's "Association between MIME types and applications"). Desktops, browsers, `xdg-open`
//! and `gio` read both.

mod associations;
mod entry;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use self::associations::Associations;
use super::{Error, Manner};

/// The desktop entry's name.
const ENTRY: &str = "farhand-client.desktop";

pub fn register(program: &Path, manner: Manner) -> Result<(), Error> {
    Places::of_the_user()?.register(program, manner)
}

pub fn unregister() -> Result<(), Error> {
    Places::of_the_user()?.unregister()
}

/// Where it is written down.
struct Places {
    entry: PathBuf,
    associations: PathBuf,
}

impl Places {
    fn of_the_user() -> Result<Self, Error> {
        let folders = directories::BaseDirs::new().ok_or(Error::System)?;
        Ok(Self {
            entry: folders.data_local_dir().join("applications").join(ENTRY),
            associations: folders.config_dir().join("mimeapps.list"),
        })
    }

    fn register(&self, program: &Path, manner: Manner) -> Result<(), Error> {
        let entry = entry::of(program).ok_or(Error::Program)?;
        replace(&self.entry, |_| entry)?;
        replace(&self.associations, |text| {
            let mut list = Associations::read(text);
            list.add(ENTRY, manner == Manner::Insisting);
            list.write()
        })
    }

    fn unregister(&self) -> Result<(), Error> {
        replace(&self.associations, |text| {
            let mut list = Associations::read(text);
            list.remove(ENTRY);
            list.write()
        })?;
        match fs::remove_file(&self.entry) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::Place(self.entry.clone(), error))
            }
            _ => Ok(()),
        }
    }
}

/// Puts another text into a file, whole or not at all. What is no text is left alone.
fn replace(file: &Path, change: impl FnOnce(&str) -> String) -> Result<(), Error> {
    let failed = |error| Error::Place(file.to_owned(), error);
    // Some keep such files elsewhere and have a link to them here.
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let before = match fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    let after = change(before.as_deref().unwrap_or_default());
    if after == before.as_deref().unwrap_or_default() {
        return Ok(());
    }
    write(&file, &after).map_err(failed)
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = file.with_extension(format!("new-{}", std::process::id()));
    let written = (|| {
        let mut to = File::create(&fresh)?;
        if let Ok(about) = fs::metadata(file) {
            to.set_permissions(about.permissions())?;
        }
        to.write_all(text.as_bytes())?;
        to.sync_all()?;
        fs::rename(&fresh, file)
    })();
    if written.is_err() {
        // It may not have been made at all.
        let _none = fs::remove_file(&fresh);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(folder: &Path) -> Places {
        Places {
            entry: folder.join("share/applications").join(ENTRY),
            associations: folder.join("config/m.list"),
        }
    }

    #[test]
    fn what_is_registered_is_there_and_gone_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        let program = Path::new("/opt/farhand-client");
        for manner in [Manner::Polite, Manner::Insisting, Manner::Polite] {
            places.register(program, manner).unwrap();
            let list = fs::read_to_string(&places.associations).unwrap();
            assert!(list.contains("x-scheme-handler/farhand=farhand-client.desktop"), "{list}");
            assert!(
                fs::read_to_string(&places.entry).unwrap().contains("\nExec=/opt/farhand-client open %u\n")
            );
        }
        places.unregister().unwrap();
        places.unregister().unwrap();
        assert!(!places.entry.exists());
        assert!(!fs::read_to_string(&places.associations).unwrap().contains("farhand"));
        let left: Vec<_> = fs::read_dir(folder.path().join("config")).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn what_others_wrote_stays_with_its_rights_and_behind_its_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        let real = folder.path().join("dotfiles");
        fs::write(&real, "[Default Applications]\ntext/plain=editor.desktop\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        fs::create_dir(folder.path().join("config")).unwrap();
        symlink(&real, &places.associations).unwrap();
        places.register(Path::new("/opt/farhand-client"), Manner::Polite).unwrap();
        let list = fs::read_to_string(&real).unwrap();
        assert!(list.starts_with("[Default Applications]\ntext/plain=editor.desktop\n"), "{list}");
        assert!(list.contains("farhand-client.desktop"), "{list}");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::symlink_metadata(&places.associations).unwrap().is_symlink());
    }

    #[test]
    fn a_list_that_is_no_text_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        fs::create_dir(folder.path().join("config")).unwrap();
        fs::write(&places.associations, [0xff, 0xfe, 0]).unwrap();
        let done = places.register(Path::new("/opt/farhand-client"), Manner::Insisting);
        assert!(matches!(done, Err(Error::Place(..))), "{done:?}");
        assert_eq!(fs::read(&places.associations).unwrap(), [0xff, 0xfe, 0]);
    }
}
