//! Permissions: asking the customer, taking a question back, giving back what was allowed, and who
//! uses pointer and keys.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::SessionId;
use farhand_protocol::capability::{Ask, Drive, Which};
use farhand_protocol::error::ApiError;
use farhand_protocol::session::Session;

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;
use crate::uploads::sweep;

/// Asks the customer. Asking for control also asks for seeing, where that is not allowed yet.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/ask", tag = "permissions", request_body = Ask,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "it cannot be had now, the customer is being asked already, or the key was used for something else"),
        (status = 422, body = ApiError, description = "files are asked for with their scope, and nothing else with one"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn ask(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(ask): Body<Ask>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Ask { lsid, ask }).await
}

/// Takes a question back before it is answered.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/take-back", tag = "permissions", request_body = Which,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn take_back(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(which): Body<Which>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::TakeBack { lsid, what: which.what }).await
}

/// Gives back what was allowed. Stopping the view also stops control and clipboard. The answer comes
/// when it is in force.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/stop", tag = "permissions", request_body = Which,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn stop(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(which): Body<Which>,
) -> Result<Response, Failure> {
    let answer = perform(&app, caller, key, Command::Stop { lsid, what: which.what }).await?;
    app.feed.caught_up().await?;
    sweep::sweep(&app).await?;
    Ok(answer)
}

/// Takes pointer and keys, also from a colleague, or lets go of them.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/drive", tag = "permissions", request_body = Drive,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "control is not allowed, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn drive(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(drive): Body<Drive>,
) -> Result<Response, Failure> {
    let answer = perform(&app, caller, key, Command::Drive { lsid, drive: drive.drive }).await?;
    app.feed.caught_up().await?;
    Ok(answer)
}
