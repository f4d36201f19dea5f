//! Sessions: looking at one, accepting, holding, ending.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use farhand_protocol::SessionId;
use farhand_protocol::error::ApiError;
use farhand_protocol::session::{NoFields, Session, SessionDetail};

use super::idempotency::{Key, perform};
use super::openapi::{Failed, NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;

/// A session with its newest entries.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}", tag = "sessions",
    params(("lsid" = SessionId, Path)),
    responses((status = 200, body = SessionDetail), Unauthorized, NotFound, Failed)
)]
pub async fn session(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
) -> Result<Json<SessionDetail>, Failure> {
    Ok(Json(app.store.session(caller.who, &lsid).await?))
}

/// Accepts a waiting or held session. Whoever is too late hears who was faster.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/accept", tag = "sessions", request_body(content = NoFields),
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = SessionDetail),
        (status = 409, body = ApiError, description = "taken, over, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn accept(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Accept { lsid }).await
}

/// Accepts the session that is most due.
#[utoipa::path(
    post, path = "/api/v1/sessions/next", tag = "sessions", request_body(content = NoFields),
    params(Key),
    responses(
        (status = 200, body = SessionDetail),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn accept_next(
    State(app): State<AppState>,
    caller: Caller,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::AcceptNext).await
}

/// Puts a session back into its queue; the caller keeps taking part.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/hold", tag = "sessions", request_body(content = NoFields),
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "not the owner"),
        (status = 409, body = ApiError, description = "over, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn hold(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Hold { lsid }).await
}

/// Ends a session.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/end", tag = "sessions", request_body(content = NoFields),
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn end(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::End { lsid }).await
}
