//! One device and one viewer, joined from the first byte on.

use super::announced::Announced;
use super::down::Down;
use super::flow::Flow;
use super::format::Formats;
use super::gate::{Closed, Gate};
use super::handshake::{Begun, Handshake};
use super::up::Up;
use super::{Allowed, Desktop, Output, Pass};
use crate::error::Error;
use crate::pixel::PixelFormat;

/// One device and one viewer, joined from the first byte on.
#[derive(Debug)]
pub struct Splice {
    handshake: Handshake,
    allowed: Allowed,
    slow: bool,
    shared: bool,
    /// What follows the handshake.
    stream: Option<Stream>,
    counts: Counts,
}

#[derive(Debug)]
struct Stream {
    flow: Flow,
    up: Up,
    down: Down,
    /// What the device said together with the end of its handshake, for those that follow.
    early: Vec<u8>,
}

/// What went through, for the session's readout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes that the device has sent.
    pub from_device: u64,
    /// Bytes that the viewer has sent.
    pub from_viewer: u64,
    /// Updates that the device has begun.
    pub updates: u64,
    /// Viewer's messages that were dropped because they were not allowed.
    pub refused: u64,
    /// Clipboard messages of the device that were dropped because they were not allowed.
    pub withheld: u64,
}

impl Splice {
    /// Before the first byte of both sides.
    #[must_use]
    pub fn new(allowed: Allowed) -> Self {
        Self {
            handshake: Handshake::new(),
            allowed,
            slow: false,
            shared: false,
            stream: None,
            counts: Counts::default(),
        }
    }

    /// One that others follow; see [`super::Hub`].
    pub(super) fn shared() -> Self {
        Self { shared: true, ..Self::new(Allowed::default()) }
    }

    /// Bytes that came from the device, in any pieces.
    ///
    /// # Errors
    /// When they are not RFB that the relay can follow. The output is to be sent all the same (it
    /// may tell the viewer why); then call [`Splice::release`] and close both sides.
    pub fn device(&mut self, bytes: &[u8], out: &mut Output) -> Result<Pass, Error> {
        self.counts.from_device += bytes.len() as u64;
        if let Some(stream) = &mut self.stream {
            return stream.down.take(bytes, &mut stream.flow, out);
        }
        let begun = self.handshake.device(bytes, out)?;
        self.begin(begun, out)
    }

    /// Bytes that came from the viewer, in any pieces.
    ///
    /// # Errors
    /// As with [`Splice::device`].
    pub fn viewer(&mut self, bytes: &[u8], out: &mut Output) -> Result<Pass, Error> {
        self.counts.from_viewer += bytes.len() as u64;
        if let Some(stream) = &mut self.stream {
            return stream.up.take(bytes, &mut stream.flow, &mut out.to_device);
        }
        let begun = self.handshake.viewer(bytes, out)?;
        self.begin(begun, out)
    }

    /// The handshake goes on, or is done.
    fn begin(&mut self, begun: Option<Begun>, out: &mut Output) -> Result<Pass, Error> {
        let Some(begun) = begun else { return Ok(Pass::default()) };
        let flow = Flow {
            allowed: self.allowed,
            shared: self.shared,
            announced: Announced::default(),
            gate: Gate::default(),
            formats: Formats::new(begun.format),
            desktop: begun.desktop,
            counts: Counts::default(),
            asked_for_text: false,
        };
        let early = if self.shared { begun.device.clone() } else { Vec::new() };
        let mut stream = Stream { flow, up: Up::default(), down: Down::new(), early };
        if !self.allowed.view {
            stream.flow.gate.close(Closed::Unseen, &mut out.to_device);
        }
        if self.slow {
            stream.flow.gate.close(Closed::Slow, &mut out.to_device);
        }
        let stream = self.stream.insert(stream);
        // What was said early.
        let passed = stream.up.take(&begun.viewer, &mut stream.flow, &mut out.to_device)?;
        out.to_device.extend_from_slice(passed.of(&begun.viewer));
        let passed = stream.down.take(&begun.device, &mut stream.flow, out)?;
        out.to_viewer.extend_from_slice(passed.of(&begun.device));
        Ok(Pass::default())
    }

    /// The grants have changed. When control ends, the output releases what is held; when viewing
    /// ends, nothing more of the picture passes, and [`Splice::torn`] may become true.
    pub fn allow(&mut self, allowed: Allowed, out: &mut Output) {
        let before = std::mem::replace(&mut self.allowed, allowed);
        let Some(stream) = &mut self.stream else { return };
        stream.flow.allowed = allowed;
        stream.up.allow(before, &mut stream.flow, out);
        stream.down.allow(&mut stream.flow);
    }

    /// The viewer is slow (`true`: its outgoing buffer is over its mark) or has caught up: update
    /// requests (merged into one) and the answers to fences are kept back meanwhile, so that the
    /// device produces nothing more.
    pub fn hold_requests(&mut self, hold: bool, out: &mut Output) {
        if std::mem::replace(&mut self.slow, hold) == hold {
            return;
        }
        let Some(stream) = &mut self.stream else { return };
        match hold {
            true => stream.flow.gate.close(Closed::Slow, &mut out.to_device),
            false => stream.flow.gate.open(Closed::Slow, &mut out.to_device),
        }
    }

    /// The viewer is gone: the output releases what is held.
    pub fn release(&mut self, out: &mut Output) {
        if let Some(stream) = &mut self.stream {
            stream.up.release(out);
        }
    }

    /// The viewer is gone and another one takes the device over, in the middle of whatever it says.
    pub(super) fn hand_over(&mut self, out: &mut Output) {
        self.release(out);
        self.hold_requests(false, out);
        if let Some(stream) = &mut self.stream {
            stream.flow.gate.answer_all(&mut out.to_device);
        }
    }

    /// The format of the device's pixels; `None` until the handshake is done.
    pub(super) fn format(&self) -> Option<PixelFormat> {
        self.stream.as_ref().map(|stream| stream.flow.formats.now())
    }

    /// What the device said together with the end of its handshake.
    pub(super) fn early(&mut self) -> Vec<u8> {
        self.stream.as_mut().map(|stream| std::mem::take(&mut stream.early)).unwrap_or_default()
    }

    /// The desktop as it is now; `None` until the handshake is done.
    #[must_use]
    pub fn desktop(&self) -> Option<&Desktop> {
        self.stream.as_ref().map(|stream| &stream.flow.desktop)
    }

    /// Whether a part of the picture was withheld from the viewer, so that it cannot decode what
    /// comes after: this splice is over, and a viewer that may look again begins a new one.
    #[must_use]
    pub fn torn(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.down.torn())
    }

    /// Whether the device owes the rest of a message that it has begun.
    #[must_use]
    pub fn mid_message(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.down.mid_message())
    }

    /// What went through so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let counts = self.stream.as_ref().map(|stream| stream.flow.counts).unwrap_or_default();
        Counts { from_device: self.counts.from_device, from_viewer: self.counts.from_viewer, ..counts }
    }
}
