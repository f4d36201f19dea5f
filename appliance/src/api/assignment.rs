//! Automatic assignment: the answer to an offer, and a supervisor's own offer.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::SessionId;
use farhand_protocol::error::ApiError;
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::team::{AssignTo, AssignmentAnswer};

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;

/// The session that was taken or declined.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Answered {
    /// Taken.
    Taken(Box<SessionDetail>),
    /// Declined.
    Declined(Box<Session>),
}

/// Answers an offer: takes the session (and answers a `SessionDetail`), or declines it (and answers the
/// `Session`).
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/assignment", tag = "sessions", request_body = AssignmentAnswer,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Answered),
        (status = 409, body = ApiError, description = "the offer is past, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn answer(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(AssignmentAnswer { accept }): Body<AssignmentAnswer>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::AnswerAssignment { lsid, accept }).await
}

/// Offers a waiting session to somebody, as a supervisor of both.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/assign", tag = "supervisors", request_body = AssignTo,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "not a supervisor of the session or the representative"),
        (status = 409, body = ApiError, description = "not waiting; or the representative is away, busy or offline"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn assign(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(AssignTo { to }): Body<AssignTo>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Assign { lsid, to }).await
}
