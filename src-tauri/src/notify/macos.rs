//! macOS: the notification centre. Shown under the bundle's name once the console is installed.

#[path = "waiting.rs"]
mod waiting;

use std::time::Duration;

use anyhow::Result;
use farhand_core::effect::Notification;
use tokio::sync::OwnedSemaphorePermit;

/// Shows a notification and, with a place to wait in, waits. Answers whether it was clicked.
pub async fn show(
    notification: Notification,
    clickable: Duration,
    place: Option<OwnedSemaphorePermit>,
) -> Result<bool> {
    let mut message = notify_rust::Notification::new();
    message.summary(&notification.title).body(&notification.body);
    waiting::show(message, clickable, place).await
}
