//! Things are moved into another folder.
//!
//! On one disk that is a change of names. From one disk to another what is moved goes as a file
//! stream into the other folder, and what has gone is deleted here when all of it has arrived.

use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::sync::{Arc, PoisonError};

use cap_std::fs::Dir;
use farhand_protocol::ClientId;
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileName, FilesAnswer, IfTaken};

use super::apart::{ITSELF, check_apart, is_one};
use super::taking::take_away;
use super::{Faults, Files, own_name};
use crate::area::{Spot, system_name};
use crate::disk;
use crate::fault::{fault, of_error, stopped};
use crate::hash::PIECE;
use crate::names::numbered;
use crate::plan::Plan;
use crate::sink::{Order, Progress, Sink};
use crate::source::Source;
use crate::stop::Stop;

/// How often a name gets another number.
const NUMBERS: u32 = 10_000;

/// What became of something.
enum Moved {
    Done,
    /// Its name was taken, and it stays.
    Skipped,
    /// It is on another disk.
    Elsewhere,
}

impl Files {
    pub(super) fn move_all(
        &self,
        paths: &[DevicePath],
        folder: &DevicePath,
        if_taken: IfTaken,
    ) -> Result<FilesAnswer, FileFault> {
        let into = self.area.folder(folder)?;
        let mut faults = Faults::default();
        for path in paths {
            if let Err(fault) = self.move_one(path, folder, &into, if_taken, &mut faults) {
                faults.push(fault);
            }
        }
        Ok(FilesAnswer::Done { faults: faults.0, trashed: Vec::new() })
    }

    fn move_one(
        &self,
        path: &DevicePath,
        folder: &DevicePath,
        into: &Dir,
        if_taken: IfTaken,
        faults: &mut Faults,
    ) -> Result<(), FileFault> {
        let spot = self.area.spot(path)?;
        let name = path.name().cloned().expect("what is in a spot has a name");
        if is_one(&spot.folder, into) {
            return Ok(());
        }
        self.check_not_in(into, folder, &spot, path)?;
        let mut names = vec![name];
        let mut step = Step { if_taken, names: &mut names, faults, stop: &self.stop };
        match step.shift(&spot, into)? {
            Moved::Done | Moved::Skipped => Ok(()),
            Moved::Elsewhere => self.carry(path, &spot, (folder, into), if_taken, faults),
        }
    }

    /// Moves something to another disk. One thing at a time: what is carried has names of its own only
    /// while nothing else is.
    fn carry(
        &self,
        path: &DevicePath,
        spot: &Spot,
        (folder, into): (&DevicePath, &Dir),
        if_taken: IfTaken,
        faults: &mut Faults,
    ) -> Result<(), FileFault> {
        // What is refused is refused as a whole, whatever lies in the way.
        let whole = |fault: FileFault| FileFault { names: own_name(path).to_vec(), ..fault };
        let _alone = self.carrying.lock().unwrap_or_else(PoisonError::into_inner);
        let plan = Plan::of(&self.area, std::slice::from_ref(path), &self.stop).map_err(whole)?;
        if let Some(fault) = plan.faults().first() {
            return Err(whole(fault.clone()));
        }
        check_apart(&plan, spot, into, &self.stop).map_err(whole)?;
        let sink = Sink::begin(&self.area, super::Rights::ALL, order(&plan, folder, if_taken))?;
        let plan = Arc::new(plan);
        let source = Source::new(Arc::clone(&self.area), Arc::clone(&plan));
        let outcome = self.pour(source, sink, path).map_err(whole)?;
        // What was carried before it stays where it is, twice: the fault names what was not.
        if let Some(fault) = outcome.faults.into_iter().next() {
            return Err(fault);
        }
        if outcome.skipped > 0 {
            return Ok(());
        }
        take_away(&plan, spot, faults, &self.stop)
    }

    fn pour(
        &self,
        mut source: Source,
        mut sink: Sink,
        path: &DevicePath,
    ) -> Result<farhand_protocol::upload::TransferOutcome, FileFault> {
        let mut piece = vec![0; PIECE];
        loop {
            if let Err(why) = self.stop.check() {
                drop(sink.discard());
                return Err(stopped(own_name(path), why));
            }
            let count = source.read(&mut piece).map_err(|error| of_error(own_name(path), &error))?;
            match sink.write(&piece[..count]) {
                Ok(Progress::Whole) => return sink.finish().map_err(|halt| halt.fault()),
                Ok(_) => {}
                Err(halt) => {
                    drop(sink.discard());
                    return Err(halt.fault());
                }
            }
        }
    }
}

/// All of a plan into a folder.
fn order(plan: &Plan, folder: &DevicePath, if_taken: IfTaken) -> Order {
    Order {
        id: ClientId::from_bytes(*b"moved_on_device_"),
        folder: folder.clone(),
        if_taken,
        taken: Vec::new(),
        files: plan.files(),
        bytes: plan.bytes(),
        length: plan.length(),
        name_bytes: farhand_protocol::limits::FILE_NAME_BYTES,
    }
}

/// Moving one thing, and what is in it where its folder becomes one with another.
struct Step<'a> {
    if_taken: IfTaken,
    names: &'a mut Vec<FileName>,
    faults: &'a mut Faults,
    stop: &'a Stop,
}

impl Step<'_> {
    fn shift(&mut self, from: &Spot, into: &Dir) -> Result<Moved, FileFault> {
        self.stop.check().map_err(|why| stopped(self.names, why))?;
        match disk::rename_new(&from.folder, &from.name, into, &from.name) {
            Ok(()) => return Ok(Moved::Done),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return self.give_up(&error),
        }
        let kind = |folder: &Dir| folder.symlink_metadata(&from.name).map(|found| found.is_dir());
        let (old, new) = (kind(into).unwrap_or(false), kind(&from.folder).unwrap_or(false));
        match self.if_taken {
            _ if old && new => self.merge(from, into),
            IfTaken::Skip => Ok(Moved::Skipped),
            IfTaken::KeepBoth => self.number(from, into),
            IfTaken::Replace if old || new => {
                Err(fault(FaultCode::WrongKind, self.names, "would replace a folder, or a folder it"))
            }
            IfTaken::Replace => match from.folder.rename(&from.name, into, &from.name) {
                Ok(()) => Ok(Moved::Done),
                Err(error) => self.give_up(&error),
            },
        }
    }

    fn give_up(&self, error: &std::io::Error) -> Result<Moved, FileFault> {
        match error.kind() {
            ErrorKind::CrossesDevices => Ok(Moved::Elsewhere),
            // The system's word for a folder that would go into itself.
            ErrorKind::InvalidInput => Err(fault(FaultCode::WrongKind, self.names, ITSELF)),
            _ => Err(of_error(self.names, error)),
        }
    }

    fn number(&self, from: &Spot, into: &Dir) -> Result<Moved, FileFault> {
        let name = self.names.last().cloned().expect("what is moved has a name");
        for number in 2..NUMBERS {
            let other: OsString = system_name(&numbered(&name, number))?;
            match disk::rename_new(&from.folder, &from.name, into, &other) {
                Ok(()) => return Ok(Moved::Done),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return self.give_up(&error),
            }
        }
        Err(fault(FaultCode::Taken, self.names, "exists already, with every number"))
    }

    /// Two folders become one: what is in the first goes into the second, which then is deleted if
    /// nothing stayed in it.
    fn merge(&mut self, from: &Spot, into: &Dir) -> Result<Moved, FileFault> {
        let open = |folder: &Dir| disk::open_folder(folder, &from.name);
        let names = self.names.clone();
        let failed = |error: std::io::Error| of_error(&names, &error);
        let (old, new) = (open(into).map_err(failed)?, open(&from.folder).map_err(failed)?);
        if self.names.len() > farhand_protocol::limits::PATH_NAMES || is_one(&old, &new) {
            return Err(fault(FaultCode::TooMuch, self.names, "lies too deep, or in itself"));
        }
        let entries: Vec<OsString> = new
            .entries()
            .and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect())
            .map_err(failed)?;
        for system in entries {
            let Some(own) = disk::name_of(&system) else { continue };
            let folder = new.try_clone().map_err(failed)?;
            self.names.push(own);
            match self.shift(&Spot { folder, name: system }, &old) {
                Ok(Moved::Done | Moved::Skipped) => {}
                Ok(Moved::Elsewhere) => {
                    self.faults.push(fault(FaultCode::Failed, self.names, "is on another disk"));
                }
                Err(fault) => self.faults.push(fault),
            }
            self.names.pop();
        }
        // It stays where something was left in it; the faults, or the rule, say why.
        drop(from.folder.remove_dir(&from.name));
        Ok(Moved::Done)
    }
}
