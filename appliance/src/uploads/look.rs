//! `HEAD`: how far an upload has come.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::upload::NAME_BYTES;
use farhand_protocol::{ClientId, SessionId};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{Id, Visit, bytes_of, complete, is_kept, tus};
use crate::http::Failure;
use crate::state::{App, AppState};
use crate::store::Upload;

/// How far an upload has come.
#[utoipa::path(
    head, path = "/api/v1/sessions/{lsid}/uploads/{id}", tag = "uploads",
    params(
        ("lsid" = SessionId, Path), ("id" = ClientId, Path),
        ("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$")
    ),
    responses(
        (status = 200, description = "Upload-Offset and Upload-Length"),
        (status = 401, description = "no token, or one that ended"),
        (status = 403, description = "the caller does not take part"),
        (status = 404, description = "there is no such upload, or not for the caller"),
        (status = 410, description = "this upload is over"),
        (status = 412, description = "another version of tus"),
        (status = 429, description = "too many requests"),
        (status = 500, description = "the appliance failed"),
        (status = 503, description = "starting, stopping, or out of room")
    )
)]
pub async fn look(State(app): State<AppState>, visit: Visit, Id(id): Id, headers: HeaderMap) -> Response {
    tus::stamp(looked(&app, &visit, &id, &headers).await)
}

async fn looked(app: &App, visit: &Visit, id: &ClientId, headers: &HeaderMap) -> Result<Response, Failure> {
    tus::check_version(headers)?;
    let (upload, _) = visit.upload(app, id).await?;
    let live = bytes_of(app, &upload).await?;
    if upload.is_chat() && !is_kept(&upload) && live.offset() == upload.length {
        // The program ended between its last byte and its place in the chat.
        complete::complete(app, &upload, &live, &mut live.turn().await).await?;
    }
    let mut response = StatusCode::OK.into_response();
    let answer = response.headers_mut();
    answer.insert("upload-offset", live.offset().into());
    answer.insert("upload-length", upload.length.into());
    tell_name_bytes(app, &upload, answer).await?;
    if let Ok(metadata) = HeaderValue::from_str(&upload.metadata) {
        answer.insert("upload-metadata", metadata);
    }
    if !is_kept(&upload) {
        answer.insert("upload-expires", tus::expires(upload.lapses_at()));
    }
    Ok(response)
}

/// A receiver of a file stream learns how long a name in it may be.
///
/// # Errors
/// When the store fails.
pub(super) async fn tell_name_bytes(
    app: &App,
    upload: &Upload,
    answer: &mut HeaderMap,
) -> Result<(), Failure> {
    if !upload.is_chat() {
        let limits = app.config.files.under(&app.store.site().await?.files);
        answer.insert(NAME_BYTES, limits.name_bytes.into());
    }
    Ok(())
}
