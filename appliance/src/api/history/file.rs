//! Files that were sent in the chat of an ended session.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::error::ApiError;
use farhand_protocol::{ClientId, SessionId};
use http::HeaderMap;

use crate::api::openapi::{Failed, NotFound, Unauthorized};
use crate::http::{Caller, Failure, Params};
use crate::state::AppState;
use crate::uploads::read;

/// A file that was sent in an ended session's chat, as long as it is kept: only ever for saving.
#[utoipa::path(
    get, path = "/api/v1/history/{lsid}/files/{upload}", tag = "history",
    params(
        ("lsid" = SessionId, Path), ("upload" = ClientId, Path),
        ("Range" = Option<String>, Header, description = "one range of bytes")
    ),
    responses(
        (status = 200, description = "all bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "the range", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 410, body = ApiError, description = "it is kept no longer"),
        (status = 416, description = "there are no such bytes"),
        (status = 429, body = ApiError, description = "too many requests"),
        Unauthorized, NotFound, Failed
    )
)]
pub async fn file(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, upload): Params<SessionId, ClientId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let file = app.store.history_file(caller.who, &lsid, &upload).await?;
    read::serve(&app, &file, &headers).await
}
