//! Linux with an X server, in `x11rb`: no C library is called.
//!
//! The screen, the input and the clipboard each have a connection of their own, so that none of
//! them waits for another.

mod clipboard;
mod desktop;
mod grab;
mod image;
mod input;
mod keymap;
mod region;
mod scancode;
mod screen;
mod signal;

use std::sync::Arc;

use farhand_rfb::Rect;
use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{ImageOrder, Screen as Root};
use x11rb::rust_connection::RustConnection;

use super::Error;

pub use signal::Signal;

/// Windows open on the display that the environment names, and no program can change its own
/// environment safely: it takes its own place, with another one.
pub fn windows_on(name: &str) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    if std::env::var_os("DISPLAY").is_some_and(|now| now == name) {
        return Ok(());
    }
    let arguments = std::env::args_os().skip(1);
    Err(std::process::Command::new(std::env::current_exe()?).args(arguments).env("DISPLAY", name).exec())
}

/// The screen.
pub fn screen(name: Option<&str>, signal: Arc<Signal>) -> Result<screen::X11Screen, Error> {
    screen::X11Screen::connect(name, signal)
}

/// Pointer and keys.
pub fn input(name: Option<&str>) -> Result<input::X11Input, Error> {
    input::X11Input::connect(name)
}

/// The clipboard.
pub fn clipboard(name: Option<&str>, signal: Arc<Signal>) -> Result<clipboard::X11Clipboard, Error> {
    clipboard::X11Clipboard::connect(name, signal)
}

/// A connection to an X server, and the screen that it is about.
pub struct Display {
    connection: RustConnection,
    root: Root,
}

impl Display {
    /// Connects to this display, or to the one that the environment names.
    ///
    /// # Errors
    /// When there is none.
    pub fn connect(name: Option<&str>) -> Result<Self, Error> {
        let named = name.map(str::to_owned).or_else(|| std::env::var("DISPLAY").ok());
        if !named.as_deref().is_some_and(has_port) {
            return Err(Error::NoDisplay("no X display is named".into()));
        }
        let (connection, number) = x11rb::connect(name)?;
        let root = connection.setup().roots.get(number).cloned();
        let root = root.ok_or(Error::Unsupported("it has no screen of that number"))?;
        Ok(Self { connection, root })
    }

    /// The connection and the screen, apart.
    pub fn parts(self) -> (RustConnection, Root) {
        (self.connection, self.root)
    }

    /// Whether its pixels are such as everything here takes: 32 bits, red above green above blue,
    /// in this machine's byte order.
    fn check_pixels(&self) -> Result<(), Error> {
        let setup = self.connection.setup();
        let order =
            if cfg!(target_endian = "little") { ImageOrder::LSB_FIRST } else { ImageOrder::MSB_FIRST };
        let format = setup.pixmap_formats.iter().find(|format| format.depth == self.root.root_depth);
        let visuals = self.root.allowed_depths.iter().flat_map(|depth| &depth.visuals);
        let visual = visuals.into_iter().find(|visual| visual.visual_id == self.root.root_visual);
        let colours = visual.map(|visual| (visual.red_mask, visual.green_mask, visual.blue_mask));
        let usual = format.is_some_and(|format| format.bits_per_pixel == 32)
            && colours == Some((0x00ff_0000, 0x0000_ff00, 0x0000_00ff))
            && setup.image_byte_order == order;
        if usual { Ok(()) } else { Err(Error::Unsupported("its pixels are not of the usual 24 bits")) }
    }
}

/// Whether a display's number is one: it stands for the port so many above 6000, which x11rb adds up
/// without looking.
fn has_port(name: &str) -> bool {
    let number = name.rsplit_once(':').map(|(_, number)| number.split('.').next().unwrap_or_default());
    number
        .and_then(|number| number.parse::<u16>().ok())
        .is_some_and(|number| number.checked_add(6000).is_some())
}

/// Where the main monitor is.
pub fn main_monitor(connection: &RustConnection, root: u32) -> Result<Rect, Error> {
    let desktop = desktop::read(connection, root)?;
    let whole = Rect::sized(desktop.width, desktop.height);
    Ok(desktop.monitors.0.first().map_or(whole, |screen| screen.rect))
}

impl From<ConnectError> for Error {
    fn from(error: ConnectError) -> Self {
        Self::NoDisplay(error.to_string())
    }
}

impl From<ConnectionError> for Error {
    fn from(error: ConnectionError) -> Self {
        Self::Lost(error.to_string())
    }
}

impl From<ReplyError> for Error {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::ConnectionError(error) => error.into(),
            ReplyError::X11Error(error) => Self::Lost(format!("X error {:?}", error.error_kind)),
        }
    }
}

impl From<ReplyOrIdError> for Error {
    fn from(error: ReplyOrIdError) -> Self {
        match error {
            ReplyOrIdError::IdsExhausted => Self::Lost("no ids are left".into()),
            ReplyOrIdError::ConnectionError(error) => error.into(),
            ReplyOrIdError::X11Error(error) => ReplyError::X11Error(error).into(),
        }
    }
}

impl From<rustix::io::Errno> for Error {
    fn from(error: rustix::io::Errno) -> Self {
        Self::Lost(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_have_numbers_that_are_ports() {
        assert!([":0", "host:10.0", "unix:1", ":59535"].into_iter().all(has_port));
        assert!(!["", ":", ":59536", ":64999.1", "wayland-0", ":-1"].into_iter().any(has_port));
    }

    #[test]
    fn what_is_not_there_is_said_to_be() {
        assert!(matches!(Display::connect(Some(":59999")), Err(Error::NoDisplay(_))));
        assert!(matches!(Display::connect(Some(":58999")), Err(Error::NoDisplay(_))));
    }
}
