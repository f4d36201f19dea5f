//! What a server says after the handshake (RFC 6143 section 7.6, and rfbproto).

use super::Step;
use super::colours::Colours;
use super::config::Pixels;
use super::decode::Decoders;
use super::decode::tight::Batch;
use super::event::Event;
use super::handshake::ServerInit;
use super::link::Link;
use super::update::{Surface, Update};
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::limits;
use crate::message::{ClientMessage, fence};
use crate::pixel::PixelFormat;
use crate::wire::Reader;

/// Bytes of the longest clipboard message that only says which formats are taken.
const CAPABILITIES_BYTES: usize = 68;

/// The server's messages, one after the other.
pub(super) struct Stream {
    colours: Colours,
    decoders: Decoders,
    update: Option<Update>,
    /// Bytes of a message that are of no use.
    skip: usize,
    /// Whether the last call has left something to do.
    pub more: bool,
}

impl Stream {
    /// The handshake is done: says how pixels are to come, what the viewer understands, and asks for
    /// the first update.
    pub fn begin(init: ServerInit, link: &mut Link, picture: &mut Framebuffer) -> Result<Self, Error> {
        let ServerInit { width, height, format, name } = init;
        *picture = link.fits(width, height).and_then(|()| Framebuffer::new(width, height))?;
        let format = match link.config.pixels {
            Pixels::Native => PixelFormat::NATIVE,
            Pixels::Server => format,
            Pixels::Like(format) => format,
        };
        if link.config.pixels != Pixels::Server {
            link.say(&ClientMessage::SetPixelFormat(format));
        }
        link.say_encodings();
        link.asking.begin(picture.bounds(), &mut link.out);
        link.tell(Event::Ready { width, height, name });
        let colours = Colours::new(format);
        Ok(Self { colours, decoders: Decoders::default(), update: None, skip: 0, more: false })
    }

    /// Reads as much as possible: how many bytes were used, and how many the rest needs.
    pub fn read(
        &mut self,
        bytes: &[u8],
        link: &mut Link,
        picture: &mut Framebuffer,
    ) -> Result<(usize, usize), Error> {
        let mut batch = Batch::default();
        let result = self.read_into(bytes, &mut batch, link, picture);
        // What was whole before an error is painted, however the bytes were cut.
        self.decoders.tight.paint(&mut batch, &self.colours, picture, link)?;
        result
    }

    fn read_into<'a>(
        &mut self,
        bytes: &'a [u8],
        batch: &mut Batch<'a>,
        link: &mut Link,
        picture: &mut Framebuffer,
    ) -> Result<(usize, usize), Error> {
        let mut at = 0;
        self.more = false;
        loop {
            let rest = &bytes[at..];
            if link.is_tired() && !rest.is_empty() {
                self.more = true;
                return Ok((at, 1));
            }
            let step = match &mut self.update {
                Some(update) => {
                    let Self { colours, decoders, .. } = self;
                    let step = update.step(rest, Surface { colours, decoders, batch, link, picture })?;
                    if let Step::Done(_) = step {
                        self.update = None;
                    }
                    step
                }
                None => {
                    if !goes_on(rest) {
                        self.decoders.tight.paint(batch, &self.colours, picture, link)?;
                    }
                    self.message(rest, link)?
                }
            };
            match step {
                Step::Needs(needed) if needed > link.most_kept() => return Err(Error::Limit("a message")),
                Step::Needs(needed) => return Ok((at, needed)),
                Step::Took(taken) | Step::Done(taken) => at += taken,
            }
        }
    }

    fn message(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        if self.skip > 0 {
            return Ok(self.skip(bytes));
        }
        let Some(kind) = bytes.first() else { return Ok(Step::Needs(1)) };
        match kind {
            0 => Ok(self.update_begins(bytes, link)),
            1 => self.colour_map(bytes),
            2 => {
                link.tell(Event::Bell);
                Ok(Step::Took(1))
            }
            3 => self.cut_text(bytes, link),
            150 => {
                link.asking.ended(&mut link.out);
                Ok(Step::Took(1))
            }
            248 => answer_fence(bytes, link),
            other => Err(Error::Message(*other)),
        }
    }

    fn skip(&mut self, bytes: &[u8]) -> Step {
        if bytes.is_empty() {
            return Step::Needs(1);
        }
        let skipped = bytes.len().min(self.skip);
        self.skip -= skipped;
        Step::Took(skipped)
    }

    fn update_begins(&mut self, bytes: &[u8], link: &mut Link) -> Step {
        let Some(head) = bytes.get(..4) else { return Step::Needs(4) };
        link.asking.update_began(&mut link.out);
        self.update = Some(Update::new(u16::from_be_bytes([head[2], head[3]])));
        Step::Took(4)
    }

    fn colour_map(&mut self, bytes: &[u8]) -> Result<Step, Error> {
        let mut reader = Reader::new(bytes);
        let head = |reader: &mut Reader<'_>| {
            reader.skip(2)?;
            Some((reader.u16()?, reader.u16()?))
        };
        let Some((first, count)) = head(&mut reader) else { return Ok(Step::Needs(6)) };
        let length = usize::from(count) * 6;
        let Some(colours) = reader.take(length) else { return Ok(Step::Needs(6 + length)) };
        self.colours.set_map(first, colours)?;
        Ok(Step::Took(6 + length))
    }

    fn cut_text(&mut self, bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
        let mut reader = Reader::new(bytes);
        let Some(length) = reader.skip(4).and_then(|()| reader.i32()) else { return Ok(Step::Needs(8)) };
        let bytes = length.unsigned_abs() as usize;
        let too_long = bytes > limits::CLIPBOARD_BYTES as usize;
        let text = length > 0 || bytes > CAPABILITIES_BYTES;
        if too_long || (text && link.clipboard.ignored) {
            // Such a text is not worth the connection.
            self.skip = bytes;
            return Ok(Step::Took(8));
        }
        let Some(data) = reader.take(bytes) else { return Ok(Step::Needs(8 + bytes)) };
        if length < 0 {
            let event = link.clipboard.receive(data, &mut link.out)?;
            if let Some(Event::CutText(text)) = &event {
                link.work += text.len();
            }
            event.into_iter().for_each(|event| link.tell(event));
        } else if !link.clipboard.ignored {
            link.tell(Event::CutText(crate::clipboard::from_latin1(data)));
        }
        Ok(Step::Took(8 + bytes))
    }
}

/// Whether what comes next changes nothing for rectangles that are not painted yet, and tells nothing
/// that would overtake them: an update, a server's fence, or nothing yet.
fn goes_on(bytes: &[u8]) -> bool {
    match bytes {
        [] | [0, ..] => true,
        [248, _, _, _, flags, ..] => flags & (fence::REQUEST >> 24) as u8 != 0,
        _ => false,
    }
}

/// Decoding is done in order and at once, so everything before a fence is done when it is read.
fn answer_fence(bytes: &[u8], link: &mut Link) -> Result<Step, Error> {
    const HEAD: usize = 9;
    let Some(head) = bytes.get(..HEAD) else { return Ok(Step::Needs(HEAD)) };
    let flags = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
    let length = head[8];
    if length > limits::FENCE_BYTES {
        return Err(Error::Limit("a fence"));
    }
    let end = HEAD + usize::from(length);
    let Some(payload) = bytes.get(HEAD..end) else { return Ok(Step::Needs(end)) };
    link.server.fences = true;
    if flags & fence::REQUEST != 0 {
        let flags = flags & (fence::BLOCK_BEFORE | fence::BLOCK_AFTER);
        link.say(&ClientMessage::Fence { flags, payload: payload.to_vec() });
    } else if let Ok(token) = payload.try_into() {
        link.tell(Event::Pong(u64::from_be_bytes(token)));
    }
    Ok(Step::Took(end))
}
