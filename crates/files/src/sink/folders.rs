//! The folders that a stream goes into: made, opened, kept open while their files come.
//!
//! Whatever comes into a folder changes its time. So those that are made get their own time last: when the
//! stream has left them, and all their files have their names. Folders that were there keep theirs.

use std::sync::Arc;

use cap_std::fs::Dir;
use farhand_protocol::Timestamp;
use farhand_protocol::files::{FaultCode, FileFault, FileName};
use serde::{Deserialize, Serialize};

use crate::area::{descend, system_name};
use crate::disk;
use crate::fault::{fault, of_error};
use crate::stream::Header;

pub(super) struct Folders {
    destination: Arc<Dir>,
    /// The one that was used last, by its names from the destination.
    last: Option<(Vec<FileName>, Arc<Dir>)>,
    /// In which names came or went since the last time that this was made durable.
    touched: Vec<(Vec<FileName>, Arc<Dir>)>,
    /// Those that were made and that the stream is in, from the outermost on.
    filling: Vec<Made>,
    /// Those that it has left.
    filled: Vec<Made>,
}

/// A folder that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Made {
    names: Vec<FileName>,
    /// When it was changed where it comes from.
    modified: Timestamp,
}

impl Folders {
    /// `filling` is what a sink before has made.
    pub(super) fn new(destination: Dir, filling: Vec<Made>) -> Self {
        let (touched, filled) = (Vec::new(), Vec::new());
        Self { destination: Arc::new(destination), last: None, touched, filling, filled }
    }

    /// The stream comes to this path, and so has left the folders that it is not in.
    pub(super) fn come_to(&mut self, path: &[FileName]) {
        let stays = |made: &Made| path.len() > made.names.len() && path.starts_with(&made.names);
        let staying = self.filling.iter().take_while(|made| stays(made)).count();
        self.filled.extend(self.filling.drain(staying..));
    }

    /// Those that were made and that the stream is in.
    pub(super) fn filling(&self) -> &[Made] {
        &self.filling
    }

    /// Where the stream goes.
    pub(super) fn destination(&self) -> &Dir {
        &self.destination
    }

    /// The folder with these names.
    pub(super) fn open(&mut self, names: &[FileName]) -> Result<Arc<Dir>, FileFault> {
        if names.is_empty() {
            return Ok(Arc::clone(&self.destination));
        }
        if let Some((last, folder)) = &self.last
            && last == names
        {
            return Ok(Arc::clone(folder));
        }
        let start = self.destination.try_clone().map_err(|error| of_error(names, &error))?;
        let folder = Arc::new(descend(start, names)?);
        self.last = Some((names.to_vec(), Arc::clone(&folder)));
        Ok(folder)
    }

    /// Makes a folder; one that is there becomes one with it.
    pub(super) fn make(&mut self, header: &Header) -> Result<(), FileFault> {
        let names = header.path.as_slice();
        let Some((name, above)) = names.split_last() else { return Ok(()) };
        let parent = self.open(above)?;
        let system = system_name(name).map_err(|fault| FileFault { names: names.to_vec(), ..fault })?;
        match parent.create_dir(&system) {
            Ok(()) => {
                self.touch(above, &parent);
                let names = names.to_vec();
                self.filling.extend(header.modified.map(|modified| Made { names, modified }));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                if !parent.symlink_metadata(&system).is_ok_and(|found| found.is_dir()) {
                    let what = "cannot be made: something that is no folder has its name";
                    return Err(fault(FaultCode::Taken, names, what));
                }
            }
            Err(error) => return Err(of_error(names, &error)),
        }
        Ok(())
    }

    /// Remembers that names in a folder have changed.
    pub(super) fn touch(&mut self, names: &[FileName], folder: &Arc<Dir>) {
        if !self.touched.iter().any(|(known, _)| known == names) {
            self.touched.push((names.to_vec(), Arc::clone(folder)));
        }
    }

    /// How many folders wait to be made durable, or for their times.
    pub(super) fn waiting(&self) -> usize {
        self.touched.len().max(self.filled.len())
    }

    /// Makes the names durable. Nothing else is to come into the folders that were left.
    pub(super) fn sync(&mut self) -> Result<(), FileFault> {
        for made in std::mem::take(&mut self.filled) {
            self.set_time(&made);
        }
        for (names, folder) in self.touched.drain(..) {
            disk::sync_folder(&folder).map_err(|error| of_error(&names, &error))?;
        }
        Ok(())
    }

    /// One that is not there any more, or whose system refuses, goes without: it has all its files.
    fn set_time(&mut self, made: &Made) {
        let Some((name, above)) = made.names.split_last() else { return };
        let set = self.open(above).ok().zip(disk::system_name(name).ok());
        if let Some((parent, name)) = set {
            drop(disk::set_folder_changed(&parent, &name, made.modified));
        }
    }
}
