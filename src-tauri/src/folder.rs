//! The folder that holds everything the console keeps on this computer. The engine closes it to
//! other users and locks it: one console at a time uses a folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use directories::ProjectDirs;

/// Makes the folder that the command line names, or the user's own one for this program, and
/// answers its whole path.
///
/// # Errors
/// When it cannot be made, or the user has no home.
pub fn open(named: Option<&Path>) -> Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => usual()?,
    };
    let what = || format!("cannot use the folder {}", path.display());
    std::fs::create_dir_all(&path).with_context(what)?;
    path.canonicalize().with_context(what)
}

fn usual() -> Result<PathBuf> {
    let folders = ProjectDirs::from("app", "Farhand", "Farhand");
    let folders = folders.context("this user has no home folder; name a folder with --data")?;
    Ok(folders.data_local_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_is_made() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let path = place.path().join("new").join("folder");
        let opened = open(Some(&path)).expect("the folder");
        assert!(opened.is_dir() && opened.is_absolute());
    }

    #[test]
    fn a_file_in_its_place_is_an_error() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let path = place.path().join("file");
        std::fs::write(&path, "").expect("a file");
        assert!(open(Some(&path)).is_err());
    }
}
