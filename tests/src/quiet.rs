//! A shell without a desktop.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use farhand_core::effect::{Counts, Notification, Sound};
use farhand_engine::screen::Clipboard;
use farhand_engine::{Shell, Vault};

use crate::Picture;

/// A shell that has only a vault, a clipboard and a folder.
pub(crate) struct Quiet {
    vault: Arc<dyn Vault>,
    clipboard: Arc<Pad>,
    pictures: PathBuf,
}

impl Quiet {
    /// A shell with these; the folder is for pictures.
    pub(crate) fn new(vault: Arc<dyn Vault>, clipboard: Arc<Pad>, pictures: &Path) -> Self {
        Self { vault, clipboard, pictures: pictures.to_owned() }
    }
}

impl Shell for Quiet {
    fn notify(&self, _: Notification) {}
    fn play(&self, _: Sound) {}
    fn show_counts(&self, _: Counts) {}
    fn open_link(&self, _: &str) {}
    fn copy_text(&self, _: &str) {}
    fn raise_window(&self) {}
    fn start_demo(&self) {}
    fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }
    fn clipboard(&self) -> Arc<dyn Clipboard> {
        self.clipboard.clone()
    }
    fn pictures(&self) -> Option<PathBuf> {
        Some(self.pictures.clone())
    }
}

/// A clipboard of a representative's computer, in memory.
#[derive(Default)]
pub struct Pad(Mutex<Held>);

#[derive(Default)]
struct Held {
    text: Option<String>,
    picture: Option<Picture>,
}

impl Pad {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Copies a text.
    pub fn copy(&self, text: &str) {
        self.held().text = Some(text.to_owned());
    }

    /// The text that it holds.
    #[must_use]
    pub fn content(&self) -> Option<String> {
        self.held().text.clone()
    }

    /// The picture that it holds.
    #[must_use]
    pub fn picture(&self) -> Option<Picture> {
        self.held().picture.clone()
    }
}

impl Clipboard for Pad {
    fn text(&self) -> Result<Option<String>, String> {
        Ok(self.content())
    }

    fn set_text(&self, text: String) -> Result<(), String> {
        self.held().text = Some(text);
        Ok(())
    }

    fn set_picture(&self, width: usize, rgba: Vec<u8>) -> Result<(), String> {
        let pixels = rgba.as_chunks::<4>().0.iter().map(|&[r, g, b, _]| u32::from_be_bytes([0, r, g, b]));
        let pixels: Vec<u32> = pixels.collect();
        let side = |side: usize| u16::try_from(side).map_err(|error| error.to_string());
        let (width, height) = (side(width)?, side(pixels.len() / width.max(1))?);
        self.held().picture = Some(Picture { width, height, pixels });
        Ok(())
    }
}
