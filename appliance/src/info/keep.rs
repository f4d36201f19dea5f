//! `POST /sessions/{lsid}/info/snapshots`: what was read is kept under a name.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::SessionId;
use farhand_protocol::error::ApiError;
use farhand_protocol::info::{NewInfoSnapshot, SnapshotHead};

use crate::api::idempotency::{Key, perform};
use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;

/// Keeps the newest reading of each source and category; also after the session has ended.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/info/snapshots", tag = "info", request_body = NewInfoSnapshot,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = SnapshotHead),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "nothing was read yet, there is no room, or the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn keep(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(snapshot): Body<NewInfoSnapshot>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::KeepInfo { lsid, snapshot }).await
}
