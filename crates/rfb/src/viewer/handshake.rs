//! From the first bytes to the server's `ServerInit` (RFC 6143, sections 7.1 to 7.3; RFB 3.3 and 3.7
//! from its appendix).

use super::Step;
use super::event::Event;
use super::link::Link;
use crate::Error;
use crate::limits;
use crate::pixel::PixelFormat;
use crate::security::{self, CHALLENGE_BYTES};
use crate::wire::Reader;

/// The handshake so far.
#[derive(Debug, Default)]
pub(super) struct Handshake {
    version: Version,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    Rfb33,
    Rfb37,
    #[default]
    Rfb38,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Version,
    Security,
    /// The server refuses; its reason is to come.
    Reason,
    Challenge,
    Password([u8; CHALLENGE_BYTES]),
    Result,
    Init,
    Over(ServerInit),
    Taken,
}

/// What the server says of its desktop.
#[derive(Debug)]
pub(super) struct ServerInit {
    pub width: u16,
    pub height: u16,
    pub format: PixelFormat,
    pub name: String,
}

/// A server has nothing to say while it waits for a password.
const UNASKED_BYTES: usize = 4_096;

impl Handshake {
    /// What the server has said of its desktop, once that is over.
    pub fn init(&mut self) -> Option<ServerInit> {
        match std::mem::replace(&mut self.stage, Stage::Taken) {
            Stage::Over(init) => Some(init),
            _ => None,
        }
    }

    /// One step.
    pub fn step(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        match &self.stage {
            Stage::Version => self.read_version(bytes, link),
            Stage::Security if self.version == Version::Rfb33 => self.read_decision(bytes, link),
            Stage::Security => self.read_offer(bytes, link),
            Stage::Reason => read_reason(bytes),
            Stage::Challenge => self.read_challenge(bytes, link),
            Stage::Password(_) if bytes.len() > UNASKED_BYTES => Err(Error::Data("the handshake")),
            Stage::Password(_) => Ok(Step::Needs(bytes.len() + 1)),
            Stage::Result => self.read_result(bytes, link),
            Stage::Init => self.read_init(bytes),
            Stage::Over(_) | Stage::Taken => Ok(Step::Done(0)),
        }
    }

    /// The password that the server asked for.
    pub fn password(&mut self, password: &str, out: &mut Vec<u8>) {
        if let Stage::Password(challenge) = self.stage {
            out.extend_from_slice(&security::vnc_auth(password, challenge));
            self.stage = Stage::Result;
        }
    }

    fn read_version(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        let head = &bytes[..bytes.len().min(4)];
        if !b"RFB ".starts_with(head) {
            return Err(Error::NotRfb);
        }
        let Some(line) = bytes.get(..12) else { return Ok(Step::Needs(12)) };
        let number = |range: std::ops::Range<usize>| -> Option<u32> {
            std::str::from_utf8(&line[range]).ok()?.parse().ok()
        };
        let (Some(major), Some(minor), b'.', b'\n') = (number(4..7), number(8..11), line[7], line[11]) else {
            return Err(Error::NotRfb);
        };
        let (version, answer) = match (major, minor) {
            (0..=2, _) => return Err(Error::NotRfb),
            (3, 0..=6) => (Version::Rfb33, b"RFB 003.003\n"),
            (3, 7) => (Version::Rfb37, b"RFB 003.007\n"),
            _ => (Version::Rfb38, b"RFB 003.008\n"),
        };
        link.out.extend_from_slice(answer);
        self.version = version;
        self.stage = Stage::Security;
        Ok(Step::Took(12))
    }

    /// RFB 3.3: the server decides.
    fn read_decision(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        let Some(decision) = Reader::new(bytes).u32() else { return Ok(Step::Needs(4)) };
        self.stage = match decision {
            0 => Stage::Reason,
            1 => self.signed_in(link),
            2 => Stage::Challenge,
            _ => return Err(Error::NoSecurity),
        };
        Ok(Step::Took(4))
    }

    /// RFB 3.7 and later: the server offers, the viewer chooses.
    fn read_offer(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        let Some(count) = bytes.first().copied().map(usize::from) else { return Ok(Step::Needs(1)) };
        if count == 0 {
            self.stage = Stage::Reason;
            return Ok(Step::Took(1));
        }
        let Some(offer) = bytes.get(1..=count) else { return Ok(Step::Needs(1 + count)) };
        if offer.contains(&security::NONE) {
            link.out.push(security::NONE);
            self.stage = if self.version == Version::Rfb38 { Stage::Result } else { self.signed_in(link) };
        } else if offer.contains(&security::VNC_AUTH) {
            link.out.push(security::VNC_AUTH);
            self.stage = Stage::Challenge;
        } else {
            return Err(Error::NoSecurity);
        }
        Ok(Step::Took(1 + count))
    }

    fn read_challenge(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        let challenge = bytes.get(..CHALLENGE_BYTES).and_then(|bytes| bytes.try_into().ok());
        let Some(challenge) = challenge else { return Ok(Step::Needs(CHALLENGE_BYTES)) };
        self.stage = Stage::Password(challenge);
        match link.config.password.take() {
            Some(password) => self.password(&password, &mut link.out),
            None => link.tell(Event::PasswordNeeded),
        }
        Ok(Step::Took(CHALLENGE_BYTES))
    }

    fn read_result(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        let Some(result) = Reader::new(bytes).u32() else { return Ok(Step::Needs(4)) };
        if result == 0 {
            self.stage = self.signed_in(link);
        } else if self.version == Version::Rfb38 {
            self.stage = Stage::Reason;
        } else {
            return Err(Error::Refused("the password is wrong".into()));
        }
        Ok(Step::Took(4))
    }

    /// Says `ClientInit`.
    fn signed_in(&self, link: &mut Link) -> Stage {
        link.out.push(u8::from(link.config.shared));
        Stage::Init
    }

    fn read_init(&mut self, bytes: &[u8]) -> Result<Step, Error> {
        const HEAD: usize = 4 + PixelFormat::SIZE + 4;
        let mut reader = Reader::new(bytes);
        if bytes.len() < HEAD {
            return Ok(Step::Needs(HEAD));
        }
        let (width, height) = (reader.u16().unwrap_or(0), reader.u16().unwrap_or(0));
        let format = PixelFormat::read(&mut reader)?.ok_or(Error::PixelFormat)?;
        let length = reader.u32().unwrap_or(0);
        if length > limits::NAME_BYTES {
            return Err(Error::Limit("the desktop's name"));
        }
        let Some(name) = reader.take(length as usize) else {
            return Ok(Step::Needs(HEAD + length as usize));
        };
        let name = String::from_utf8_lossy(name).into_owned();
        self.stage = Stage::Over(ServerInit { width, height, format, name });
        Ok(Step::Done(reader.position()))
    }
}

fn read_reason(bytes: &[u8]) -> Result<Step, Error> {
    let mut reader = Reader::new(bytes);
    let Some(length) = reader.u32() else { return Ok(Step::Needs(4)) };
    if length > limits::REASON_BYTES {
        return Err(Error::Limit("the reason"));
    }
    let Some(reason) = reader.take(length as usize) else {
        return Ok(Step::Needs(4 + length as usize));
    };
    Err(Error::Refused(String::from_utf8_lossy(reason).into_owned()))
}
