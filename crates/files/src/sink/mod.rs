//! Writes a stream into a folder, and goes on with it after any cut or restart.
//!
//! Each file is written beside its final name, made durable, and then renamed; its sum is compared
//! before that. Small files are made durable in batches. What a sink has made durable is its [`Kept`];
//! its caller stores that where [`Progress::Keep`] says so, and after a restart hands it to
//! [`Sink::resume`], which tells from where it wants the stream again: inside the file that was begun
//! last, if there is one, whose part is read again for its sum. At most one batch is sent twice, and
//! none of it is doubled: a name that is taken by the same bytes counts as written.
//!
//! A file that cannot be written, did not arrive whole or has a name that this system does not take
//! is told in the outcome, and the stream goes on. A full disk halts the sink.
//!
//! A sink that ends without a word leaves the parts of its last batch. They are found again when the same
//! files come again; when they never will, [`Sink::forget`] looks for them.

mod batch;
mod begin;
mod folders;
mod forget;
mod kept;
mod part;
mod placing;
mod record;

use std::collections::{HashMap, HashSet};

use farhand_protocol::files::{FileFault, FileName, IfTaken};
use farhand_protocol::upload::TransferOutcome;

use crate::faults;
use crate::stream::{Piece, Position, StreamError, Unpacker};
use batch::Batch;
use folders::Folders;
pub use kept::{Kept, Order};
use record::Current;

/// The receiving end of a stream.
pub struct Sink {
    order: Order,
    rules: HashMap<FileName, IfTaken>,
    unpacker: Unpacker,
    /// Before the record that is going on.
    record: Position,
    /// In the names of this transfer's parts.
    mark: String,
    folders: Folders,
    current: Current,
    batch: Batch,
    /// What this sink has put under final names: none of it is replaced by the same stream, even
    /// where a disk takes two names for one.
    brought: HashSet<u64>,
    outcome: TransferOutcome,
    kept: Kept,
    /// Whether all parts are known: a sink before this one may have ended without a word.
    tidy: bool,
}

/// How far a write has come.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each piece of many kilobytes, and it is not stored"
)]
pub enum Progress {
    /// All of it is taken.
    More,
    /// All of it is taken, and this is to be stored now: files became durable, or a large one began.
    Keep(Kept),
    /// The stream is over, and what came is durable: [`Sink::finish`] has the outcome.
    Whole,
    /// What was kept of a file before a restart does not fit the rest. The stream is wanted again from
    /// [`Sink::wants`].
    Again,
}

/// Why a sink cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// The disk is full. [`Sink::resume`] goes on when there is room.
    #[error("{0}")]
    Disk(FileFault),
    /// What came is not the stream that was announced. There is no going on.
    #[error("{0}")]
    Broken(#[from] StreamError),
}

impl Sink {
    /// The offset in the stream of the byte that is to be written next.
    #[must_use]
    pub fn wants(&self) -> u64 {
        self.unpacker.offset()
    }

    /// Bytes of contents that have come.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.unpacker.contents()
    }

    /// Takes the stream's next bytes.
    ///
    /// # Errors
    /// See [`Halt`]; this sink is then at its end, but for [`Self::discard`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<Progress, Halt> {
        let mut rest = bytes;
        let mut keep = false;
        while let Some(piece) = self.unpacker.next(&mut rest)? {
            match piece {
                Piece::Header(header) => keep |= self.header(header)?,
                Piece::Content(content) => self.content(content)?,
                Piece::Trailer(trailer) => match self.trailer(trailer)? {
                    record::Ended::Batched => {}
                    record::Ended::Durable => keep = true,
                    record::Ended::Again => return Ok(Progress::Again),
                },
                Piece::End => {
                    self.record = self.unpacker.position().unwrap_or(self.record);
                    self.folders.come_to(&[]);
                    self.commit()?;
                    return Ok(Progress::Whole);
                }
            }
        }
        Ok(if keep { Progress::Keep(self.kept.clone()) } else { Progress::More })
    }

    /// Where it is, to be stored before the first bytes are written: that something is begun now.
    #[must_use]
    pub fn going(&self) -> Kept {
        Kept { rests: false, ..self.kept.clone() }
    }

    /// Makes durable what has come.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn kept(&mut self) -> Result<Kept, Halt> {
        self.commit()?;
        Ok(self.kept.clone())
    }

    /// The same for a pause or an exit. Before it writes again, [`Self::going`] is to be stored.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn rest(&mut self) -> Result<Kept, Halt> {
        self.commit()?;
        Ok(Kept { rests: self.tidy, ..self.kept.clone() })
    }

    /// What came of it, after [`Progress::Whole`].
    ///
    /// # Errors
    /// Where the stream is not over.
    pub fn finish(self) -> Result<TransferOutcome, Halt> {
        let over = self.unpacker.position().is_some_and(|position| position.ended);
        if over { Ok(self.outcome) } else { Err(StreamError::End.into()) }
    }

    /// Ends it before its end: parts are removed, what is whole stays.
    #[must_use]
    pub fn discard(mut self) -> TransferOutcome {
        drop(self.commit());
        self.batch.remove();
        self.current.remove();
        if !self.tidy {
            forget::clear(self.folders.destination(), &self.mark);
        }
        TransferOutcome { stopped: true, ..self.outcome }
    }

    fn failed(&mut self, fault: FileFault) {
        faults::add(&mut self.outcome, fault);
    }
}

impl Halt {
    /// For the other end, and for people.
    #[must_use]
    pub fn fault(&self) -> FileFault {
        use farhand_protocol::files::FaultCode;
        match self {
            Self::Disk(fault) => fault.clone(),
            Self::Broken(error) => {
                FileFault { code: FaultCode::Failed, names: Vec::new(), message: error.to_string() }
            }
        }
    }
}

#[cfg(test)]
mod tests;
