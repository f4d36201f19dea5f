//! `PATCH`: writes on.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::error::ApiError;
use farhand_protocol::{ClientId, SessionId, Timestamp};
use futures_util::StreamExt;
use http::{HeaderMap, StatusCode, header};
use tokio::time::timeout;

use super::{Id, Visit, bytes_of, complete, is_kept, refusal, to_its_end, tus};
use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::http::Failure;
use crate::spool::{Check, Live, Stopped};
use crate::state::{App, AppState};
use crate::store::{End, Upload};

/// Bytes of a refused request that are read nevertheless, and for how long.
const HEARD_OUT: usize = 1024 * 1024;
const HEARING: Duration = Duration::from_secs(2);

/// Writes on from where the upload is. A newer request ends an older one. What has arrived before a cut
/// stays, unless the request has a checksum.
#[utoipa::path(
    patch, path = "/api/v1/sessions/{lsid}/uploads/{id}", tag = "uploads",
    params(
        ("lsid" = SessionId, Path), ("id" = ClientId, Path),
        ("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$"),
        ("Upload-Offset" = u64, Header, maximum = 9_223_372_036_854_775_807_i64),
        ("Upload-Checksum" = Option<String>, Header, description = "sha1 or sha256, a space, and the checksum of this request's bytes in base64")
    ),
    request_body(content_type = "application/offset+octet-stream", content = Vec<u8>),
    responses(
        (status = 204, description = "Upload-Offset is where it is now"),
        (status = 403, body = ApiError, description = "the caller does not take part, or receives"),
        (status = 409, body = ApiError, description = "the upload is elsewhere, or a newer request writes"),
        (status = 410, body = ApiError, description = "this upload is over"),
        (status = 412, body = ApiError, description = "another version of tus"),
        (status = 415, body = ApiError, description = "another media type"),
        (status = 460, body = ApiError, description = "the checksum does not match"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn write(
    State(app): State<AppState>,
    visit: Visit,
    Id(id): Id,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut body = Some(body);
    let answer = written(app, &visit, &id, &headers, &mut body).await;
    if let Some(unheard) = body.filter(|_| answer.is_err()) {
        hear_out(unheard).await;
    }
    tus::stamp(answer)
}

/// Reads some of what is refused: whoever still sends when the connection is closed does not hear why.
async fn hear_out(body: Body) {
    let mut chunks = body.into_data_stream();
    let hearing = async {
        let mut left = HEARD_OUT;
        while let Some(Ok(chunk)) = chunks.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                return;
            }
        }
    };
    let _long_enough = timeout(HEARING, hearing).await;
}

async fn written(
    app: AppState,
    visit: &Visit,
    id: &ClientId,
    headers: &HeaderMap,
    body: &mut Option<Body>,
) -> Result<Response, Failure> {
    tus::check_version(headers)?;
    tus::check_media_type(headers)?;
    let from = tus::number(headers, "upload-offset")?;
    let check = tus::checksum(headers)?;
    let (upload, end) = visit.upload(&app, id).await?;
    if end != End::Sender {
        return Err(refusal::not_yours());
    }
    let live = bytes_of(&app, &upload).await?;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let wanted = Wanted { from, announced: announced.unwrap_or(0), check };
    let body = body.take().unwrap_or_default();
    // What has arrived must be written down.
    let (offset, until) = to_its_end(take_in(app, upload, live, wanted, body)).await?;
    let headers = [("upload-offset", offset.into()), ("upload-expires", tus::expires(until))];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// What a request brings.
struct Wanted {
    from: u64,
    /// Bytes that it says it has; 0 where it does not.
    announced: u64,
    check: Option<Check>,
}

/// Writes a body; answers where the upload is then, and when it ends if nobody goes on.
async fn take_in(
    app: AppState,
    mut upload: Upload,
    live: Arc<Live>,
    wanted: Wanted,
    body: Body,
) -> Result<(u64, Timestamp), Failure> {
    let mut turn = live.turn().await;
    let refused = if turn.offset() != wanted.from {
        Some(refusal::wrong_offset(turn.offset()))
    } else if wanted.announced > upload.length - wanted.from {
        Some(refusal::stopped(Stopped::TooMuch))
    } else {
        None
    };
    if let Some(refused) = refused {
        drop(turn);
        hear_out(body).await;
        return Err(refused);
    }
    let (stopped, began_at) = (app.stop.clone(), turn.offset());
    let written = tokio::select! {
        written = turn.write(&live, body, wanted.check) => written,
        () = stopped.cancelled() => Err(Stopped::BrokenOff),
    };
    // A file for the chat that stands still does not get more time by empty requests.
    if turn.offset() > began_at || !upload.is_chat() {
        touch(&app, &upload).await?;
        upload.touched_at = app.clock.now();
    }
    written.map_err(refusal::stopped)?;
    let offset = turn.offset();
    if offset == upload.length && upload.is_chat() && !is_kept(&upload) {
        complete::complete(&app, &upload, &live, &mut turn).await?;
    }
    Ok((offset, upload.lapses_at()))
}

/// Its time begins anew.
async fn touch(app: &App, upload: &Upload) -> Result<(), Failure> {
    Ok(app.store.touch_upload(&upload.lsid, upload.id()).await?)
}
