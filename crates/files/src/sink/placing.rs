//! Durable parts become files under their final names.

use std::hash::{DefaultHasher, Hash as _, Hasher};
use std::io::ErrorKind;
use std::sync::Arc;

use cap_std::fs::Dir;
use farhand_protocol::files::{FaultCode, FileFault, FileName, IfTaken};

use super::batch::{Ready, sync};
use super::part::{Part, system};
use super::{Halt, Sink};
use crate::disk;
use crate::fault::{fault, of_error};
use crate::hash::{Hash, Sum};
use crate::names::{folded, numbered};
use crate::stop::Stop;

/// How often a name gets another number.
const NUMBERS: u32 = 10_000;

enum Placed {
    Written(FileName),
    Skipped,
}

impl Sink {
    /// Makes durable all that is whole, and gives it its final names.
    pub(super) fn commit(&mut self) -> Result<(), Halt> {
        let ready = self.batch.take();
        let synced = sync(&ready);
        let mut waiting = ready.into_iter().zip(synced);
        while let Some((ready, synced)) = waiting.next() {
            let names = ready.header.path.clone();
            let placed = synced.map_err(|error| of_error(&names, &error)).and_then(|()| self.place(&ready));
            match placed {
                Ok(Placed::Written(name)) => {
                    self.brought.insert(mark(&names, &name));
                    self.outcome.written += 1;
                    self.outcome.bytes += ready.header.size();
                }
                Ok(Placed::Skipped) => self.outcome.skipped += 1,
                Err(fault) if fault.code == FaultCode::DiskFull => {
                    self.batch.add(ready);
                    waiting.for_each(|(ready, _)| self.batch.add(ready));
                    return Err(Halt::Disk(fault));
                }
                Err(fault) => {
                    ready.part.remove();
                    self.failed(fault);
                }
            }
        }
        if let Err(fault) = self.folders.sync() {
            self.fail(fault)?;
        }
        self.keep();
        Ok(())
    }

    fn place(&mut self, ready: &Ready) -> Result<Placed, FileFault> {
        let Ready { header, part, rule, sum } = ready;
        let Some((name, above)) = header.path.split_last() else {
            return Err(fault(FaultCode::BadName, &[], "has no name"));
        };
        let folder = Arc::clone(&part.folder);
        self.folders.touch(above, &folder);
        if *rule == IfTaken::Replace && !self.brought.contains(&mark(&header.path, name)) {
            return replace(part, name).map_err(|error| match error {
                Failure::System(error) => of_error(&header.path, &error),
                Failure::Folder => fault(FaultCode::WrongKind, &header.path, "would replace a folder"),
            });
        }
        let mut candidate = name.clone();
        for number in 2..NUMBERS {
            match disk::rename_new(&folder, &system(&part.name), &folder, &os(&candidate)?) {
                Ok(()) => return Ok(Placed::Written(candidate)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(of_error(&header.path, &error)),
            }
            if is_same(&folder, &candidate, header.size(), sum) {
                part.remove();
                return Ok(Placed::Written(candidate));
            }
            if *rule == IfTaken::Skip {
                part.remove();
                return Ok(Placed::Skipped);
            }
            candidate = numbered(name, number);
        }
        Err(fault(FaultCode::Taken, &header.path, "exists already, with every number"))
    }
}

enum Failure {
    System(std::io::Error),
    Folder,
}

fn replace(part: &Part, name: &FileName) -> Result<Placed, Failure> {
    let folder = &part.folder;
    let system_name =
        disk::system_name(name).map_err(|_| Failure::System(ErrorKind::InvalidFilename.into()))?;
    match folder.symlink_metadata(&system_name) {
        Ok(old) if old.is_dir() => return Err(Failure::Folder),
        Ok(old) if old.is_file() => disk::keep_mode(&part.file, &old).map_err(Failure::System)?,
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::System(error)),
    }
    folder.rename(system(&part.name), folder, &system_name).map_err(Failure::System)?;
    Ok(Placed::Written(name.clone()))
}

fn os(name: &FileName) -> Result<std::ffi::OsString, FileFault> {
    crate::area::system_name(name)
}

/// Whether a file with this content stands under the name.
pub(super) fn is_same(folder: &Dir, name: &FileName, size: u64, sum: &Sum) -> bool {
    let Ok(system) = disk::system_name(name) else { return false };
    let Ok((file, metadata)) = disk::open_file(folder, &system) else { return false };
    let mut hash = Hash::default();
    metadata.len() == size
        && matches!(hash.add_from(file, u64::MAX, &Stop::new()), Ok(Ok(read)) if read == size)
        && hash.sum() == *sum
}

/// A file's final place, whatever the case of its name.
fn mark(path: &[FileName], name: &FileName) -> u64 {
    let mut hasher = DefaultHasher::new();
    path[..path.len().saturating_sub(1)].hash(&mut hasher);
    folded(name).hash(&mut hasher);
    hasher.finish()
}
