//! What all parts of a viewer share: what is to be sent and told, and what is known of the server.

use super::asking::Asking;
use super::clipboard::Clipboard;
use super::config::{Config, Quality, Video};
use super::counters::Counters;
use super::event::Event;
use crate::Encoding;
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

/// More damage than this in one call is told as one rectangle.
const DAMAGE_EVENTS: usize = 1_024;

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
        }
    }

    pub fn tell(&mut self, event: Event) {
        self.events.push_back(event);
    }

    pub fn damaged(&mut self, rect: Rect) {
        if rect.is_empty() {
            return;
        }
        let crowded = self.events.len() >= DAMAGE_EVENTS;
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
