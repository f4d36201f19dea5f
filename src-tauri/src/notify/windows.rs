//! Windows: toasts.

#[path = "waiting.rs"]
mod waiting;

use std::time::Duration;

use anyhow::Result;
use farhand_core::effect::Notification;
use tokio::sync::OwnedSemaphorePermit;

/// The identity that the installer registers. Windows shows no toast of an unknown one, so a
/// console that was built for trying things out goes without.
const IDENTITY: &str = "app.farhand.console";

/// Shows a notification and, with a place to wait in, waits. Answers whether it was clicked.
pub async fn show(
    notification: Notification,
    clickable: Duration,
    place: Option<OwnedSemaphorePermit>,
) -> Result<bool> {
    let mut message = notify_rust::Notification::new();
    message.summary(&notification.title).body(&notification.body);
    if !cfg!(debug_assertions) {
        message.app_id(IDENTITY);
    }
    waiting::show(message, clickable, place).await
}
