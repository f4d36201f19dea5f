//! From which byte on which pixel format counts. The sizes of many rectangles depend on it, and RFB
//! does not say when the device begins to use a new one.
//!
//! A format that is set while nothing is under way counts at once; viewers do that at the beginning.
//! Later, a device with fences gets one with `SYNC_NEXT` before it, whose answer stands at the very
//! byte (rfbproto, "Fence"). A device without fences gets the format when no update is under way.

use std::collections::VecDeque;

use super::gate::{Closed, Gate};
use crate::error::Error;
use crate::message::{ClientMessage, fence};
use crate::pixel::PixelFormat;

/// The relay's own fences begin like this; a viewer may not send such.
const MARK: &[u8] = b"farhand\0";
/// Formats that the device has not answered yet.
const PENDING: usize = 16;

/// From which byte on which pixel format counts.
#[derive(Debug)]
pub(super) struct Formats {
    /// What the device's bytes are in.
    now: PixelFormat,
    /// What was sent with a fence that is not answered yet.
    pending: VecDeque<Pending>,
    /// What waits until no update is under way.
    waiting: Option<PixelFormat>,
    /// Counts the relay's own fences.
    number: u32,
}

#[derive(Debug)]
struct Pending {
    number: u32,
    format: PixelFormat,
    /// The viewer's own fence, for which the relay's stands.
    fence: Option<(u32, Vec<u8>)>,
}

/// What is to be done with a format.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// The message passes as it is.
    Pass,
    /// These bytes pass in its place.
    Write(Vec<u8>),
    /// It waits.
    Keep,
}

impl Formats {
    pub fn new(now: PixelFormat) -> Self {
        Self { now, pending: VecDeque::new(), waiting: None, number: 0 }
    }

    /// What the device's next byte is in.
    pub fn now(&self) -> PixelFormat {
        self.now
    }

    /// The viewer sets a format; `own` is its fence with `SYNC_NEXT` just before, if there was one.
    pub fn set(
        &mut self,
        format: PixelFormat,
        own: Option<(u32, Vec<u8>)>,
        fences: bool,
        gate: &Gate,
    ) -> Result<Setting, Error> {
        check(format)?;
        let latest = self.waiting.or(self.pending.back().map(|last| last.format)).unwrap_or(self.now);
        let settled = self.pending.is_empty() && self.waiting.is_none();
        if own.is_none() && (format == latest || (settled && gate.is_quiet())) {
            if settled {
                self.now = format;
            }
            return Ok(Setting::Pass);
        }
        if fences && self.waiting.is_none() {
            return self.fenced(format, own).map(Setting::Write);
        }
        self.waiting = Some(format);
        Ok(Setting::Keep)
    }

    /// A fence and the format after it.
    fn fenced(&mut self, format: PixelFormat, own: Option<(u32, Vec<u8>)>) -> Result<Vec<u8>, Error> {
        if self.pending.len() >= PENDING {
            return Err(Error::Limit("the changing of pixel formats"));
        }
        self.number = self.number.wrapping_add(1);
        let others = own.as_ref().map_or(0, |(flags, _)| flags & fence::KNOWN);
        let flags = fence::REQUEST | fence::SYNC_NEXT | others;
        let payload = [MARK, &self.number.to_be_bytes()].concat();
        let mut bytes = Vec::new();
        ClientMessage::Fence { flags, payload }.write(&mut bytes);
        ClientMessage::SetPixelFormat(format).write(&mut bytes);
        self.pending.push_back(Pending { number: self.number, format, fence: own });
        Ok(bytes)
    }

    /// The device answers a fence. If it is one of the relay's, its format counts from here on, and
    /// what the viewer is to hear in its place is the answer (possibly nothing).
    pub fn answered(&mut self, flags: u32, payload: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let Some(number) = payload.strip_prefix(MARK) else { return Ok(None) };
        let pending = self.pending.pop_front().filter(|next| next.number.to_be_bytes() == number);
        let Some(pending) = pending else { return Err(Error::Data("the answer to a fence")) };
        self.now = pending.format;
        let mut bytes = Vec::new();
        if let Some((asked, payload)) = pending.fence {
            // An answer may carry those of the request's flags that the device knows.
            ClientMessage::Fence { flags: flags & asked & fence::KNOWN, payload }.write(&mut bytes);
        }
        Ok(Some(bytes))
    }

    /// Sends the format that waits, if nothing is under way now.
    pub fn settle(&mut self, gate: &mut Gate, to_device: &mut Vec<u8>) {
        if !gate.is_quiet() {
            return;
        }
        let Some(format) = self.waiting.take() else { return };
        ClientMessage::SetPixelFormat(format).write(to_device);
        self.now = format;
        gate.open(Closed::Format, to_device);
    }
}

/// Whether a fence could be taken for one of the relay's.
pub(super) fn is_marked(payload: &[u8]) -> bool {
    payload.starts_with(MARK)
}

/// Refuses formats whose pixels some servers pack into three bytes in Tight, and some do not.
fn check(format: PixelFormat) -> Result<(), Error> {
    let wide = format.bits_per_pixel == 32 && format.true_colour && format.max == [255; 3];
    let plain = format.depth == 24 && format.shift.iter().all(|shift| shift % 8 == 0);
    if wide && !plain { Err(Error::PixelFormat) } else { Ok(()) }
}
