//! Linux: the desktop's notification server, over the session bus.

use std::time::Duration;

use anyhow::Result;
use farhand_core::effect::Notification;
use notify_rust::{Hint, NotificationHandle, NotificationResponse};
use tauri::async_runtime;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

/// The key that the specification gives to a click on the notification itself.
const CLICK: &str = "default";
/// The installed desktop file, and the icon beside it.
const DESKTOP_FILE: &str = "Farhand";
const ICON: &str = "farhand";

/// Shows a notification and, with a place to wait in, waits. Answers whether it was clicked.
pub async fn show(
    notification: Notification,
    clickable: Duration,
    place: Option<OwnedSemaphorePermit>,
) -> Result<bool> {
    let shown = async_runtime::spawn_blocking(move || send(&notification)).await??;
    let mut clicked = false;
    let Some(_place) = place else { return Ok(clicked) };
    let response = shown.wait_for_action_async(|response: &NotificationResponse| {
        clicked = matches!(response, NotificationResponse::Default);
    });
    if timeout(clickable, response).await.is_err() {
        shown.close_async().await;
    }
    Ok(clicked)
}

fn send(notification: &Notification) -> notify_rust::error::Result<NotificationHandle> {
    let reads_markup = notify_rust::get_capabilities()?.iter().any(|name| name == "body-markup");
    let body = if reads_markup { escaped(&notification.body) } else { notification.body.clone() };
    notify_rust::Notification::new()
        .appname(crate::counts::NAME)
        .summary(&notification.title)
        .body(&body)
        .icon(ICON)
        .hint(Hint::DesktopEntry(DESKTOP_FILE.to_owned()))
        .action(CLICK, "Open")
        .show()
}

/// A text that a server shows as it is, though it reads markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_not_read() {
        assert_eq!(escaped("<b>Q&A</b>"), "&lt;b&gt;Q&amp;A&lt;/b&gt;");
        assert_eq!(escaped("Printer"), "Printer");
    }
}
