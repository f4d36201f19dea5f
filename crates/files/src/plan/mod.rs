//! What a stream holds, found out before its first byte is read.
//!
//! The walk goes through the chosen folders once and writes down every file with its size and time,
//! so that the stream's length is known and any offset in it can be found again. A plan is kept on
//! the disk; after a restart a [`crate::Source`] goes on with it. What is no file or folder, or cannot
//! be read, is left out and told.

mod stored;
mod walk;

use farhand_protocol::files::{DevicePath, FileFault, FileName, FilesAnswer};
use farhand_protocol::{ClientId, limits};
use serde::{Deserialize, Serialize};

use crate::area::Area;
use crate::disk;
use crate::stop::Stop;
use crate::stream::{Header, Kind, LENGTH_BYTES, MAX_HEADER};

/// The contents of a stream, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "stored::Stored", into = "stored::Stored")]
pub struct Plan {
    entries: Vec<Entry>,
    length: u64,
    files: u32,
    bytes: u64,
    faults: Vec<FileFault>,
    failed: u32,
}

/// One record of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The entry of the folder that it is in; none for what was chosen.
    above: Option<u32>,
    /// Where what was chosen is on this computer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    at: Option<Box<DevicePath>>,
    /// Its name in the stream; on the disk, too, but for what was chosen.
    name: FileName,
    kind: Kind,
    /// When it changed, in nanoseconds.
    changed: i64,
    /// Where its record begins in the stream. Found out again when a plan is read.
    #[serde(skip)]
    start: u64,
    /// Bytes of contents before it.
    #[serde(skip)]
    before: u64,
}

impl Plan {
    /// Goes through what was chosen.
    ///
    /// # Errors
    /// Where nothing is left to be sent, where it is more than one transfer may hold, and once it was
    /// stopped.
    pub fn of(area: &Area, paths: &[DevicePath], stop: &Stop) -> Result<Self, FileFault> {
        walk::walk(area, paths, stop)
    }

    /// Bytes of the stream.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Files in it.
    #[must_use]
    pub fn files(&self) -> u32 {
        self.files
    }

    /// Folders in it.
    #[must_use]
    pub fn folders(&self) -> u32 {
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX) - self.files
    }

    /// Bytes of the files' contents.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What was chosen, under the names that it has in the stream; at least one.
    pub fn tops(&self) -> impl Iterator<Item = &FileName> {
        self.entries.iter().filter(|entry| entry.above.is_none()).map(|entry| &entry.name)
    }

    /// The first name of those, for display.
    #[must_use]
    pub fn first(&self) -> &FileName {
        &self.entries[0].name
    }

    /// Whether that is a folder.
    #[must_use]
    pub fn first_is_folder(&self) -> bool {
        self.entries[0].kind == Kind::Folder
    }

    /// What is left out; at most [`farhand_protocol::limits::OUTCOME_FAULTS`].
    #[must_use]
    pub fn faults(&self) -> &[FileFault] {
        &self.faults
    }

    /// How many things are left out, also those that the faults have no room for.
    #[must_use]
    pub fn failed(&self) -> u32 {
        self.failed
    }

    /// The answer to a console that has asked for these files.
    #[must_use]
    pub fn sending(&self, upload: ClientId) -> FilesAnswer {
        let faults = self.faults.clone();
        FilesAnswer::Sending { upload, files: self.files, bytes: self.bytes, faults }
    }

    /// Bytes of contents that stand before this offset of the stream: how far a sender has come.
    #[must_use]
    pub fn bytes_before(&self, offset: u64) -> u64 {
        let Some(index) = self.index_at(offset) else { return self.bytes };
        let entry = &self.entries[index];
        let Kind::File { size, .. } = entry.kind else { return entry.before };
        let content = entry.start + self.header(index).encode().len() as u64;
        let inside = offset.saturating_sub(content);
        entry.before + inside.min(size)
    }

    fn empty() -> Self {
        Self { entries: Vec::new(), length: 0, files: 0, bytes: 0, faults: Vec::new(), failed: 0 }
    }

    /// Adds a record. False, and nothing is added, where its path is too long for a header.
    fn push(&mut self, entry: Entry) -> bool {
        let index = self.entries.len();
        self.entries.push(Entry { start: self.length, before: self.bytes, ..entry });
        let header = self.header(index);
        let encoded = header.encode().len();
        if encoded - LENGTH_BYTES > MAX_HEADER || header.path.len() > limits::PATH_NAMES {
            self.entries.pop();
            return false;
        }
        self.length = self.length.saturating_add(encoded as u64).saturating_add(header.follows());
        self.bytes = self.bytes.saturating_add(header.size());
        self.files += u32::from(header.kind != Kind::Folder);
        true
    }

    /// The record in which an offset is; none at the end mark.
    pub(crate) fn index_at(&self, offset: u64) -> Option<usize> {
        if offset >= self.length - LENGTH_BYTES as u64 {
            return None;
        }
        Some(self.entries.partition_point(|entry| entry.start <= offset) - 1)
    }

    /// Records, of files and of folders; a folder's stands before those of what is in it.
    pub(crate) fn records(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// What the stream says of an entry.
    pub(crate) fn header(&self, index: usize) -> Header {
        let entry = &self.entries[index];
        Header { path: self.names(index), kind: entry.kind, modified: disk::timestamp(entry.changed) }
    }

    /// The names in the stream.
    pub(crate) fn names(&self, index: usize) -> Vec<FileName> {
        let mut names = vec![self.entries[index].name.clone()];
        let mut above = self.entries[index].above;
        while let Some(folder) = above.and_then(|folder| self.entries.get(folder as usize)) {
            names.push(folder.name.clone());
            above = folder.above;
        }
        names.reverse();
        names
    }

    /// Where an entry is on this computer.
    pub(crate) fn path(&self, index: usize) -> Option<DevicePath> {
        let entry = self.entries.get(index)?;
        match (&entry.at, entry.above) {
            (Some(at), _) => Some((**at).clone()),
            (None, Some(above)) if (above as usize) < index => {
                Some(self.path(above as usize)?.join(entry.name.clone()))
            }
            _ => None,
        }
    }
}

impl Entry {
    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    pub(crate) fn above(&self) -> Option<u32> {
        self.above
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn changed(&self) -> i64 {
        self.changed
    }
}

#[cfg(test)]
mod tests;
