//! Folders for the tests, and what is in them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use farhand_protocol::ClientId;
use farhand_protocol::files::{DevicePath, FileName, IfTaken, Place, RootId};
use tempfile::TempDir;

use crate::{Area, Order, Plan, Rights, Sink, Source, Stop};

/// A folder that is an area with the root `r`, and goes at the end of the test.
pub(crate) struct Ground {
    pub(crate) folder: TempDir,
    pub(crate) area: Arc<Area>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Folder,
    File { bytes: Vec<u8>, executable: bool, changed_ms: i64 },
    Link,
    Other,
}

impl Ground {
    pub(crate) fn new() -> Self {
        Self::of(tempfile::tempdir().unwrap())
    }

    /// In memory where that is possible: for tests that write thousands of files.
    pub(crate) fn quick() -> Self {
        Self::of(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap())
    }

    pub(crate) fn of(folder: TempDir) -> Self {
        let area = Arc::new(area_of(folder.path()));
        Self { folder, area }
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, with the folders that it is in.
    pub(crate) fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn make(&self, path: &str) -> PathBuf {
        let path = self.join(path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    pub(crate) fn link(&self, path: &str, to: impl AsRef<Path>) {
        std::os::unix::fs::symlink(to, self.join(path)).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.join(path)).unwrap()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.join(path).symlink_metadata().is_ok()
    }

    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, Node> {
        tree(self.folder.path())
    }

    /// A plan of everything in it.
    pub(crate) fn plan(&self) -> Plan {
        let mut names: Vec<OsString> =
            fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let paths: Vec<DevicePath> = names
            .iter()
            .map(|name| DevicePath {
                root: root(),
                names: vec![FileName::from_bytes(name.as_bytes()).unwrap()],
            })
            .collect();
        Plan::of(&self.area, &paths, &Stop::new()).unwrap()
    }

    /// The whole stream of it.
    pub(crate) fn stream(&self) -> (Plan, Vec<u8>) {
        let plan = self.plan();
        let bytes = read_all(&mut self.source(&plan));
        assert_eq!(bytes.len() as u64, plan.length());
        (plan, bytes)
    }

    pub(crate) fn source(&self, plan: &Plan) -> Source {
        Source::new(Arc::clone(&self.area), Arc::new(plan.clone()))
    }

    pub(crate) fn sink(&self, order: &Order) -> Sink {
        Sink::begin(&self.area, Rights::ALL, order.clone()).unwrap()
    }

    /// Files that are no more than parts.
    pub(crate) fn parts(&self) -> Vec<PathBuf> {
        let is_part = |path: &PathBuf| path.to_string_lossy().ends_with(".farhand-part");
        self.tree().into_keys().filter(is_part).collect()
    }
}

/// A disk in memory.
#[cfg(target_os = "linux")]
pub(crate) struct Disk {
    // Goes first: a folder on which something is mounted cannot be removed.
    pub(crate) mount: farhand_mounts::Mount,
    pub(crate) ground: Ground,
}

#[cfg(target_os = "linux")]
impl Disk {
    pub(crate) fn new(options: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mount = farhand_mounts::Mount::memory(folder.path(), options);
        Self { mount, ground: Ground::of(folder) }
    }
}

pub(crate) fn area_of(path: &Path) -> Area {
    let mut area = Area::none();
    area.add(root(), Place::Chosen, "test".to_owned(), path).unwrap();
    area
}

pub(crate) fn root() -> RootId {
    RootId("r".to_owned())
}

/// A path in the area, its names divided by slashes.
pub(crate) fn at(path: &str) -> DevicePath {
    let names = path.split('/').filter(|name| !name.is_empty()).map(name).collect();
    DevicePath { root: root(), names }
}

pub(crate) fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

/// An order for all of a plan, into the area's root.
pub(crate) fn order(plan: &Plan, if_taken: IfTaken) -> Order {
    Order {
        id: ClientId::from_bytes([7; 16]),
        folder: at(""),
        if_taken,
        taken: Vec::new(),
        files: plan.files(),
        bytes: plan.bytes(),
        length: plan.length(),
        name_bytes: farhand_protocol::limits::FILE_NAME_BYTES,
    }
}

pub(crate) fn read_all(source: &mut Source) -> Vec<u8> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).unwrap();
    bytes
}

pub(crate) fn tree(path: &Path) -> BTreeMap<PathBuf, Node> {
    let mut found = BTreeMap::new();
    collect(path, Path::new(""), &mut found);
    found
}

fn collect(top: &Path, below: &Path, found: &mut BTreeMap<PathBuf, Node>) {
    for entry in fs::read_dir(top.join(below)).unwrap() {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        let metadata = entry.metadata().unwrap();
        let node = if metadata.is_dir() {
            collect(top, &path, found);
            Node::Folder
        } else if metadata.is_file() {
            Node::File {
                bytes: fs::read(entry.path()).unwrap(),
                executable: metadata.permissions().mode() & 0o100 != 0,
                changed_ms: metadata.mtime() * 1000 + metadata.mtime_nsec() / 1_000_000,
            }
        } else if metadata.is_symlink() {
            Node::Link
        } else {
            Node::Other
        };
        found.insert(path, node);
    }
}

/// A name that is no UTF-8.
pub(crate) fn latin() -> OsString {
    OsString::from_vec(b"caf\xe9.txt".to_vec())
}
