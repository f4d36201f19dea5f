//! `POST /portal/api/answer` and `POST /portal/api/withdraw`: what the customer allows on the page.

use axum::extract::State;
use farhand_protocol::capability::{CustomerAnswer, Which};
use http::StatusCode;

use crate::http::{Body, CustomerCaller, Failure};
use crate::state::AppState;
use crate::uploads::sweep;

/// The customer answers a question.
pub async fn answer(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Body(answer): Body<CustomerAnswer>,
) -> Result<StatusCode, Failure> {
    app.store.answer(&caller.lsid, answer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The customer stops what was allowed. The answer comes when it is in force.
pub async fn withdraw(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Body(which): Body<Which>,
) -> Result<StatusCode, Failure> {
    app.store.withdraw(&caller.lsid, which.what).await?;
    app.feed.caught_up().await?;
    sweep::sweep(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}
