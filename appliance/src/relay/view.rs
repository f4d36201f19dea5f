//! `GET /screen?ticket=T`: a viewer's stream.

use axum::extract::State;
use axum::response::Response;
use farhand_protocol::session::SessionState;
use farhand_protocol::{ApiError, ErrorCode, RepresentativeId, Seq, SessionId};
use http::HeaderMap;
use serde::Deserialize;
use tokio::sync::watch;

use super::end::End;
use super::ending::Ending;
use super::ws::Upgrade;
use super::{from_client, ticket};
use crate::api::live::origin_allowed;
use crate::api::openapi::{Refused, Unauthorized};
use crate::api::tickets::Holder;
use crate::device::{ScreenDevice, ScreenRights};
use crate::feed::Taken;
use crate::http::{Failure, Search};
use crate::state::{App, AppState};
use crate::store::Kind;

/// No account has this number.
const NOBODY: RepresentativeId = RepresentativeId(0);

/// How a stream is asked for.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// From `POST /sessions/{lsid}/screen/ticket`; good once.
    ticket: Option<String>,
}

/// The screen of a session's device: RFB in binary WebSocket frames, with the appliance as the
/// server. Close codes are described in `docs/PROTOCOL.md`.
#[utoipa::path(
    get, path = "/api/v1/screen", tag = "screen", security(()), params(Opening),
    responses(
        (status = 101, description = "the WebSocket is open"),
        (status = 403, body = ApiError, description = "another site's page asks"),
        (status = 409, body = ApiError, description = "the screen cannot be seen now; the message says why"),
        Unauthorized, Refused
    )
)]
pub async fn screen(
    State(app): State<AppState>,
    headers: HeaderMap,
    Search(opening): Search<Opening>,
    upgrade: Result<Upgrade, Failure>,
) -> Result<Response, Failure> {
    if !origin_allowed(&app, &headers) {
        return Err(ApiError::new(ErrorCode::Forbidden, "this origin may not open a screen").into());
    }
    let unauthorized = || ApiError::new(ErrorCode::Unauthorized, "ask for a screen ticket first");
    let (holder, lsid) = opening
        .ticket
        .and_then(|ticket| app.screens.tickets.take(&ticket, app.clock.now()))
        .ok_or_else(unauthorized)?;
    let upgrade = upgrade?;
    app.store.token(holder.token_hash, false).await?.ok_or_else(unauthorized)?;
    let (rights, since) = app.feed.rights.watch_since(&*app.store, &lsid).await?;
    ticket::may_watch(&rights.borrow(), holder.who)?;
    app.feed.rights.admit(&*app.store, &lsid, holder.who).await?;
    let hidden = rights.borrow().is_hidden(holder.who);
    let seats = if hidden { &app.screens.hidden_seats } else { &app.screens.seats };
    let seat = seats.take(lsid.clone()).ok_or_else(too_many_viewers)?;
    let (response, connection) = upgrade.accept();
    let watching = Watching { app: app.clone(), lsid, holder, since };
    app.live_tasks.spawn(async move {
        if let Some(connection) = connection.await {
            watching.run(rights, End::web_socket(connection)).await;
        }
        drop(seat);
    });
    Ok(response)
}

fn too_many_viewers() -> ApiError {
    let mut error = ApiError::new(ErrorCode::RateLimited, "this screen has too many viewers already");
    error.retry_after_s = Some(10);
    error
}

/// A viewer of one session's screen.
pub struct Watching {
    /// The appliance.
    pub app: AppState,
    /// Which session.
    pub lsid: SessionId,
    /// Who.
    pub holder: Holder,
    /// The row up to which the rights were known when it began.
    pub since: Seq,
}

impl Watching {
    async fn run(self, rights: watch::Receiver<ScreenRights>, viewer: End) {
        let device = rights.borrow().device;
        let ending = match device {
            ScreenDevice::Agent => self.app.screens.agents.watch(&self, viewer).await,
            _ => self.watch_client(rights, viewer).await,
        };
        tracing::debug!(lsid = %self.lsid, ?ending, "a viewer's stream has ended");
    }

    /// What fails of a hidden viewer stands nowhere: others would wonder whose screen it was.
    async fn watch_client(&self, rights: watch::Receiver<ScreenRights>, viewer: End) -> Ending {
        let ending = from_client::watch(self, rights.clone(), viewer).await;
        let told = ending.failure().filter(|_| !rights.borrow().is_hidden(self.holder.who));
        if let Some(reason) = told {
            tell_failure(&self.app, &self.lsid, &reason).await;
        }
        ending
    }

    /// The viewer's account and name, for the device to show. A supervisor whom the representatives are
    /// not to notice has the owner's name there, and nobody's account: whoever sees the screen may see
    /// what it shows of its viewers.
    pub async fn shown_as(&self) -> (RepresentativeId, String) {
        let Ok(session) = self.app.store.standing(&self.lsid).await else {
            return (self.holder.who, String::new());
        };
        let owner = match session.state {
            SessionState::Active { owner, .. } => Some(owner),
            _ => None,
        };
        let known: Vec<_> = session.participants.into_iter().chain(session.monitors).collect();
        let name = |who| known.iter().find(|p| p.id == who).map(|p| p.name.clone());
        match name(self.holder.who) {
            Some(name) => (self.holder.who, name),
            None => (NOBODY, owner.and_then(name).unwrap_or_default()),
        }
    }

    /// Waits until the stream must end whatever goes through it: the viewer's token has ended, or
    /// the appliance stops.
    pub async fn over(&self) -> Ending {
        tokio::select! {
            () = token_ended(&self.app, &self.holder) => Ending::SessionLeft,
            () = self.app.stop.cancelled() => Ending::Stopping,
        }
    }
}

/// Tells in the session's log that its screen failed. Who fails over and over is told of now and
/// then.
pub async fn tell_failure(app: &App, lsid: &SessionId, reason: &str) {
    if app.screens.failures.take(lsid.clone(), app.clock.now()).is_err() {
        return;
    }
    if let Err(error) = app.store.screen_failed(lsid, reason).await {
        tracing::warn!(%error, %lsid, "a screen's failure could not be told");
    }
}

async fn token_ended(app: &App, holder: &Holder) {
    let mut reader = app.feed.reader(app.feed.head());
    while still_good(app, holder).await {
        loop {
            reader.ready().await;
            match reader.take().await {
                Ok(Taken::Rows { rows, .. }) if !rows.iter().any(|row| ends(&row.kind, holder.who)) => {}
                Ok(Taken::Rows { .. }) => break,
                Ok(Taken::Behind) => {
                    reader.skip_to_head();
                    break;
                }
                Err(_) => return,
            }
        }
    }
}

fn ends(kind: &Kind, who: RepresentativeId) -> bool {
    match kind {
        Kind::TokensEnded { who: of, .. } => *of == who,
        Kind::ScopeChanged { who: of } => of.contains(&who),
        _ => false,
    }
}

/// Whether the token has not ended, and the account may still see screens.
async fn still_good(app: &App, holder: &Holder) -> bool {
    let token = app.store.token(holder.token_hash, false).await;
    let rights = app.store.rights(holder.who).await;
    matches!(token, Ok(Some(_))) && rights.is_ok_and(|rights| rights.view)
}
