//! A viewer of a device that runs Farhand's client: the device opens a stream for each viewer and
//! encodes for each, so that a slow one slows nobody else.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::{ApiError, ErrorCode};
use tokio::sync::watch;
use tokio::time::timeout;

use super::chunk::Chunk;
use super::end::{End, LAST_WORDS};
use super::ending::Ending;
use super::splice::Joined;
use super::standing;
use super::view::Watching;
use super::ws::Upgrade;
use crate::device::ScreenRights;
use crate::http::{DeviceCaller, Failure, Param};
use crate::state::AppState;

/// How long a device has for opening its stream.
const ANSWER: Duration = Duration::from_secs(10);

/// `GET /device/screen/{stream}`: the device opens the stream that it was told to open.
pub async fn open(
    State(app): State<AppState>,
    caller: DeviceCaller,
    Param(stream): Param<u64>,
    upgrade: Result<Upgrade, Failure>,
) -> Result<Response, Failure> {
    let upgrade = upgrade?;
    let nobody = || ApiError::new(ErrorCode::NotFound, "nobody waits for this stream");
    let place = app.screens.streams.take(stream, &caller.lsid).ok_or_else(nobody)?;
    let (response, connection) = upgrade.accept();
    app.live_tasks.spawn(async move {
        if let Some(connection) = connection.await {
            // A viewer who left meanwhile needs no stream.
            let _ = place.send(End::web_socket(connection));
        }
    });
    Ok(response)
}

/// Has the device open a stream, and passes bytes until it ends.
pub async fn watch(watching: &Watching, mut rights: watch::Receiver<ScreenRights>, viewer: End) -> Ending {
    let opened = tokio::select! {
        opened = opened(watching) => opened,
        ending = must_end(watching, &mut rights) => Err(ending),
        ending = watching.over() => Err(ending),
    };
    match opened {
        Ok(device) => {
            let handshake = watching.app.config.caps.screen_handshake();
            let began = (watching.holder.who, watching.since);
            let mut joined = Joined::new(began, rights, (viewer, device), handshake);
            let ending = tokio::select! {
                ending = joined.run() => ending,
                ending = watching.over() => ending,
            };
            joined.close(&ending).await;
            ending
        }
        Err(ending) => {
            viewer.close(ending.farewell(), Chunk::default(), LAST_WORDS).await;
            ending
        }
    }
}

async fn opened(watching: &Watching) -> Result<End, Ending> {
    let (who, name) = watching.shown_as().await;
    let mut expected = watching.app.screens.streams.expect(watching.lsid.clone());
    let told = watching.app.lines.open_screen(&watching.lsid, expected.number, (who, &name));
    told.map_err(|_| Ending::DeviceAway)?;
    timeout(ANSWER, expected.opened()).await.ok().flatten().ok_or(Ending::NoAnswer)
}

async fn must_end(watching: &Watching, rights: &mut watch::Receiver<ScreenRights>) -> Ending {
    loop {
        let (who, since) = (watching.holder.who, watching.since);
        if let Some(ending) = standing::ending_since(&rights.borrow_and_update(), who, since) {
            return ending;
        }
        if rights.changed().await.is_err() {
            return Ending::SessionLeft;
        }
    }
}
