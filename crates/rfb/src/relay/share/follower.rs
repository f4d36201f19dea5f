//! The hub's own viewer of the agent. While another viewer is spliced it only listens: it decodes
//! what the agent sends, and nothing that it would say is sent. Once it has taken over, it asks for
//! updates itself.

use crate::error::Error;
use crate::framebuffer::Framebuffer;
use crate::message::{ClientMessage, Layout, ScreenState};
use crate::pixel::PixelFormat;
use crate::relay::Desktop;
use crate::server::{self, Leds};
use crate::viewer::{Config, Event, Pixels, Quality, Viewer};
use crate::wire::Put;

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
    pub unread: Vec<u8>,
    /// Whether it speaks for itself.
    leads: bool,
    /// Whether all pixels are to be asked for, once anybody watches.
    begins: bool,
    /// Whether the clipboard's text that the agent may ask for is its.
    offers: bool,
}

impl Follower {
    /// Begins after another viewer's handshake: hears one that leads to the same desktop.
    pub fn begin(desktop: &Desktop, format: PixelFormat) -> Result<Self, Error> {
        let config = Config { pixels: Pixels::Server, ..Config::default() };
        let mut follower = Self {
            viewer: Viewer::new(config),
            picture: Framebuffer::default(),
            format,
            name: desktop.name.clone(),
            layout: Layout::default(),
            cursor: None,
            leds: None,
            state: ScreenState::default(),
            unread: handshake(desktop, format),
            leads: false,
            begins: false,
            offers: false,
        };
        follower.read(&mut Vec::new())?;
        Ok(follower)
    }

    /// Decodes what is unread; answers what happened.
    pub fn read(&mut self, to_agent: &mut Vec<u8>) -> Result<Vec<Event>, Error> {
        let unread = std::mem::take(&mut self.unread);
        let result = self.viewer.receive(&unread, &mut self.picture);
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

    /// Puts text into the agent's clipboard.
    pub fn cut_text(&mut self, text: &str, to_agent: &mut Vec<u8>) {
        self.say(to_agent, |viewer| viewer.cut_text(text));
    }

    /// Asks for the agent's clipboard.
    pub fn request_clipboard(&mut self, to_agent: &mut Vec<u8>) {
        self.say(to_agent, Viewer::request_clipboard);
    }

    /// Asks for another size; `false` when the agent cannot be asked.
    pub fn resize(&mut self, width: u16, height: u16, layout: Layout, to_agent: &mut Vec<u8>) -> bool {
        self.speak(to_agent);
        let can = self.viewer.set_desktop_size(width, height, layout);
        to_agent.extend_from_slice(&self.viewer.output());
        can
    }

    fn say(&mut self, to_agent: &mut Vec<u8>, say: impl FnOnce(&mut Viewer) -> bool) {
        self.offers = true;
        say(&mut self.viewer);
        self.speak(to_agent);
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
