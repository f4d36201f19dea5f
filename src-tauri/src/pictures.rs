//! Where pictures of customers' screens go.

use std::path::PathBuf;

use directories::UserDirs;

/// A folder of this program in the user's folder for pictures; in the home folder where there is
/// none for pictures.
pub fn folder() -> Option<PathBuf> {
    let folders = UserDirs::new()?;
    let pictures = folders.picture_dir().unwrap_or_else(|| folders.home_dir());
    Some(pictures.join("Farhand"))
}
