//! The protocol of the adb server: a request is its length in four hexadecimal digits, then its text;
//! the answer begins with `OKAY` or `FAIL`. After `host:transport:…` the connection is the phone's, and
//! what a command prints comes as it is, to the connection's end.
//!
//! docs/SERVICES.TXT and docs/OVERVIEW.TXT of Android's `packages/modules/adb` have the whole of it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::Fault;

/// Bytes of the longest text that a length of four digits can have.
const LONGEST: u64 = 0xffff;
const CHUNK: usize = 16 * 1024;

/// One connection to the server, until a deadline.
pub(super) struct Wire {
    stream: TcpStream,
    until: Instant,
}

impl Wire {
    /// Connects to a server on this computer.
    pub fn open(port: u16, patience: Duration) -> Result<Self, Fault> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let until = Instant::now() + patience;
        let stream = TcpStream::connect_timeout(&address, patience).map_err(|_| Fault::NoServer)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, until })
    }

    /// Asks for something, and waits until it is granted.
    pub fn ask(&mut self, service: &str) -> Result<(), Fault> {
        let length = u16::try_from(service.len()).map_err(|_| Fault::Nonsense)?;
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write_all(format!("{length:04x}{service}").as_bytes())?;
        match &self.exactly(4)?[..] {
            b"OKAY" => Ok(()),
            b"FAIL" => Err(Fault::Refused(self.text()?)),
            _ => Err(Fault::Nonsense),
        }
    }

    /// A text with its length before it.
    pub fn text(&mut self) -> Result<String, Fault> {
        let digits = self.exactly(4)?;
        let digits = std::str::from_utf8(&digits).map_err(|_| Fault::Nonsense)?;
        let length = u64::from_str_radix(digits, 16).map_err(|_| Fault::Nonsense)?;
        Ok(String::from_utf8_lossy(&self.exactly(length.min(LONGEST))?).into_owned())
    }

    /// What comes until the end of the connection, at most so many bytes; the rest is not waited for.
    pub fn rest(&mut self, most: usize) -> Result<String, Fault> {
        let mut bytes = Vec::new();
        let mut chunk = vec![0; CHUNK];
        while bytes.len() < most {
            self.stream.set_read_timeout(Some(self.left()?))?;
            let count = match self.stream.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            bytes.extend_from_slice(&chunk[..count.min(most - bytes.len())]);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn exactly(&mut self, count: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = vec![0; usize::try_from(count).map_err(|_| Fault::Nonsense)?];
        let mut read = 0;
        while read < bytes.len() {
            self.stream.set_read_timeout(Some(self.left()?))?;
            match self.stream.read(&mut bytes[read..]) {
                Ok(0) => return Err(Fault::Nonsense),
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(bytes)
    }

    /// The time that is left.
    fn left(&self) -> Result<Duration, Fault> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(Fault::Late) } else { Ok(left) }
    }
}
