//! `OPTIONS`: what of tus is spoken.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::error::ApiError;
use farhand_protocol::{ClientId, SessionId};
use http::StatusCode;

use super::{Id, Visit, tus};
use crate::api::openapi::{Failed, NotFound, Unauthorized};
use crate::http::Failure;
use crate::spool::ALGORITHMS;
use crate::state::{App, AppState};

/// What of tus is spoken, and how large an upload may be.
#[utoipa::path(
    options, path = "/api/v1/sessions/{lsid}/uploads", tag = "uploads",
    params(("lsid" = SessionId, Path)),
    responses(
        (status = 204, description = "Tus-Version, Tus-Extension, Tus-Checksum-Algorithm, Tus-Max-Size"),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        Unauthorized, NotFound, Failed
    )
)]
pub async fn offer(State(app): State<AppState>, _: Visit) -> Result<Response, Failure> {
    said(&app).await
}

/// The same, for one upload.
#[utoipa::path(
    options, path = "/api/v1/sessions/{lsid}/uploads/{id}", tag = "uploads",
    params(("lsid" = SessionId, Path), ("id" = ClientId, Path)),
    responses(
        (status = 204, description = "Tus-Version, Tus-Extension, Tus-Checksum-Algorithm, Tus-Max-Size"),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        Unauthorized, NotFound, Failed
    )
)]
pub async fn offer_one(State(app): State<AppState>, _: Visit, _: Id) -> Result<Response, Failure> {
    said(&app).await
}

async fn said(app: &App) -> Result<Response, Failure> {
    let most = app.config.files.under(&app.store.site().await?.files).upload_bytes;
    let headers = [
        ("tus-version", tus::VERSION.to_owned()),
        ("tus-extension", tus::EXTENSIONS.to_owned()),
        ("tus-checksum-algorithm", ALGORITHMS.to_owned()),
        ("tus-max-size", most.to_string()),
    ];
    Ok(tus::stamp(Ok((StatusCode::NO_CONTENT, headers).into_response())))
}
