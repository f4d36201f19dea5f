//! Ended sessions: looking for them, reading them, counting and exporting them.

pub mod csv;
pub mod export;
pub mod file;

use axum::Json;
use axum::extract::State;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::error::ApiError;
use farhand_protocol::history::{HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeBy, VolumeQuery};
use farhand_protocol::info::InfoSnapshot;
use farhand_protocol::{QueueId, SessionId, Timestamp};
use serde::Deserialize;

use super::messages::Page;
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Caller, Failure, Param, Params, Search};
use crate::state::AppState;

/// What is looked for; all of it must fit.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Looking {
    /// Words of what was said, the notes, the customer's name, company and details, or the issue; the last
    /// one may be a beginning.
    #[param(max_length = 200)]
    text: Option<String>,
    /// A part of the customer's name, with every sign that is in it.
    #[param(max_length = 200)]
    customer: Option<String>,
    /// A representative who took part, by number.
    #[param(minimum = 0, maximum = 4_294_967_295_i64)]
    representative: Option<u32>,
    /// The queue that it came from last.
    queue: Option<QueueId>,
    /// Ended at or after, in milliseconds since 1970.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    from: Option<i64>,
    /// Ended before, in milliseconds since 1970.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    to: Option<i64>,
    /// From an earlier page's `next`.
    #[param(pattern = "^[0-9a-f]{1,15}$")]
    after: Option<String>,
    /// Rows; 50 where absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl Looking {
    fn query(self) -> Result<HistoryQuery, Failure> {
        let (_, most) = farhand_protocol::limits::HISTORY_ROWS;
        if self.limit.is_some_and(|limit| !(1..=most).contains(&limit)) {
            return Err(Failure::bad_request(format!("limit must be from 1 to {most}")));
        }
        Ok(HistoryQuery {
            text: self.text,
            customer: self.customer,
            representative: self.representative,
            queue: self.queue,
            from: time(self.from)?,
            to: time(self.to)?,
            after: self.after,
            limit: self.limit,
        })
    }
}

/// A time that every JSON reader keeps exactly.
fn time(at: Option<i64>) -> Result<Option<Timestamp>, Failure> {
    let largest = super::messages::LARGEST_NUMBER;
    match at {
        Some(at) if u64::try_from(at).is_ok_and(|at| at <= largest) => Ok(Some(Timestamp(at))),
        Some(_) => Err(Failure::bad_request("times are milliseconds since 1970")),
        None => Ok(None),
    }
}

/// A page of ended sessions, newest first.
#[utoipa::path(
    get, path = "/api/v1/history", tag = "history", params(Looking),
    responses(
        (status = 200, body = HistoryPage),
        (status = 422, body = ApiError, description = "a text is too long, or `after` is of no page"),
        Unauthorized, Refused
    )
)]
pub async fn history(
    State(app): State<AppState>,
    caller: Caller,
    Search(looking): Search<Looking>,
) -> Result<Json<HistoryPage>, Failure> {
    Ok(Json(app.store.history(caller.who, looking.query()?).await?))
}

/// An ended session with its newest entries.
#[utoipa::path(
    get, path = "/api/v1/history/{lsid}", tag = "history",
    params(("lsid" = SessionId, Path)),
    responses((status = 200, body = HistoryDetail), Unauthorized, NotFound, Refused)
)]
pub async fn session(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
) -> Result<Json<HistoryDetail>, Failure> {
    Ok(Json(app.store.history_detail(caller.who, &lsid).await?))
}

/// A page of an ended session's log.
#[utoipa::path(
    get, path = "/api/v1/history/{lsid}/entries", tag = "history",
    params(("lsid" = SessionId, Path), Page),
    responses(
        (status = 200, body = EntriesPage),
        (status = 422, body = ApiError, description = "before and after do not go together"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn entries(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    Search(page): Search<Page>,
) -> Result<Json<EntriesPage>, Failure> {
    let (of, limit) = page.of()?;
    Ok(Json(app.store.history_entries(caller.who, &lsid, of, limit).await?))
}

/// System information that was kept of an ended session.
#[utoipa::path(
    get, path = "/api/v1/history/{lsid}/snapshots/{number}", tag = "history",
    params(("lsid" = SessionId, Path), ("number" = u32, Path, minimum = 0, maximum = 4_294_967_295_i64)),
    responses(
        (status = 200, body = InfoSnapshot),
        (status = 403, body = ApiError, description = "the caller may not read system information"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn snapshot(
    State(app): State<AppState>,
    caller: Caller,
    Params(lsid, number): Params<SessionId, u32>,
) -> Result<Json<InfoSnapshot>, Failure> {
    Ok(Json(app.store.history_snapshot(caller.who, &lsid, number).await?))
}

/// How to count.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// Hours or days.
    by: VolumeBy,
    /// Minutes that the reader's clock is ahead of UTC.
    #[param(minimum = -840, maximum = 840)]
    offset_min: Option<i32>,
    /// Ended at or after, in milliseconds since 1970.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    from: i64,
    /// Ended before, in milliseconds since 1970; at most 400 days after `from`, and 31 days by hours.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    to: i64,
    /// The queue that they came from last.
    queue: Option<QueueId>,
    /// A representative who took part, by number.
    #[param(minimum = 0, maximum = 4_294_967_295_i64)]
    representative: Option<u32>,
}

/// How many ended, and how long they took, by hour or day.
#[utoipa::path(
    get, path = "/api/v1/history/volume", tag = "history", params(Counting),
    responses(
        (status = 200, body = Volume),
        (status = 422, body = ApiError, description = "from and to lie too far apart, or the wrong way round"),
        Unauthorized, Refused
    )
)]
pub async fn volume(
    State(app): State<AppState>,
    caller: Caller,
    Search(counting): Search<Counting>,
) -> Result<Json<Volume>, Failure> {
    time(Some(counting.from))?;
    time(Some(counting.to))?;
    let query = VolumeQuery {
        by: counting.by,
        offset_min: counting.offset_min,
        from: Timestamp(counting.from),
        to: Timestamp(counting.to),
        queue: counting.queue,
        representative: counting.representative,
    };
    Ok(Json(app.store.history_volume(caller.who, query).await?))
}
