//! `GET`: reads an upload, also while it is being written.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::error::ApiError;
use farhand_protocol::files::FileName;
use farhand_protocol::upload::UploadPurpose;
use farhand_protocol::{ClientId, ErrorCode, SessionId};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::range::{self, Wanted};
use super::{Id, Visit, bytes_of, look, refusal};
use crate::api::openapi::{Failed, NotFound, Unauthorized};
use crate::http::Failure;
use crate::spool::tail;
use crate::state::{App, AppState};
use crate::store::{End, Standing, Upload};

/// Reads an upload. What has not arrived is waited for up to 30 seconds. A file in the chat is only ever
/// for saving.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}/uploads/{id}", tag = "uploads",
    params(
        ("lsid" = SessionId, Path), ("id" = ClientId, Path),
        ("Range" = Option<String>, Header, description = "one range of bytes")
    ),
    responses(
        (status = 200, description = "all bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "the range", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 403, body = ApiError, description = "the caller does not take part, or sends"),
        (status = 409, body = ApiError, description = "a file for the chat that is not complete"),
        (status = 410, body = ApiError, description = "this upload is over"),
        (status = 416, description = "there are no such bytes"),
        (status = 429, body = ApiError, description = "too many requests"),
        Unauthorized, NotFound, Failed
    )
)]
pub async fn read(
    State(app): State<AppState>,
    visit: Visit,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (upload, end) = visit.upload(&app, &id).await?;
    refusal::check_open(&upload)?;
    check_readable(&upload, end)?;
    serve(&app, &upload, &headers).await
}

/// Answers with an upload's bytes, to whoever may read them.
///
/// # Errors
/// 410 where it is over.
pub(crate) async fn serve(app: &App, upload: &Upload, headers: &HeaderMap) -> Result<Response, Failure> {
    let live = bytes_of(app, upload).await?;
    let part = match range::wanted(wanted_range(headers, upload), upload.length) {
        Wanted::Whole => None,
        Wanted::Part(part) => Some(part),
        Wanted::Nothing => return Ok(nothing(upload.length)),
    };
    touch(app, upload).await?;
    let whole = 0..upload.length;
    let bytes = part.clone().unwrap_or(whole);
    let mut response = Body::from_stream(tail(live, bytes.clone())).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_LENGTH, (bytes.end - bytes.start).into());
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    dress(answer, upload);
    look::tell_name_bytes(app, upload, answer).await?;
    if let Some(part) = part {
        let range = format!("bytes {}-{}/{}", part.start, part.end - 1, upload.length);
        answer.insert(header::CONTENT_RANGE, ascii(&range));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

fn check_readable(upload: &Upload, end: End) -> Result<(), Failure> {
    match (&upload.standing, upload.is_chat()) {
        (Standing::Kept { .. }, _) => Ok(()),
        (_, true) => Err(ApiError::new(ErrorCode::WrongState, "this file is not complete yet").into()),
        (_, false) if end == End::Receiver => Ok(()),
        _ => Err(refusal::not_yours()),
    }
}

/// The range that is asked for, unless it is of another file.
fn wanted_range<'h>(headers: &'h HeaderMap, upload: &Upload) -> Option<&'h str> {
    let range = headers.get(header::RANGE)?.to_str().ok()?;
    let same = headers.get(header::IF_RANGE).is_none_or(|tag| Some(tag) == tag_of(upload).as_ref());
    same.then_some(range)
}

fn tag_of(upload: &Upload) -> Option<HeaderValue> {
    match &upload.standing {
        Standing::Kept { sha256 } => HeaderValue::from_str(&format!("\"{sha256}\"")).ok(),
        _ => None,
    }
}

/// A file from the chat is never shown, whatever it is: browsers save it, and run nothing in it.
fn dress(answer: &mut HeaderMap, upload: &Upload) {
    let UploadPurpose::Chat { name, .. } = &upload.purpose else { return };
    answer.insert(header::CONTENT_DISPOSITION, ascii(&disposition(name)));
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    if let Some(tag) = tag_of(upload) {
        answer.insert(header::ETAG, tag);
    }
}

/// As RFC 6266 wants it: a plain name for old readers, and the whole one.
fn disposition(name: &FileName) -> String {
    let shown = name.for_display();
    let plain: String = shown.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut whole = String::new();
    for byte in shown.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            whole.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || " -._()".contains(c)
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("it has only plain characters")
}

fn nothing(length: u64) -> Response {
    let range = ascii(&format!("bytes */{length}"));
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response()
}

async fn touch(app: &App, upload: &Upload) -> Result<(), Failure> {
    Ok(app.store.touch_upload(&upload.lsid, upload.id()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_gets_out_of_its_header() {
        let told = |name: &str| disposition(&name.parse().unwrap());
        assert_eq!(told("a b.pdf"), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
        assert_eq!(
            told("é\"\\;.txt"),
            "attachment; filename=\"____.txt\"; filename*=UTF-8''%C3%A9%22%5C%3B.txt"
        );
        assert_eq!(
            told("a\r\nX: y"),
            "attachment; filename=\"a_ X_ y\"; filename*=UTF-8''a%EF%BF%BD%20X%3A%20y"
        );
        assert!(!told("\u{202e}gpj.exe").contains("%E2%80%AE"), "it does not turn the text around");
    }
}
