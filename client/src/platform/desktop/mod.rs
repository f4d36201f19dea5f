//! Windows and macOS. What both do the same way is here, by way of crates that know both; what only
//! one of them has is in its own file.
//!
//! Neither tells cheaply what has changed, so the screen is looked at some times in a second while
//! somebody watches, and compared with the picture before.

mod clipboard;
mod input;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod keys;
#[cfg(not(target_os = "macos"))]
#[path = "windows.rs"]
mod keys;
mod monitors;
mod screen;
mod signal;

use std::sync::Arc;

use super::Error;

pub use signal::Signal;

/// The screen. There is one, so a name is of no use.
pub fn screen(_name: Option<&str>, signal: Arc<Signal>) -> Result<screen::DesktopScreen, Error> {
    screen::DesktopScreen::open(signal)
}

/// Pointer and keys.
pub fn input(_name: Option<&str>) -> Result<input::DesktopInput, Error> {
    input::DesktopInput::open()
}

/// There is one display.
pub fn windows_on(_name: &str) -> std::io::Result<()> {
    Ok(())
}

/// The clipboard.
pub fn clipboard(_name: Option<&str>, signal: Arc<Signal>) -> Result<clipboard::DesktopClipboard, Error> {
    clipboard::DesktopClipboard::open(signal)
}

impl From<xcap::XCapError> for Error {
    fn from(error: xcap::XCapError) -> Self {
        Self::Lost(error.to_string())
    }
}
