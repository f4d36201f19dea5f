//! What all parts of a viewer share: what is to be sent and told, and what is known of the server.

use super::asking::Asking;
use super::clipboard::Clipboard;
use super::config::{Config, Quality, Video};
use super::counters::Counters;
use super::event::Event;
use crate::Encoding;
use crate::error::Error;
use crate::limits;
use crate::message::ClientMessage;
use crate::rect::Rect;
use std::collections::VecDeque;

pub(super) struct Link {
    pub config: Config,
    pub out: Vec<u8>,
    pub events: VecDeque<Event>,
    pub server: Server,
    pub asking: Asking,
    pub clipboard: Clipboard,
    pub counters: Counters,
    /// What this call has cost: pixels painted, and bytes inflated for the clipboard.
    pub work: usize,
}

/// What the server has shown that it can do.
#[derive(Debug, Default)]
pub(super) struct Server {
    pub fences: bool,
    pub extended_keys: bool,
    pub resizable: bool,
    /// A set of [`crate::message::state::abilities`].
    pub abilities: u16,
    pub leds: Option<u8>,
}

/// Of more events than this that wait to be told, only the newest of each kind is kept, and damage is
/// told as one rectangle.
const EVENTS: usize = 1_024;

impl Link {
    pub fn new(config: Config) -> Self {
        Self {
            config,
            out: Vec::new(),
            events: VecDeque::new(),
            server: Server::default(),
            asking: Asking::default(),
            clipboard: Clipboard::default(),
            counters: Counters::default(),
            work: 0,
        }
    }

    /// Tells an event. Of texts only the newest waits, because they are large.
    pub fn tell(&mut self, event: Event) {
        if let Event::CutText(_) = event {
            self.events.retain(|told| !matches!(told, Event::CutText(_)));
        }
        if self.events.len() >= EVENTS {
            self.thin_out();
        }
        self.events.push_back(event);
    }

    /// Keeps the newest event of each kind. Video is kept whole: it is no larger than it came.
    fn thin_out(&mut self) {
        let mut kept = VecDeque::new();
        let mut known = Vec::new();
        let mut damaged = Rect::default();
        for event in self.events.drain(..).rev() {
            let kind = std::mem::discriminant(&event);
            match event {
                Event::AccessUnit(_) => kept.push_front(event),
                // What was damaged before another size came is asked for again.
                Event::Damaged(rect) if !known.contains(&std::mem::discriminant(&RESIZED)) => {
                    damaged = damaged.union(rect);
                }
                Event::Damaged(_) => {}
                event if !known.contains(&kind) => {
                    known.push(kind);
                    kept.push_front(event);
                }
                _ => {}
            }
        }
        if !damaged.is_empty() {
            let sized = |event: &Event| matches!(event, Event::Resized { .. } | Event::Ready { .. });
            let at = kept.iter().rposition(sized).map_or(0, |at| at + 1);
            kept.insert(at, Event::Damaged(damaged));
        }
        self.events = kept;
    }

    /// # Errors
    /// [`Error::Size`] where the picture may not be so large.
    pub fn fits(&self, width: u16, height: u16) -> Result<(), Error> {
        let (width, height) = (u32::from(width), u32::from(height));
        let fits = width * height <= self.config.most_pixels;
        if fits { Ok(()) } else { Err(Error::Size { width, height }) }
    }

    /// Bytes of a message that may wait for its rest: packed pixels are hardly larger than plain ones.
    pub fn most_kept(&self) -> usize {
        4 * self.config.most_pixels as usize + 2 * limits::CLIPBOARD_BYTES as usize
    }

    /// Whether this call has done enough.
    pub fn is_tired(&self) -> bool {
        self.config.work.is_some_and(|most| self.work >= most)
    }

    pub fn damaged(&mut self, rect: Rect) {
        if rect.is_empty() {
            return;
        }
        let crowded = self.events.len() >= EVENTS;
        match self.events.back_mut() {
            Some(Event::Damaged(last)) if crowded => *last = last.union(rect),
            _ => self.tell(Event::Damaged(rect)),
        }
    }

    pub fn say(&mut self, message: &ClientMessage) {
        message.write(&mut self.out);
    }

    pub fn say_encodings(&mut self) {
        let encodings = encodings(&self.config);
        self.say(&ClientMessage::SetEncodings(encodings));
    }
}

const RESIZED: Event = Event::Resized { width: 0, height: 0 };

/// What the viewer understands, what it likes best first.
fn encodings(config: &Config) -> Vec<Encoding> {
    let mut encodings = vec![Encoding::COPY_RECT];
    if !matches!(config.video, Video::Off) {
        encodings.push(Encoding::H264);
    }
    encodings.push(config.prefer);
    for encoding in CLASSIC {
        if *encoding != config.prefer {
            encodings.push(*encoding);
        }
    }
    encodings.extend_from_slice(EXTENSIONS);
    if config.cursor {
        encodings.extend_from_slice(CURSORS);
    }
    encodings.push(Encoding::compression(config.compression));
    match config.quality {
        Quality::Auto => encodings.push(Encoding::jpeg_quality(8)),
        Quality::Jpeg(level) => encodings.push(Encoding::jpeg_quality(level)),
        Quality::Lossless => {}
    }
    encodings
}

const CLASSIC: &[Encoding] = &[
    Encoding::TIGHT,
    Encoding::TIGHT_PNG,
    Encoding::ZRLE,
    Encoding::TRLE,
    Encoding::HEXTILE,
    Encoding::ZLIB,
    Encoding::CORRE,
    Encoding::RRE,
    Encoding::RAW,
];

const EXTENSIONS: &[Encoding] = &[
    Encoding::EXTENDED_DESKTOP_SIZE,
    Encoding::DESKTOP_SIZE,
    Encoding::LAST_RECT,
    Encoding::DESKTOP_NAME,
    Encoding::FENCE,
    Encoding::CONTINUOUS_UPDATES,
    Encoding::QEMU_EXTENDED_KEY,
    Encoding::QEMU_LED_STATE,
    Encoding::VMWARE_LED_STATE,
    Encoding::EXTENDED_CLIPBOARD,
    Encoding::FARHAND,
];

const CURSORS: &[Encoding] =
    &[Encoding::CURSOR_WITH_ALPHA, Encoding::CURSOR, Encoding::X_CURSOR, Encoding::POINTER_POS];
