//! What came of a transfer: its receiver says it, its sender waits for it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use farhand_protocol::error::ApiError;
use farhand_protocol::upload::{TransferOutcome, UploadState};
use farhand_protocol::{ClientId, ErrorCode, SessionId, limits};
use http::StatusCode;
use serde::Deserialize;
use tokio::time::{Instant, sleep_until};

use super::{Id, Visit, bytes_of, refusal, sweep};
use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Failure, Search};
use crate::spool::Live;
use crate::state::{App, AppState};
use crate::store::{End, Standing, Upload};

/// Seconds that an answer can wait.
const LONGEST_WAIT_S: u64 = 30;

/// How long the answer may wait.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// Seconds for which the answer waits for an end.
    #[param(minimum = 0, maximum = 30)]
    #[serde(default)]
    wait: u64,
}

/// Where an upload stands. With `wait` the answer comes when it has ended, or then.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}/uploads/{id}/outcome", tag = "uploads",
    params(("lsid" = SessionId, Path), ("id" = ClientId, Path), Patience),
    responses(
        (status = 200, body = UploadState),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 410, body = ApiError, description = "it has ended before that"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn outcome(
    State(app): State<AppState>,
    visit: Visit,
    Id(id): Id,
    Search(patience): Search<Patience>,
) -> Result<Json<UploadState>, Failure> {
    if patience.wait > LONGEST_WAIT_S {
        return Err(Failure::bad_request(format!("wait must be from 0 to {LONGEST_WAIT_S}")));
    }
    let until = Instant::now() + Duration::from_secs(patience.wait);
    loop {
        let (upload, _) = visit.upload(&app, &id).await?;
        if let Standing::Done { outcome } = upload.standing {
            let length = upload.length;
            return Ok(Json(UploadState { offset: length, length, outcome: Some(outcome) }));
        }
        let Some(live) = still_open(&app, &upload).await? else { continue };
        if Instant::now() >= until || app.stop.is_cancelled() {
            let (offset, length) = (live.offset(), upload.length);
            return Ok(Json(UploadState { offset, length, outcome: None }));
        }
        tokio::select! {
            () = live.over().cancelled() => {}
            () = sleep_until(until) => {}
            () = app.stop.cancelled() => {}
        }
    }
}

/// The bytes of an upload that is open. None where it has ended since it was read: the store knows how.
async fn still_open(app: &App, upload: &Upload) -> Result<Option<Arc<Live>>, Failure> {
    refusal::check_open(upload)?;
    match bytes_of(app, upload).await {
        Err(failure) if failure.status() == StatusCode::GONE => Ok(None),
        found => found.map(Some),
    }
}

/// Says what came of a transfer. The spool is emptied.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/uploads/{id}/outcome", tag = "uploads", request_body = TransferOutcome,
    params(("lsid" = SessionId, Path), ("id" = ClientId, Path)),
    responses(
        (status = 204, description = "noted"),
        (status = 403, body = ApiError, description = "the caller does not take part, or sends"),
        (status = 409, body = ApiError, description = "something else was said, or it is a file in the chat"),
        (status = 410, body = ApiError, description = "it has ended before that"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn say(
    State(app): State<AppState>,
    visit: Visit,
    Id(id): Id,
    Body(outcome): Body<TransferOutcome>,
) -> Result<StatusCode, Failure> {
    check(&outcome)?;
    let (upload, end) = visit.upload(&app, &id).await?;
    if end != End::Receiver {
        return Err(refusal::not_yours());
    }
    if upload.is_chat() {
        return Err(ApiError::new(ErrorCode::WrongState, "a file in the chat has no outcome").into());
    }
    if let Standing::Ended { .. } | Standing::Gone = upload.standing {
        return Err(refusal::over(&upload.standing));
    }
    app.store.finish_upload(&visit.lsid, &id, outcome).await?;
    sweep::sweep(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn check(outcome: &TransferOutcome) -> Result<(), Failure> {
    let named = outcome.faults.len();
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidField, message).into());
    if named > limits::OUTCOME_FAULTS {
        return refuse(format!("at most {} faults can be named", limits::OUTCOME_FAULTS));
    }
    if usize::try_from(outcome.failed).unwrap_or(usize::MAX) < named {
        return refuse("failed must count at least those that faults names".to_owned());
    }
    if i64::try_from(outcome.bytes).is_err() {
        return refuse("there are no files that large".to_owned());
    }
    Ok(())
}
