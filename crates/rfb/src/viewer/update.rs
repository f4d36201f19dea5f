//! One `FramebufferUpdate`: rectangles, each by its encoding's decoder, and what is no picture but
//! comes in the shape of a rectangle.

use super::Step;
use super::colours::Colours;
use super::config::Video;
use super::decode::tight::Batch;
use super::decode::{self, Body, Decoders};
use super::event::Event;
use super::link::Link;
use crate::framebuffer::Framebuffer;
use crate::limits;
use crate::message::{Layout, ScreenState};
use crate::rect::Rect;
use crate::wire::Reader;
use crate::{Encoding, Error};

/// An update that is being read.
pub(super) struct Update {
    /// Rectangles that are to come.
    left: Left,
    current: Option<Current>,
}

enum Left {
    Count(u16),
    UntilLast,
}

struct Current {
    rect: Rect,
    encoding: Encoding,
    body: Body,
}

/// Everything that a rectangle may have to do with.
pub(super) struct Surface<'s, 'a> {
    pub colours: &'s Colours,
    pub decoders: &'s mut Decoders,
    pub batch: &'s mut Batch<'a>,
    pub link: &'s mut Link,
    pub picture: &'s mut Framebuffer,
}

/// x, y, width, height, encoding.
const HEAD: usize = 12;

impl Update {
    pub fn new(count: u16) -> Self {
        let left = if count == u16::MAX { Left::UntilLast } else { Left::Count(count) };
        Self { left, current: None }
    }

    /// One step; over when the update is.
    pub fn step<'a>(&mut self, bytes: &'a [u8], mut at: Surface<'_, 'a>) -> Result<Step, Error> {
        let Some(current) = &mut self.current else { return self.next(bytes, &mut at) };
        let step = current.step(bytes, &mut at)?;
        if let Step::Took(taken) | Step::Done(taken) = step {
            at.link.counters.bytes(current.encoding, taken);
        }
        match step {
            Step::Done(taken) => {
                self.current = None;
                Ok(Step::Took(taken))
            }
            step => Ok(step),
        }
    }

    fn next(&mut self, bytes: &[u8], at: &mut Surface<'_, '_>) -> Result<Step, Error> {
        if let Left::Count(0) = self.left {
            return Ok(over(0, at));
        }
        let mut reader = Reader::new(bytes);
        let head = |reader: &mut Reader<'_>| Some((reader.rect()?, Encoding(reader.i32()?)));
        let Some((rect, encoding)) = head(&mut reader) else { return Ok(Step::Needs(HEAD)) };
        if let Left::Count(left) = &mut self.left {
            *left -= 1;
        }
        at.link.counters.rectangle(encoding, rect.area());
        at.link.counters.bytes(encoding, HEAD);
        if encoding == Encoding::LAST_RECT {
            return Ok(over(HEAD, at));
        }
        let body = Body::of(encoding, !matches!(at.link.config.video, Video::Off))?;
        if body.is_picture() && !at.picture.bounds().contains(rect) {
            return Err(Error::Outside(rect));
        }
        at.link.work += if body.is_picture() { rect.area() } else { 0 };
        if !matches!(body, Body::Tight { .. }) {
            at.paint()?;
        }
        self.current = Some(Current { rect, encoding, body });
        Ok(Step::Took(HEAD))
    }
}

fn over(taken: usize, at: &mut Surface<'_, '_>) -> Step {
    at.link.counters.updates += 1;
    at.batch.end_update(at.link);
    Step::Done(taken)
}

impl Surface<'_, '_> {
    /// Paints what is unpacked in parallel, so that nothing else overtakes it.
    fn paint(&mut self) -> Result<(), Error> {
        self.decoders.tight.paint(self.batch, self.colours, self.picture, self.link)
    }

    fn resize(&mut self, width: u16, height: u16) -> Result<(), Error> {
        if (width, height) != (self.picture.width(), self.picture.height()) {
            self.link.fits(width, height)?;
            self.picture.resize(width, height)?;
            self.link.work += self.picture.bounds().area();
            self.link.asking.resized(self.picture.bounds(), &mut self.link.out);
            self.link.tell(Event::Resized { width, height });
        }
        Ok(())
    }
}

impl Current {
    fn step<'a>(&mut self, bytes: &'a [u8], at: &mut Surface<'_, 'a>) -> Result<Step, Error> {
        let Surface { colours, decoders, batch, link, picture } = at;
        let rect = self.rect;
        let step = match &mut self.body {
            Body::Tight { png } => {
                let step = decode::tight::read(bytes, rect, *png, colours, batch)?;
                if batch.is_full() {
                    at.paint()?;
                }
                return Ok(step);
            }
            Body::Raw(raw) => raw.step(bytes, rect, colours, picture),
            Body::CopyRect => decode::copy_rect(bytes, rect, picture)?,
            Body::Rre { compact } => decode::rre(bytes, rect, *compact, colours, picture)?,
            Body::Hextile(hextile) => hextile.step(bytes, rect, colours, picture)?,
            Body::Zlib => decoders.zlib.step(bytes, rect, colours, picture)?,
            Body::Trle(trle) => trle.step(bytes, rect, colours, picture)?,
            Body::Zrle => decoders.zrle.step(bytes, rect, colours, picture)?,
            Body::H264 => return decode::h264(bytes, rect, link, picture),
            _ => return self.pseudo(bytes, at),
        };
        if let Step::Done(_) = step {
            link.damaged(rect);
        }
        Ok(step)
    }

    fn pseudo(&self, bytes: &[u8], at: &mut Surface<'_, '_>) -> Result<Step, Error> {
        let rect = self.rect;
        match self.encoding {
            Encoding::DESKTOP_SIZE => at.resize(rect.width, rect.height)?,
            Encoding::EXTENDED_DESKTOP_SIZE => return layout(bytes, rect, at),
            Encoding::POINTER_POS => at.link.tell(Event::CursorMoved { x: rect.x, y: rect.y }),
            Encoding::QEMU_EXTENDED_KEY => at.link.server.extended_keys = true,
            Encoding::FARHAND => {
                let (state, abilities) = ScreenState::from_rect(rect);
                at.link.server.abilities = abilities;
                at.link.tell(Event::Screen { state, abilities });
            }
            Encoding::DESKTOP_NAME => return name(bytes, at),
            Encoding::QEMU_LED_STATE => return Ok(leds(bytes, 1, at)),
            Encoding::VMWARE_LED_STATE => return Ok(leds(bytes, 4, at)),
            encoding => return decode::cursor(encoding, bytes, rect, at.colours, at.link),
        }
        Ok(Step::Done(0))
    }
}

/// `ExtendedDesktopSize`: x says who wanted it (1: this viewer), y whether it was done (0: yes).
fn layout(bytes: &[u8], rect: Rect, at: &mut Surface<'_, '_>) -> Result<Step, Error> {
    let mut reader = Reader::new(bytes);
    let Some(layout) = Layout::read(&mut reader)? else {
        let screens = bytes.first().map_or(0, |count| usize::from(*count));
        return Ok(Step::Needs(4 + 16 * screens));
    };
    at.link.server.resizable = true;
    if rect.x == 1 && rect.y != 0 {
        at.link.tell(Event::ResizeRefused(rect.y));
    } else {
        at.resize(rect.width, rect.height)?;
        at.link.tell(Event::Layout(layout));
    }
    Ok(Step::Done(reader.position()))
}

fn name(bytes: &[u8], at: &mut Surface<'_, '_>) -> Result<Step, Error> {
    let mut reader = Reader::new(bytes);
    let Some(length) = reader.u32() else { return Ok(Step::Needs(4)) };
    if length > limits::NAME_BYTES {
        return Err(Error::Limit("the desktop's name"));
    }
    let end = 4 + length as usize;
    let Some(name) = reader.take(length as usize) else { return Ok(Step::Needs(end)) };
    at.link.tell(Event::Name(String::from_utf8_lossy(name).into_owned()));
    Ok(Step::Done(end))
}

/// The last byte holds the lights.
fn leds(bytes: &[u8], length: usize, at: &mut Surface<'_, '_>) -> Step {
    let Some(state) = bytes.get(..length).and_then(|state| state.last().copied()) else {
        return Step::Needs(length);
    };
    if at.link.server.leds.replace(state) != Some(state) {
        at.link.tell(Event::Led(state));
    }
    Step::Done(length)
}
