//! The handshake of both sides (RFC 6143, section 7.1 to 7.3), followed so that it is known from
//! which byte on there are messages.
//!
//! Versions 3.3, 3.7 and 3.8 pass, others are rounded down to one of them, and the lower one of the
//! two sides counts. Of the ways to sign in, None and VncAuth pass: others are taken out of the
//! device's list, because what follows them could not be read. The viewer always shares the device.
//! What a side says before its turn is kept until then, up to [`EARLY_BYTES`].

use super::Output;
use super::version::{self, Version};
use crate::error::Error;
use crate::limits;
use crate::pixel::PixelFormat;
use crate::wire::{Put, Reader};

/// Bytes that a side may say before its turn.
const EARLY_BYTES: usize = 64 * 1024;

/// How the viewer signed in to the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    None,
    /// With the agent's own password.
    VncAuth,
}

impl Security {
    fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(Self::None),
            2 => Some(Self::VncAuth),
            _ => None,
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::None => 1,
            Self::VncAuth => 2,
        }
    }
}

/// The device's desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desktop {
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// As the device calls itself; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// How the viewer signed in.
    pub security: Security,
}

/// What is known when the handshake is done.
#[derive(Debug)]
pub(super) struct Begun {
    pub desktop: Desktop,
    /// The device's own; it counts until the viewer sets another.
    pub format: PixelFormat,
    /// What the device said after it.
    pub device: Vec<u8>,
    /// What the viewer said after it.
    pub viewer: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    DeviceVersion,
    ViewerVersion,
    /// The device's list, or in 3.3 its decision.
    Offer,
    Choice,
    Challenge,
    Response,
    Outcome,
    /// Why the device refuses.
    Reason,
    ClientInit,
    ServerInit,
    Done,
}

/// Follows both sides until both have said all.
#[derive(Debug)]
pub(super) struct Handshake {
    step: Step,
    version: Version,
    /// Which of None and VncAuth the device offers.
    offered: Vec<Security>,
    security: Security,
    device: Vec<u8>,
    viewer: Vec<u8>,
    desktop: Option<(Desktop, PixelFormat)>,
}

impl Handshake {
    pub fn new() -> Self {
        Self {
            step: Step::DeviceVersion,
            version: Version::V3_8,
            offered: Vec::new(),
            security: Security::None,
            device: Vec::new(),
            viewer: Vec::new(),
            desktop: None,
        }
    }

    /// More from the device; answers when the handshake is done.
    pub fn device(&mut self, bytes: &[u8], out: &mut Output) -> Result<Option<Begun>, Error> {
        self.device.extend_from_slice(bytes);
        self.advance(out)
    }

    /// More from the viewer; answers when the handshake is done.
    pub fn viewer(&mut self, bytes: &[u8], out: &mut Output) -> Result<Option<Begun>, Error> {
        self.viewer.extend_from_slice(bytes);
        self.advance(out)
    }

    fn advance(&mut self, out: &mut Output) -> Result<Option<Begun>, Error> {
        while self.step(out)? {}
        if let Some((desktop, format)) = self.desktop.take() {
            let (device, viewer) = (std::mem::take(&mut self.device), std::mem::take(&mut self.viewer));
            return Ok(Some(Begun { desktop, format, device, viewer }));
        }
        if self.device.len() > EARLY_BYTES || self.viewer.len() > EARLY_BYTES {
            return Err(Error::Limit("what is said before its turn"));
        }
        Ok(None)
    }

    /// Takes one step, if what it needs is there.
    fn step(&mut self, out: &mut Output) -> Result<bool, Error> {
        let next = match self.step {
            Step::DeviceVersion => self.device_version(out)?,
            Step::ViewerVersion => self.viewer_version(out)?,
            Step::Offer if self.version == Version::V3_3 => self.decision(out)?,
            Step::Offer => self.offer(out)?,
            Step::Choice => self.choice(out)?,
            Step::Challenge => take(&mut self.device, 16).map(|bytes| {
                out.to_viewer.extend_from_slice(&bytes);
                Step::Response
            }),
            Step::Response => take(&mut self.viewer, 16).map(|bytes| {
                out.to_device.extend_from_slice(&bytes);
                Step::Outcome
            }),
            Step::Outcome => self.outcome(out)?,
            Step::Reason => self.reason(out)?,
            Step::ClientInit => take(&mut self.viewer, 1).map(|_| {
                out.to_device.push(1);
                Step::ServerInit
            }),
            Step::ServerInit => self.server_init(out)?,
            Step::Done => None,
        };
        self.step = next.unwrap_or(self.step);
        Ok(next.is_some())
    }

    fn device_version(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(version) = version::read(&mut self.device)? else { return Ok(None) };
        self.version = version;
        out.to_viewer.extend_from_slice(version.bytes());
        Ok(Some(Step::ViewerVersion))
    }

    fn viewer_version(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(version) = version::read(&mut self.viewer)? else { return Ok(None) };
        self.version = self.version.min(version);
        out.to_device.extend_from_slice(self.version.bytes());
        Ok(Some(Step::Offer))
    }

    /// In 3.3 the device decides.
    fn decision(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(bytes) = take(&mut self.device, 4) else { return Ok(None) };
        let number = Reader::new(&bytes).u32().unwrap_or_default();
        if number == 0 {
            out.to_viewer.put_u32(0);
            return Ok(Some(Step::Reason));
        }
        let Some(security) = Security::from_number(number) else { return Err(self.no_security(out)) };
        out.to_viewer.put_u32(number);
        Ok(Some(self.signed_in_with(security)))
    }

    /// From 3.7 on the device offers and the viewer chooses.
    fn offer(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(&count) = self.device.first() else { return Ok(None) };
        let Some(types) = take(&mut self.device, 1 + usize::from(count)) else { return Ok(None) };
        if count == 0 {
            out.to_viewer.put_u8(0);
            return Ok(Some(Step::Reason));
        }
        for number in &types[1..] {
            let known = Security::from_number(u32::from(*number));
            self.offered.extend(known.filter(|known| !self.offered.contains(known)));
        }
        if self.offered.is_empty() {
            return Err(self.no_security(out));
        }
        out.to_viewer.put_u8(self.offered.len() as u8);
        out.to_viewer.extend(self.offered.iter().map(|security| security.number()));
        Ok(Some(Step::Choice))
    }

    /// Tells the viewer why it ends.
    fn no_security(&self, out: &mut Output) -> Error {
        let reason = Error::NoSecurity.to_string();
        match self.version {
            Version::V3_3 => out.to_viewer.put_u32(0),
            Version::V3_7 | Version::V3_8 => out.to_viewer.put_u8(0),
        }
        out.to_viewer.put_u32(reason.len() as u32);
        out.to_viewer.extend_from_slice(reason.as_bytes());
        Error::NoSecurity
    }

    fn choice(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(number) = take(&mut self.viewer, 1) else { return Ok(None) };
        let security = Security::from_number(u32::from(number[0]));
        let Some(security) = security.filter(|security| self.offered.contains(security)) else {
            return Err(Error::NoSecurity);
        };
        out.to_device.push(security.number());
        Ok(Some(self.signed_in_with(security)))
    }

    fn signed_in_with(&mut self, security: Security) -> Step {
        self.security = security;
        match security {
            Security::VncAuth => Step::Challenge,
            Security::None if self.version == Version::V3_8 => Step::Outcome,
            Security::None => Step::ClientInit,
        }
    }

    fn outcome(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(bytes) = take(&mut self.device, 4) else { return Ok(None) };
        out.to_viewer.extend_from_slice(&bytes);
        match (Reader::new(&bytes).u32(), self.version) {
            (Some(0), _) => Ok(Some(Step::ClientInit)),
            (_, Version::V3_8) => Ok(Some(Step::Reason)),
            _ => Err(Error::Refused("the password is not right".into())),
        }
    }

    fn reason(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let Some(length) = Reader::new(&self.device).u32() else { return Ok(None) };
        if length > limits::REASON_BYTES {
            return Err(Error::Limit("a reason"));
        }
        let Some(bytes) = take(&mut self.device, 4 + length as usize) else { return Ok(None) };
        out.to_viewer.extend_from_slice(&bytes);
        Err(Error::Refused(String::from_utf8_lossy(&bytes[4..]).into_owned()))
    }

    fn server_init(&mut self, out: &mut Output) -> Result<Option<Step>, Error> {
        let mut reader = Reader::new(&self.device);
        let Some((width, height)) = reader.u16().zip(reader.u16()) else { return Ok(None) };
        check_size(width, height)?;
        let Some(format) = PixelFormat::read(&mut reader)? else { return Ok(None) };
        let Some(length) = reader.u32() else { return Ok(None) };
        if length > limits::NAME_BYTES {
            return Err(Error::Limit("the desktop's name"));
        }
        let Some(name) = reader.take(length as usize) else { return Ok(None) };
        let name = String::from_utf8_lossy(name).into_owned();
        let whole = reader.position();
        out.to_viewer.extend(self.device.drain(..whole));
        self.desktop = Some((Desktop { width, height, name, security: self.security }, format));
        Ok(Some(Step::Done))
    }
}

/// Takes the first `count` bytes away, if they are all there.
fn take(from: &mut Vec<u8>, count: usize) -> Option<Vec<u8>> {
    (from.len() >= count).then(|| from.drain(..count).collect())
}

/// Whether a framebuffer of this size can be.
pub(super) fn check_size(width: u16, height: u16) -> Result<(), Error> {
    let (w, h) = (u32::from(width), u32::from(height));
    let possible = width <= limits::SIDE && height <= limits::SIDE && w * h <= limits::PIXELS;
    if possible { Ok(()) } else { Err(Error::Size { width: w, height: h }) }
}
