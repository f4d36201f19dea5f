//! `POST /portal/api/elevation`.

use axum::extract::State;
use farhand_protocol::portal::ElevationAnswer;
use http::StatusCode;

use crate::http::{Body, CustomerCaller, Failure};
use crate::state::AppState;

/// The customer accepts or declines to open the client.
pub async fn answer(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Body(ElevationAnswer { accept }): Body<ElevationAnswer>,
) -> Result<StatusCode, Failure> {
    app.store.answer_elevation(&caller.lsid, accept).await?;
    Ok(StatusCode::NO_CONTENT)
}
