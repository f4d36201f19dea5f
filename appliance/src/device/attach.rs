//! `POST /device/key` and `POST /device/attach`: how a device comes into a session.
//!
//! Nine digits can be guessed, so wrong ones have their price, session keys and elevation codes alike
//! ([`crate::http::guesses`]). A key may also be given by its link.

use axum::Json;
use axum::extract::State;
use farhand_protocol::device::{Attach, AttachWith, Attached, DeviceKey, DeviceOffer};
use farhand_protocol::session::Recording;
use farhand_protocol::{ApiError, ErrorCode};

use crate::http::{Body, Failure, Source};
use crate::random;
use crate::state::AppState;
use crate::store::{Refusal, SiteSettings, StoreError};

/// Milliseconds that a device which has attached has for its first connection.
const FIRST_CONNECTION_MS: u64 = 20_000;

/// What must be asked before a session key starts a session. Uses nothing up.
pub async fn offer(
    State(app): State<AppState>,
    Source(source): Source,
    Body(DeviceKey { key }): Body<DeviceKey>,
) -> Result<Json<DeviceOffer>, Failure> {
    let guess = app.guess(source, &key).await?;
    let checked = app.store.check_key(&key).await;
    // Clients ask the same of a code, to learn which of the two was typed: that is no wrong guess.
    if matches!(checked, Err(StoreError::Refused(Refusal::KeyInvalid))) && app.store.is_code(&key).await? {
        app.settle(guess, Ok(()))?;
        return Err(StoreError::from(Refusal::KeyInvalid).into());
    }
    app.settle(guess, checked)?;
    let look = app.store.look_at_link(&key).await?;
    let (inviter, name) = look.map(|look| (Some(look.inviter), look.name)).unwrap_or_default();
    let SiteSettings { name: site, agreement, asks_recording: ask_recording, .. } = app.store.site().await?;
    Ok(Json(DeviceOffer { site, agreement, ask_recording, inviter, name }))
}

/// A device attaches: its token is in the answer.
pub async fn attach(
    State(app): State<AppState>,
    Source(source): Source,
    Body(attach): Body<Attach>,
) -> Result<Json<Attached>, Failure> {
    let site = app.store.site().await?;
    if let AttachWith::Key { recording: Recording::NotAsked, .. } = attach.with
        && site.asks_recording
    {
        return Err(ApiError::new(ErrorCode::InvalidField, "recording must be answered").into());
    }
    let (AttachWith::Code { code: typed } | AttachWith::Key { key: typed, .. }) = &attach.with;
    let guess = app.guess(source, typed).await?;
    let attached = app.settle(guess, app.store.attach(attach).await)?;
    let by = app.clock.now().plus(FIRST_CONNECTION_MS);
    app.feed.devices.expect(random::hash(&attached.token), by);
    Ok(Json(Attached {
        lsid: attached.lsid,
        token: attached.token,
        site: site.name,
        page: attached.page.map(|secret| format!("{}/open/{secret}", app.public_url)),
    }))
}
