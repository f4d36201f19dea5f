//! `POST /sessions/{lsid}/screen/ticket`: what opens a viewer's stream.

use axum::Json;
use axum::extract::State;
use farhand_protocol::screen::ScreenTicket;
use farhand_protocol::session::NoFields;
use farhand_protocol::{ApiError, ErrorCode, RepresentativeId, SessionId};

use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::api::tickets::{Holder, LIFE_S};
use crate::device::{ScreenDevice, ScreenRights};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;

/// A ticket for the screen of a session's device.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/screen/ticket", tag = "screen", request_body(content = NoFields),
    params(("lsid" = SessionId, Path)),
    responses(
        (status = 200, body = ScreenTicket),
        (status = 403, body = ApiError, description = "the caller does not take part, or the account may not see screens"),
        (status = 409, body = ApiError, description = "the screen cannot be seen now; the message says why"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn ticket(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Json<ScreenTicket>, Failure> {
    let session = app.store.session(caller.who, &lsid).await?.session;
    let monitors = app.store.monitors(&lsid).await?;
    may_watch(&ScreenRights { monitors, ..ScreenRights::of(&session) }, caller.who)?;
    if !app.store.rights(caller.who).await?.view {
        let words = "your account may not see customers' screens";
        return Err(ApiError::new(ErrorCode::Forbidden, words).into());
    }
    let holder = Holder { who: caller.who, token_hash: caller.token_hash };
    let ticket = app.screens.tickets.make(holder, lsid, app.clock.now());
    Ok(Json(ScreenTicket { ticket, life_s: LIFE_S }))
}

/// # Errors
/// Says in a sentence why `who` cannot watch now.
pub fn may_watch(rights: &ScreenRights, who: RepresentativeId) -> Result<(), ApiError> {
    let wrong = |message: &str| Err(ApiError::new(ErrorCode::WrongState, message));
    if !rights.active {
        return wrong("the session is not active; accept it first");
    }
    if !rights.attends(who) {
        return Err(ApiError::new(
            ErrorCode::Forbidden,
            "only those who take part in a session see its screen",
        ));
    }
    match rights.device {
        ScreenDevice::None => wrong("no device has joined the session; ask the customer to open the client"),
        ScreenDevice::Away => wrong("the device's connection is lost; wait until it is back"),
        ScreenDevice::Client | ScreenDevice::Agent if !rights.view => {
            wrong("the customer has not allowed the screen to be seen; ask for it first")
        }
        ScreenDevice::Client | ScreenDevice::Agent => Ok(()),
    }
}
