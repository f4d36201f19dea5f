//! `POST`: makes an upload.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::SessionId;
use farhand_protocol::device::DeviceFrame;
use farhand_protocol::error::ApiError;
use farhand_protocol::upload::UploadPurpose;
use http::{HeaderMap, StatusCode, header};

use super::{Visit, bytes_of, complete, is_kept, metadata, refusal, to_its_end, tus};
use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::http::Failure;
use crate::state::{App, AppState};
use crate::store::{NewUpload, Party, Upload};

/// Makes an upload. The same again, by the id in its purpose, answers the same upload.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/uploads", tag = "uploads",
    params(
        ("lsid" = SessionId, Path),
        ("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$"),
        ("Upload-Length" = u64, Header, maximum = 9_223_372_036_854_775_807_i64),
        ("Upload-Metadata" = String, Header, description = "purpose: the JSON of an UploadPurpose in base64; or filename and filetype")
    ),
    responses(
        (status = 201, description = "Location is the upload's address", headers(("Location" = String))),
        (status = 403, body = ApiError, description = "the caller does not take part, or the customer has not allowed it"),
        (status = 409, body = ApiError, description = "nothing is allowed, the session is over, or the id is used for something else"),
        (status = 410, body = ApiError, description = "this upload is over"),
        (status = 412, body = ApiError, description = "another version of tus"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn make(State(app): State<AppState>, visit: Visit, headers: HeaderMap) -> Response {
    tus::stamp(made(app, visit, &headers).await)
}

async fn made(app: AppState, visit: Visit, headers: &HeaderMap) -> Result<Response, Failure> {
    tus::check_version(headers)?;
    let length = tus::number(headers, "upload-length")?;
    let said = metadata::read(headers)?;
    // What is larger than anything may be is refused for that, whatever the disk has room for.
    if length <= app.config.files.upload_bytes && !app.spool.has_room(length).await {
        return Err(refusal::full());
    }
    let new = NewUpload {
        lsid: visit.lsid,
        party: visit.party,
        purpose: said.purpose,
        metadata: said.text,
        length,
        sha256: said.sha256,
    };
    let upload = to_its_end(begun(app, new)).await?;
    let location = format!("{}/{}", visit.base, upload.id());
    let expires = [("upload-expires", tus::expires(upload.lapses_at()))];
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], expires).into_response())
}

/// Makes it, and tells its receiver. Whoever made it and did not hear the answer goes on with what is
/// there, so the receiver would not be told later either.
async fn begun(app: AppState, new: NewUpload) -> Result<Upload, Failure> {
    let party = new.party.clone();
    let upload = app.store.make_upload(new, app.config.files).await?;
    tell_device(&app, &upload, &party);
    let live = bytes_of(&app, &upload).await?;
    if upload.is_chat() && !is_kept(&upload) && upload.length == 0 {
        complete::complete(&app, &upload, &live, &mut live.turn().await).await?;
    }
    Ok(upload)
}

/// A device that is not connected hears of it when it is.
fn tell_device(app: &App, upload: &Upload, party: &Party) {
    if let (UploadPurpose::ToDevice { .. }, Party::Representative { name, .. }) = (&upload.purpose, party) {
        let frame = DeviceFrame::Receive { purpose: upload.purpose.clone(), name: name.clone() };
        let _ = app.lines.tell(&upload.lsid, frame);
    }
}
