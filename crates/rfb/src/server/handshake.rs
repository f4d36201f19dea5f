//! How a connection begins (RFC 6143, sections 7.1 to 7.3), seen from the server. Security is None:
//! who may view is decided by the appliance and by the customer, and the transport is TLS.

use crate::error::Error;
use crate::pixel::PixelFormat;
use crate::wire::{Put, Reader};

const GREETING: &[u8; 12] = b"RFB 003.008\n";
const NONE: u8 = 1;

/// Where the conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// The viewer's version comes next.
    Version,
    /// The viewer's choice of a security type; whether it wants a result for None (3.8).
    Security { result: bool },
    /// Whether the viewer shares.
    Init,
    /// Messages.
    Done,
}

impl Handshake {
    /// Greets.
    pub fn begin(out: &mut Vec<u8>) -> Self {
        out.extend_from_slice(GREETING);
        Self::Version
    }

    /// Reads the viewer's version and offers security None.
    pub fn version(bytes: &[u8; 12], out: &mut Vec<u8>) -> Result<Self, Error> {
        if !bytes.starts_with(b"RFB ") || bytes[7] != b'.' || bytes[11] != b'\n' {
            return Err(Error::NotRfb);
        }
        let number =
            |digits: &[u8]| std::str::from_utf8(digits).ok().and_then(|text| text.parse::<u32>().ok());
        match (number(&bytes[4..7]), number(&bytes[8..11])) {
            (Some(3), Some(minor @ 7..)) => {
                out.extend_from_slice(&[1, NONE]);
                Ok(Self::Security { result: minor >= 8 })
            }
            // RFC 6143, appendix A: 3.3 and everything unknown below 3.7 is told, not asked.
            (Some(3), Some(3..)) => {
                out.put_u32(NONE.into());
                Ok(Self::Init)
            }
            _ => Err(Error::NotRfb),
        }
    }

    /// Reads the viewer's choice.
    pub fn security(choice: u8, result: bool, out: &mut Vec<u8>) -> Result<Self, Error> {
        if choice != NONE {
            return Err(Error::NoSecurity);
        }
        if result {
            out.put_u32(0);
        }
        Ok(Self::Init)
    }

    /// Answers the viewer's first word with the size and the name.
    pub fn init(width: u16, height: u16, name: &str, out: &mut Vec<u8>) -> Self {
        out.put_u16(width);
        out.put_u16(height);
        PixelFormat::NATIVE.write(out);
        out.put_u32(name.len() as u32);
        out.extend_from_slice(name.as_bytes());
        Self::Done
    }

    /// The bytes that the next step needs.
    pub fn next<'a>(self, reader: &mut Reader<'a>) -> Option<&'a [u8]> {
        match self {
            Self::Version => reader.take(GREETING.len()),
            Self::Security { .. } | Self::Init => reader.take(1),
            Self::Done => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_answered_in_its_own_way() {
        let offered = |result: bool| Ok((Handshake::Security { result }, &[1, 1][..]));
        let table = [
            (b"RFB 003.008\n", offered(true)),
            (b"RFB 003.889\n", offered(true)),
            (b"RFB 003.007\n", offered(false)),
            (b"RFB 003.003\n", Ok((Handshake::Init, &[0, 0, 0, 1]))),
            (b"RFB 002.002\n", Err(Error::NotRfb)),
            (b"GET / HTTP/1", Err(Error::NotRfb)),
        ];
        for (version, expected) in table {
            let mut out = Vec::new();
            let step = Handshake::version(version, &mut out);
            assert_eq!(step.map(|step| (step, &out[..])), expected, "{version:?}");
        }
    }
}
