//! The system's clipboard.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use arboard::{Clipboard as System, Error, ImageData};
use farhand_engine::screen;

/// The clipboard. On Linux a program that put a text there has to hand it out on request, so the
/// connection stays open once it is made.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<System>>);

impl Clipboard {
    /// Puts a text on the clipboard. A system without one is not an error to stop for.
    pub fn copy(&self, text: String) {
        if let Err(error) = self.with(|system| system.set_text(text)) {
            tracing::warn!(%error, "the clipboard could not be written");
        }
    }

    /// Does something with the system's clipboard; a connection that failed is made anew next time.
    fn with<T>(&self, work: impl FnOnce(&mut System) -> Result<T, Error>) -> Result<T, Error> {
        let mut system = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut open = match system.take() {
            Some(open) => open,
            None => System::new()?,
        };
        let done = work(&mut open);
        if matches!(done, Ok(_) | Err(Error::ContentNotAvailable)) {
            *system = Some(open);
        }
        done
    }
}

impl screen::Clipboard for Clipboard {
    fn text(&self) -> Result<Option<String>, String> {
        match self.with(System::get_text) {
            Ok(text) => Ok(Some(text)),
            Err(Error::ContentNotAvailable) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn set_text(&self, text: String) -> Result<(), String> {
        self.with(|system| system.set_text(text)).map_err(|error| error.to_string())
    }

    fn set_picture(&self, width: usize, rgba: Vec<u8>) -> Result<(), String> {
        let height = rgba.len() / 4 / width.max(1);
        let picture = ImageData { width, height, bytes: Cow::Owned(rgba) };
        self.with(|system| system.set_image(picture)).map_err(|error| error.to_string())
    }
}
