//! The way of customers' screens into the page: batches of pixels out, input in. Neither passes
//! through the store; what the bytes mean stands in `farhand_engine::screen`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use farhand_core::contract::{UiError, UiErrorCode};
use farhand_engine::screen::{Viewport, WatchId};
use farhand_protocol::SessionId;
use tauri::ipc::{Channel, InvokeBody, InvokeResponseBody, Request};
use tauri::{State, async_runtime};

use crate::backend::Backend;

/// The header of [`screen_input`] that names the session.
const SESSION: &str = "session";

/// The watches of the page that is loaded, by the numbers it knows them under.
#[derive(Default)]
pub struct Watches {
    next: AtomicU64,
    open: Mutex<HashMap<u64, (SessionId, WatchId)>>,
}

impl Watches {
    fn open(&self) -> MutexGuard<'_, HashMap<u64, (SessionId, WatchId)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, number: u64) -> Option<(SessionId, WatchId)> {
        self.open().get(&number).cloned()
    }

    /// Ends all of them: a page that is loaded anew knows nothing of those of the one before.
    pub fn end_all(&self, backend: &Backend) {
        let ended: Vec<_> = self.open().drain().map(|(_, watch)| watch).collect();
        let Some(console) = backend.running() else { return };
        async_runtime::spawn(async move {
            for (lsid, watch) in ended {
                console.unwatch_screen(&lsid, watch).await;
            }
        });
    }
}

/// Sends a screen's batches to a channel. Answers the watch's number.
#[tauri::command]
pub async fn watch_screen(
    lsid: SessionId,
    viewport: Viewport,
    channel: Channel<InvokeResponseBody>,
    backend: State<'_, Backend>,
    watches: State<'_, Watches>,
) -> Result<u64, UiError> {
    let console = backend.console().await?;
    let sink = move |batch| channel.send(InvokeResponseBody::Raw(batch)).is_ok();
    let watch = console.watch_screen(&lsid, viewport, sink).await;
    let number = watches.next.fetch_add(1, Ordering::Relaxed);
    watches.open().insert(number, (lsid, watch));
    Ok(number)
}

/// Ends a watch.
#[tauri::command]
pub async fn unwatch_screen(
    watch: u64,
    backend: State<'_, Backend>,
    watches: State<'_, Watches>,
) -> Result<(), UiError> {
    let known = watches.open().remove(&watch);
    if let Some((lsid, watch)) = known {
        backend.console().await?.unwatch_screen(&lsid, watch).await;
    }
    Ok(())
}

/// A batch is on the canvas.
#[tauri::command]
pub async fn ack_screen(
    watch: u64,
    batch: u32,
    backend: State<'_, Backend>,
    watches: State<'_, Watches>,
) -> Result<(), UiError> {
    if let Some((lsid, watch)) = watches.get(watch) {
        backend.console().await?.screen_shown(&lsid, watch, batch).await;
    }
    Ok(())
}

/// Something else of a screen is looked at.
#[tauri::command]
pub async fn screen_viewport(
    watch: u64,
    viewport: Viewport,
    backend: State<'_, Backend>,
    watches: State<'_, Watches>,
) -> Result<(), UiError> {
    if let Some((lsid, watch)) = watches.get(watch) {
        backend.console().await?.look_at_screen(&lsid, watch, viewport).await;
    }
    Ok(())
}

/// Input for a screen, as bytes; the header names the session. Answers when it was taken, so that
/// the page keeps the order by having one on its way.
#[tauri::command]
pub async fn screen_input(request: Request<'_>, backend: State<'_, Backend>) -> Result<(), UiError> {
    let invalid = |why: &str| UiError::new(UiErrorCode::Internal, why);
    let InvokeBody::Raw(records) = request.body() else { return Err(invalid("the input is no bytes")) };
    let session = request.headers().get(SESSION).and_then(|value| value.to_str().ok());
    let lsid = session.and_then(|text| text.parse::<SessionId>().ok());
    let lsid = lsid.ok_or_else(|| invalid("the input names no session"))?;
    backend.console().await?.screen_input(&lsid, records.clone()).await;
    Ok(())
}
