//! `POST /device/info` and `POST /portal/api/info`: a source tells. The body's own part is read
//! leniently: what makes no sense in it is kept as unknown.

use axum::extract::State;
use farhand_protocol::SessionId;
use farhand_protocol::info::{Category, Source};
use http::StatusCode;
use serde::Deserialize;

use crate::domain::info::{self, Teller};
use crate::http::{Body, CustomerCaller, DeviceCaller, Failure};
use crate::state::{App, AppState};
use crate::store::StoreError;

/// A [`farhand_protocol::info::NewReading`] as it comes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    source: Source,
    category: Category,
    body: serde_json::Value,
}

/// The client tells.
pub async fn of_device(
    State(app): State<AppState>,
    caller: DeviceCaller,
    Body(told): Body<Told>,
) -> Result<StatusCode, Failure> {
    hear(&app, &caller.lsid, Teller::Client, told).await
}

/// The customer's page tells.
pub async fn of_page(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Body(told): Body<Told>,
) -> Result<StatusCode, Failure> {
    hear(&app, &caller.lsid, Teller::Page, told).await
}

async fn hear(app: &App, lsid: &SessionId, teller: Teller, told: Told) -> Result<StatusCode, Failure> {
    app.readings.take(lsid.clone(), app.clock.now())?;
    let refused = |refusal| Failure::from(StoreError::Refused(refusal));
    let source = info::source(teller, told.source).map_err(refused)?;
    let body = info::reading(told.category, &told.body).map_err(refused)?;
    let head = app.store.keep_reading(lsid, source, told.category, body).await?;
    app.feed.info_read(lsid, head).await?;
    Ok(StatusCode::NO_CONTENT)
}
