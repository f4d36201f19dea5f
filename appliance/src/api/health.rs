//! Whether the appliance is there, and which one it is.

use axum::Json;
use axum::extract::State;
use farhand_protocol::API_VERSION;
use farhand_protocol::site::Health;

use super::openapi::Failed;
use crate::http::Failure;
use crate::state::AppState;

/// What the appliance is, without a credential.
#[utoipa::path(
    get, path = "/api/v1/health", tag = "site", security(()),
    responses((status = 200, body = Health), Failed)
)]
pub async fn health(State(app): State<AppState>) -> Result<Json<Health>, Failure> {
    Ok(Json(Health {
        product: "farhand-appliance".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api_version: API_VERSION,
        site: app.store.site().await?.name,
        now: app.clock.now(),
    }))
}
