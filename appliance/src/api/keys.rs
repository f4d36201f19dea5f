//! Session keys.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::error::ApiError;
use farhand_protocol::keys::{NewKey, SessionKey};

use super::idempotency::{Key, perform};
use super::openapi::{Refused, Unauthorized};
use crate::http::{Body, Caller, Failure};
use crate::state::AppState;
use crate::store::Command;

/// Makes a session key. Only its hash is kept: the same request again takes that key back and makes
/// another one, so that at most one of them is good.
#[utoipa::path(
    post, path = "/api/v1/keys", tag = "keys", request_body = NewKey,
    params(("Idempotency-Key" = String, Header, min_length = 8, max_length = 64, pattern = "^[A-Za-z0-9_-]{8,64}$")),
    responses(
        (status = 200, body = SessionKey),
        (status = 403, body = ApiError, description = "a queue that the caller does not serve"),
        (status = 409, body = ApiError, description = "the idempotency key was used for something else, or the session key that it made has started a session"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, Refused
    )
)]
pub async fn make_key(
    State(app): State<AppState>,
    caller: Caller,
    key: Key,
    Body(new_key): Body<NewKey>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::MakeKey { new_key }).await
}
