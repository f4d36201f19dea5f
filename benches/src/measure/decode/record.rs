//! Records what a server sends while something is painted on it.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use farhand_rfb::message::ClientMessage;
use farhand_rfb::viewer::{Config, Event, Quality, Viewer};
use farhand_rfb::{Encoding, Framebuffer};

use super::way::Way;
use crate::screen::display::Display;
use crate::screen::painter::{Painter, Video};

/// Nothing for so long means that all of a change has come.
const QUIET: Duration = Duration::from_millis(70);
/// Bytes of what a viewer says before its first message: version, security type, shared.
const GREETING: usize = 14;

/// What is painted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Material {
    /// Whole pages of text, one after the other.
    Pages,
    /// A text that moves up line by line.
    Scrolling,
    /// Photographs over the whole screen.
    Photographs,
    /// A video of 1280×720.
    Video,
}

impl Material {
    /// How many pictures.
    pub fn count(self) -> usize {
        match self {
            Material::Pages => 40,
            Material::Photographs => 20,
            Material::Scrolling => 400,
            Material::Video => 90,
        }
    }
}

impl fmt::Display for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Material::Pages => "pages",
            Material::Scrolling => "scrolling text",
            Material::Photographs => "photographs",
            Material::Video => "video",
        })
    }
}

/// A recorded stream.
pub struct Recording {
    /// All that the server has sent, from its version on.
    pub bytes: Arc<[u8]>,
    /// Where `ServerInit` begins.
    pub init: usize,
    /// Pixels of all rectangles.
    pub pixels: f64,
}

/// Paints so many pictures and records.
pub async fn record(material: Material, way: Way, count: usize) -> Result<Recording> {
    let display = Display::served(1920, 1080).await?;
    let mut painter = Painter::open(&display)?;
    let mut tape = Tape::begin(display.port(), way)?;
    match material {
        Material::Pages => {
            (0..count).try_for_each(|number| painter.page(number).and_then(|()| tape.roll()))?
        }
        Material::Scrolling => {
            painter.page(0)?;
            (0..count).try_for_each(|_| painter.scroll().and_then(|()| tape.roll()))?;
        }
        Material::Photographs => {
            (0..count).try_for_each(|number| painter.photo(number).and_then(|()| tape.roll()))?;
        }
        Material::Video => {
            let video = painter.video((1280, 720))?;
            // Without a rest, in which the server would send all of it again, sharp.
            for number in 0..count {
                let end = Instant::now() + Video::period();
                video.show(number)?;
                while Instant::now() < end {
                    tape.listen()?;
                }
            }
            tape.roll()?;
        }
    }
    Ok(tape.end())
}

/// A viewer that keeps what it hears.
struct Tape {
    stream: TcpStream,
    viewer: Viewer,
    picture: Framebuffer,
    bytes: Vec<u8>,
    wanted: Vec<Encoding>,
    greeted: usize,
    ready: bool,
}

impl Tape {
    fn begin(port: u16, Way { encoding, jpeg }: Way) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(QUIET))?;
        let quality = jpeg.map_or(Quality::Lossless, Quality::Jpeg);
        let viewer = Viewer::new(Config { quality, ..Config::default() });
        // What every decoder in the comparison knows, and no more.
        let wanted = [encoding, Encoding::COPY_RECT, Encoding::compression(2)];
        let wanted = wanted.into_iter().chain(jpeg.map(Encoding::jpeg_quality)).collect();
        let (picture, bytes) = (Framebuffer::default(), Vec::new());
        let mut tape = Self { stream, viewer, picture, bytes, wanted, greeted: 0, ready: false };
        let end = Instant::now() + Duration::from_secs(10);
        while !tape.ready {
            tape.listen()?;
            ensure!(Instant::now() < end, "the server does not answer");
        }
        tape.roll()?;
        Ok(tape)
    }

    /// Listens until nothing comes any more.
    fn roll(&mut self) -> Result<()> {
        while self.listen()? > 0 {}
        Ok(())
    }

    fn listen(&mut self) -> Result<usize> {
        let mut bytes = vec![0; 256 * 1024];
        let count = match self.stream.read(&mut bytes) {
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => 0,
            Err(error) => return Err(error.into()),
        };
        self.bytes.extend_from_slice(&bytes[..count]);
        self.viewer.receive(&bytes[..count], &mut self.picture)?;
        while let Some(event) = self.viewer.poll_event() {
            self.ready |= matches!(event, Event::Ready { .. });
        }
        self.answer()?;
        Ok(count)
    }

    /// Says what the viewer says, but for the encodings.
    fn answer(&mut self) -> Result<()> {
        let output = self.viewer.output();
        let (greeting, mut rest) = output.split_at(output.len().min(GREETING - self.greeted));
        self.greeted += greeting.len();
        self.stream.write_all(greeting)?;
        let mut said = Vec::new();
        while let Some((message, length)) = ClientMessage::read(rest)? {
            let message = match message {
                ClientMessage::SetEncodings(_) => ClientMessage::SetEncodings(self.wanted.clone()),
                message => message,
            };
            message.write(&mut said);
            rest = &rest[length..];
        }
        Ok(self.stream.write_all(&said)?)
    }

    fn end(self) -> Recording {
        let counters = self.viewer.counters();
        let pixels = counters.encodings.values().map(|count| count.pixels).sum::<u64>();
        // Version, one security type, its result.
        let init = 12 + 1 + usize::from(self.bytes[12]) + 4;
        Recording { bytes: self.bytes.into(), init, pixels: pixels as f64 }
    }
}
