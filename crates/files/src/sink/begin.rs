//! The beginning of a sink, and its second one after a restart.

use std::collections::HashSet;

use farhand_protocol::files::{FaultCode, FileFault};
use farhand_protocol::upload::TransferOutcome;

use super::Sink;
use super::batch::Batch;
use super::folders::Folders;
use super::kept::{Kept, KeptPart, Order};
use super::part::Part;
use super::record::Current;
use crate::area::Area;
use crate::fault::{fault, not_allowed, stopped};
use crate::hash::Hash;
use crate::requests::Rights;
use crate::stop::Stop;
use crate::stream::{Position, Unpacker};

impl Sink {
    /// At the beginning of a stream.
    ///
    /// # Errors
    /// Where the rights are not enough for the order, or its folder cannot be opened.
    pub fn begin(area: &Area, rights: Rights, order: Order) -> Result<Self, FileFault> {
        let outcome = TransferOutcome {
            written: 0,
            bytes: 0,
            skipped: 0,
            faults: Vec::new(),
            failed: 0,
            stopped: false,
            by_customer: false,
        };
        Self::at(
            area,
            rights,
            order,
            Kept { record: Position::default(), part: None, filling: Vec::new(), outcome, rests: true },
        )
    }

    /// Where a sink was when this was kept. The part of a file that was begun is read again.
    ///
    /// # Errors
    /// As [`Self::begin`], and once it was stopped.
    pub fn resume(
        area: &Area,
        rights: Rights,
        order: Order,
        kept: Kept,
        stop: &Stop,
    ) -> Result<Self, FileFault> {
        let part = kept.part.clone();
        let mut sink = Self::at(area, rights, order, kept)?;
        if let Some(part) = part {
            sink.take_up(part, stop)?;
        }
        Ok(sink)
    }

    fn at(area: &Area, rights: Rights, order: Order, kept: Kept) -> Result<Self, FileFault> {
        if !rights.to_device {
            return Err(not_allowed(&[], "is not open to files that are sent: it is not allowed"));
        }
        if order.replaces() && !rights.change {
            return Err(not_allowed(&[], "keeps its files: replacing them is not allowed"));
        }
        let folders = Folders::new(area.folder_to_fill(&order.folder)?, kept.filling.clone());
        Ok(Self {
            rules: order.taken.iter().cloned().collect(),
            unpacker: Unpacker::at(order.bounds(), kept.record),
            mark: mark(&order),
            record: kept.record,
            folders,
            current: Current::Nothing,
            batch: Batch::default(),
            brought: HashSet::new(),
            outcome: kept.outcome.clone(),
            tidy: kept.rests,
            kept: Kept { part: None, ..kept },
            order,
        })
    }

    /// Goes on with a part. Where it is gone, its file comes again from the beginning.
    fn take_up(&mut self, kept: KeptPart, stop: &Stop) -> Result<(), FileFault> {
        let path = kept.header.path.clone();
        let Some((_, above)) = path.split_last() else {
            return Err(fault(FaultCode::BadName, &[], "has no name"));
        };
        let Ok(folder) = self.folders.open(above) else { return Ok(()) };
        let part = match Part::reopen(folder, kept.name.clone(), kept.header.size(), stop) {
            Ok(Ok(part)) => part,
            Ok(Err(why)) => return Err(stopped(&path, why)),
            Err(_) => return Ok(()),
        };
        let KeptPart { header, content, .. } = kept.clone();
        let position = Position {
            offset: content.offset + part.length(),
            content: Some(header.size() - part.length()),
            ..content
        };
        self.unpacker = Unpacker::at(self.order.bounds(), position);
        self.current = Current::Writing { header, part: Box::new(part), content, resumed: true };
        self.kept.part = Some(kept);
        Ok(())
    }

    /// What is durable now.
    pub(super) fn keep(&mut self) {
        let part = match &self.current {
            Current::Writing { header, part, content, .. } => {
                Some(KeptPart { header: header.clone(), content: *content, name: part.name.clone() })
            }
            _ => None,
        };
        let filling = self.folders.filling().to_vec();
        let outcome = self.outcome.clone();
        self.kept = Kept { record: self.record, part, filling, outcome, rests: false };
    }
}

/// Eight digits that are this transfer's.
pub(super) fn mark(order: &Order) -> String {
    let mut hash = Hash::default();
    hash.add(order.id.as_str().as_bytes());
    hash.sum()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}
