//! What a team's lead or manager does: seeing sessions, joining and taking them over, signing out,
//! telling teams something.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::error::ApiError;
use farhand_protocol::session::{NoFields, SessionDetail};
use farhand_protocol::team::{Broadcast, JoinSession, MonitorSession, TakeOver};
use farhand_protocol::{RepresentativeId, SessionId};

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::Command;

/// Lets the caller see a session without taking part.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/monitor", tag = "supervising", request_body = MonitorSession,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = SessionDetail),
        (status = 403, body = ApiError, description = "not the caller's team, or not as the site wants it"),
        (status = 409, body = ApiError, description = "over, taking part already, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn monitor(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(MonitorSession { seen }): Body<MonitorSession>,
) -> Result<Response, Failure> {
    let answer = perform(&app, caller, key, Command::Monitor { lsid, seen }).await?;
    app.feed.caught_up().await?;
    Ok(answer)
}

/// Takes part without having been invited.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/join", tag = "supervising", request_body(content = JoinSession),
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = SessionDetail),
        (status = 403, body = ApiError, description = "not the caller's team"),
        (status = 409, body = ApiError, description = "over, still waiting, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn join(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(JoinSession {}): Body<JoinSession>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Join { lsid }).await
}

/// Owns a session from now on. Of two supervisors at once the second hears who was faster.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/take-over", tag = "supervising", request_body = TakeOver,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = SessionDetail),
        (status = 403, body = ApiError, description = "not the caller's team"),
        (status = 409, body = ApiError, description = "over, still waiting, somebody else was faster, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn take_over(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(TakeOver { from }): Body<TakeOver>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::TakeOver { lsid, from }).await
}

/// Signs a colleague out everywhere.
#[utoipa::path(
    post, path = "/api/v1/representatives/{id}/sign-out", tag = "supervising",
    request_body(content = NoFields),
    params(("id" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 204, description = "signed out"),
        (status = 403, body = ApiError, description = "not of lower rank in a team of the caller's"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn sign_out(
    State(app): State<AppState>,
    caller: Caller,
    Param(who): Param<u32>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::SignOutColleague { who: RepresentativeId(who) }).await
}

/// Tells all members of some led teams something at once.
#[utoipa::path(
    post, path = "/api/v1/broadcast", tag = "supervising", request_body = Broadcast,
    params(Key),
    responses(
        (status = 204, description = "told"),
        (status = 403, body = ApiError, description = "not the caller's teams"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, Refused
    )
)]
pub async fn broadcast(
    State(app): State<AppState>,
    caller: Caller,
    key: Key,
    Body(broadcast): Body<Broadcast>,
) -> Result<Response, Failure> {
    app.talks.take(caller.who.0, app.clock.now())?;
    perform(&app, caller, key, Command::Broadcast { broadcast }).await
}
