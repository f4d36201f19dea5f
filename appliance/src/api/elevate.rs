//! Asking the customer to open the client.

use axum::Json;
use axum::extract::State;
use farhand_protocol::device::{Elevate, Elevation};
use farhand_protocol::error::ApiError;
use farhand_protocol::{ErrorCode, SessionId};

use super::idempotency::Key;
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::{Command, Idempotency};

/// Asks the customer to open the client. Only a hash of the code is kept: the same request again
/// makes another code, and the one before is void.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/elevate", tag = "permissions", request_body = Elevate,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Elevation),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "nobody owns the session now, or the key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn elevate(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(Elevate { purpose }): Body<Elevate>,
) -> Result<Json<Elevation>, Failure> {
    let command = Command::Elevate { lsid: lsid.clone(), purpose };
    let answer = app.store.perform(caller.who, Idempotency(key.0), command, &app.public_url).await?;
    let broken = |_| ApiError::new(ErrorCode::Internal, "the appliance failed; its log tells more");
    let mut elevation: Elevation = serde_json::from_str(&answer.body).map_err(broken)?;
    if let Some(ways) = app.agent_ways.get()
        && app.store.site().await?.vnc_agents
    {
        elevation.agent = ways.open(&lsid, elevation.expires_at).await;
    }
    Ok(Json(elevation))
}
