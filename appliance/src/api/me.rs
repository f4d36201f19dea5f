//! Presence: the own one, and, for a supervisor, a colleague's.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::RepresentativeId;
use farhand_protocol::error::ApiError;
use farhand_protocol::people::{Representative, SetPresence};

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;

/// Sets the own presence; it is shown while connected.
#[utoipa::path(
    put, path = "/api/v1/me/presence", tag = "account", request_body = SetPresence,
    params(Key),
    responses(
        (status = 200, body = Representative),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        (status = 422, body = ApiError, description = "offline cannot be set"),
        Unauthorized, Refused
    )
)]
pub async fn set_presence(
    State(app): State<AppState>,
    caller: Caller,
    key: Key,
    Body(SetPresence { presence }): Body<SetPresence>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::SetPresence { presence }).await
}

/// Sets the presence of a colleague who is connected, as the one's supervisor.
#[utoipa::path(
    put, path = "/api/v1/representatives/{id}/presence", tag = "supervisors", request_body = SetPresence,
    params(("id" = RepresentativeId, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 200, body = Representative),
        (status = 403, body = ApiError, description = "not a supervisor of the representative"),
        (status = 409, body = ApiError, description = "offline, or the key was used for something else"),
        (status = 422, body = ApiError, description = "offline cannot be set"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn set_presence_of(
    State(app): State<AppState>,
    caller: Caller,
    Param(id): Param<u32>,
    key: Key,
    Body(SetPresence { presence }): Body<SetPresence>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::SetPresenceOf { who: RepresentativeId(id), presence }).await
}
