//! What was read, for those who take part or took part: `GET /sessions/{lsid}/info`, one reading, one
//! snapshot.

use axum::Json;
use axum::extract::State;
use farhand_protocol::SessionId;
use farhand_protocol::error::ApiError;
use farhand_protocol::info::{Info, InfoSnapshot, Reading};

use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Caller, Failure, Param, Params};
use crate::state::AppState;

/// Which readings and snapshots there are.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}/info", tag = "info",
    params(("lsid" = SessionId, Path)),
    responses(
        (status = 200, body = Info),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn info(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
) -> Result<Json<Info>, Failure> {
    Ok(Json(app.store.info(caller.who, &lsid).await?))
}

/// A reading. It is gone once its source has told the same category anew.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}/info/readings/{number}", tag = "info",
    params(
        ("lsid" = SessionId, Path),
        ("number" = u64, Path, minimum = 0, maximum = 9_007_199_254_740_991_i64)
    ),
    responses(
        (status = 200, body = Reading),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn reading(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, number): Params<SessionId, u64>,
) -> Result<Json<Reading>, Failure> {
    Ok(Json(app.store.reading(caller.who, &lsid, number).await?))
}

/// A snapshot.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}/info/snapshots/{number}", tag = "info",
    params(("lsid" = SessionId, Path), ("number" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64)),
    responses(
        (status = 200, body = InfoSnapshot),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn snapshot(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, number): Params<SessionId, u32>,
) -> Result<Json<InfoSnapshot>, Failure> {
    Ok(Json(app.store.info_snapshot(caller.who, &lsid, number).await?))
}
