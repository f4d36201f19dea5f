//! A folder that looks like a computer.
#![allow(clippy::unwrap_used, reason = "a test's helpers fail like the test")]

use std::fs;

use farhand_protocol::info::{ReadingBody, Value};
use tempfile::TempDir;

use super::host::Host;

/// See the module's comment.
pub(super) struct Desk(TempDir);

impl Desk {
    pub fn of(files: &[(&str, &str)]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            desk.put(path, text);
        }
        desk
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn link(&self, path: &str, to: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
    }

    pub fn host(&self) -> Host {
        Host::at(self.0.path())
    }
}

/// A value in a group of a reading.
pub(super) fn value(body: &ReadingBody, group: &str, key: &str) -> Value {
    let ReadingBody::Properties { groups } = body else { panic!("no properties: {body:?}") };
    let found = groups.iter().find(|it| it.id == group).and_then(|group| group.value(key));
    found.unwrap_or_else(|| panic!("no {key} in {group}: {groups:?}")).clone()
}
