//! The clipboard by arboard. Neither system tells when it changes, so it is looked at twice a second.

use std::sync::Arc;
use std::time::Duration;

use super::signal::Signal;
use crate::platform::{Clipboard, Error};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);
/// Bytes of the longest text that is taken.
const LONGEST: usize = farhand_rfb::limits::CLIPBOARD_BYTES as usize;

/// See the module's comment.
pub struct DesktopClipboard {
    clipboard: arboard::Clipboard,
    signal: Arc<Signal>,
    known: Option<String>,
}

impl DesktopClipboard {
    /// Opens it.
    pub fn open(signal: Arc<Signal>) -> Result<Self, Error> {
        let clipboard = arboard::Clipboard::new().map_err(|error| Error::NoDisplay(error.to_string()))?;
        let mut opened = Self { clipboard, signal, known: None };
        opened.known = opened.text();
        Ok(opened)
    }

    fn text(&mut self) -> Option<String> {
        let text = self.clipboard.get_text().ok().filter(|text| text.len() <= LONGEST)?;
        Some(text.replace("\r\n", "\n"))
    }
}

impl Clipboard for DesktopClipboard {
    fn wait(&mut self, at_most: Option<Duration>) -> Result<bool, Error> {
        self.signal.wait(Some(at_most.map_or(PAUSE, |time| time.min(PAUSE))));
        let text = self.text();
        let changed = text.is_some() && text != self.known;
        self.known = text;
        Ok(changed)
    }

    fn read(&mut self) -> Result<Option<String>, Error> {
        Ok(self.text())
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        self.known = Some(text.to_owned());
        self.clipboard.set_text(text).map_err(|error| Error::Lost(error.to_string()))
    }
}
