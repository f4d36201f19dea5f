//! Everything that a console shows.

use axum::Json;
use axum::extract::State;
use farhand_protocol::site::Snapshot;

use super::openapi::{Failed, Unauthorized};
use crate::http::{Caller, Failure};
use crate::state::AppState;

/// Everything that a console shows, as of one place in the log.
#[utoipa::path(
    get, path = "/api/v1/snapshot", tag = "site",
    responses((status = 200, body = Snapshot), Unauthorized, Failed)
)]
pub async fn snapshot(State(app): State<AppState>, caller: Caller) -> Result<Json<Snapshot>, Failure> {
    Ok(Json(app.store.snapshot(caller.who, &app.public_url).await?))
}
