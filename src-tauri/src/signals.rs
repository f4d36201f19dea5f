//! Ends the console in order when the system asks it to.

#[cfg_attr(unix, path = "signals/unix.rs")]
#[cfg_attr(windows, path = "signals/windows.rs")]
mod system;

use tauri::{AppHandle, async_runtime};

/// From now on a signal to end is an ordinary exit.
pub fn heed(app: AppHandle) {
    async_runtime::spawn(async move {
        match system::asked_to_end().await {
            Ok(()) => app.exit(0),
            Err(error) => tracing::warn!(%error, "signals cannot be heard"),
        }
    });
}
