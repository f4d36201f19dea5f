//! The folders that a stream goes into: made, opened, kept open while their files come.

use std::sync::Arc;

use cap_std::fs::Dir;
use farhand_protocol::files::{FaultCode, FileFault, FileName};

use crate::area::{descend, system_name};
use crate::disk;
use crate::fault::{fault, of_error};

pub(super) struct Folders {
    destination: Arc<Dir>,
    /// The one that was used last, by its names from the destination.
    last: Option<(Vec<FileName>, Arc<Dir>)>,
    /// In which names came or went since the last time that this was made durable.
    touched: Vec<(Vec<FileName>, Arc<Dir>)>,
}

impl Folders {
    pub(super) fn new(destination: Dir) -> Self {
        Self { destination: Arc::new(destination), last: None, touched: Vec::new() }
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
    pub(super) fn make(&mut self, names: &[FileName]) -> Result<(), FileFault> {
        let Some((name, above)) = names.split_last() else { return Ok(()) };
        let parent = self.open(above)?;
        let system = system_name(name).map_err(|fault| FileFault { names: names.to_vec(), ..fault })?;
        match parent.create_dir(&system) {
            Ok(()) => self.touch(above, &parent),
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

    /// How many folders wait to be made durable.
    pub(super) fn touched(&self) -> usize {
        self.touched.len()
    }

    /// Makes the names durable.
    pub(super) fn sync(&mut self) -> Result<(), FileFault> {
        for (names, folder) in self.touched.drain(..) {
            disk::sync_folder(&folder).map_err(|error| of_error(&names, &error))?;
        }
        Ok(())
    }
}
