//! `POST /device/answer`, `/device/withdraw` and `/device/leave`: what the customer allows on the
//! device.

use axum::extract::State;
use farhand_protocol::capability::{CustomerAnswer, Which};
use farhand_protocol::session::NoFields;
use http::StatusCode;

use crate::http::{Body, DeviceCaller, Failure};
use crate::state::AppState;
use crate::uploads::sweep;

/// The customer answers a question.
pub async fn answer(
    State(app): State<AppState>,
    caller: DeviceCaller,
    Body(answer): Body<CustomerAnswer>,
) -> Result<StatusCode, Failure> {
    app.store.answer(&caller.lsid, answer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The customer stops what was allowed. The answer comes when it is in force.
pub async fn withdraw(
    State(app): State<AppState>,
    caller: DeviceCaller,
    Body(which): Body<Which>,
) -> Result<StatusCode, Failure> {
    app.store.withdraw(&caller.lsid, which.what).await?;
    app.feed.caught_up().await?;
    sweep::sweep(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The customer takes the device out of the session. Its token is void then.
pub async fn leave(
    State(app): State<AppState>,
    caller: DeviceCaller,
    Body(NoFields {}): Body<NoFields>,
) -> Result<StatusCode, Failure> {
    app.store.device_leaves(caller.token_hash).await?;
    app.feed.caught_up().await?;
    Ok(StatusCode::NO_CONTENT)
}
