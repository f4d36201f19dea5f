//! What to do with each of the viewer's messages.

use std::time::Duration;

use super::announce::Resized;
use super::clipboard::{Clipboard, Heard};
use super::encode::Format;
use super::handshake::Handshake;
use super::{Event, Server, Wants};
use crate::encoding::Encoding;
use crate::error::Error;
use crate::limits;
use crate::message::{ClientMessage, Layout, fence};
use crate::pixel::PixelFormat;
use crate::rect::Rect;
use crate::wire::{Put, Reader};

/// `EndOfContinuousUpdates` (rfbproto): also says that this server knows them.
const END_OF_CONTINUOUS_UPDATES: u8 = 150;

impl Server {
    /// Reads as much of the bytes as is there. How many were read.
    pub(super) fn read(&mut self, bytes: &[u8], now: Duration) -> Result<usize, Error> {
        let mut read = 0;
        loop {
            let length = if self.handshake == Handshake::Done {
                let Some((message, length)) = ClientMessage::read(&bytes[read..])? else { return Ok(read) };
                self.hear(message, now)?;
                length
            } else {
                let mut reader = Reader::new(&bytes[read..]);
                let Some(step) = self.handshake.next(&mut reader) else { return Ok(read) };
                self.shake(step)?;
                reader.position()
            };
            read += length;
        }
    }

    fn shake(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.handshake = match (self.handshake, bytes) {
            (Handshake::Security { result }, [choice]) => {
                Handshake::security(*choice, result, &mut self.output)?
            }
            (Handshake::Init, [shared]) => {
                let Rect { width, height, .. } = self.desk.size;
                self.viewer.size = self.desk.size;
                self.events.push_back(Event::Ready { shared: *shared != 0 });
                Handshake::init(width, height, &self.desk.name, &mut self.output)
            }
            (_, bytes) => {
                let version = bytes.try_into().map_err(|_| Error::NotRfb)?;
                Handshake::version(version, &mut self.output)?
            }
        };
        Ok(())
    }

    fn hear(&mut self, message: ClientMessage, now: Duration) -> Result<(), Error> {
        match message {
            ClientMessage::SetPixelFormat(format) => self.set_pixel_format(format),
            ClientMessage::SetEncodings(encodings) => self.set_encodings(encodings),
            ClientMessage::UpdateRequest { incremental, rect } => self.ask(incremental, rect),
            ClientMessage::Key { down, keysym } => {
                self.events.push_back(Event::Key { down, keysym, scancode: None });
            }
            ClientMessage::QemuKey { down, keysym, scancode } => {
                self.events.push_back(Event::Key { down, keysym, scancode: Some(scancode) });
            }
            ClientMessage::Pointer { buttons, x, y } => {
                self.events.push_back(Event::Pointer { buttons, x, y });
            }
            ClientMessage::CutText(text) => self.paste(Clipboard::hear_plain(&text)),
            ClientMessage::ExtendedCutText { flags, data } => {
                if let Some(heard) = self.clipboard.hear(flags, &data, &mut self.output)? {
                    self.paste(heard);
                }
            }
            ClientMessage::ContinuousUpdates { enable, rect } => self.set_continuous(enable, rect),
            ClientMessage::Fence { flags, payload } => self.hear_fence(flags, &payload, now),
            ClientMessage::SetDesktopSize { width, height, layout } => self.ask_size(width, height, layout),
            ClientMessage::Annotation(annotation) => self.events.push_back(Event::Annotation(annotation)),
        }
        Ok(())
    }

    fn set_pixel_format(&mut self, format: PixelFormat) {
        self.viewer.format = Format::new(format);
        if !format.true_colour {
            Format::write_colour_map(&mut self.output);
        }
        // The pointer's pixels have a format, too.
        self.desk.news.cursor = true;
        if !self.viewer.format.is_deep() {
            self.motion.end();
        }
    }

    fn set_encodings(&mut self, encodings: Vec<Encoding>) {
        let wants = Wants::new(encodings);
        let before = std::mem::replace(&mut self.viewer.wants, wants.clone());
        let newly = |encoding: Encoding| wants.takes(encoding) && !before.takes(encoding);
        self.desk.introduce(&self.viewer, newly);
        if newly(Encoding::FENCE) {
            self.write_fence(fence::REQUEST | fence::BLOCK_BEFORE, &[]);
        }
        if newly(Encoding::CONTINUOUS_UPDATES) {
            self.output.put_u8(END_OF_CONTINUOUS_UPDATES);
        }
        if newly(Encoding::EXTENDED_CLIPBOARD) {
            self.clipboard.extend(&mut self.output);
        }
        self.pace.use_fences(wants.takes(Encoding::FENCE));
        if !wants.h264 {
            self.motion.end();
        }
        self.events.push_back(Event::Wants(wants));
    }

    fn ask(&mut self, incremental: bool, rect: Rect) {
        if !incremental {
            self.forget(rect.intersection(self.desk.size));
            // A viewer that asks for everything may not know the screens yet.
            if self.viewer.wants.takes(Encoding::EXTENDED_DESKTOP_SIZE) {
                self.desk.news.size = self.desk.news.size.or(Some(Resized::ByDevice));
            }
        }
        if let Some(region) = self.viewer.ask(rect) {
            self.events.push_back(Event::Region(region));
        }
    }

    fn set_continuous(&mut self, enable: bool, rect: Rect) {
        if !enable {
            self.viewer.continuous = None;
            self.output.put_u8(END_OF_CONTINUOUS_UPDATES);
            return;
        }
        self.viewer.continuous = Some(rect);
        if let Some(region) = self.viewer.looks_at(rect) {
            self.events.push_back(Event::Region(region));
        }
    }

    fn hear_fence(&mut self, flags: u32, payload: &[u8], now: Duration) {
        if flags & fence::REQUEST != 0 {
            // Messages are done in order and at once, which is what the bits ask for.
            self.write_fence(flags & fence::KNOWN, payload);
            return;
        }
        // The answer to the first fence, which only asked whether there are answers, holds nothing.
        let Some(frame) = Reader::new(payload).u32() else { return };
        if let Some(delay) = self.pace.acknowledged(frame, now) {
            self.events.push_back(Event::Acknowledged { frame, delay });
        }
    }

    pub(super) fn write_fence(&mut self, flags: u32, payload: &[u8]) {
        let payload = &payload[..payload.len().min(limits::FENCE_BYTES.into())];
        self.output.extend_from_slice(&[248, 0, 0, 0]);
        self.output.put_u32(flags);
        self.output.put_u8(payload.len() as u8);
        self.output.extend_from_slice(payload);
    }

    fn ask_size(&mut self, width: u16, height: u16, layout: Layout) {
        let bounds = Rect::sized(width, height);
        let possible = !bounds.is_empty()
            && width.max(height) <= limits::SIDE
            && bounds.area() <= limits::PIXELS as usize
            && !layout.0.is_empty()
            && layout.0.iter().all(|screen| !screen.rect.is_empty() && bounds.contains(screen.rect));
        if possible {
            self.viewer.resizing = true;
            self.events.push_back(Event::SetDesktopSize { width, height, layout });
        } else {
            self.desk.news.size = Some(Resized::Refused(3));
        }
    }

    fn paste(&mut self, heard: Heard) {
        self.events.push_back(match heard {
            Heard::Text(text) => Event::CutText(text),
            Heard::Offer => Event::ClipboardOffered,
            Heard::Request => Event::ClipboardRequested,
        });
    }
}
