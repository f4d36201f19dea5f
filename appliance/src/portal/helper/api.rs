//! What the helper's page asks and says. Each route takes the helper from the cookie, so none has an
//! identifier that could be another's.

use axum::Json;
use axum::extract::State;
use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::session::NoFields;
use farhand_protocol::team::HelperView;
use http::{HeaderMap, StatusCode};

use crate::http::{Body, Failure, HelperCaller};
use crate::state::AppState;

/// `GET /portal/helper/view`.
pub async fn view(State(app): State<AppState>, caller: HelperCaller) -> Result<Json<HelperView>, Failure> {
    Ok(Json(app.store.helper_view(&caller.id).await?))
}

/// `POST /portal/helper/messages`. Sent again under the same id, it answers the same entry.
pub async fn say(
    State(app): State<AppState>,
    caller: HelperCaller,
    headers: HeaderMap,
    Body(message): Body<NewMessage>,
) -> Result<Json<Entry>, Failure> {
    let key = headers.get("idempotency-key").map(|key| key.as_bytes());
    if key.is_some_and(|key| key != message.client_id.as_str().as_bytes()) {
        return Err(Failure::bad_request("the idempotency key must be the message's client id"));
    }
    app.helper_lines.take(caller.id.clone(), app.clock.now())?;
    Ok(Json(app.store.helper_message(&caller.id, message).await?))
}

/// `POST /portal/helper/leave`: the helper goes for good.
pub async fn leave(
    State(app): State<AppState>,
    caller: HelperCaller,
    Body(NoFields {}): Body<NoFields>,
) -> Result<StatusCode, Failure> {
    app.store.helper_leaves(&caller.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
