//! What the pages can call, besides the pixels' road ([`crate::screen`]): four commands, and nothing
//! else (`src-tauri/permissions`). What goes back and forth is declared in
//! [`farhand_core::contract`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use farhand_core::contract::{Command, Topic, UiError, UiErrorCode, Update};
use farhand_engine::SubscriptionId;
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow, async_runtime};

use crate::backend::Backend;

/// The subscriptions of the page that is loaded, by the numbers it knows them under.
#[derive(Default)]
pub struct Subscriptions {
    next: AtomicU64,
    open: Mutex<HashMap<u64, SubscriptionId>>,
}

impl Subscriptions {
    fn open(&self) -> MutexGuard<'_, HashMap<u64, SubscriptionId>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all of them: a page that is loaded anew knows nothing of those of the one before.
    pub fn end_all(&self, backend: &Backend) {
        let ended: Vec<SubscriptionId> = self.open().drain().map(|(_, id)| id).collect();
        let Some(console) = backend.running() else { return };
        async_runtime::spawn(async move {
            for id in ended {
                console.unsubscribe(id).await;
            }
        });
    }
}

/// Carries out a command; the answer says whether it was taken up.
#[tauri::command]
pub async fn dispatch(command: Command, backend: State<'_, Backend>) -> Result<(), UiError> {
    backend.console().await?.dispatch(command).await
}

/// Sends a topic's value and its changes to a channel. Answers the subscription's number.
#[tauri::command]
pub async fn subscribe(
    topic: Topic,
    channel: Channel<Update>,
    backend: State<'_, Backend>,
    subscriptions: State<'_, Subscriptions>,
) -> Result<u64, UiError> {
    let console = backend.console().await?;
    let id = console.subscribe(topic, move |update| channel.send(update).is_ok()).await;
    let number = subscriptions.next.fetch_add(1, Ordering::Relaxed);
    subscriptions.open().insert(number, id);
    Ok(number)
}

/// Ends a subscription.
#[tauri::command]
pub async fn unsubscribe(
    id: u64,
    backend: State<'_, Backend>,
    subscriptions: State<'_, Subscriptions>,
) -> Result<(), UiError> {
    let known = subscriptions.open().remove(&id);
    if let Some(id) = known {
        backend.console().await?.unsubscribe(id).await;
    }
    Ok(())
}

/// Gives the window the whole display, or takes it back.
#[tauri::command]
pub async fn full_screen(on: bool, window: WebviewWindow) -> Result<(), UiError> {
    window.set_fullscreen(on).map_err(|error| {
        tracing::warn!(%error, "the window cannot take the whole display");
        UiError::new(UiErrorCode::Internal, "The window cannot take the whole display.")
    })
}
