//! Watches one place of a display for its colour. The X server says by XDamage when something was
//! drawn, so that looking takes next to nothing from what is measured.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::damage::{self, ConnectionExt as _, Damage, ReportLevel};
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT as BUTTON_PRESS, BUTTON_RELEASE_EVENT as BUTTON_RELEASE, ConnectionExt as _,
    ImageFormat, InputFocus, KEY_PRESS_EVENT as KEY_PRESS, KEY_RELEASE_EVENT as KEY_RELEASE,
    MOTION_NOTIFY_EVENT as MOTION, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::{DefaultStream, RustConnection};
use x11rb::wrapper::ConnectionExt as _;

/// Looks at a display.
pub struct Eye {
    connection: RustConnection,
    root: Window,
    size: (u16, u16),
    damage: Damage,
}

/// Where a colour begins, and how wide and high it is.
type Found = ((i16, i16), (u16, u16));

impl Eye {
    /// Looks at the display of this name (":7").
    pub fn open(display: &str) -> Result<Self> {
        let (connection, screen) =
            x11rb::connect(Some(display)).with_context(|| format!("display {display}"))?;
        let screen = &connection.setup().roots[screen];
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        connection.extension_information(damage::X11_EXTENSION_NAME)?.context("XDamage is missing")?;
        connection.damage_query_version(1, 1)?.reply()?;
        let damage = connection.generate_id()?;
        connection.damage_create(damage, root, ReportLevel::NON_EMPTY)?.check()?;
        Ok(Self { connection, root, size, damage })
    }

    /// The colour of a place now.
    pub fn colour(&self, place: (i16, i16)) -> Result<u32> {
        Ok(self.pixels(place, (1, 1))?[0])
    }

    fn pixels(&self, (x, y): (i16, i16), (width, height): (u16, u16)) -> Result<Vec<u32>> {
        let wanted =
            self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, u32::MAX)?;
        let data = wanted.reply()?.data;
        let pixels = data.chunks_exact(4).map(|p| u32::from_le_bytes([p[0], p[1], p[2], 0]));
        Ok(pixels.collect())
    }

    /// From now on a change counts.
    pub fn blink(&self) -> Result<()> {
        while self.connection.poll_for_event()?.is_some() {}
        self.connection.damage_subtract(self.damage, x11rb::NONE, x11rb::NONE)?;
        Ok(self.connection.flush()?)
    }

    /// Waits until something was drawn anywhere since the last [`Self::blink`], or until `end`.
    pub fn change(&self, end: Instant) -> Result<()> {
        while self.connection.poll_for_event()?.is_none() {
            if Instant::now() >= end {
                break;
            }
            wait_readable(self.connection.stream(), end)?;
        }
        Ok(())
    }

    /// When a place has a colour that `wanted` accepts; none after `limit`.
    pub fn until(
        &self,
        place: (i16, i16),
        limit: Duration,
        mut wanted: impl FnMut(u32) -> bool,
    ) -> Result<Option<Instant>> {
        let end = Instant::now() + limit;
        loop {
            self.blink()?;
            if wanted(self.colour(place)?) {
                return Ok(Some(Instant::now()));
            }
            if Instant::now() >= end {
                return Ok(None);
            }
            self.change(end)?;
        }
    }

    /// Where a colour is: the upper left corner of all pixels that have it, and how many columns and
    /// rows lie between the outermost ones.
    pub fn find(&self, colour: u32, limit: Duration) -> Result<((i16, i16), (u16, u16))> {
        let end = Instant::now() + limit;
        loop {
            if let Some(found) = self.found(colour)? {
                return Ok(found);
            }
            ensure!(Instant::now() < end, "the viewer does not show the picture");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn found(&self, colour: u32) -> Result<Option<Found>> {
        let pixels = self.pixels((0, 0), self.size)?;
        let width = usize::from(self.size.0);
        let places = pixels
            .iter()
            .enumerate()
            .filter(|(_, pixel)| **pixel == colour)
            .map(|(at, _)| (at % width, at / width));
        let mut bounds: Option<[usize; 4]> = None;
        for (x, y) in places {
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
        }
        let Some([left, top, right, bottom]) = bounds else { return Ok(None) };
        let size = (u16::try_from(right - left + 1)?, u16::try_from(bottom - top + 1)?);
        Ok(Some(((i16::try_from(left)?, i16::try_from(top)?), size)))
    }

    /// All pixels of a part of the display.
    pub fn picture(&self, place: (i16, i16), size: (u16, u16)) -> Result<Vec<u32>> {
        self.pixels(place, size)
    }

    /// Puts the pointer on a place and presses the first button there; the window that is there gets
    /// the keys.
    pub fn click(&self, (x, y): (i16, i16)) -> Result<()> {
        self.fake(MOTION, 0, (x, y))?;
        let window = self.connection.query_pointer(self.root)?.reply()?.child;
        self.connection.set_input_focus(InputFocus::POINTER_ROOT, window, x11rb::CURRENT_TIME)?.check()?;
        std::thread::sleep(Duration::from_millis(300));
        self.fake(BUTTON_PRESS, 1, (0, 0))?;
        std::thread::sleep(Duration::from_millis(30));
        self.fake(BUTTON_RELEASE, 1, (0, 0))
    }

    /// Presses and lets go a key of the keyboard; answers when it was pressed.
    pub fn press(&self, key: u8) -> Result<Instant> {
        let pressed = Instant::now();
        self.fake(KEY_PRESS, key, (0, 0))?;
        self.fake(KEY_RELEASE, key, (0, 0))?;
        Ok(pressed)
    }

    fn fake(&self, kind: u8, detail: u8, (x, y): (i16, i16)) -> Result<()> {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0)?;
        Ok(self.connection.sync()?)
    }
}

/// Waits until a connection has something to read, at most until `end`; may return early.
pub fn wait_readable(stream: &DefaultStream, end: Instant) -> Result<()> {
    let left = end.saturating_duration_since(Instant::now()).min(Duration::from_millis(900));
    let timeout = Timespec { tv_sec: 0, tv_nsec: left.subsec_nanos().into() };
    poll(&mut [PollFd::new(stream, PollFlags::IN)], Some(&timeout))?;
    Ok(())
}
