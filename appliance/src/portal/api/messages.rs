//! `POST /portal/api/messages`.

use axum::Json;
use axum::extract::State;
use farhand_protocol::chat::{Entry, NewMessage};
use http::HeaderMap;

use crate::http::{Body, CustomerCaller, Failure};
use crate::state::AppState;

/// The customer says something. Sent again under the same id, it answers the same entry.
pub async fn say(
    State(app): State<AppState>,
    caller: CustomerCaller,
    headers: HeaderMap,
    Body(message): Body<NewMessage>,
) -> Result<Json<Entry>, Failure> {
    let key = headers.get("idempotency-key").map(|key| key.as_bytes());
    if key.is_some_and(|key| key != message.client_id.as_str().as_bytes()) {
        return Err(Failure::bad_request("the idempotency key must be the message's client id"));
    }
    Ok(Json(app.store.customer_message(&caller.lsid, message).await?))
}
