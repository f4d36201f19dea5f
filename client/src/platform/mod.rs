//! What the operating system gives, one trait for each noun: [`Screen`], [`Input`], [`Clipboard`].
//! One folder for each system implements them; nothing outside this folder asks which one it is.
//!
//! All of them wait (a display server answers, a monitor is read), so each is used on a thread that
//! may. None of them knows about permissions: that is for [`crate::hands`] and [`crate::session`].

mod choose;
#[cfg(target_os = "linux")]
mod x11;

#[cfg(not(target_os = "linux"))]
mod desktop;

use std::time::Duration;

use farhand_rfb::Rect;
use farhand_rfb::message::{Layout, ScreenState};
use farhand_rfb::server::{Cursor, Leds};

use crate::screen::Frame;

pub use choose::{PLATFORM, Place, Signal, on_its_display};
#[cfg(target_os = "linux")]
pub(crate) use x11::{Display, main_monitor};

/// Why the operating system does not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no display to connect to.
    #[error("there is no display: {0}")]
    NoDisplay(String),
    /// The display is of a kind that cannot be captured here.
    #[error("this display cannot be used: {0}")]
    Unsupported(&'static str),
    /// The display was there and is gone.
    #[error("the display is gone: {0}")]
    Lost(String),
}

/// The size of all that can be seen, and the monitors on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desktop {
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// The monitors, the main one first.
    pub monitors: Layout,
}

/// What has happened on the screen since it was asked last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// Pixels have changed; [`Screen::grab`] tells where.
    pub damaged: bool,
    /// The size, the monitors, or their rotation; ask [`Screen::desktop`].
    pub desktop: bool,
    /// The pointer looks different; ask [`Screen::cursor`].
    pub cursor: bool,
    /// The pointer was moved; ask [`Screen::pointer`].
    pub pointer: bool,
    /// The keyboard's lamps; ask [`Screen::leds`].
    pub leds: bool,
    /// Whether the picture tells the truth; ask [`Screen::state`].
    pub state: bool,
}

impl Happened {
    /// Everything may be new: somebody begins to watch.
    pub const ALL: Self =
        Self { damaged: true, desktop: true, cursor: true, pointer: true, leds: true, state: true };

    /// Adds what else has happened.
    pub fn add(&mut self, other: Self) {
        self.damaged |= other.damaged;
        self.desktop |= other.desktop;
        self.cursor |= other.cursor;
        self.pointer |= other.pointer;
        self.leds |= other.leds;
        self.state |= other.state;
    }
}

/// The screen, as something to look at. It costs nothing while nobody watches.
pub trait Screen {
    /// Begins or ends to report what happens.
    ///
    /// # Errors
    /// When the display is gone.
    fn watch(&mut self, on: bool) -> Result<(), Error>;

    /// Waits until something has happened, until the [`Waker`] is used, or so long.
    ///
    /// # Errors
    /// When the display is gone.
    fn wait(&mut self, at_most: Option<Duration>) -> Result<Happened, Error>;

    /// How large it is now.
    ///
    /// # Errors
    /// When the display is gone.
    fn desktop(&mut self) -> Result<Desktop, Error>;

    /// Fetches the pixels that have changed since the last time, or all of them, into the frame,
    /// and says which they are. The frame has the size of [`Screen::desktop`]; when the screen has
    /// another one by now, nothing is fetched.
    ///
    /// # Errors
    /// When the display is gone.
    fn grab(&mut self, all: bool, frame: &Frame) -> Result<Vec<Rect>, Error>;

    /// What the pointer looks like; `None` while it is hidden.
    ///
    /// # Errors
    /// When the display is gone.
    fn cursor(&mut self) -> Result<Option<Cursor>, Error>;

    /// Where the pointer is.
    ///
    /// # Errors
    /// When the display is gone.
    fn pointer(&mut self) -> Result<(u16, u16), Error>;

    /// The keyboard's lamps.
    ///
    /// # Errors
    /// When the display is gone.
    fn leds(&mut self) -> Result<Leds, Error>;

    /// Whether the picture tells the truth, as far as the system says.
    fn state(&mut self) -> ScreenState;
}

/// Ends [`Screen::wait`] or [`Clipboard::wait`] from another thread.
pub trait Waker: Send + Sync {
    /// Does.
    fn wake(&self);
}

/// Pointer and keys, as something to use. What is pressed is remembered, so that it can be let go.
pub trait Input: Send {
    /// How long to wait before this key is pressed: a key of the keyboard has to stand for a character
    /// that is on none, and all of them still mean something else to programs that are behind. Whoever
    /// asks waits, not this: withdrawing must not wait for it.
    ///
    /// # Errors
    /// When the display is gone.
    fn ready_in(&mut self, _keysym: u32, _scancode: Option<u32>) -> Result<Duration, Error> {
        Ok(Duration::ZERO)
    }

    /// A key, by its position where that is known, else by what it means. Pressing a key that is
    /// held, or letting go of one that is not, does nothing.
    ///
    /// # Errors
    /// When the display is gone.
    fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>) -> Result<(), Error>;

    /// The pointer goes here with these buttons (bits as in RFB's pointer event).
    ///
    /// # Errors
    /// When the display is gone.
    fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error>;

    /// Lets go of every key and button that was pressed here.
    ///
    /// # Errors
    /// When the display is gone.
    fn release(&mut self) -> Result<(), Error>;
}

/// The clipboard, for texts.
pub trait Clipboard {
    /// Waits until another program has put something into it (true), until the [`Waker`] is used, or
    /// so long. Other programs get what was written while this waits.
    ///
    /// # Errors
    /// When the display is gone.
    fn wait(&mut self, at_most: Option<Duration>) -> Result<bool, Error>;

    /// What is in it, if that is a text. Lines end with `\n`.
    ///
    /// # Errors
    /// When the display is gone.
    fn read(&mut self) -> Result<Option<String>, Error>;

    /// Puts a text into it.
    ///
    /// # Errors
    /// When the display is gone.
    fn write(&mut self, text: &str) -> Result<(), Error>;
}
