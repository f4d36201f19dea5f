//! `DELETE`: either side ends it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::error::ApiError;
use farhand_protocol::upload::UploadEnd;
use farhand_protocol::{ClientId, ErrorCode, SessionId};
use http::{HeaderMap, StatusCode};

use super::{Id, Visit, refusal, sweep, tus};
use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::http::Failure;
use crate::state::{App, AppState};
use crate::store::{End, Standing};

/// Ends an upload: its sender takes it back, or its receiver refuses it.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{lsid}/uploads/{id}", tag = "uploads",
    params(
        ("lsid" = SessionId, Path), ("id" = ClientId, Path),
        ("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$")
    ),
    responses(
        (status = 204, description = "it has ended"),
        (status = 403, body = ApiError, description = "the caller does not take part, or it is somebody else's file"),
        (status = 409, body = ApiError, description = "the chat has this file"),
        (status = 410, body = ApiError, description = "it had ended before"),
        (status = 412, body = ApiError, description = "another version of tus"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn end(State(app): State<AppState>, visit: Visit, Id(id): Id, headers: HeaderMap) -> Response {
    tus::stamp(ended(&app, &visit, &id, &headers).await)
}

async fn ended(app: &App, visit: &Visit, id: &ClientId, headers: &HeaderMap) -> Result<Response, Failure> {
    tus::check_version(headers)?;
    let (upload, end) = visit.upload(app, id).await?;
    let why = match end {
        End::Sender => UploadEnd::TakenBack,
        End::Receiver if upload.is_chat() => return Err(refusal::not_yours()),
        End::Receiver => UploadEnd::Refused,
    };
    match upload.standing {
        Standing::Open => {}
        Standing::Kept { .. } => {
            return Err(ApiError::new(ErrorCode::WrongState, "the chat has this file").into());
        }
        Standing::Ended { why: before } if before == why => return Ok(StatusCode::NO_CONTENT.into_response()),
        standing => return Err(refusal::over(&standing)),
    }
    app.store.end_upload(&visit.lsid, id, why).await?;
    sweep::sweep(app).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
