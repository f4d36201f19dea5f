//! What only the desktop shell can do.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use farhand_core::effect::{Counts, Notification, Sound};

use crate::screen::{Clipboard, NoClipboard};
use crate::vault::Vault;

/// What only the desktop shell can do. Every method returns at once: the console's loop calls
/// them itself.
pub trait Shell: Send + Sync {
    /// Shows a desktop notification.
    fn notify(&self, notification: Notification);
    /// Plays a sound.
    fn play(&self, sound: Sound);
    /// Shows the counts in tray, title and taskbar.
    fn show_counts(&self, counts: Counts);
    /// Opens an `http` or `https` address in the system's browser.
    fn open_link(&self, url: &str);
    /// Puts a text on the clipboard.
    fn copy_text(&self, text: &str);
    /// Brings the window to the front.
    fn raise_window(&self);
    /// Starts the embedded appliance; `DemoStarted` or `DemoFailed` is told later.
    fn start_demo(&self);
    /// Where tokens are kept.
    fn vault(&self) -> Arc<dyn Vault>;
    /// This computer's clipboard, for what passes between it and devices.
    fn clipboard(&self) -> Arc<dyn Clipboard> {
        Arc::new(NoClipboard)
    }
    /// Shows a file or folder in the system's file manager.
    fn show_file(&self, _path: &Path) {}
    /// The folder for pictures, if there is one.
    fn pictures(&self) -> Option<PathBuf> {
        None
    }
}
