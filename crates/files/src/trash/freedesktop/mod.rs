//! The trash of Linux' desktops: <https://specifications.freedesktop.org/trash-spec/1.0/>.
//!
//! What is on the home folder's disk goes into the home trash, other things into the trash at the top
//! of their own disk. Beside each thing lies a file that says where it was; coming back depends on
//! that.

mod info;

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use farhand_protocol::Timestamp;
use farhand_protocol::files::FileName;

use super::TrashError;
use crate::area::Spot;
use crate::disk;
use crate::names::numbered;

/// How often a name gets another number.
const NUMBERS: u32 = 100_000;

/// Bytes of a name in the trash, before its number.
const NAME: usize = 230;

/// Bytes of the file that says where something was.
const INFO: u64 = 64 * 1024;

/// Where a user's trash is.
#[derive(Debug)]
pub(crate) struct Trash {
    home: Option<PathBuf>,
}

/// An opened trash.
struct Bin {
    files: Dir,
    info: Dir,
    /// What the paths in it begin at; none where they are whole.
    top: Option<PathBuf>,
}

impl Trash {
    pub(crate) fn of_user() -> Self {
        let data = directories::BaseDirs::new().map(|user| user.data_dir().to_owned());
        Self { home: data.map(|data| data.join("Trash")) }
    }

    /// With another home trash.
    #[cfg(test)]
    pub(crate) fn at(home: PathBuf) -> Self {
        Self { home: Some(home) }
    }

    pub(crate) fn put(&self, spot: &Spot, path: &Path, now: Timestamp) -> Result<String, TrashError> {
        let disk = spot.folder.symlink_metadata(&spot.name)?;
        let disk = cap_std::fs::MetadataExt::dev(&disk);
        let mut last = TrashError::None;
        for bin in self.bins(path, disk, true) {
            match bin.put(spot, path, now) {
                Err(TrashError::System(error)) if error.kind() == ErrorKind::CrossesDevices => {}
                Err(error) => last = error,
                put => return put,
            }
        }
        Err(last)
    }

    pub(crate) fn restore(&self, spot: &Spot, path: &Path, mark: &str) -> Result<(), TrashError> {
        let name: FileName = mark.parse().map_err(|_| TrashError::Unknown)?;
        let disk = cap_std::fs::MetadataExt::dev(&spot.folder.dir_metadata()?);
        let mut bins = self.bins(path, disk, false);
        let bin = bins.find(|bin| bin.holds(&name, path)).ok_or(TrashError::Unknown)?;
        let (file, info) = (system(&name)?, info_name(&name)?);
        disk::rename_new(&bin.files, &file, &spot.folder, &spot.name)?;
        bin.info.remove_file(info)?;
        Ok(())
    }

    /// The trashes that something at this path may be in: the home one, then its disk's own ones. Each
    /// is looked for, or made, when those before it are of no use.
    fn bins(&self, path: &Path, disk: u64, make: bool) -> impl Iterator<Item = Bin> {
        let home = self.home.iter().filter_map(move |home| Bin::open(home, None, make).ok());
        let others = std::iter::once(())
            .filter_map(move |()| top_of(path, disk))
            .flat_map(move |top| disk_trashes(top, make));
        home.chain(others)
    }
}

/// The top folder of the disk that something is on.
fn top_of(path: &Path, disk: u64) -> Option<PathBuf> {
    let on_disk = |folder: &&Path| folder.symlink_metadata().is_ok_and(|found| found.dev() == disk);
    path.ancestors().skip(1).take_while(on_disk).last().map(Path::to_owned)
}

/// `$top/.Trash/$uid`, which an administrator has made for all, and `$top/.Trash-$uid`.
fn disk_trashes(top: PathBuf, make: bool) -> impl Iterator<Item = Bin> {
    let uid = rustix::process::getuid().as_raw();
    let shared = top.join(".Trash");
    let is_safe = shared.symlink_metadata().is_ok_and(|found| found.is_dir() && found.mode() & 0o1000 != 0);
    let shared = is_safe.then(|| shared.join(uid.to_string()));
    let own = top.join(format!(".Trash-{uid}"));
    let places = shared.into_iter().chain([own]);
    places.filter_map(move |place| Bin::open(&place, Some(&top), make).ok())
}

impl Bin {
    fn open(path: &Path, top: Option<&Path>, make: bool) -> io::Result<Self> {
        if make {
            let mut private = fs::DirBuilder::new();
            private.recursive(true).mode(0o700);
            private.create(path.join("files"))?;
            private.create(path.join("info"))?;
        }
        if path.symlink_metadata()?.is_symlink() {
            return Err(ErrorKind::NotADirectory.into());
        }
        let trash = Dir::open_ambient_dir(path, ambient_authority())?;
        let (files, info) =
            (disk::open_folder(&trash, &"files".into())?, disk::open_folder(&trash, &"info".into())?);
        Ok(Self { files, info, top: top.map(Path::to_owned) })
    }

    fn put(&self, spot: &Spot, path: &Path, now: Timestamp) -> Result<String, TrashError> {
        let text = info::write(self.inside(path), now);
        let own = short(disk::name_of(&spot.name).ok_or(TrashError::None)?);
        let mut name = own.clone();
        for number in 2..NUMBERS {
            match self.put_as(&name, spot, text.as_bytes()) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => name = numbered(&own, number),
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(name.as_str().to_owned()),
            }
        }
        Err(TrashError::None)
    }

    /// The name is taken by its info, before the thing itself comes.
    fn put_as(&self, name: &FileName, spot: &Spot, text: &[u8]) -> io::Result<()> {
        let unfit = |_| io::Error::from(ErrorKind::InvalidFilename);
        let file = system(name).map_err(unfit)?;
        let info = info_name(name).map_err(unfit)?;
        disk::create_file(&self.info, &info)?.write_all(text)?;
        let put = disk::rename_new(&spot.folder, &spot.name, &self.files, &file);
        if put.is_err() {
            drop(self.info.remove_file(&info));
        }
        put
    }

    /// Whether what has this name in the trash was at this path.
    fn holds(&self, name: &FileName, path: &Path) -> bool {
        let read = || -> Option<Vec<u8>> {
            let (file, _) = disk::open_file(&self.info, &info_name(name).ok()?).ok()?;
            let mut text = Vec::new();
            file.take(INFO).read_to_end(&mut text).ok()?;
            info::path(&text)
        };
        read().is_some_and(|was| Path::new(&info::os(was)) == self.inside(path))
    }

    /// A path as the trash writes it.
    fn inside<'a>(&self, path: &'a Path) -> &'a Path {
        self.top.as_ref().and_then(|top| path.strip_prefix(top).ok()).unwrap_or(path)
    }
}

fn system(name: &FileName) -> Result<OsString, TrashError> {
    disk::system_name(name).map_err(|_| TrashError::Unknown)
}

/// A name with room for a number and the ending.
fn short(name: FileName) -> FileName {
    if name.as_str().len() <= NAME {
        return name;
    }
    let ends = name.as_str().char_indices().map(|(at, character)| at + character.len_utf8());
    let end = ends.take_while(|end| *end <= NAME).last().unwrap_or(0);
    name.as_str()[..end].parse().unwrap_or(name)
}

fn info_name(name: &FileName) -> Result<OsString, TrashError> {
    let mut info = system(name)?;
    info.push(".trashinfo");
    Ok(info)
}
