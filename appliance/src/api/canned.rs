//! Canned messages.

use axum::Json;
use axum::extract::State;
use farhand_protocol::canned::CannedLibrary;

use super::openapi::{Failed, Unauthorized};
use crate::http::{Caller, Failure};
use crate::state::AppState;

/// All canned messages.
#[utoipa::path(
    get, path = "/api/v1/canned", tag = "site",
    responses((status = 200, body = CannedLibrary), Unauthorized, Failed)
)]
pub async fn canned(State(app): State<AppState>, _: Caller) -> Result<Json<CannedLibrary>, Failure> {
    Ok(Json(app.store.canned().await?))
}
