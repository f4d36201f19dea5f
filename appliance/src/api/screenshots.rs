//! Pictures of the screen that representatives keep. The picture itself never comes here.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::SessionId;
use farhand_protocol::error::ApiError;
use farhand_protocol::session::{NoFields, Session};

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;

/// Notes in the session's log that the caller has kept a picture of the screen.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/screenshots", tag = "permissions", request_body(content = NoFields),
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "viewing is not allowed, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn note(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::NoteScreenshot { lsid }).await
}
