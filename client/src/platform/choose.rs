//! Which implementation is used here, and on which display.

use std::sync::Arc;

use farhand_protocol::device::Platform;

#[cfg(not(target_os = "linux"))]
use super::desktop as native;
#[cfg(target_os = "linux")]
use super::x11 as native;
use super::{Clipboard, Error, Input, Screen};

pub use native::Signal;

/// What this program was built for.
pub const PLATFORM: Platform = if cfg!(target_os = "windows") {
    Platform::Windows
} else if cfg!(target_os = "macos") {
    Platform::Macos
} else {
    Platform::Linux
};

/// Makes the windows of this program appear on the display that is shown: the sign belongs where the
/// screen is seen. May start the program again in its own place, and does not return then.
///
/// # Errors
/// When it cannot be started again.
pub fn on_its_display(place: &Place) -> std::io::Result<()> {
    place.0.as_deref().map_or(Ok(()), native::windows_on)
}

/// Where the screen is: the one that the environment names, or an X display such as `:1`. Other
/// systems have one screen and take no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(pub Option<String>);

impl Place {
    /// The X display: this one, or the one that the environment names. Other systems have none.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let named = if cfg!(target_os = "linux") { std::env::var("DISPLAY").ok() } else { None };
        self.0.clone().or(named).filter(|name| !name.is_empty())
    }

    /// What ends a waiting [`Screen`] or [`Clipboard`].
    ///
    /// # Errors
    /// When the system has nothing left to make it of.
    pub fn waker(&self) -> Result<Arc<Signal>, Error> {
        Ok(Arc::new(Signal::new()?))
    }

    /// The screen. To be used on the thread that opened it.
    ///
    /// # Errors
    /// When there is none, or it cannot be captured.
    pub fn screen(&self, waker: Arc<Signal>) -> Result<Box<dyn Screen>, Error> {
        Ok(Box::new(native::screen(self.0.as_deref(), waker)?))
    }

    /// Pointer and keys.
    ///
    /// # Errors
    /// When they cannot be used.
    pub fn input(&self) -> Result<Box<dyn Input>, Error> {
        Ok(Box::new(native::input(self.0.as_deref())?))
    }

    /// The clipboard. To be used on the thread that opened it.
    ///
    /// # Errors
    /// When there is none.
    pub fn clipboard(&self, waker: Arc<Signal>) -> Result<Box<dyn Clipboard>, Error> {
        Ok(Box::new(native::clipboard(self.0.as_deref(), waker)?))
    }
}
