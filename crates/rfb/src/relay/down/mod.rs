//! From the device to the viewer: everything passes but what the customer does not allow.
//!
//! The bytes are followed message by message and rectangle by rectangle, without looking at pixels:
//! long parts are counted down. Messages that may not pass (the clipboard) and those that may be the
//! relay's own (fences) are kept until they are whole; all others pass as they come.

mod body;
mod hextile;
mod message;
mod sizes;
mod tight;
mod trle;
mod update;
mod walk;

use self::body::Body;
use self::walk::Next;
use super::flow::Flow;
use super::run::Run;
use super::{Output, Pass};
use crate::error::Error;

/// What is expected next.
#[derive(Debug)]
enum State {
    Message,
    Update,
    Rect,
    Body(Body),
    ColourMap,
    Clipboard,
    Fence,
}

/// What becomes of the message that is being received.
#[derive(Debug)]
enum Fate {
    /// It passes as it comes.
    Pass,
    Drop,
    /// It is kept until it is whole.
    Keep,
    /// Other bytes go in its place.
    Write(Vec<u8>),
}

/// From the device to the viewer.
#[derive(Debug)]
pub(super) struct Down {
    state: State,
    fate: Fate,
    /// Bytes that `state` has not enough of yet.
    head: Vec<u8>,
    /// How many it needs.
    need: usize,
    /// Bytes that come before what `state` says.
    skip: u64,
    /// Rectangles of this update that are still to come; `None` until a last one says so.
    rects: Option<u16>,
    /// Whether a part of the picture was withheld.
    torn: bool,
}

impl Down {
    pub fn new() -> Self {
        Self {
            state: State::Message,
            fate: Fate::Pass,
            head: Vec::new(),
            need: 1,
            skip: 0,
            rects: Some(0),
            torn: false,
        }
    }

    /// Whether a part of the picture was withheld.
    pub fn torn(&self) -> bool {
        self.torn
    }

    /// Whether the device owes the rest of a message.
    pub fn mid_message(&self) -> bool {
        self.skip > 0 || !self.head.is_empty() || !matches!(self.state, State::Message)
    }

    /// More bytes from the device.
    pub fn take(&mut self, bytes: &[u8], flow: &mut Flow, out: &mut Output) -> Result<Pass, Error> {
        let mut run = Run::new(bytes);
        loop {
            let skipped = self.skip.min(run.rest().len() as u64);
            if skipped > 0 {
                self.skip -= skipped;
                self.forward(skipped as usize, &mut run, out);
            }
            if self.skip > 0 || !self.step(&mut run, flow, out)? {
                return Ok(run.end());
            }
        }
    }

    fn forward(&self, count: usize, run: &mut Run<'_>, out: &mut Output) {
        match self.fate {
            Fate::Pass => run.pass(count, &mut out.to_viewer),
            _ => run.drop(count),
        }
    }

    /// One step, if the bytes for it are there.
    fn step(&mut self, run: &mut Run<'_>, flow: &mut Flow, out: &mut Output) -> Result<bool, Error> {
        let missing = self.need - self.head.len();
        let rest = run.rest();
        if rest.len() < missing {
            self.head.extend_from_slice(rest);
            self.forward(rest.len(), run, out);
            return Ok(false);
        }
        if self.head.is_empty() {
            if self.need == 0 {
                return self.leap(run, flow, out).map(|()| true);
            }
            match self.next(&rest[..missing], flow, out)? {
                Next::Need(need) => self.need = need,
                Next::Skip(skip) => self.done(missing, skip, run, out),
                Next::Done => self.done(missing, 0, run, out),
            }
            return Ok(true);
        }
        self.gathered(missing, run, flow, out)?;
        Ok(true)
    }

    /// The bytes came in pieces; the last `missing` of them are the next.
    fn gathered(
        &mut self,
        missing: usize,
        run: &mut Run<'_>,
        flow: &mut Flow,
        out: &mut Output,
    ) -> Result<(), Error> {
        let mut head = std::mem::take(&mut self.head);
        head.extend_from_slice(&run.rest()[..missing]);
        self.forward(missing, run, out);
        let kept = matches!(self.fate, Fate::Keep);
        match self.next(&head, flow, out)? {
            Next::Need(need) => {
                self.need = need;
                self.head = head;
            }
            next => {
                if kept && matches!(self.fate, Fate::Pass) {
                    run.flush(&mut out.to_viewer);
                    out.to_viewer.append(&mut head);
                }
                let skip = if let Next::Skip(skip) = next { skip } else { 0 };
                self.done(0, skip, run, out);
            }
        }
        Ok(())
    }

    /// `count` bytes are done with, and then `skip` are to be skipped.
    fn done(&mut self, count: usize, skip: u64, run: &mut Run<'_>, out: &mut Output) {
        self.forward(count, run, out);
        if let Fate::Write(other) = &mut self.fate {
            run.flush(&mut out.to_viewer);
            out.to_viewer.append(other);
            self.fate = Fate::Drop;
        }
        self.skip = skip;
        self.need = match self.state {
            State::Body(_) => 0,
            State::Rect => 12,
            _ => 1,
        };
    }

    fn next(&mut self, bytes: &[u8], flow: &mut Flow, out: &mut Output) -> Result<Next, Error> {
        match self.state {
            State::Message => self.message(bytes, flow, out),
            State::Update => self.update(bytes, flow, out),
            State::Rect => self.rect(bytes, flow, out),
            State::Body(_) => self.body(bytes, flow, out),
            State::ColourMap => Ok(self.colour_map(bytes)),
            State::Clipboard => self.clipboard(bytes, flow),
            State::Fence => self.fence(bytes, flow),
        }
    }
}
