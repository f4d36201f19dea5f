//! A WebSocket as bare as it can be, the same for both sides of a comparison: blocking, binary
//! frames, nothing copied that need not be. Frames are sent with a mask of zeros, which a server has
//! to take off like any other.

use std::io::{ErrorKind, IoSlice, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// How long the other side may be silent.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes that are read at a time.
const GULP: usize = 256 * 1024;

/// An open WebSocket, or a plain connection for comparison.
pub struct Bare {
    stream: TcpStream,
    framed: bool,
    buffer: Vec<u8>,
    /// The bytes of `buffer` that were not looked at yet.
    unread: std::ops::Range<usize>,
    /// Bytes of the current frame that have not come yet.
    left: usize,
}

impl Bare {
    /// Opens a WebSocket at `address` ("127.0.0.1:1") and `path`.
    pub fn open(address: &str, path: &str, bearer: Option<&str>) -> Result<Self> {
        let mut bare = Self::plain(TcpStream::connect(address)?)?;
        let bearer = bearer.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: binary\r\n{bearer}\r\n"
        );
        bare.stream.write_all(request.as_bytes())?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.extend(bare.take(1)?);
            ensure!(head.len() < 10_000, "no answer of a WebSocket server");
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        ensure!(head.starts_with("HTTP/1.1 101"), "the WebSocket was refused: {head}");
        bare.framed = true;
        Ok(bare)
    }

    /// A plain connection.
    pub fn plain(stream: TcpStream) -> Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, framed: false, buffer: vec![0; GULP], unread: 0..0, left: 0 })
    }

    /// Another handle of the same connection, for sending beside reading.
    pub fn sender(&self) -> Result<Self> {
        let stream = self.stream.try_clone()?;
        Ok(Self { stream, framed: self.framed, buffer: Vec::new(), unread: 0..0, left: 0 })
    }

    /// Sends bytes, in one frame.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let head = if self.framed { header(bytes.len()) } else { Vec::new() };
        let mut parts = [IoSlice::new(&head), IoSlice::new(bytes)];
        let mut rest = &mut parts[..];
        while !rest.is_empty() {
            let written = self.stream.write_vectored(rest)?;
            IoSlice::advance_slices(&mut rest, written);
        }
        Ok(())
    }

    /// The next bytes of the stream, as many as are there; none when it is over.
    pub fn some(&mut self) -> Result<&[u8]> {
        while self.framed && self.left == 0 {
            if !self.head()? {
                return Ok(&[]);
            }
        }
        if self.unread.is_empty() && self.fill()? == 0 {
            return Ok(&[]);
        }
        let count = if self.framed { self.unread.len().min(self.left) } else { self.unread.len() };
        let start = self.unread.start;
        self.unread.start += count;
        self.left -= if self.framed { count } else { 0 };
        Ok(&self.buffer[start..start + count])
    }

    /// Reads this many bytes of the stream.
    pub fn read(&mut self, count: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(count);
        while bytes.len() < count {
            let come = self.some()?;
            ensure!(!come.is_empty(), "the connection was closed after {} of {count} bytes", bytes.len());
            let (now, later) = come.split_at(come.len().min(count - bytes.len()));
            let later = later.len();
            bytes.extend_from_slice(now);
            self.unread.start -= later;
            self.left += if self.framed { later } else { 0 };
        }
        Ok(bytes)
    }

    /// Reads a frame to its end.
    pub fn frame(&mut self) -> Result<Vec<u8>> {
        let mut frame = self.some()?.to_vec();
        ensure!(!frame.is_empty(), "the connection was closed");
        let left = self.left;
        frame.extend(self.read(left)?);
        Ok(frame)
    }

    /// Reads and drops this many bytes of the stream.
    pub fn skip(&mut self, mut count: usize) -> Result<()> {
        while count > 0 {
            let come = self.some()?.len();
            ensure!(come > 0, "the connection was closed with {count} bytes to come");
            count = count.saturating_sub(come);
        }
        Ok(())
    }

    /// Reads a frame's header; false at the end of the stream.
    fn head(&mut self) -> Result<bool> {
        let Ok(start) = self.take(2) else { return Ok(false) };
        let length = match start[1] & 0x7f {
            126 => u16::from_be_bytes(self.take(2)?.try_into().expect("two bytes")).into(),
            127 => u64::from_be_bytes(self.take(8)?.try_into().expect("eight bytes")),
            length => length.into(),
        };
        let length = usize::try_from(length)?;
        match start[0] & 15 {
            0..=2 => self.left = length,
            8 => {
                let why = self.take(length)?;
                let why = String::from_utf8_lossy(why.get(2..).unwrap_or_default()).into_owned();
                bail!("the WebSocket was closed: {why}");
            }
            9 => {
                let payload = self.take(length)?;
                let length = u8::try_from(length).context("a long ping")?;
                self.stream.write_all(&[&[0x8a, 0x80 | length, 0, 0, 0, 0], &payload[..]].concat())?;
            }
            10 => drop(self.take(length)?),
            other => bail!("a frame of kind {other}"),
        }
        Ok(true)
    }

    /// The next bytes of the connection, whatever they mean.
    fn take(&mut self, count: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(count);
        while bytes.len() < count {
            if self.unread.is_empty() {
                ensure!(self.fill()? > 0, "the connection was closed");
            }
            let now = self.unread.len().min(count - bytes.len());
            bytes.extend_from_slice(&self.buffer[self.unread.start..self.unread.start + now]);
            self.unread.start += now;
        }
        Ok(bytes)
    }

    fn fill(&mut self) -> Result<usize> {
        let count = loop {
            match self.stream.read(&mut self.buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("nothing came"),
            }
        };
        self.unread = 0..count;
        Ok(count)
    }
}

/// The header of a binary frame with a mask of zeros.
fn header(length: usize) -> Vec<u8> {
    let mut head = vec![0x82];
    match length {
        0..126 => head.push(0x80 | length as u8),
        126..0x1_0000 => {
            head.push(0x80 | 126);
            head.extend((length as u16).to_be_bytes());
        }
        _ => {
            head.push(0x80 | 127);
            head.extend((length as u64).to_be_bytes());
        }
    }
    head.extend([0; 4]);
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn bytes_come_across_frames_that_are_cut_anywhere() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let server = std::thread::spawn(move || {
            let mut stream = listener.accept().expect("a connection").0;
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).expect("a request");
            stream
                .write_all(b"HTTP/1.1 101 Switching\r\n\r\n\x82\x03abc\x89\x01x\x82\x7e\x00\x02de")
                .expect("sent");
            let (mut pong, mut sent) = ([0; 7], [0; 8]);
            stream.read_exact(&mut pong).expect("the answer to the ping");
            stream.read_exact(&mut sent).expect("a frame");
            (pong, sent)
        });
        let mut bare = Bare::open(&address, "/", None).expect("open");
        assert_eq!(bare.read(4).expect("bytes"), b"abcd");
        bare.send(b"hi").expect("sent");
        assert_eq!(bare.read(1).expect("bytes"), b"e");
        let (pong, sent) = server.join().expect("a server");
        assert_eq!((&pong, &sent), (b"\x8a\x81\0\0\0\0x", b"\x82\x82\0\0\0\0hi"));
    }

    #[test]
    fn lengths_stand_in_as_many_bytes_as_they_need() {
        assert_eq!([header(125).len(), header(126).len(), header(70_000).len()], [6, 8, 14]);
    }
}
