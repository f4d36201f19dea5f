//! A viewer that the hub serves from its own picture, at that viewer's own pace.

use std::time::Duration;

use super::follower::Follower;
use crate::error::Error;
use crate::message::ClientMessage;
use crate::relay::Allowed;
use crate::relay::up::Held;
use crate::server::{Config, Event, Picture, Server};
use crate::viewer;

/// Updates in a second, at most.
const FRAMES_PER_SECOND: u32 = 60;

/// A viewer that the hub serves.
pub(super) struct Served {
    server: Server,
    allowed: Allowed,
    held: Held,
    slow: bool,
    /// Whether it has asked for the agent's text and has not got it.
    asked_for_text: bool,
    /// What is to be said of the agent's clipboard once the viewer has caught up: the newest counts.
    copied: Option<Copied>,
}

/// News of the agent's clipboard.
enum Copied {
    Text(String),
    Offer,
}

impl Served {
    /// Greets the viewer, with everything that is known of the desktop.
    pub fn begin(allowed: Allowed, follower: &Follower) -> Result<Self, Error> {
        let mut server = Server::new(Config {
            name: follower.name.clone(),
            width: follower.picture.width(),
            height: follower.picture.height(),
            layout: follower.layout.clone(),
            abilities: 0,
            frames_per_second: FRAMES_PER_SECOND,
        })?;
        server.set_cursor(follower.cursor.clone());
        server.set_state(follower.state);
        follower.leds.into_iter().for_each(|leds| server.set_leds(leds));
        Ok(Self { server, allowed, held: Held::default(), slow: false, asked_for_text: false, copied: None })
    }

    /// The bytes for the viewer since the last call.
    pub fn take_output(&mut self) -> Vec<u8> {
        self.server.take_output()
    }

    /// Whether it looks and keeps up.
    pub fn watches(&self) -> bool {
        self.allowed.view && !self.slow
    }

    pub fn set_slow(&mut self, slow: bool) {
        self.slow = slow;
        self.tell_copied();
    }

    /// Whether the agent's texts are of interest to it.
    pub fn wants_texts(&self) -> bool {
        self.allowed.gets_texts() || self.asked_for_text
    }

    pub fn allow(&mut self, allowed: Allowed, to_agent: &mut Vec<u8>) {
        self.allowed = allowed;
        if !allowed.input() {
            self.held.release(to_agent);
            self.asked_for_text = false;
        }
        if !allowed.gets_texts() {
            self.copied = None;
            self.server.forget_text();
        }
    }

    pub fn release(&mut self, to_agent: &mut Vec<u8>) {
        self.held.release(to_agent);
    }

    /// Sends what has changed, if the viewer may look and can take it.
    pub fn update(&mut self, follower: &Follower, now: Duration) {
        if self.watches() {
            self.server.update(Picture::from(&follower.picture), now);
        }
    }

    pub fn wakes_at(&self) -> Option<Duration> {
        self.server.wakes_at().filter(|_| self.watches())
    }

    /// What the viewer says; only what is allowed goes to the agent.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        now: Duration,
        follower: &mut Follower,
        to_agent: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.server.receive(bytes, now)?;
        while let Some(event) = self.server.poll_event() {
            self.heard(event, follower, to_agent);
        }
        Ok(())
    }

    fn heard(&mut self, event: Event, follower: &mut Follower, to_agent: &mut Vec<u8>) {
        let (input, gives) = (self.allowed.input(), self.allowed.gives_texts());
        match event {
            Event::Key { down, keysym, scancode } if input => {
                let scancode = scancode.filter(|_| follower.viewer.takes_scancodes());
                self.key(down, keysym, scancode, to_agent);
            }
            Event::Pointer { buttons, x, y } if input => {
                self.held.pointer(buttons, x, y);
                ClientMessage::Pointer { buttons, x, y }.write(to_agent);
            }
            Event::CutText(text) if gives => follower.cut_text(&text, to_agent),
            Event::ClipboardOffered if gives => self.server.request_text(),
            Event::ClipboardRequested if self.allowed.asks_for_text() => {
                self.asked_for_text |= follower.request_clipboard(to_agent);
            }
            Event::SetDesktopSize { width, height, layout } => {
                let asked = input && follower.resize(width, height, layout, to_agent);
                if !asked {
                    self.server.refuse_desktop_size();
                }
            }
            _ => {}
        }
    }

    fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>, to_agent: &mut Vec<u8>) {
        let passes = match scancode {
            Some(scancode) => self.held.scancode(down, keysym, scancode),
            None => keysym != 0 && self.held.keysym(down, keysym),
        };
        if passes {
            match scancode {
                Some(scancode) => ClientMessage::QemuKey { down, keysym, scancode }.write(to_agent),
                None => ClientMessage::Key { down, keysym }.write(to_agent),
            }
        }
    }

    /// Something has happened at the agent.
    pub fn tell(&mut self, event: &viewer::Event, follower: &Follower, now: Duration) -> Result<(), Error> {
        match event {
            viewer::Event::Damaged(rect) => self.server.damage(*rect, now),
            viewer::Event::Resized { width, height } => {
                self.server.resize(*width, *height, follower.layout.clone())?;
            }
            viewer::Event::ResizeRefused(_) => self.server.refuse_desktop_size(),
            viewer::Event::Name(name) => self.server.set_name(name),
            viewer::Event::Cursor(_) => self.server.set_cursor(follower.cursor.clone()),
            viewer::Event::CursorMoved { x, y } => self.server.set_pointer(*x, *y),
            viewer::Event::Led(_) => follower.leds.into_iter().for_each(|leds| self.server.set_leds(leds)),
            viewer::Event::Screen { state, .. } => self.server.set_state(*state),
            viewer::Event::Bell if self.watches() => self.server.bell(),
            viewer::Event::CutText(text) if self.wants_texts() => {
                self.asked_for_text = false;
                self.copied = Some(Copied::Text(text.clone()));
            }
            viewer::Event::ClipboardOffer if self.allowed.gets_texts() => self.copied = Some(Copied::Offer),
            _ => {}
        }
        self.tell_copied();
        Ok(())
    }

    /// Tells news of the clipboard, unless the viewer is slow: they may be large, and only the newest
    /// counts.
    fn tell_copied(&mut self) {
        match self.copied.take_if(|_| !self.slow) {
            Some(Copied::Text(text)) => self.server.cut_text(&text),
            Some(Copied::Offer) => _ = self.server.offer_text(),
            None => {}
        }
    }
}
