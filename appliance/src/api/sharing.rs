//! Representatives together in a session: passing it on, inviting colleagues and outside helpers, leaving.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::error::ApiError;
use farhand_protocol::session::{NoFields, Session, SessionDetail};
use farhand_protocol::team::{HelperLink, NewHelper, NewOwner, NewShare, Transfer};
use farhand_protocol::{RepresentativeId, SessionId};

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param, Params};
use crate::state::AppState;
use crate::store::Command;

/// Passes a session on to a queue; a colleague is meant by the personal one.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/transfer", tag = "sharing", request_body = Transfer,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "neither the owner nor a supervisor"),
        (status = 409, body = ApiError, description = "over, waiting there already, nobody is there to take it, or the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit, or going back has no reason"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn transfer(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(transfer): Body<Transfer>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Transfer { lsid, transfer }).await
}

/// Makes a participant the owner.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/owner", tag = "sharing", request_body = NewOwner,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "neither the owner nor a supervisor"),
        (status = 409, body = ApiError, description = "over, on hold, the one does not take part or is offline, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn hand_over(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(NewOwner { to }): Body<NewOwner>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::HandOver { lsid, to }).await
}

/// Invites a colleague or a team.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/shares", tag = "sharing", request_body = NewShare,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "over, taking part already, too many invitations, or the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn share(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(share): Body<NewShare>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::Share { lsid, share }).await
}

/// Comes in by an invitation.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/shares/{id}/accept", tag = "sharing",
    request_body(content = NoFields),
    params(("lsid" = SessionId, Path), ("id" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 200, body = SessionDetail),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn accept_share(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, share): Params<SessionId, u32>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::AcceptShare { lsid, share }).await
}

/// Declines an invitation that is for the caller alone.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/shares/{id}/decline", tag = "sharing",
    request_body(content = NoFields),
    params(("lsid" = SessionId, Path), ("id" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 204, description = "declined"),
        (status = 403, body = ApiError, description = "it is a whole team's"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn decline_share(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, share): Params<SessionId, u32>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::DeclineShare { lsid, share }).await
}

/// Takes an invitation back.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/shares/{id}/cancel", tag = "sharing",
    request_body(content = NoFields),
    params(("lsid" = SessionId, Path), ("id" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 204, description = "taken back"),
        (status = 403, body = ApiError, description = "neither the inviter, the owner nor a supervisor"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn cancel_share(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, share): Params<SessionId, u32>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::CancelShare { lsid, share }).await
}

/// Leaves a session, or stops seeing it. The answer comes when that is in force.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/leave", tag = "sharing", request_body(content = NoFields),
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 204, description = "left"),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "over, on hold, the owner is alone, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn leave(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    let answer = perform(&app, caller, key, Command::Leave { lsid }).await?;
    app.feed.caught_up().await?;
    Ok(answer)
}

/// Takes a participant out. The answer comes when that is in force.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/participants/{id}/remove", tag = "sharing",
    request_body(content = NoFields),
    params(("lsid" = SessionId, Path), ("id" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "neither the owner nor a supervisor"),
        (status = 409, body = ApiError, description = "over, it is the owner, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn remove_participant(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, who): Params<SessionId, u32>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    let command = Command::RemoveParticipant { lsid, who: RepresentativeId(who) };
    let answer = perform(&app, caller, key, command).await?;
    app.feed.caught_up().await?;
    Ok(answer)
}

/// Invites an outside helper. The link is told once: whoever has it comes in.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/helpers", tag = "sharing", request_body = NewHelper,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = HelperLink),
        (status = 403, body = ApiError, description = "the caller does not take part, or the account may not"),
        (status = 409, body = ApiError, description = "over, too many helpers, or the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn invite_helper(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(helper): Body<NewHelper>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::InviteHelper { lsid, helper }).await
}

/// Takes a helper's link back, or the helper out.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/helpers/{id}/remove", tag = "sharing",
    request_body(content = NoFields),
    params(("lsid" = SessionId, Path), ("id" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64), Key),
    responses(
        (status = 200, body = Session),
        (status = 403, body = ApiError, description = "neither the inviter, the owner nor a supervisor"),
        (status = 409, body = ApiError, description = "over, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn remove_helper(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, helper): Params<SessionId, u32>,
    key: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    perform(&app, caller, key, Command::RemoveHelper { lsid, helper }).await
}
