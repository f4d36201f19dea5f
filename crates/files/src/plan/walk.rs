//! The walk that makes a plan: depth first, a folder's files before its folders.

use std::ffi::OsString;

use cap_fs_ext::MetadataExt;
use cap_std::fs::{Dir, Metadata};
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileKind, FileName};
use farhand_protocol::limits;

use super::{Entry, Plan};
use crate::area::{Area, Spot};
use crate::disk;
use crate::fault::{fault, of_error, stopped};
use crate::names::{numbered, sort_key};
use crate::stop::Stop;
use crate::stream::{Kind, LENGTH_BYTES, MAX_SIZE};

pub(super) fn walk(area: &Area, paths: &[DevicePath], stop: &Stop) -> Result<Plan, FileFault> {
    let mut walk = Walk::new(stop);
    for path in paths {
        match area.spot(path).and_then(|spot| Found::look(spot, path.name())) {
            Ok(found) => walk.choose(found, path)?,
            Err(fault) => walk.leave_out(fault),
        }
    }
    walk.finish()
}

struct Walk<'a> {
    stop: &'a Stop,
    plan: Plan,
    /// The names of what was chosen so far.
    tops: Vec<FileName>,
    /// The names from what was chosen down to where the walk is.
    names: Vec<FileName>,
    /// Which folders these are, so that none is entered from within itself.
    entered: Vec<Identity>,
}

/// Something in a folder.
struct Found {
    folder: Dir,
    system: OsString,
    name: FileName,
    metadata: Metadata,
}

impl Found {
    fn look(spot: Spot, name: Option<&FileName>) -> Result<Self, FileFault> {
        let name = name.cloned().expect("what is in a spot has a name");
        let metadata = spot.folder.symlink_metadata(&spot.name);
        let metadata = metadata.map_err(|error| of_error(std::slice::from_ref(&name), &error))?;
        Ok(Self { folder: spot.folder, system: spot.name, name, metadata })
    }
}

impl<'a> Walk<'a> {
    fn new(stop: &'a Stop) -> Self {
        Self { stop, plan: Plan::empty(), tops: Vec::new(), names: Vec::new(), entered: Vec::new() }
    }

    /// Two that were chosen in different folders may have one name; then one gets a number.
    fn choose(&mut self, found: Found, path: &DevicePath) -> Result<(), FileFault> {
        let mut name = found.name.clone();
        let mut number = 2;
        while self.tops.contains(&name) {
            name = numbered(&found.name, number);
            number += 1;
        }
        self.tops.push(name.clone());
        self.add(&found.folder, &found.system, &name, &found.metadata, None, Some(path))
    }

    fn add(
        &mut self,
        folder: &Dir,
        system: &OsString,
        name: &FileName,
        metadata: &Metadata,
        above: Option<u32>,
        at: Option<&DevicePath>,
    ) -> Result<(), FileFault> {
        self.names.push(name.clone());
        let added = self.add_named(folder, system, metadata, above, at);
        self.names.pop();
        added
    }

    fn add_named(
        &mut self,
        folder: &Dir,
        system: &OsString,
        metadata: &Metadata,
        above: Option<u32>,
        at: Option<&DevicePath>,
    ) -> Result<(), FileFault> {
        self.stop.check().map_err(|why| stopped(&self.names, why))?;
        let is_folder = metadata.is_dir();
        if let Err(fault) = self.may_be_sent(folder, system, metadata) {
            self.leave_out(fault);
            return Ok(());
        }
        let kind = match is_folder {
            true => Kind::Folder,
            false => Kind::File { size: metadata.len(), executable: disk::is_executable(metadata) },
        };
        let Some(index) = self.write_down(kind, metadata, above, at)? else { return Ok(()) };
        if is_folder { self.enter(folder, system, index) } else { Ok(()) }
    }

    fn may_be_sent(&self, folder: &Dir, system: &OsString, metadata: &Metadata) -> Result<(), FileFault> {
        let no = |code, what: &str| Err(fault(code, &self.names, what));
        match disk::kind_of(metadata) {
            FileKind::Link => return no(FaultCode::WrongKind, "is a link, and is not sent"),
            FileKind::Other => return no(FaultCode::WrongKind, "is a device or a pipe, and is not sent"),
            FileKind::File if metadata.len() > MAX_SIZE => return no(FaultCode::TooMuch, "is too large"),
            FileKind::File | FileKind::Folder => {}
        }
        if self.names.len() > limits::PATH_NAMES {
            return no(FaultCode::TooMuch, "lies too deep");
        }
        if !disk::may_read(folder, system, metadata.is_dir()) {
            return no(FaultCode::NotPermitted, "cannot be read: the system refuses it");
        }
        Ok(())
    }

    fn write_down(
        &mut self,
        kind: Kind,
        metadata: &Metadata,
        above: Option<u32>,
        at: Option<&DevicePath>,
    ) -> Result<Option<u32>, FileFault> {
        let index = u32::try_from(self.plan.entries.len()).unwrap_or(u32::MAX);
        if index >= limits::TRANSFER_FILES {
            let what = format!("has more in it than one transfer holds: {}", limits::TRANSFER_FILES);
            return Err(fault(FaultCode::TooMuch, &self.names[..1], &what));
        }
        let added = self.plan.push(Entry {
            above,
            at: at.cloned().map(Box::new),
            name: self.names.last().cloned().expect("the entry's own name is there"),
            kind,
            changed: disk::changed_ns(metadata),
            start: 0,
            before: 0,
        });
        if !added {
            self.leave_out(fault(FaultCode::TooMuch, &self.names, "has too long a path"));
            return Ok(None);
        }
        Ok(Some(index))
    }

    /// Bind mounts can put a folder into itself.
    fn enter(&mut self, folder: &Dir, system: &OsString, index: u32) -> Result<(), FileFault> {
        let (opened, identity, entries) = match listed(folder, system) {
            Ok(listed) => listed,
            Err(error) => {
                self.leave_out(of_error(&self.names, &error));
                return Ok(());
            }
        };
        if self.entered.contains(&identity) {
            self.leave_out(fault(FaultCode::WrongKind, &self.names, "leads back to a folder that it is in"));
            return Ok(());
        }
        self.entered.push(identity);
        for (system, name, metadata) in &entries {
            match metadata {
                Some(metadata) => self.add(&opened, system, name, metadata, Some(index), None)?,
                None => self.leave_out_named(name),
            }
        }
        self.entered.pop();
        Ok(())
    }

    fn leave_out_named(&mut self, name: &FileName) {
        self.names.push(name.clone());
        self.leave_out(fault(FaultCode::NotFound, &self.names, "went while the folder was read"));
        self.names.pop();
    }

    fn leave_out(&mut self, fault: FileFault) {
        self.plan.failed = self.plan.failed.saturating_add(1);
        if self.plan.faults.len() < limits::OUTCOME_FAULTS {
            self.plan.faults.push(fault);
        }
    }

    fn finish(mut self) -> Result<Plan, FileFault> {
        if self.plan.entries.is_empty() {
            let nothing = || fault(FaultCode::NotFound, &[], "has nothing in it that can be sent");
            return Err(self.plan.faults.into_iter().next().unwrap_or_else(nothing));
        }
        self.plan.length += LENGTH_BYTES as u64;
        Ok(self.plan)
    }
}

type Listed = (OsString, FileName, Option<Metadata>);

/// A folder's disk and its number there.
type Identity = (u64, u64);

/// A folder in a folder: opened, which one it is, and what is in it. Windows tells which one of what is
/// opened only, and not of a folder's entries.
fn listed(folder: &Dir, system: &OsString) -> std::io::Result<(Dir, Identity, Vec<Listed>)> {
    let opened = disk::open_folder(folder, system)?;
    let metadata = opened.dir_metadata()?;
    let entries = entries(&opened)?;
    Ok((opened, (metadata.dev(), metadata.ino()), entries))
}

/// What is in a folder: files first, each kind in the order of names.
fn entries(folder: &Dir) -> std::io::Result<Vec<Listed>> {
    let mut entries = Vec::new();
    for entry in folder.entries()? {
        let entry = entry?;
        let system = entry.file_name();
        if let Some(name) = disk::name_of(&system) {
            entries.push((system, name, entry.metadata().ok()));
        }
    }
    entries.sort_by_cached_key(|(_, name, metadata)| {
        (metadata.as_ref().is_some_and(Metadata::is_dir), sort_key(name))
    });
    Ok(entries)
}
