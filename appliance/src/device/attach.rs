//! `POST /device/key` and `POST /device/attach`: how a device comes into a session.
//!
//! Nine digits can be guessed, so wrong ones make their source pause longer and longer, session keys
//! and elevation codes alike.

use axum::Json;
use axum::extract::State;
use farhand_protocol::device::{Attach, AttachWith, Attached, DeviceKey, DeviceOffer};
use farhand_protocol::session::Recording;
use farhand_protocol::{ApiError, ErrorCode};

use crate::http::{Body, Failure, Source};
use crate::random;
use crate::state::AppState;
use crate::store::{Refusal, StoreError};

/// Milliseconds that a device which has attached has for its first connection.
const FIRST_CONNECTION_MS: u64 = 20_000;

/// What must be asked before a session key starts a session. Uses nothing up.
pub async fn offer(
    State(app): State<AppState>,
    Source(source): Source,
    Body(DeviceKey { key }): Body<DeviceKey>,
) -> Result<Json<DeviceOffer>, Failure> {
    app.check_key(source, &key).await?;
    let site = app.store.site().await?;
    Ok(Json(DeviceOffer { site: site.name, agreement: site.agreement, ask_recording: site.asks_recording }))
}

/// A device attaches: its token is in the answer.
pub async fn attach(
    State(app): State<AppState>,
    Source(source): Source,
    Body(attach): Body<Attach>,
) -> Result<Json<Attached>, Failure> {
    app.check_guesses(source)?;
    let site = app.store.site().await?;
    if let AttachWith::Key { recording: Recording::NotAsked, .. } = attach.with
        && site.asks_recording
    {
        return Err(ApiError::new(ErrorCode::InvalidField, "recording must be answered").into());
    }
    let attached = app.store.attach(attach).await;
    if let Err(StoreError::Refused(Refusal::KeyInvalid)) = &attached {
        app.guesses.wrong(source, app.clock.now());
    }
    let attached = attached?;
    let by = app.clock.now().plus(FIRST_CONNECTION_MS);
    app.feed.devices.expect(random::hash(&attached.token), by);
    Ok(Json(Attached {
        lsid: attached.lsid,
        token: attached.token,
        site: site.name,
        page: attached.page.map(|secret| format!("{}/open/{secret}", app.public_url)),
    }))
}
