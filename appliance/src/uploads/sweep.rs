//! Cleaning up behind uploads that are over. What has ended them is in the store, written together with
//! its cause; here follows what that means for bytes and connections.

use farhand_protocol::device::DeviceFrame;

use super::complete;
use crate::state::{App, AppState};
use crate::store::Result;

/// Cuts off whoever still reads or writes what is over, removes its bytes, and tells the device.
///
/// # Errors
/// When the store fails.
pub async fn sweep(app: &App) -> Result<()> {
    let _one_at_a_time = app.spool.cleaning.lock().await;
    for leftover in app.store.leftovers().await? {
        let key = (leftover.lsid, leftover.id);
        if let Err(error) = app.spool.remove(&key).await {
            // It is tried again with the next change, and at the next start.
            tracing::error!(%error, "an upload's bytes could not be removed");
            continue;
        }
        app.store.cleaned_up(&key.0, &key.1).await?;
        if let Some(why) = leftover.tell_device {
            // A device that is not connected hears it with its next request.
            let _ = app.lines.tell(&key.0, DeviceFrame::TransferEnded { upload: key.1, why });
        }
    }
    Ok(())
}

/// Ends what nobody has used for too long, and what was kept for its time.
///
/// # Errors
/// When the store fails.
pub async fn lapse(app: &App) -> Result<()> {
    for (lsid, id) in app.spool.busy() {
        app.store.touch_upload(&lsid, &id).await?;
    }
    app.store.lapse_uploads().await
}

/// Puts the spool in order: the program may have been killed at any moment.
///
/// # Errors
/// When the store fails.
pub async fn put_in_order(app: &App) -> Result<()> {
    sweep(app).await?;
    let wanted = complete::complete_all(app).await?;
    match app.spool.keep_only(wanted).await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "files without an upload were removed from the spool"),
        Err(error) => tracing::error!(%error, "the spool could not be put in order"),
    }
    Ok(())
}

/// Cleans up after each change, until the appliance stops.
pub async fn follow(app: AppState) {
    let mut commits = app.store.commits();
    loop {
        if let Err(error) = sweep(&app).await {
            tracing::error!(%error, "uploads that are over could not be cleaned up");
        }
        tokio::select! {
            changed = commits.changed() => if changed.is_err() { return },
            () = app.stop.cancelled() => return,
        }
    }
}
