//! What can be reached: folders that were opened once, and paths that lead down from there.
//!
//! A path is gone one name at a time, each opened in the folder before it without following links
//! (`openat2` with `RESOLVE_BENEATH` where Linux has it). So a link that is put in the way, even while
//! it is walked, ends the walk; and a folder that is moved away stays the folder that it is.

mod chosen;
mod places;
mod root;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use cap_std::fs::Dir;
use farhand_protocol::files::{
    DevicePath, FaultCode, FileFault, FileName, FilesArea, FilesRoot, Place, RootId,
};
use farhand_protocol::limits;

use crate::disk;
use crate::fault::{fault, not_allowed, of_error};
pub use chosen::Chosen;
use root::Root;

/// The folders from which everything is reached.
#[derive(Debug, Default)]
pub struct Area {
    roots: Vec<Root>,
}

/// An opened folder, and the name of something in it that may exist or not.
#[derive(Debug)]
pub(crate) struct Spot {
    pub(crate) folder: Dir,
    pub(crate) name: OsString,
}

impl Area {
    /// An area without anything in it.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// All that this account can reach: its own folders, and the volumes.
    #[must_use]
    pub fn whole() -> Self {
        places::whole()
    }

    /// One of the folders that every system has; an area without roots where this one has not.
    #[must_use]
    pub fn place(place: Place) -> Self {
        places::of(place)
    }

    /// One folder. Its root has the folder's name, so that what was on its way into it does not go on in
    /// another one.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn chosen(path: &Path) -> io::Result<Self> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let mut area = Self::none();
        area.add(RootId::named("chosen", &name), Place::Chosen, name.into_owned(), path)?;
        Ok(area)
    }

    /// What a customer allows. `chosen` is the folder that the customer chose; without it, or where
    /// it cannot be opened, there are no roots.
    #[must_use]
    pub fn of(area: &FilesArea, chosen: Option<&Path>) -> Self {
        match area {
            FilesArea::Whole {} => Self::whole(),
            FilesArea::Place { place } => Self::place(*place),
            FilesArea::Chosen { .. } => chosen.and_then(|path| Self::chosen(path).ok()).unwrap_or_default(),
        }
    }

    /// Opens one more root. Links in `path` itself are followed: whoever calls has chosen it.
    ///
    /// # Errors
    /// Where it cannot be opened, or is no folder.
    pub fn add(&mut self, id: RootId, place: Place, name: String, path: &Path) -> io::Result<()> {
        self.roots.push(Root::open(id, place, name, path)?);
        Ok(())
    }

    /// One more root whose folder does not exist; it is made when something is put into it.
    ///
    /// # Errors
    /// Where the folder that it is to be made in cannot be opened.
    pub fn add_to_be(&mut self, id: RootId, place: Place, name: String, path: &Path) -> io::Result<()> {
        self.roots.push(Root::to_be(id, place, name, path)?);
        Ok(())
    }

    /// The roots, with the free space of their volumes. The first one is where a view begins.
    #[must_use]
    pub fn roots(&self) -> Vec<FilesRoot> {
        self.roots.iter().map(Root::describe).collect()
    }

    /// Where something of this system is in the area: by the nearest root above it. For what is
    /// dropped from the desktop; nothing checks that it exists.
    #[must_use]
    pub fn locate(&self, path: &Path) -> Option<DevicePath> {
        let path = match path.file_name() {
            Some(name) => disk::canonical(path.parent()?).ok()?.join(name),
            None => disk::canonical(path).ok()?,
        };
        let above = self.roots.iter().filter(|root| path.starts_with(&root.path));
        let root = above.max_by_key(|root| root.path.components().count())?;
        let rest = path.strip_prefix(&root.path).ok()?;
        let names = rest.components().map(|component| disk::name_of(component.as_os_str()));
        Some(DevicePath { root: root.id.clone(), names: names.collect::<Option<_>>()? })
    }

    /// The path by which this system knows something, for showing it to the person at this computer.
    /// It is never opened here.
    #[must_use]
    pub fn system_path(&self, path: &DevicePath) -> Option<PathBuf> {
        let mut found = self.root(&path.root)?.path.clone();
        for name in &path.names {
            found.push(disk::system_name(name).ok()?);
        }
        Some(found)
    }

    fn root(&self, id: &RootId) -> Option<&Root> {
        self.roots.iter().find(|root| root.id == *id)
    }

    /// Opens a folder.
    pub(crate) fn folder(&self, path: &DevicePath) -> Result<Dir, FileFault> {
        self.opened(path, Root::dir)
    }

    /// The same for putting something into it: a root whose folder does not exist is made.
    pub(crate) fn folder_to_fill(&self, path: &DevicePath) -> Result<Dir, FileFault> {
        self.opened(path, Root::made)
    }

    /// Whether this is a root whose folder does not exist yet.
    pub(crate) fn is_to_be(&self, path: &DevicePath) -> bool {
        path.names.is_empty() && self.root(&path.root).is_some_and(Root::is_to_be)
    }

    fn opened(&self, path: &DevicePath, start: impl Fn(&Root) -> io::Result<Dir>) -> Result<Dir, FileFault> {
        let Some(root) = self.root(&path.root) else {
            return Err(not_allowed(&path.names, "lies outside of what is allowed"));
        };
        if path.names.len() > limits::PATH_NAMES {
            return Err(fault(FaultCode::TooMuch, &path.names, "lies too deep"));
        }
        let start = start(root).map_err(|error| of_error(&[], &error))?;
        descend(start, &path.names)
    }

    /// Opens the folder that something is in. A root itself is in none.
    pub(crate) fn spot(&self, path: &DevicePath) -> Result<Spot, FileFault> {
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else {
            return Err(not_allowed(&[], "is where the area begins, and stays as it is"));
        };
        let folder = self.folder(&parent)?;
        let name = system_name(name)?;
        Ok(Spot { folder, name })
    }
}

/// Goes down from an opened folder, name by name.
pub(crate) fn descend(start: Dir, names: &[FileName]) -> Result<Dir, FileFault> {
    let mut folder = start;
    for (depth, name) in names.iter().enumerate() {
        let here = &names[..=depth];
        let opened = disk::open_folder(&folder, &system_name(name)?);
        folder = opened.map_err(|error| of_error(here, &error))?;
    }
    Ok(folder)
}

/// The name as this system writes it.
pub(crate) fn system_name(name: &FileName) -> Result<OsString, FileFault> {
    let refused = |refusal: crate::names::Refusal| {
        fault(FaultCode::BadName, std::slice::from_ref(name), &refusal.to_string())
    };
    disk::system_name(name).map_err(refused)
}

#[cfg(test)]
mod tests;
