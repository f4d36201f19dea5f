//! One record after the other.

use std::sync::Arc;

use cap_std::fs::Dir;
use farhand_protocol::files::{FaultCode, FileFault, FileName, IfTaken};

use super::batch::Ready;
use super::part::{Part, part_name};
use super::{Halt, Sink};
use crate::area::system_name;
use crate::disk;
use crate::fault::{fault, of_error};
use crate::hash::Hash;
use crate::stream::{Header, Kind, Position, Status, Trailer, Unpacker};

/// Larger files are made durable alone, and their beginning is stored. Small ones in the tests are large.
pub(super) const LARGE: u64 = if cfg!(test) { 1000 } else { 1024 * 1024 };

/// What happens with the content that comes.
pub(super) enum Current {
    /// There is none.
    Nothing,
    /// It is written.
    Writing { header: Header, part: Box<Part>, content: Position, resumed: bool },
    /// Its name is taken and stays so: it is compared, because it may be the same file.
    Comparing { header: Header, folder: Arc<Dir>, hash: Hash },
    /// It is not wanted any more.
    Failed(FileFault),
}

/// How a file ended.
pub(super) enum Ended {
    /// It waits for others.
    Batched,
    /// It and all before it are durable.
    Durable,
    /// It is wanted once more.
    Again,
}

impl Current {
    pub(super) fn remove(&self) {
        if let Self::Writing { part, .. } = self {
            part.remove();
        }
    }
}

impl Sink {
    /// Whether something became durable that is to be stored.
    pub(super) fn header(&mut self, header: Header) -> Result<bool, Halt> {
        self.folders.come_to(&header.path);
        match header.kind {
            Kind::Folder => {
                let allowed = self.check_length(&header);
                if let Err(fault) = allowed.and_then(|()| self.folders.make(&header)) {
                    self.fail(fault)?;
                }
                self.record = self.position();
                // Folders alone are work, too.
                if self.folders.waiting() >= super::batch::FILES {
                    self.commit()?;
                    return Ok(true);
                }
                Ok(false)
            }
            Kind::File { size, .. } => {
                let large = size > LARGE;
                if large {
                    self.commit()?;
                }
                self.current = self.begin_file(header)?;
                if large {
                    self.keep();
                }
                Ok(large)
            }
        }
    }

    fn begin_file(&mut self, header: Header) -> Result<Current, Halt> {
        let Some((name, above)) = header.path.split_last() else {
            return Ok(Current::Failed(fault(FaultCode::BadName, &[], "has a file without a name in it")));
        };
        let opened = self.check_length(&header).and_then(|()| self.folders.open(above));
        let folder = match opened.and_then(|folder| self.check_name(&folder, name, &header)) {
            Ok(folder) => folder,
            Err(fault) => return self.give_up(FileFault { names: header.path.clone(), ..fault }),
        };
        if self.rule(&header.path) == IfTaken::Skip && is_there(&folder, name) {
            return Ok(Current::Comparing { header, folder, hash: Hash::default() });
        }
        let name = part_name(name, &self.mark, self.record.offset);
        let content = self.position();
        match Part::create(folder, name) {
            Ok(part) => Ok(Current::Writing { header, part: Box::new(part), content, resumed: false }),
            Err(error) => self.give_up(of_error(&header.path, &error)),
        }
    }

    fn check_length(&self, header: &Header) -> Result<(), FileFault> {
        let most = self.order.name_bytes;
        if header.path.iter().all(|name| name.as_str().len() <= most) {
            return Ok(());
        }
        let why = format!("has a longer name than this site allows: {most} bytes");
        Err(fault(FaultCode::BadName, &header.path, &why))
    }

    fn check_name(&self, folder: &Arc<Dir>, name: &FileName, header: &Header) -> Result<Arc<Dir>, FileFault> {
        system_name(name)?;
        if header.path.len() > farhand_protocol::limits::PATH_NAMES {
            return Err(fault(FaultCode::TooMuch, &header.path, "lies too deep"));
        }
        Ok(Arc::clone(folder))
    }

    pub(super) fn content(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let written = match &mut self.current {
            Current::Writing { header, part, .. } => {
                part.write(bytes).map_err(|error| of_error(&header.path, &error))
            }
            Current::Comparing { hash, .. } => {
                hash.add(bytes);
                Ok(())
            }
            Current::Nothing | Current::Failed(_) => Ok(()),
        };
        if let Err(fault) = written {
            let full = fault.code == FaultCode::DiskFull;
            if full {
                return Err(Halt::Disk(fault));
            }
            self.current.remove();
            self.current = Current::Failed(fault);
        }
        Ok(())
    }

    pub(super) fn trailer(&mut self, trailer: Trailer) -> Result<Ended, Halt> {
        let behind = self.position();
        let record = std::mem::replace(&mut self.record, behind);
        match std::mem::replace(&mut self.current, Current::Nothing) {
            Current::Writing { header, part, resumed, .. } => {
                return self.written(header, *part, resumed.then_some(record), trailer);
            }
            Current::Comparing { header, folder, hash } => self.compared(&header, &folder, hash, trailer),
            Current::Failed(fault) => self.failed(fault),
            Current::Nothing => {}
        }
        Ok(Ended::Batched)
    }

    fn written(
        &mut self,
        header: Header,
        mut part: Part,
        resumed: Option<Position>,
        trailer: Trailer,
    ) -> Result<Ended, Halt> {
        let sum = std::mem::take(&mut part.hash).sum();
        if let Some(fault) = why_not_whole(&header, trailer, sum == trailer.sum) {
            part.remove();
            if let Some(record) = resumed
                && fault.code == FaultCode::Checksum
            {
                self.record = record;
                self.unpacker = Unpacker::at(self.order.bounds(), record);
                self.keep();
                return Ok(Ended::Again);
            }
            self.failed(fault);
            return Ok(Ended::Batched);
        }
        let large = header.size() > LARGE;
        if let Err(error) = finish_part(&mut part, &header) {
            let fault = of_error(&header.path, &error);
            part.remove();
            self.fail(fault)?;
            return Ok(Ended::Batched);
        }
        let rule = self.rule(&header.path);
        self.batch.add(Ready { header, part, rule, sum });
        if large || self.batch.is_full() {
            self.commit()?;
            return Ok(Ended::Durable);
        }
        Ok(Ended::Batched)
    }

    fn compared(&mut self, header: &Header, folder: &Dir, hash: Hash, trailer: Trailer) {
        let sum = hash.sum();
        let name = header.path.last().expect("the header's path was not empty when it began");
        let same = trailer.status == Status::Whole
            && sum == trailer.sum
            && super::placing::is_same(folder, name, header.size(), &sum);
        if same {
            self.outcome.written += 1;
            self.outcome.bytes += header.size();
        } else {
            self.outcome.skipped += 1;
        }
    }

    /// The rule for what stands under a name in the destination.
    fn rule(&self, path: &[FileName]) -> IfTaken {
        path.first().and_then(|name| self.rules.get(name)).copied().unwrap_or(self.order.if_taken)
    }

    /// The place behind the piece that came last, which was a header or a trailer.
    fn position(&self) -> Position {
        self.unpacker.position().expect("a piece ends where the next one begins")
    }

    /// A fault of one file, or of the disk.
    fn give_up(&mut self, fault: FileFault) -> Result<Current, Halt> {
        if fault.code == FaultCode::DiskFull { Err(Halt::Disk(fault)) } else { Ok(Current::Failed(fault)) }
    }

    pub(super) fn fail(&mut self, fault: FileFault) -> Result<(), Halt> {
        if fault.code == FaultCode::DiskFull {
            return Err(Halt::Disk(fault));
        }
        self.failed(fault);
        Ok(())
    }
}

fn is_there(folder: &Dir, name: &FileName) -> bool {
    disk::system_name(name).is_ok_and(|system| folder.symlink_metadata(system).is_ok())
}

fn why_not_whole(header: &Header, trailer: Trailer, same: bool) -> Option<FileFault> {
    let (code, what) = match trailer.status {
        Status::Changed => (FaultCode::Changed, "changed while it was read"),
        Status::Unreadable => (FaultCode::NotPermitted, "could not be read to its end"),
        Status::Whole if same => return None,
        Status::Whole => (FaultCode::Checksum, "did not arrive as it was sent"),
    };
    Some(fault(code, &header.path, what))
}

fn finish_part(part: &mut Part, header: &Header) -> std::io::Result<()> {
    part.fit()?;
    if let Kind::File { executable: true, .. } = header.kind {
        disk::set_executable(&part.file)?;
    }
    header.modified.map_or(Ok(()), |at| disk::set_changed(&part.file, at))
}
