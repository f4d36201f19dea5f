//! Unix: SIGTERM (the system shuts down), SIGINT (Ctrl+C), SIGHUP (the terminal is gone).

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Returns at the first of them.
pub async fn asked_to_end() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}
