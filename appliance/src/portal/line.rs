//! The line to a page, a customer's or a helper's: how its WebSocket is opened, written to, and closed.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use farhand_protocol::limits::LIVE_FRAME_BYTES;
use serde::Serialize;
use tokio::time::timeout;

use crate::store::StoreError;

/// Bytes of each connection's read and write buffer: there are many connections, mostly idle.
const BUFFER: usize = 4 * 1024;
/// Bytes of unsent frames: more than the largest frame of [`ENTRIES_PER_FRAME`] entries.
const UNSENT: usize = 4 * 1024 * 1024;
/// Entries in one frame at most.
pub const ENTRIES_PER_FRAME: usize = 16;
/// Between two pings.
pub const PING: Duration = Duration::from_secs(20);
/// For how long a page may be silent, pongs included, before it counts as lost.
pub const SILENCE: Duration = Duration::from_secs(50);
/// For how long one frame may take on its way out.
const SLOW: Duration = Duration::from_secs(10);

/// Why a connection is over; `None` where there is nobody left to tell.
pub type Over = Option<(u16, &'static str)>;

/// A WebSocket with the limits of a page's.
pub fn limited(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(UNSENT)
        .max_message_size(LIVE_FRAME_BYTES)
        .max_frame_size(LIVE_FRAME_BYTES)
}

/// Sends a frame.
///
/// # Errors
/// When the page does not take it.
pub async fn say(socket: &mut WebSocket, frame: &impl Serialize) -> Result<(), Over> {
    let text = serde_json::to_string(frame).expect("frames have string keys only");
    put(socket, Message::Text(text.into())).await
}

/// Asks whether the page is there.
///
/// # Errors
/// When the page does not take it.
pub async fn ping(socket: &mut WebSocket) -> Result<(), Over> {
    put(socket, Message::Ping(axum::body::Bytes::new())).await
}

/// Sends, or gives up on a page that does not take it.
async fn put(socket: &mut WebSocket, message: Message) -> Result<(), Over> {
    match timeout(SLOW, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(None),
    }
}

/// Says why it is over, where somebody is there to hear it.
pub async fn close(socket: &mut WebSocket, over: Over) {
    if let Some((code, reason)) = over {
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        let _ = put(socket, Message::Close(Some(frame))).await;
    }
}

/// The store has failed under a connection.
pub fn failed(error: &StoreError) -> Over {
    tracing::warn!(%error, "a page's connection ends because the store failed");
    Some((close_code::ERROR, "try again"))
}
