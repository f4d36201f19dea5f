//! The live feed's WebSocket.
//!
//! A connection is one small task: it waits for the log, a notice, a frame, a tick or the stop,
//! whichever comes first. Its buffers are small and sends have a deadline, so that a slow reader
//! is cut instead of kept; it resumes with `since`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use farhand_protocol::dashboard::Span;
use farhand_protocol::live::{ClientFrame, LiveTicket, ServerFrame};
use farhand_protocol::session::NoFields;
use farhand_protocol::{ApiError, ErrorCode, Seq, SessionId, limits};
use http::{HeaderMap, header};
use serde::Deserialize;
use tokio::time::Instant;

use super::live_view::{Meaning, meaning, rows_frame};
use super::messages::LARGEST_NUMBER;
use super::openapi::{Refused, Unauthorized};
use super::tickets::{Holder, LIFE_S};
use crate::dashboard::Watching;
use crate::feed::{Connection, FeedRow, Looking, Notice, Reader, Taken};
use crate::http::credential::own_origin;
use crate::http::{Body, Caller, Failure, Search};
use crate::state::AppState;
use crate::store::{Scope, StoreError};

/// Bytes of the WebSocket's buffers.
const BUFFER: usize = 4 * 1024;
/// Bytes of unsent frames: more than the largest frame of [`ROWS_PER_FRAME`] rows.
const UNSENT: usize = 4 * 1024 * 1024;
/// Rows in one frame at most.
const ROWS_PER_FRAME: usize = 16;
/// How often the other side is asked whether it is there.
const PING: Duration = Duration::from_secs(20);
/// How long it may keep silent.
const SILENCE: Duration = Duration::from_secs(45);
/// How long one frame may take to leave.
const SEND_TIME: Duration = Duration::from_secs(10);
/// How long typing notices of one console are apart at least.
const TYPING_APART: Duration = Duration::from_secs(1);
/// Origins of the desktop console's web view. The console itself sends none.
const CONSOLE_ORIGINS: [&str; 2] = ["tauri://localhost", "http://tauri.localhost"];

/// A ticket for a live connection.
#[utoipa::path(
    post, path = "/api/v1/live/ticket", tag = "live", request_body(content = NoFields),
    responses((status = 200, body = LiveTicket), Unauthorized, Refused)
)]
pub async fn ticket(
    State(app): State<AppState>,
    caller: Caller,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Json<LiveTicket>, Failure> {
    let holder = Holder { who: caller.who, token_hash: caller.token_hash };
    Ok(Json(LiveTicket { ticket: app.tickets.make(holder, (), app.clock.now()), life_s: LIFE_S }))
}

/// How a live connection is asked for.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// From `POST /live/ticket`; good once.
    ticket: Option<String>,
    /// The reader's place in the log; the newest one where absent.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    since: Option<u64>,
}

/// The live feed. Frames are described in `docs/PROTOCOL.md`.
#[utoipa::path(
    get, path = "/api/v1/live", tag = "live", security(()), params(Opening),
    responses(
        (status = 101, description = "the WebSocket is open"),
        (status = 403, body = ApiError, description = "another site's page asks"),
        Unauthorized, Refused
    )
)]
pub async fn live(
    State(app): State<AppState>,
    headers: HeaderMap,
    Search(opening): Search<Opening>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    if !origin_allowed(&app, &headers) {
        return Err(ApiError::new(ErrorCode::Forbidden, "this origin may not open the live feed").into());
    }
    if opening.since.is_some_and(|since| since > LARGEST_NUMBER) {
        return Err(Failure::bad_request("there are no places that far on"));
    }
    let unauthorized = || ApiError::new(ErrorCode::Unauthorized, "ask for a live ticket first");
    let (holder, ()) = opening
        .ticket
        .and_then(|ticket| app.tickets.take(&ticket, app.clock.now()))
        .ok_or_else(unauthorized)?;
    let upgrade = upgrade.map_err(|_| Failure::bad_request("this address is for WebSockets"))?;
    app.store.token(holder.token_hash, false).await?.ok_or_else(unauthorized)?;
    // Before the scope is read: what changes it from now on must be heard.
    let since = match opening.since {
        Some(since) => Seq(since),
        None => app.store.log_head().await?,
    };
    let scope = app.store.scope(holder.who).await?;
    let task = app.live_tasks.token();
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(UNSENT)
        .max_message_size(limits::LIVE_FRAME_BYTES)
        .max_frame_size(limits::LIVE_FRAME_BYTES)
        .on_upgrade(move |socket| async move {
            Live::run(app, socket, holder, scope, since).await;
            drop(task);
        }))
}

/// Whether a WebSocket may be opened from where this request comes: a program, the console, or the
/// appliance's own pages.
#[must_use]
pub fn origin_allowed(app: &AppState, headers: &HeaderMap) -> bool {
    match headers.get(header::ORIGIN).map(|origin| origin.to_str()) {
        None => true,
        Some(Ok(origin)) => CONSOLE_ORIGINS.contains(&origin) || own_origin(app, headers),
        Some(Err(_)) => false,
    }
}

/// Waits for news of the dashboard; for ever where nobody looks at it.
async fn news(watching: &mut Option<Watching>) {
    match watching {
        Some(watching) => watching.ready().await,
        None => std::future::pending().await,
    }
}

/// Why a connection ends.
enum End {
    /// The other side is gone, or too slow.
    Gone,
    /// It is told to close, with this code.
    Close(u16),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "a live connection ends because the store failed");
        End::Close(close_code::ERROR)
    }
}

type Step = Result<(), End>;

/// One open connection.
struct Live {
    app: AppState,
    socket: WebSocket,
    holder: Holder,
    scope: Scope,
    reader: Reader,
    connection: Connection<farhand_protocol::RepresentativeId>,
    looking: Looking,
    watching: Option<Watching>,
    /// When frames of a dashboard were last taken that is not looked at any more.
    dashboard_at: Option<Instant>,
    heard_at: Instant,
    typed_at: Option<Instant>,
    /// Whether the token has ended.
    signed_out: bool,
    /// The place that the other side knows.
    told: Seq,
}

impl Live {
    async fn run(app: AppState, socket: WebSocket, holder: Holder, scope: Scope, since: Seq) {
        let connection = app.feed.representatives.join(app.clock.clone(), holder.who);
        app.feed.activity.arrived(holder.who, app.clock.now());
        let reader = app.feed.reader(since);
        let looking = app.feed.watches.console(holder.who, connection.id());
        let (heard_at, told) = (Instant::now(), reader.place());
        let mut live = Self {
            app,
            socket,
            holder,
            scope,
            reader,
            connection,
            looking,
            heard_at,
            typed_at: None,
            signed_out: false,
            told,
            watching: None,
            dashboard_at: None,
        };
        let ended = match Box::pin(live.greet(since)).await {
            Ok(()) => live.attend().await,
            Err(end) => end,
        };
        if let End::Close(code) = ended {
            let frame = CloseFrame { code, reason: "".into() };
            let _ = tokio::time::timeout(SEND_TIME, live.socket.send(Message::Close(Some(frame)))).await;
        }
        live.part().await;
    }

    /// Ends the connection. With the last one of somebody who was signed out, the one is gone at once.
    async fn part(self) {
        let Self { app, holder: Holder { who, .. }, connection, signed_out, .. } = self;
        drop(connection);
        let is_open = || app.feed.representatives.is_open(&who);
        if !signed_out || is_open() {
            return;
        }
        let mut noted = app.store.representative_left(who).await;
        if is_open() {
            // Came back while being noted as gone.
            noted = noted.and(app.store.representative_here(who).await);
        }
        if let Err(error) = noted {
            tracing::warn!(%error, "who was signed out could not be noted as gone");
        }
    }

    async fn greet(&mut self, since: Seq) -> Step {
        self.app.store.representative_here(self.holder.who).await?;
        let head = self.app.store.log_head().await?;
        let hello = ServerFrame::Hello { seq: head, now: self.app.clock.now() };
        self.send(&hello).await?;
        if since > head { self.resync().await } else { Ok(()) }
    }

    async fn attend(&mut self) -> End {
        let mut ticks = tokio::time::interval_at(Instant::now() + PING, PING);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let stop = self.app.stop.clone();
        loop {
            let step = tokio::select! {
                () = self.reader.ready() => Box::pin(self.pass_rows()).await,
                notice = self.connection.notice() => Box::pin(self.pass_notice(notice)).await,
                () = news(&mut self.watching) => Box::pin(self.pass_dashboard()).await,
                message = self.socket.recv() => Box::pin(self.hear(message)).await,
                _ = ticks.tick() => Box::pin(self.ping()).await,
                () = stop.cancelled() => Err(End::Close(close_code::AWAY)),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn pass_rows(&mut self) -> Step {
        let Taken::Rows { rows, to } = self.reader.take().await? else { return self.resync().await };
        for part in rows.chunks(ROWS_PER_FRAME) {
            let to = part.last().map_or(to, |row| row.seq);
            self.pass_part(part, to).await?;
        }
        Ok(())
    }

    async fn pass_part(&mut self, part: &[Arc<FeedRow>], to: Seq) -> Step {
        let mut rows = Vec::new();
        for row in part {
            match meaning(row, &self.scope) {
                Meaning::Shown(text) => rows.push(text),
                Meaning::Hidden => {}
                Meaning::TokensEnded(by) => self.check_token(by).await?,
                Meaning::ScopeChanged => return self.resync().await,
            }
        }
        if rows.is_empty() {
            // The next ping tells the new place.
            return Ok(());
        }
        self.told = to;
        self.send_message(Message::Text(rows_frame(to, &rows).into())).await
    }

    async fn pass_notice(&mut self, notice: Option<Arc<Notice>>) -> Step {
        match notice.as_deref() {
            Some(Notice::Typing { lsid, author }) => {
                self.send(&ServerFrame::Typing { lsid: lsid.clone(), author: author.clone() }).await
            }
            Some(Notice::Read { lsid, number }) => {
                self.send(&ServerFrame::Read { lsid: lsid.clone(), number: *number }).await
            }
            Some(Notice::InfoRead { lsid, reading }) => {
                self.send(&ServerFrame::InfoRead { lsid: lsid.clone(), reading: reading.clone() }).await
            }
            Some(Notice::InfoSample { lsid, source, at, sample }) => {
                let (source, sample) = (source.clone(), sample.clone());
                self.send(&ServerFrame::InfoSample { lsid: lsid.clone(), source, at: *at, sample }).await
            }
            Some(Notice::ReadInfo { .. }) | None => Ok(()),
        }
    }

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Step {
        self.heard_at = Instant::now();
        match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(End::Gone),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Binary(_))) => Err(End::Close(close_code::UNSUPPORTED)),
            Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                Ok(ClientFrame::Typing { lsid }) => self.typing(lsid).await,
                Ok(ClientFrame::WatchInfo { lsid, every_ms }) => self.look(lsid, every_ms).await,
                Ok(ClientFrame::Active) => Ok(self.app.active(self.holder.who).await?),
                Ok(ClientFrame::WatchDashboard { span }) => {
                    self.watch(span);
                    Ok(())
                }
                Err(_) => Err(End::Close(close_code::POLICY)),
            },
        }
    }

    async fn typing(&mut self, lsid: SessionId) -> Step {
        if self.typed_at.is_some_and(|at| at.elapsed() < TYPING_APART) {
            return Ok(());
        }
        self.typed_at = Some(Instant::now());
        Ok(self.app.feed.representative_types(self.holder.who, &lsid).await?)
    }

    /// Looks at live values; at none where the representative does not take part.
    async fn look(&mut self, lsid: SessionId, every_ms: Option<u32>) -> Step {
        match self.looking.look(&*self.app.store, lsid, every_ms).await {
            Ok(()) | Err(StoreError::Refused(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Looks at the dashboard, or stops.
    fn watch(&mut self, span: Option<Span>) {
        let (who, head, now) = (self.holder.who, self.app.feed.head(), self.app.clock.now());
        match (span, &mut self.watching) {
            (None, watching) => {
                let last = watching.take().and_then(|watching| watching.took_at());
                self.dashboard_at = last.or(self.dashboard_at);
            }
            (Some(span), Some(watching)) => watching.look(span),
            (Some(span), none) => {
                let watching = self.app.dashboards.watch(who, span, head, now);
                *none = Some(watching.after(self.dashboard_at));
            }
        }
    }

    async fn pass_dashboard(&mut self) -> Step {
        let frames = self.watching.as_mut().map(Watching::take);
        for frame in frames.into_iter().flatten() {
            self.send_message(Message::Text(frame)).await?;
        }
        Ok(())
    }

    async fn ping(&mut self) -> Step {
        if self.heard_at.elapsed() > SILENCE {
            return Err(End::Gone);
        }
        self.check_token(None).await?;
        let to = self.reader.place();
        if to > self.told {
            self.told = to;
            self.send(&ServerFrame::Rows { to, rows: Vec::new() }).await?;
        }
        self.send_message(Message::Ping(Vec::new().into())).await
    }

    /// Ends the connection where its token has ended, by a supervisor of this name where one did it.
    async fn check_token(&mut self, by: Option<&str>) -> Step {
        if self.app.store.token(self.holder.token_hash, false).await?.is_some() {
            return Ok(());
        }
        self.signed_out = self.app.store.was_signed_out(self.holder.token_hash).await?;
        self.send(&ServerFrame::SignedOut { by: by.map(str::to_owned) }).await?;
        Err(End::Close(close_code::NORMAL))
    }

    async fn resync(&mut self) -> Step {
        self.send(&ServerFrame::Resync).await?;
        Err(End::Close(close_code::NORMAL))
    }

    async fn send(&mut self, frame: &ServerFrame) -> Step {
        let text = serde_json::to_string(frame).map_err(|_| End::Close(close_code::ERROR))?;
        self.send_message(Message::Text(text.into())).await
    }

    async fn send_message(&mut self, message: Message) -> Step {
        match tokio::time::timeout(SEND_TIME, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}
