//! For systems where only a thread can wait for a click.

use std::time::Duration;

use anyhow::Result;
use notify_rust::{Notification, NotificationHandle, NotificationResponse};
use tauri::async_runtime;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;

/// Shows a notification and, with a place to wait in, waits. Answers whether it was clicked. The
/// place is held as long as the thread waits, which may be longer than `clickable`.
pub async fn show(
    notification: Notification,
    clickable: Duration,
    place: Option<OwnedSemaphorePermit>,
) -> Result<bool> {
    let (answer, answered) = oneshot::channel();
    async_runtime::spawn_blocking(move || {
        let shown = notification.show();
        let clicked = match &place {
            Some(_) => shown.and_then(wait),
            None => shown.map(|_| false),
        };
        drop(place);
        // Nobody listens any more when the time is over.
        let _late = answer.send(clicked);
    });
    match timeout(clickable, answered).await {
        Ok(Ok(clicked)) => Ok(clicked?),
        Ok(Err(_)) | Err(_) => Ok(false),
    }
}

fn wait(shown: NotificationHandle) -> notify_rust::error::Result<bool> {
    let mut clicked = false;
    shown.wait_for_response(|response: &NotificationResponse| {
        clicked = matches!(response, NotificationResponse::Default);
    })?;
    Ok(clicked)
}
