//! The device's end: a screen, as damage, becomes bytes for one viewer.
//!
//! [`Server`] takes the viewer's bytes ([`Server::receive`]) and says what they mean
//! ([`Server::poll_event`]); it is told what happens on the screen ([`Server::damage`],
//! [`Server::scrolled`], [`Server::resize`] …) and encodes the picture when the viewer can take it
//! ([`Server::update`]). Nothing queues: damage adds up while the viewer is busy, and an update
//! shows the picture as it is when it is made. Time comes in with the calls, as the duration since
//! any moment that the caller chose.
//!
//! ```text
//! loop {
//!     bytes from the viewer  -> receive, then poll_event until None
//!     screen changed         -> damage(rect, now)
//!     both, and at wakes_at  -> if the transport is empty: update(picture, now)
//!     take_output            -> to the viewer
//! }
//! ```
//!
//! One concern, one file: `region` (where), `activity` (how much it moves), `choose` (how it is
//! sent), `pace` (when), `encode` (the bytes), `clipboard`, `handshake`, `announce` (all that is
//! not pixels).

mod activity;
mod announce;
mod asked;
mod choose;
mod clipboard;
mod conversation;
mod cursor;
mod damage;
mod encode;
mod event;
mod fingerprint;
mod handshake;
mod motion;
mod pace;
mod picture;
mod rate;
pub mod region;
mod update;
mod wants;

use std::collections::VecDeque;
use std::time::Duration;

pub use announce::Leds;
pub use cursor::Cursor;
pub use event::Event;
pub use motion::MotionEncoder;
pub use picture::Picture;
pub use region::Region;
pub use update::UpdateInfo;
pub use wants::{Exact, Wants};

use activity::Activity;
use announce::{Desk, Resized};
use asked::Viewer;
use clipboard::Clipboard;
use damage::Damage;
use encode::Encoders;
use fingerprint::Fingerprints;
use handshake::Handshake;
use motion::Motion;
use pace::Pace;

use crate::encoding::Encoding;
use crate::error::Error;
use crate::limits;
use crate::message::{Layout, ScreenState};
use crate::rect::Rect;

/// `Bell` (RFC 6143, section 7.6.3).
const BELL: u8 = 2;

/// What a server begins with.
#[derive(Clone, Debug)]
pub struct Config {
    /// The desktop's name, as viewers show it.
    pub name: String,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// The screens; empty stands for one that is as large as the framebuffer.
    pub layout: Layout,
    /// [`crate::message::state::abilities`] that a Farhand viewer is told of.
    pub abilities: u16,
    /// Updates in a second, at most.
    pub frames_per_second: u32,
}

/// One viewer's connection, seen from the device.
pub struct Server {
    received: Vec<u8>,
    output: Vec<u8>,
    events: VecDeque<Event>,
    handshake: Handshake,
    desk: Desk,
    viewer: Viewer,
    damage: Damage,
    prints: Fingerprints,
    activity: Activity,
    encoders: Encoders,
    motion: Motion,
    pace: Pace,
    clipboard: Clipboard,
    frame: u32,
}

impl Server {
    /// A server that has greeted its viewer: there is output from the beginning.
    ///
    /// # Errors
    /// [`Error::Size`] when the size is beyond [`crate::limits`].
    pub fn new(config: Config) -> Result<Self, Error> {
        let Config { name, width, height, layout, abilities, frames_per_second } = config;
        check_size(width, height)?;
        let mut output = Vec::new();
        let mut desk = Desk { abilities, ..Desk::default() };
        desk.call(&name);
        desk.arrange(width, height, layout);
        let bounds = desk.size;
        Ok(Self {
            received: Vec::new(),
            events: VecDeque::new(),
            handshake: Handshake::begin(&mut output),
            output,
            desk,
            viewer: Viewer::default(),
            damage: Damage::new(bounds),
            prints: Fingerprints::new(bounds),
            activity: Activity::new(bounds),
            encoders: Encoders::default(),
            motion: Motion::default(),
            pace: Pace::new(frames_per_second),
            clipboard: Clipboard::default(),
            frame: 0,
        })
    }

    /// Takes bytes from the viewer, cut anywhere. Poll the events and take the output afterwards.
    ///
    /// # Errors
    /// When the bytes are not what a viewer says; the connection is of no use then.
    pub fn receive(&mut self, bytes: &[u8], now: Duration) -> Result<(), Error> {
        let mut received = std::mem::take(&mut self.received);
        received.extend_from_slice(bytes);
        let read = self.read(&received, now)?;
        received.drain(..read);
        self.received = received;
        Ok(())
    }

    /// What the viewer said, in order.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The bytes for the viewer since the last call; all of them must reach it, in order.
    #[must_use]
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// What the viewer understands and wants.
    #[must_use]
    pub fn wants(&self) -> &Wants {
        &self.viewer.wants
    }

    /// Lends a video encoder (or takes it away). Without one, motion is sent as stills.
    pub fn set_motion_encoder(&mut self, encoder: Option<Box<dyn MotionEncoder + Send>>) {
        self.motion.lend(encoder);
    }

    /// These pixels have changed (or may have). What lies outside the framebuffer is ignored.
    pub fn damage(&mut self, rect: Rect, now: Duration) {
        let rect = self.damage.add(rect);
        self.activity.tell(rect, now);
    }

    /// The pixels of `to` are those that were at (`from_x`, `from_y`) before: a window was moved, a
    /// page scrolled. A hint that saves bytes; what was uncovered has to be told as damage.
    pub fn scrolled(&mut self, from_x: u16, from_y: u16, to: Rect, now: Duration) {
        let copies = self.viewer.wants.takes(Encoding::COPY_RECT);
        if !self.damage.copy((from_x, from_y), to, copies) {
            self.activity.tell(to.intersection(self.desk.size), now);
        }
    }

    /// The screen has another size or other screens now. Everything counts as damaged. Also the
    /// answer to [`Event::SetDesktopSize`], where that is granted.
    ///
    /// # Errors
    /// [`Error::Size`] when the size is beyond [`crate::limits`].
    pub fn resize(&mut self, width: u16, height: u16, layout: Layout) -> Result<(), Error> {
        check_size(width, height)?;
        self.desk.arrange(width, height, layout);
        let asked = std::mem::take(&mut self.viewer.resizing);
        self.desk.news.size = Some(if asked { Resized::ByViewer } else { Resized::ByDevice });
        self.damage = Damage::new(self.desk.size);
        self.prints = Fingerprints::new(self.desk.size);
        self.activity = Activity::new(self.desk.size);
        self.motion.end();
        Ok(())
    }

    /// The answer to [`Event::SetDesktopSize`] where the size stays as it is.
    pub fn refuse_desktop_size(&mut self) {
        let asked = std::mem::take(&mut self.viewer.resizing);
        if asked && self.viewer.size == self.desk.size {
            self.desk.news.size = Some(Resized::Refused(1));
        }
    }

    /// The pointer looks like this; `None` hides it. Where [`Wants::cursor`] is false, the caller
    /// paints it into the picture instead.
    pub fn set_cursor(&mut self, cursor: Option<Cursor>) {
        let possible = |cursor: &Cursor| cursor.is_possible();
        self.desk.cursor = cursor.filter(possible);
        self.desk.news.cursor = true;
    }

    /// The pointer was moved by someone else than this viewer.
    pub fn set_pointer(&mut self, x: u16, y: u16) {
        self.desk.pointer = Some((x, y));
        self.desk.news.pointer = true;
    }

    /// Whether the picture tells the truth; for Farhand's viewers.
    pub fn set_state(&mut self, state: ScreenState) {
        self.desk.news.state |= self.desk.state != state;
        self.desk.state = state;
    }

    /// Another name of the desktop.
    pub fn set_name(&mut self, name: &str) {
        self.desk.call(name);
        self.desk.news.name = true;
    }

    /// The keyboard's lamps.
    pub fn set_leds(&mut self, leds: Leds) {
        self.desk.news.leds |= self.desk.leds != Some(leds);
        self.desk.leds = Some(leds);
    }

    /// Rings.
    pub fn bell(&mut self) {
        if self.handshake == Handshake::Done {
            self.output.push(BELL);
        }
    }

    /// The device's clipboard holds this text: it goes to the viewer, at once or when it is asked for
    /// (the viewer's extended clipboard decides). Also the answer to [`Event::ClipboardRequested`].
    pub fn cut_text(&mut self, text: &str) {
        if self.handshake == Handshake::Done {
            self.clipboard.hold(text, &mut self.output);
        }
    }

    /// The device's clipboard holds text that is read only when the viewer asks
    /// ([`Event::ClipboardRequested`]). False where the viewer cannot ask: use
    /// [`Server::cut_text`] then.
    pub fn offer_text(&mut self) -> bool {
        self.clipboard.offer(&mut self.output)
    }

    /// The text that the viewer was told of is not for it any more.
    pub fn forget_text(&mut self) {
        self.clipboard.forget();
    }

    /// Asks for the text that [`Event::ClipboardOffered`] spoke of; it comes as [`Event::CutText`].
    pub fn request_text(&mut self) {
        self.clipboard.request(&mut self.output);
    }

    /// Sends what has changed, if the viewer wants it, can take it and there is something to send.
    /// Call it when something was damaged, after [`Server::receive`], and at
    /// [`Server::wakes_at`], and only when the transport has sent what was there before: a waiting
    /// update is newer for it. A picture of another size than the server's is not sent.
    pub fn update(&mut self, picture: Picture<'_>, now: Duration) -> Option<UpdateInfo> {
        self.make_update(picture, now)
    }

    /// When [`Server::update`] will have something to do although nothing else happens: the next
    /// frame is due, or a lossy part has rested and wants to be made exact. `None`: not by itself.
    #[must_use]
    pub fn wakes_at(&self) -> Option<Duration> {
        self.next_wake()
    }

    /// The viewer has nothing of this part any more.
    fn forget(&mut self, rect: Rect) {
        self.damage.forget(rect);
        self.prints.forget(rect);
        self.motion.restart();
    }
}

fn check_size(width: u16, height: u16) -> Result<(), Error> {
    let bounds = Rect::sized(width, height);
    let possible =
        !bounds.is_empty() && width.max(height) <= limits::SIDE && bounds.area() <= limits::PIXELS as usize;
    if possible { Ok(()) } else { Err(Error::Size { width: width.into(), height: height.into() }) }
}
