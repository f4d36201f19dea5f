//! The system's clipboard.

use std::sync::Mutex;

use arboard::Clipboard as System;

/// The clipboard. On Linux a program that put a text there has to hand it out on request, so the
/// connection stays open once it is made.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<System>>);

impl Clipboard {
    /// Puts a text on the clipboard. A system without one is not an error to stop for.
    pub fn copy(&self, text: String) {
        let mut system = self.0.lock().expect("no holder of the clipboard panics");
        if let Err(error) = set(&mut system, text) {
            tracing::warn!(%error, "the clipboard could not be written");
            *system = None;
        }
    }
}

fn set(system: &mut Option<System>, text: String) -> Result<(), arboard::Error> {
    if system.is_none() {
        *system = Some(System::new()?);
    }
    match system {
        Some(system) => system.set_text(text),
        None => Ok(()),
    }
}
