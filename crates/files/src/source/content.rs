//! One file's content, as long as it was promised.

use std::fs::File;
use std::io::{ErrorKind, Read};

use cap_std::fs::Metadata;
use farhand_protocol::files::{FaultCode, FileFault, FileName};

use crate::area::Spot;
use crate::disk;
use crate::fault::{fault, of_error};
use crate::hash::{Hash, PIECE};
use crate::plan::Entry;
use crate::stop::{Stop, Stopped};
use crate::stream::{Kind, Status, Trailer};

pub(super) struct Content {
    names: Vec<FileName>,
    size: u64,
    changed: i64,
    left: u64,
    /// None once it cannot be read; zeros follow.
    file: Option<File>,
    hash: Hash,
    fault: Option<FileFault>,
}

impl Content {
    /// Opens the file. That it cannot be is told at its end.
    pub(super) fn open(names: Vec<FileName>, entry: &Entry, spot: Result<Spot, FileFault>) -> Self {
        let size = if let Kind::File { size, .. } = entry.kind() { size } else { 0 };
        let mut content = Self {
            names,
            size,
            changed: entry.changed(),
            left: size,
            file: None,
            hash: Hash::default(),
            fault: None,
        };
        match spot {
            Ok(spot) => match disk::open_file(&spot.folder, &spot.name) {
                Ok((file, metadata)) => {
                    content.compare(&metadata);
                    content.file = Some(file);
                }
                Err(error) => content.fault = Some(of_error(&content.names, &error)),
            },
            Err(fault) => content.fault = Some(FileFault { names: content.names.clone(), ..fault }),
        }
        content
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Reads on; 0 at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> usize {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return 0;
        }
        let buffer = &mut buffer[..most];
        let count = self.fill(buffer);
        self.hash.add(&buffer[..count]);
        self.left -= count as u64;
        count
    }

    fn fill(&mut self, buffer: &mut [u8]) -> usize {
        while let Some(file) = &mut self.file {
            match file.read(buffer) {
                Ok(0) => self.give_up(self.has_changed()),
                Ok(count) => return count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.give_up(of_error(&self.names, &error)),
            }
        }
        buffer.fill(0);
        buffer.len()
    }

    /// Reads what was given out before, for the sum.
    pub(super) fn go_over(&mut self, count: u64, stop: &Stop) -> Result<(), Stopped> {
        let mut piece = vec![0; PIECE];
        let until = self.left - count;
        while self.left > until {
            stop.check()?;
            let most = usize::try_from(self.left - until).unwrap_or(usize::MAX).min(PIECE);
            self.read(&mut piece[..most]);
        }
        Ok(())
    }

    /// The end: what the receiver is told, and what the sender is.
    pub(super) fn close(mut self) -> (Trailer, Option<FileFault>) {
        if let Some(file) = self.file.take() {
            match Metadata::from_file(&file) {
                Ok(metadata) => self.compare(&metadata),
                Err(error) => self.give_up(of_error(&self.names, &error)),
            }
        }
        let status = match self.fault.as_ref().map(|fault| fault.code) {
            None => Status::Whole,
            Some(FaultCode::Changed) => Status::Changed,
            Some(_) => Status::Unreadable,
        };
        (Trailer { status, sum: self.hash.sum() }, self.fault)
    }

    /// Whether it is still the file that was planned.
    fn compare(&mut self, metadata: &Metadata) {
        if self.fault.is_none() && (metadata.len() != self.size || disk::changed_ns(metadata) != self.changed)
        {
            self.fault = Some(self.has_changed());
        }
    }

    fn has_changed(&self) -> FileFault {
        fault(FaultCode::Changed, &self.names, "changed while it was read")
    }

    fn give_up(&mut self, fault: FileFault) {
        self.file = None;
        self.fault.get_or_insert(fault);
    }
}
