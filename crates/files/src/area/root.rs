//! Where an area begins: a folder that was opened once, or one that is made when something is put into it.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use farhand_protocol::files::{FilesRoot, Place, RootId};

use crate::disk;

#[derive(Debug)]
pub(super) struct Root {
    pub(super) id: RootId,
    place: Place,
    name: String,
    /// Where it was when it was opened, without links.
    pub(super) path: PathBuf,
    dir: OnceLock<Dir>,
    /// The folder that it is made in, where it did not exist, and its name there.
    above: Option<(Dir, OsString)>,
}

impl Root {
    /// Opens it. Links in the path are followed.
    pub(super) fn open(id: RootId, place: Place, name: String, path: &Path) -> io::Result<Self> {
        let path = disk::canonical(path)?;
        let dir = OnceLock::from(Dir::open_ambient_dir(&path, ambient_authority())?);
        Ok(Self { id, place, name, path, dir, above: None })
    }

    /// One that does not exist; the folder above it does.
    pub(super) fn to_be(id: RootId, place: Place, name: String, path: &Path) -> io::Result<Self> {
        let (Some(above), Some(own)) = (path.parent(), path.file_name()) else {
            return Err(ErrorKind::NotFound.into());
        };
        let above = disk::canonical(above)?;
        let path = above.join(own);
        let above = Some((Dir::open_ambient_dir(&above, ambient_authority())?, own.to_owned()));
        Ok(Self { id, place, name, path, dir: OnceLock::new(), above })
    }

    /// Its folder.
    pub(super) fn dir(&self) -> io::Result<Dir> {
        if let Some(dir) = self.dir.get() {
            return dir.try_clone();
        }
        let (above, name) = self.above.as_ref().ok_or(ErrorKind::NotFound)?;
        let dir = disk::open_folder(above, name)?;
        self.dir.get_or_init(|| dir).try_clone()
    }

    /// Its folder, which is made where there is none.
    pub(super) fn made(&self) -> io::Result<Dir> {
        match (self.dir(), &self.above) {
            (Err(error), Some((above, name))) if error.kind() == ErrorKind::NotFound => {
                match above.create_dir(name) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                    _ => self.dir(),
                }
            }
            (dir, _) => dir,
        }
    }

    /// Whether it does not exist yet.
    pub(super) fn is_to_be(&self) -> bool {
        self.above.is_some() && self.dir().is_err_and(|error| error.kind() == ErrorKind::NotFound)
    }

    pub(super) fn describe(&self) -> FilesRoot {
        let above = self.above.as_ref().map(|(above, _)| above);
        let space = self.dir.get().or(above).and_then(disk::free);
        FilesRoot {
            id: self.id.clone(),
            place: self.place,
            name: self.name.clone(),
            free: space.map(|(free, _)| free),
            total: space.map(|(_, total)| total),
        }
    }
}
