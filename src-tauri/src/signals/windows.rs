//! Windows: Ctrl+C, and the end of the user's session.

use std::io;

use tokio::signal::windows::{ctrl_c, ctrl_shutdown};

/// Returns at the first of them.
pub async fn asked_to_end() -> io::Result<()> {
    let mut interrupt = ctrl_c()?;
    let mut shutdown = ctrl_shutdown()?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = shutdown.recv() => {}
    }
    Ok(())
}
