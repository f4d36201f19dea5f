//! Starting and stopping: what `serve` runs, and what tests and the console's try-out embed.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use http::{HeaderMap, Uri};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::feed::Feed;
use crate::http::rate::Buckets;
use crate::http::{error, route, serve, tls, wrap};
use crate::state::{App, AppState};
use crate::store::Store;
use crate::store::sqlite::SqliteStore;
use crate::uploads::sweep;
use crate::{api, assigner, backfill, dashboard, device, mail, portal, timers};

/// Messages that an outside helper may send at once.
const HELPER_LINES: f64 = 20.0;
/// And in each second after that.
const HELPER_LINES_PER_SECOND: f64 = 1.0;
/// Lines that a representative may say outside sessions at once.
const TALKS: f64 = 30.0;
/// And in each second after that.
const TALKS_PER_SECOND: f64 = 2.0;
/// Readings of system information that a session may be told at once: each category, of a browser, a
/// computer and its phones, twice.
const READINGS: f64 = 320.0;
/// And in each second after that.
const READINGS_PER_SECOND: f64 = 8.0;
/// Requests of an API account in a second.
const PROGRAM_PER_SECOND: f64 = 20.0;
/// And in an hour.
const PROGRAM_PER_HOUR: f64 = 15_000.0;
/// Live connections that one session's customer may have: as many open pages.
const PAGES: usize = 8;

/// The server, not started yet.
pub struct Appliance;

impl Appliance {
    /// Starts to serve as configured.
    ///
    /// # Errors
    /// When the configuration must not be served, or data, certificate or address cannot be used.
    pub async fn start(config: Config) -> Result<Running> {
        Self::start_at(config, Arc::new(SystemClock)).await
    }

    /// As [`Appliance::start`], with a clock of one's own.
    ///
    /// # Errors
    /// As [`Appliance::start`].
    pub async fn start_at(config: Config, clock: Arc<dyn Clock>) -> Result<Running> {
        config.check().map_err(|why| anyhow!(why))?;
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(&config.data, clock.clone(), config.caps.log_days)?);
        let tls = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("{} cannot be listened on", config.listen))?;
        let addr = listener.local_addr()?;
        let app = app(config, addr, store, clock).await?;
        crate::relay::agents::start(&app).await?;
        sweep::put_in_order(&app).await?;
        let router = router(&app);
        let tasks = [
            tokio::spawn(follow(app.clone())),
            tokio::spawn(timers::run(app.clone())),
            tokio::spawn(assigner::run(app.clone())),
            tokio::spawn(dashboard::follow(app.clone())),
            tokio::spawn(backfill::run(app.clone())),
            tokio::spawn(sweep::follow(app.clone())),
            tokio::spawn(mail::post::run(app.clone())),
            tokio::spawn(serve::serve(listener, app.clone(), router, tls)),
        ];
        Ok(Running { addr, app, tasks })
    }
}

async fn follow(app: AppState) {
    app.feed.follow(app.stop.clone()).await;
}

/// What the handlers share, without anything that runs yet.
pub(crate) async fn app(
    config: Config,
    addr: SocketAddr,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
) -> Result<AppState> {
    let public_url = config.origin(addr);
    let caps = config.caps;
    let per_second = f64::from(caps.requests_per_second);
    let visits = f64::from(caps.visits_per_second);
    let sign_ins = f64::from(caps.sign_ins_per_minute);
    Ok(Arc::new(App {
        feed: Arc::new(Feed::new(store.clone(), clock.clone()).await?),
        store,
        clock,
        public_url,
        hasher: crate::sign_in::Hasher::default(),
        tickets: api::tickets::Tickets::default(),
        sign_ins: Buckets::new(sign_ins / 60.0, sign_ins),
        requests: Buckets::new(per_second, per_second * 2.0),
        talks: Buckets::new(TALKS_PER_SECOND, TALKS),
        programs: Buckets::new(PROGRAM_PER_SECOND, PROGRAM_PER_SECOND),
        programs_by_hour: Buckets::new(PROGRAM_PER_HOUR / 3600.0, PROGRAM_PER_HOUR),
        visits: Buckets::new(visits, visits * 4.0),
        readings: Buckets::new(READINGS_PER_SECOND, READINGS),
        guesses: crate::http::guesses::Guesses::default(),
        lines: crate::device::Lines::default(),
        agent_ways: std::sync::OnceLock::new(),
        screens: crate::relay::Screens::default(),
        spool: crate::spool::Spool::new(&config.data, &config.files),
        sums: crate::portal::downloads::Sums::default(),
        pages: crate::http::seats::Seats::new(PAGES),
        helper_lines: Buckets::new(HELPER_LINES_PER_SECOND, HELPER_LINES),
        helper_pages: crate::http::seats::Seats::new(PAGES),
        stop: CancellationToken::new(),
        live_tasks: TaskTracker::new(),
        dashboards: Arc::default(),
        config,
    }))
}

/// Everything that is served.
fn router(app: &AppState) -> Router {
    let mut routes = api::routes();
    routes.extend(portal::routes());
    routes.extend(device::routes());
    route::router(routes, app)
        .fallback(no_such_path)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(middleware::from_fn_with_state(app.clone(), wrap::wrap))
        // What is not streamed has been read already, within its own limit.
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(app.clone())
}

/// Programs get an error as JSON, people a page.
async fn no_such_path(state: State<AppState>, headers: HeaderMap, uri: Uri) -> Response {
    if !wrap::shows_pages(uri.path()) {
        return error::no_such_path().await.into_response();
    }
    portal::not_found(state, headers).await.into_response()
}

/// A started appliance. It also stops when this is dropped, without waiting.
pub struct Running {
    addr: SocketAddr,
    app: AppState,
    tasks: [JoinHandle<()>; 8],
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its address for people, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.public_url
    }

    /// What it shares with its handlers, the store among it.
    #[must_use]
    pub fn app(&self) -> &AppState {
        &self.app
    }

    /// Stops: no new requests, those in flight finish, sockets close with 1001, and everything
    /// is on disk.
    pub async fn shutdown(mut self) {
        self.app.stop.cancel();
        for task in &mut self.tasks {
            // A task that panicked has ended too.
            let _ = task.await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.app.stop.cancel();
    }
}
