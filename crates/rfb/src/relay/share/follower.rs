//! The hub's own viewer of the agent. While another viewer is spliced it only listens: it decodes
//! what the agent sends, and nothing that it would say is sent. Once it has taken over, it asks for
//! updates itself.
//!
//! It decodes what a stranger's program sends, so it works in portions: at most [`PORTION_BYTES`] and
//! [`WORK`] at a time, and over time no more than [`PIXELS_PER_SECOND`]. What cannot be decoded at
//! this pace waits, and the caller does not read on.

use std::collections::VecDeque;
use std::time::Duration;

use crate::error::Error;
use crate::framebuffer::Framebuffer;
use crate::limits;
use crate::message::{ClientMessage, Layout, ScreenState};
use crate::pixel::PixelFormat;
use crate::relay::Desktop;
use crate::server::{self, Leds};
use crate::viewer::{Config, Event, Pixels, Quality, Viewer};
use crate::wire::Put;

/// Bytes that are decoded at a time.
const PORTION_BYTES: usize = 64 * 1024;
/// Pixels that are painted at a time.
const WORK: usize = 4 * 1024 * 1024;
/// Pixels that are painted in a second: sixty times a screen of 4K.
const PIXELS_PER_SECOND: u64 = 60 * 3_840 * 2_160;
/// How far painting may be ahead of its pace.
const AHEAD: Duration = Duration::from_secs(1);

/// The hub's own viewer of the agent.
pub(super) struct Follower {
    pub viewer: Viewer,
    pub picture: Framebuffer,
    pub format: PixelFormat,
    pub name: String,
    pub layout: Layout,
    pub cursor: Option<server::Cursor>,
    pub leds: Option<Leds>,
    pub state: ScreenState,
    /// Bytes that are not decoded yet.
    unread: VecDeque<u8>,
    /// When all that was decoded is paid for, at the pace that counts.
    paid_at: Duration,
    /// Whether it speaks for itself.
    leads: bool,
    /// Whether all pixels are to be asked for, once anybody watches.
    begins: bool,
    /// Whether the clipboard's text that the agent may ask for is its.
    offers: bool,
}

impl Follower {
    /// Begins after another viewer's handshake: hears one that leads to the same desktop.
    pub fn begin(desktop: &Desktop, format: PixelFormat, early: Vec<u8>) -> Result<Self, Error> {
        let config = Config {
            pixels: Pixels::Server,
            most_pixels: limits::SHARED_PIXELS,
            work: Some(WORK),
            ..Config::default()
        };
        let mut follower = Self {
            viewer: Viewer::new(config),
            picture: Framebuffer::default(),
            format,
            name: desktop.name.clone(),
            layout: Layout::default(),
            cursor: None,
            leds: None,
            state: ScreenState::default(),
            unread: handshake(desktop, format).into(),
            paid_at: Duration::ZERO,
            leads: false,
            begins: false,
            offers: false,
        };
        follower.viewer.ignore_clipboard(true);
        follower.read(Duration::ZERO, &mut Vec::new())?;
        follower.unread = early.into();
        Ok(follower)
    }

    /// More bytes from the agent, to be decoded later.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.unread.extend(bytes);
    }

    /// Bytes that are not decoded yet.
    pub fn unread(&self) -> usize {
        self.unread.len() + usize::from(self.viewer.has_more())
    }

    /// From when on the next portion may be decoded.
    pub fn ready_at(&self) -> Duration {
        self.paid_at.saturating_sub(AHEAD)
    }

    /// Decodes a portion of what is unread; answers what happened.
    pub fn read(&mut self, now: Duration, to_agent: &mut Vec<u8>) -> Result<Vec<Event>, Error> {
        let count = if self.viewer.has_more() { 0 } else { self.unread.len().min(PORTION_BYTES) };
        let portion: Vec<u8> = self.unread.drain(..count).collect();
        let result = self.viewer.receive(&portion, &mut self.picture);
        let cost = Duration::from_nanos(self.viewer.work() as u64 * 1_000_000_000 / PIXELS_PER_SECOND);
        self.paid_at = self.paid_at.max(now) + cost;
        let events: Vec<_> = std::iter::from_fn(|| self.viewer.poll_event()).collect();
        events.iter().for_each(|event| self.note(event));
        self.speak(to_agent);
        result.map(|()| events)
    }

    /// Keeps what a viewer that joins later has to be told.
    fn note(&mut self, event: &Event) {
        match event {
            Event::Layout(layout) => self.layout = layout.clone(),
            Event::Resized { .. } => self.layout = Layout::default(),
            Event::Name(name) => self.name.clone_from(name),
            Event::Cursor(cursor) => self.cursor = cursor.as_ref().map(cursor_for_server),
            Event::Led(bits) => {
                let bit = |n: u8| bits & (1 << n) != 0;
                self.leds = Some(Leds { scroll: bit(0), num: bit(1), caps: bit(2) });
            }
            Event::Screen { state, .. } => self.state = *state,
            _ => {}
        }
    }

    /// Sends what its viewer says: all of it if it leads, otherwise only the clipboard's text.
    fn speak(&mut self, to_agent: &mut Vec<u8>) {
        let said = self.viewer.output();
        if self.leads {
            to_agent.extend_from_slice(&said);
            return;
        }
        let mut rest = &said[..];
        while let Ok(Some((message, length))) = ClientMessage::read(rest) {
            let text = matches!(message, ClientMessage::CutText(_) | ClientMessage::ExtendedCutText { .. });
            if text && self.offers {
                to_agent.extend_from_slice(&rest[..length]);
            }
            rest = &rest[length..];
        }
    }

    /// From now on it speaks for itself, in its own encodings; it begins paused.
    pub fn lead(&mut self, to_agent: &mut Vec<u8>) {
        self.leads = true;
        // Says the encodings again.
        self.viewer.set_quality(Quality::Lossless);
        self.viewer.set_quality(Quality::Auto);
        // Whatever the last viewer has switched on or off, this ends in the state that it takes for
        // true.
        self.viewer.pause(true);
        self.begins = true;
        self.speak(to_agent);
    }

    /// Whether updates are asked for; only where it leads.
    pub fn pause(&mut self, paused: bool, to_agent: &mut Vec<u8>) {
        if !self.leads {
            return;
        }
        self.viewer.pause(paused);
        if !paused && std::mem::take(&mut self.begins) {
            self.viewer.request_full();
        }
        self.speak(to_agent);
    }

    /// Whether the agent's texts are of interest.
    pub fn listen(&mut self, wanted: bool) {
        self.viewer.ignore_clipboard(!wanted && !self.offers);
    }

    /// Puts text into the agent's clipboard.
    pub fn cut_text(&mut self, text: &str, to_agent: &mut Vec<u8>) {
        self.say(to_agent, |viewer| viewer.cut_text(text));
    }

    /// Asks for the agent's clipboard; `false` when the agent cannot be asked.
    pub fn request_clipboard(&mut self, to_agent: &mut Vec<u8>) -> bool {
        self.say(to_agent, Viewer::request_clipboard)
    }

    /// Asks for another size; `false` when the agent cannot be asked.
    pub fn resize(&mut self, width: u16, height: u16, layout: Layout, to_agent: &mut Vec<u8>) -> bool {
        self.speak(to_agent);
        let can = self.viewer.set_desktop_size(width, height, layout);
        to_agent.extend_from_slice(&self.viewer.output());
        can
    }

    fn say(&mut self, to_agent: &mut Vec<u8>, say: impl FnOnce(&mut Viewer) -> bool) -> bool {
        self.offers = true;
        // The agent may ask for the text.
        self.viewer.ignore_clipboard(false);
        let said = say(&mut self.viewer);
        self.speak(to_agent);
        said
    }
}

/// A handshake without a password that leads to this desktop.
fn handshake(desktop: &Desktop, format: PixelFormat) -> Vec<u8> {
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    bytes.put_u16(desktop.width);
    bytes.put_u16(desktop.height);
    format.write(&mut bytes);
    bytes.put_u32(desktop.name.len() as u32);
    bytes.extend_from_slice(desktop.name.as_bytes());
    bytes
}

/// Colours multiplied by alpha, as the server wants them.
fn cursor_for_server(cursor: &crate::viewer::Cursor) -> server::Cursor {
    let pixel = |rgba: &[u8]| {
        let alpha = u32::from(rgba[3]);
        let by_alpha = |colour: u8| (u32::from(colour) * alpha + 127) / 255;
        alpha << 24 | by_alpha(rgba[0]) << 16 | by_alpha(rgba[1]) << 8 | by_alpha(rgba[2])
    };
    server::Cursor {
        width: cursor.width,
        height: cursor.height,
        hot_x: cursor.hot_x,
        hot_y: cursor.hot_y,
        pixels: cursor.rgba.chunks_exact(4).map(pixel).collect(),
    }
}
