//! What supervisors did.

use axum::Json;
use axum::extract::State;
use farhand_protocol::audit::AuditPage;
use serde::Deserialize;

use super::messages::LARGEST_NUMBER;
use super::openapi::{Refused, Unauthorized};
use crate::http::{Caller, Failure, Search};
use crate::state::AppState;

/// Which part of the audit log.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Rows with numbers below this one; the newest of them.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    before: Option<u64>,
}

/// What the caller did as a supervisor, and what those of lower rank in the caller's teams did.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "supervising", params(Part),
    responses((status = 200, body = AuditPage), Unauthorized, Refused)
)]
pub async fn audit(
    State(app): State<AppState>,
    caller: Caller,
    Search(part): Search<Part>,
) -> Result<Json<AuditPage>, Failure> {
    if part.before.is_some_and(|number| number > LARGEST_NUMBER) {
        return Err(Failure::bad_request("there are no numbers that large"));
    }
    Ok(Json(app.store.audit(caller.who, part.before).await?))
}
