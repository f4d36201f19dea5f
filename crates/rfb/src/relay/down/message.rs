//! The device's messages, apart from updates (RFC 6143 section 7.6, and rfbproto).

use super::walk::Next;
use super::{Down, Fate, State};
use crate::error::Error;
use crate::limits;
use crate::message::fence;
use crate::relay::Output;
use crate::relay::clipboard::Said;
use crate::relay::flow::Flow;
use crate::wire::Reader;

/// Bytes of a clipboard that is skipped; beyond that the device is taken to be lying.
const SKIPPED_BYTES: u32 = 64 * 1024 * 1024;
/// Bytes of the longest clipboard message that only says which formats are taken.
const CAPABILITIES_BYTES: u32 = 68;

impl Down {
    /// A message begins, with its type.
    pub(super) fn message(&mut self, bytes: &[u8], flow: &mut Flow, out: &mut Output) -> Result<Next, Error> {
        let seen = flow.allowed.view && !self.torn;
        let (state, fate, need) = match bytes[0] {
            0 => (State::Update, if seen { Fate::Pass } else { Fate::Drop }, 4),
            1 => {
                self.torn |= !seen;
                (State::ColourMap, if seen { Fate::Pass } else { Fate::Drop }, 6)
            }
            3 => (State::Clipboard, Fate::Keep, 8),
            248 => (State::Fence, Fate::Keep, 9),
            2 => {
                self.fate = if seen { Fate::Pass } else { Fate::Drop };
                return Ok(Next::Done);
            }
            150 => {
                self.ended(flow, out);
                return Ok(Next::Done);
            }
            other => return Err(Error::Message(other)),
        };
        (self.state, self.fate) = (state, fate);
        Ok(Next::Need(need))
    }

    /// `EndOfContinuousUpdates`; the first one tells that the device has them.
    fn ended(&mut self, flow: &mut Flow, out: &mut Output) {
        flow.announced.continuous = true;
        self.fate = if flow.gate.ended() { Fate::Pass } else { Fate::Drop };
        flow.formats.settle(&mut flow.gate, &mut out.to_device);
    }

    pub(super) fn colour_map(&mut self, bytes: &[u8]) -> Next {
        self.state = State::Message;
        Next::Skip(6 * u64::from(u16::from_be_bytes([bytes[4], bytes[5]])))
    }

    /// `ServerCutText`: what the customer has copied.
    pub(super) fn clipboard(&mut self, bytes: &[u8], flow: &mut Flow) -> Result<Next, Error> {
        let (length, extended) = clipboard_length(bytes)?;
        let whole = 8 + length as usize;
        let short = length <= limits::CLIPBOARD_BYTES && may_pass(flow, extended);
        if bytes.len() < whole && (short || (extended && length <= CAPABILITIES_BYTES)) {
            return Ok(Next::Need(whole));
        }
        let passes = bytes.len() == whole && passes(Said::of(bytes), flow);
        flow.counts.withheld += u64::from(!passes);
        self.state = State::Message;
        self.fate = if passes { Fate::Pass } else { Fate::Drop };
        Ok(Next::Skip((whole - bytes.len()) as u64))
    }

    pub(super) fn fence(&mut self, bytes: &[u8], flow: &mut Flow) -> Result<Next, Error> {
        let length = bytes[8];
        if length > limits::FENCE_BYTES {
            return Err(Error::Limit("a fence"));
        }
        let whole = 9 + usize::from(length);
        if bytes.len() < whole {
            return Ok(Next::Need(whole));
        }
        let flags = u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        self.state = State::Message;
        self.fate = Fate::Pass;
        if flags & fence::REQUEST != 0 {
            flow.announced.fence = true;
            flow.gate.ask(flags, &bytes[9..whole]);
        } else if let Some(other) = flow.formats.answered(flags, &bytes[9..whole])? {
            self.fate = Fate::Write(other);
        }
        Ok(Next::Done)
    }

    /// The grants have changed: what may not pass any more stops here, even in the middle.
    pub(in crate::relay) fn allow(&mut self, flow: &mut Flow) {
        if !flow.allowed.view && flow.gate.in_update() && matches!(self.fate, Fate::Pass) {
            self.fate = Fate::Drop;
            self.torn = true;
        }
        let clipboard = matches!(self.state, State::Clipboard).then(|| clipboard_length(&self.head));
        if let Some(Ok((length, extended))) = clipboard
            && !may_pass(flow, extended)
            && length > CAPABILITIES_BYTES
        {
            self.skip = (8 + length as usize - self.head.len()) as u64;
            (self.state, self.fate, self.need) = (State::Message, Fate::Drop, 1);
            self.head = Vec::new();
            flow.counts.withheld += 1;
        }
    }
}

/// Whether a long clipboard message may pass, as far as its head tells.
fn may_pass(flow: &Flow, extended: bool) -> bool {
    let asked = extended && flow.asked_for_text && flow.allowed.input();
    flow.allowed.gets_texts() || asked
}

/// Whether a clipboard message passes that is all here.
fn passes(said: Said, flow: &mut Flow) -> bool {
    flow.announced.clipboard |= said == Said::Capabilities;
    let allowed = flow.allowed;
    match said {
        Said::Capabilities => allowed.view,
        Said::Plain | Said::Offer => allowed.gets_texts(),
        Said::Text => {
            let asked = std::mem::take(&mut flow.asked_for_text);
            allowed.gets_texts() || (asked && allowed.input())
        }
        Said::Request | Said::Other => allowed.gives_texts(),
    }
}

/// The length of a clipboard message's data, and whether it is an extended one.
fn clipboard_length(bytes: &[u8]) -> Result<(u32, bool), Error> {
    let length = Reader::new(bytes.get(4..).unwrap_or_default()).i32();
    let length = length.ok_or(Error::Data("the clipboard"))?;
    match length.unsigned_abs() {
        bytes if bytes > SKIPPED_BYTES => Err(Error::Limit("the clipboard")),
        1..4 if length < 0 => Err(Error::Data("the clipboard")),
        bytes => Ok((bytes, length < 0)),
    }
}
