//! Windows and macOS: the web view checks without being asked.

use tauri::WebviewWindow;

/// Has nothing to do.
pub fn check(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
