//! Reads a stream, from any offset, as long as its plan says.
//!
//! Nothing that happens to a file stops the stream: what cannot be read any more is filled up with
//! zeros, and the trailer says that the file is not whole.

mod content;

use std::io::{self, Read};
use std::sync::Arc;

use cap_std::fs::Dir;
use farhand_protocol::files::FileFault;
use farhand_protocol::limits;

use crate::area::{Area, Spot, system_name};
use crate::plan::Plan;
use crate::stop::{Stop, Stopped};
use crate::stream::{Kind, LENGTH_BYTES};
use content::Content;

/// A file stream as bytes. Reading never fails.
pub struct Source {
    area: Arc<Area>,
    plan: Arc<Plan>,
    offset: u64,
    hand: Hand,
    next: Next,
    /// The folder that was opened last, by its entry.
    folder: Option<(u32, Dir)>,
    faults: Vec<FileFault>,
}

/// What is being given out.
enum Hand {
    Nothing,
    Bytes(Vec<u8>, usize),
    Content(Box<Content>),
}

/// What comes after that.
#[derive(Clone, Copy)]
enum Next {
    Record(usize),
    Content(usize),
    Nothing,
}

impl Source {
    /// At the beginning of the stream.
    #[must_use]
    pub fn new(area: Arc<Area>, plan: Arc<Plan>) -> Self {
        let (hand, next) = (Hand::Nothing, Next::Record(0));
        Self { area, plan, offset: 0, hand, next, folder: None, faults: Vec::new() }
    }

    /// Where in the stream the next byte is.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The files that changed or could not be read, as far as this source has come upon them; at most
    /// [`limits::OUTCOME_FAULTS`].
    #[must_use]
    pub fn faults(&self) -> &[FileFault] {
        &self.faults
    }

    /// Goes to another offset. Inside a file, what is before it is read again for the file's sum.
    ///
    /// # Errors
    /// Once it was stopped; then the source is where it was, or at the beginning.
    pub fn seek(&mut self, offset: u64, stop: &Stop) -> Result<(), Stopped> {
        if offset == self.offset {
            return Ok(());
        }
        let (hand, next) = self.find(offset, stop)?;
        self.hand = hand;
        self.next = next;
        self.offset = offset.min(self.plan.length());
        Ok(())
    }

    fn find(&mut self, offset: u64, stop: &Stop) -> Result<(Hand, Next), Stopped> {
        let Some(index) = self.plan.index_at(offset) else {
            let end = self.plan.length() - LENGTH_BYTES as u64;
            return Ok((Hand::end((offset - end).min(LENGTH_BYTES as u64)), Next::Nothing));
        };
        let header = self.plan.header(index).encode();
        let into = self.start(index, offset);
        if into < header.len() as u64 {
            return Ok((Hand::bytes(header, into), self.after_header(index)));
        }
        let into = into - header.len() as u64;
        let mut content = self.open(index);
        let size = content.size();
        content.go_over(into.min(size), stop)?;
        if into <= size {
            return Ok((Hand::Content(Box::new(content)), Next::Record(index + 1)));
        }
        let trailer = self.close(content);
        Ok((Hand::bytes(trailer, into - size), Next::Record(index + 1)))
    }

    /// How far an offset is in its record.
    fn start(&self, index: usize, offset: u64) -> u64 {
        self.plan.entry(index).map_or(0, |entry| offset - entry.start())
    }

    fn after_header(&self, index: usize) -> Next {
        match self.plan.entry(index).map(crate::plan::Entry::kind) {
            Some(Kind::File { .. }) => Next::Content(index),
            _ => Next::Record(index + 1),
        }
    }

    /// Takes the next thing in hand; false at the end.
    fn advance(&mut self) -> bool {
        match self.next {
            Next::Record(index) if self.plan.entry(index).is_some() => {
                self.hand = Hand::bytes(self.plan.header(index).encode(), 0);
                self.next = self.after_header(index);
            }
            Next::Record(_) => {
                self.hand = Hand::end(0);
                self.next = Next::Nothing;
            }
            Next::Content(index) => {
                self.hand = Hand::Content(Box::new(self.open(index)));
                self.next = Next::Record(index + 1);
            }
            Next::Nothing => return false,
        }
        true
    }

    fn open(&mut self, index: usize) -> Content {
        let names = self.plan.names(index);
        let plan = Arc::clone(&self.plan);
        let entry = plan.entry(index).expect("an entry that the plan has named");
        let spot = self.spot(index);
        Content::open(names, entry, spot)
    }

    /// The folder that an entry is in. The last one is kept: most files come from the same.
    fn spot(&mut self, index: usize) -> Result<Spot, FileFault> {
        let path = self.plan.path(index).ok_or_else(|| {
            crate::fault::fault(farhand_protocol::files::FaultCode::Failed, &[], "is not in its plan")
        })?;
        let above = self.plan.entry(index).and_then(crate::plan::Entry::above);
        let (Some(above), Some(name)) = (above, path.name()) else { return self.area.spot(&path) };
        let name = system_name(name)?;
        if let Some((known, folder)) = &self.folder
            && *known == above
            && let Ok(folder) = folder.try_clone()
        {
            return Ok(Spot { folder, name });
        }
        let spot = self.area.spot(&path)?;
        self.folder = spot.folder.try_clone().ok().map(|folder| (above, folder));
        Ok(spot)
    }

    /// Ends a content: the trailer's bytes.
    fn close(&mut self, content: Content) -> Vec<u8> {
        let (trailer, fault) = content.close();
        if let Some(fault) = fault
            && self.faults.len() < limits::OUTCOME_FAULTS
        {
            self.faults.push(fault);
        }
        trailer.encode().to_vec()
    }

    /// Gives out of what is in hand; nothing when that is used up.
    fn give(&mut self, buffer: &mut [u8]) -> usize {
        match &mut self.hand {
            Hand::Nothing => 0,
            Hand::Bytes(bytes, at) => {
                let count = (bytes.len() - *at).min(buffer.len());
                buffer[..count].copy_from_slice(&bytes[*at..*at + count]);
                *at += count;
                count
            }
            Hand::Content(content) => content.read(buffer),
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let count = self.give(buffer);
            if count > 0 {
                self.offset += count as u64;
                return Ok(count);
            }
            match std::mem::replace(&mut self.hand, Hand::Nothing) {
                Hand::Content(content) => self.hand = Hand::bytes(self.close(*content), 0),
                Hand::Nothing | Hand::Bytes(..) if self.advance() => {}
                Hand::Nothing | Hand::Bytes(..) => return Ok(0),
            }
        }
    }
}

impl Hand {
    fn bytes(bytes: Vec<u8>, from: u64) -> Self {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
        Self::Bytes(bytes, from)
    }

    fn end(from: u64) -> Self {
        Self::bytes(vec![0; LENGTH_BYTES], from)
    }
}

#[cfg(test)]
mod tests;
