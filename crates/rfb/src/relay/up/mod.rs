//! From the viewer to the device: only whole messages that are allowed go on.
//!
//! A message that is cut is kept until its last byte has come, and judged then. Only a clipboard's
//! text is long; one that is not allowed at its head is skipped without being kept.

mod extent;
mod held;
mod recall;
mod rules;

use self::extent::{MESSAGE_BYTES, extent};
pub(super) use self::held::Held;
pub use self::recall::recall;
use super::flow::Flow;
use super::gate::Closed;
use super::run::Run;
use super::{Output, Pass};
use crate::error::Error;
use crate::limits;
use crate::message::{Annotation, ClientMessage};

/// Memory that is held for the next message that is cut.
const SPARE_BYTES: usize = 64 * 1024;

/// What becomes of a whole message.
#[derive(Debug)]
enum Fate {
    Pass,
    Drop,
    /// Other bytes go in its place.
    Write(Vec<u8>),
}

/// From the viewer to the device.
#[derive(Debug, Default)]
pub(super) struct Up {
    /// A message that is not whole yet.
    partial: Vec<u8>,
    /// Bytes of a message still to be skipped.
    skip: usize,
    held: Held,
    /// What the viewer understands, cut down; kept while it may not look.
    encodings: Option<Vec<u8>>,
    /// A fence that concerns the message after it.
    sync: Option<Vec<u8>>,
    /// Whether something was pointed at or drawn.
    annotated: bool,
}

impl Up {
    /// More bytes from the viewer.
    pub fn take(&mut self, bytes: &[u8], flow: &mut Flow, to_device: &mut Vec<u8>) -> Result<Pass, Error> {
        let mut run = Run::new(bytes);
        self.skip(&mut run);
        self.complete(&mut run, flow, to_device)?;
        while self.skip == 0 && !run.rest().is_empty() {
            run.pass(self.pointer_moves(run.rest(), flow), to_device);
            let rest = run.rest();
            match extent(rest)? {
                Some(whole) if whole <= rest.len() => match self.judge(&rest[..whole], flow)? {
                    Fate::Pass => run.pass(whole, to_device),
                    Fate::Drop => run.drop(whole),
                    Fate::Write(other) => {
                        run.drop(whole);
                        run.flush(to_device);
                        to_device.extend_from_slice(&other);
                    }
                },
                known => self.begin(known, &mut run, flow),
            }
            self.skip(&mut run);
        }
        Ok(run.end())
    }

    fn skip(&mut self, run: &mut Run<'_>) {
        let skipped = self.skip.min(run.rest().len());
        run.drop(skipped);
        self.skip -= skipped;
    }

    /// A message begins here that is not all there; `known` is its length, if that is there.
    fn begin(&mut self, known: Option<usize>, run: &mut Run<'_>, flow: &mut Flow) {
        let rest = run.rest();
        if known.is_some_and(|whole| !keeps(whole, flow)) {
            self.skip = known.unwrap_or_default();
            flow.counts.refused += 1;
            return;
        }
        self.partial.extend_from_slice(rest);
        run.drop(rest.len());
    }

    /// Goes on with the message that was cut.
    fn complete(&mut self, run: &mut Run<'_>, flow: &mut Flow, to_device: &mut Vec<u8>) -> Result<(), Error> {
        while !self.partial.is_empty() && !run.rest().is_empty() {
            let known = extent(&self.partial)?;
            // Byte by byte until the length is known: heads are short.
            let missing = known.map_or(1, |whole| whole - self.partial.len());
            let here = missing.min(run.rest().len());
            if let Some(whole) = known.filter(|whole| !keeps(*whole, flow)) {
                self.forget_partial(whole, flow);
                self.skip(run);
                return Ok(());
            }
            self.partial.extend_from_slice(&run.rest()[..here]);
            run.drop(here);
            if extent(&self.partial)? == Some(self.partial.len()) {
                let mut message = std::mem::take(&mut self.partial);
                match self.judge(&message, flow)? {
                    Fate::Pass if to_device.is_empty() => std::mem::swap(to_device, &mut message),
                    Fate::Pass => to_device.extend_from_slice(&message),
                    Fate::Drop => {}
                    Fate::Write(other) => to_device.extend_from_slice(&other),
                }
                // Its memory serves the next one.
                message.clear();
                message.shrink_to(SPARE_BYTES);
                self.partial = message;
            }
        }
        Ok(())
    }

    /// The message that was cut may not pass any more: the rest of it is skipped.
    fn forget_partial(&mut self, whole: usize, flow: &mut Flow) {
        self.skip = whole - self.partial.len();
        self.partial = Vec::new();
        flow.counts.refused += 1;
    }

    /// The grants have changed from `before` to what `flow` says now.
    pub fn allow(&mut self, before: super::Allowed, flow: &mut Flow, out: &mut Output) {
        let now = flow.allowed;
        let known = extent(&self.partial).ok().flatten();
        if let Some(whole) = known.filter(|whole| !keeps(*whole, flow)) {
            self.forget_partial(whole, flow);
        }
        if !now.input() {
            flow.asked_for_text = false;
            self.held.release(&mut out.to_device);
        }
        if !now.view {
            self.clear_annotations(&mut out.to_device);
            flow.gate.close(Closed::Unseen, &mut out.to_device);
        } else if !before.view {
            let encodings = self.encodings.take().unwrap_or_default();
            out.to_device.extend_from_slice(&encodings);
            flow.gate.open(Closed::Unseen, &mut out.to_device);
        }
    }

    /// The viewer is gone.
    pub fn release(&mut self, out: &mut Output) {
        self.held.release(&mut out.to_device);
        self.clear_annotations(&mut out.to_device);
    }

    fn clear_annotations(&mut self, to_device: &mut Vec<u8>) {
        if std::mem::take(&mut self.annotated) {
            ClientMessage::Annotation(Annotation::LaserOff).write(to_device);
            ClientMessage::Annotation(Annotation::Clear).write(to_device);
        }
    }
}

/// Whether a message of this length may be kept until it is whole: only clipboards are longer than
/// [`MESSAGE_BYTES`].
fn keeps(whole: usize, flow: &Flow) -> bool {
    let clipboard = flow.allowed.gives_texts() && whole <= 8 + limits::CLIPBOARD_BYTES as usize;
    whole <= MESSAGE_BYTES || clipboard
}
