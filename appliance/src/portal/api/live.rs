//! `GET /portal/api/live?after=N`: the customer's live connection. It starts with the view and
//! every entry above `N`, goes on with what changes, and closes when the session has ended. Holding
//! it is what makes the customer present.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use farhand_protocol::chat::Entry;
use farhand_protocol::info::{Sample, Source};
use farhand_protocol::limits::ENTRIES_PER_PAGE;
use farhand_protocol::portal::{CustomerState, PortalClientFrame, PortalFrame};
use farhand_protocol::{ApiError, ErrorCode, SessionId};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::seen::Seen;
use crate::domain::info::{self, Pace, Rates};
use crate::feed::{CustomerFeed, CustomerNews, WatchedSource};
use crate::http::seats::Seat;
use crate::http::{CustomerCaller, Failure, Search};
use crate::portal::line::{self, ENTRIES_PER_FRAME, Over, PING, SILENCE, failed};
use crate::state::AppState;

/// Between two signs of typing that are passed on.
const TYPING: Duration = Duration::from_secs(2);

/// The query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The newest entry that the page has; 0 for none.
    #[serde(default)]
    after: u64,
}

/// Opens the connection.
pub async fn live(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Search(resume): Search<Resume>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let upgrade = upgrade.map_err(|_| Failure::bad_request("this address is for WebSockets"))?;
    let seat = app.pages.take(caller.lsid.clone()).ok_or_else(too_many_pages)?;
    let feed = app.feed.join_customer(caller.lsid.clone()).await?;
    let watched = app.feed.watches.source(&caller.lsid);
    let tasks = app.live_tasks.clone();
    let answer = line::limited(upgrade).on_upgrade(move |socket| {
        let page = Page {
            app,
            lsid: caller.lsid,
            socket,
            sent: resume.after,
            typed: None,
            seen: Seen::default(),
            pace: Pace::default(),
            over: false,
            _seat: seat,
        };
        tasks.track_future(page.run(feed, watched))
    });
    Ok(answer)
}

fn too_many_pages() -> ApiError {
    let mut error = ApiError::new(ErrorCode::RateLimited, "this session is open in too many pages");
    error.retry_after_s = Some(10);
    error
}

struct Page {
    app: AppState,
    lsid: SessionId,
    socket: WebSocket,
    /// The newest entry that went out.
    sent: u64,
    /// When typing was last passed on.
    typed: Option<Instant>,
    /// Up to where the page has seen the chat.
    seen: Seen,
    /// When it last told live values.
    pace: Pace,
    /// Whether the page knows that the session has ended.
    over: bool,
    _seat: Seat<SessionId>,
}

impl Page {
    async fn run(mut self, feed: CustomerFeed, watched: WatchedSource) {
        let Err(over) = self.serve(feed, watched).await;
        // What it has said last counts, though its second is not over.
        let _ = self.pass_on().await;
        line::close(&mut self.socket, over).await;
    }

    async fn serve(
        &mut self,
        mut feed: CustomerFeed,
        mut watched: WatchedSource,
    ) -> Result<Infallible, Over> {
        self.catch_up().await?;
        let mut told = Rates::default();
        let mut pings = interval_at(Instant::now() + PING, PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let stop = self.app.stop.clone();
        loop {
            if self.over {
                return Err(Some((close_code::NORMAL, "the session is over")));
            }
            tokio::select! {
                news = feed.next() => match news {
                    Ok(news) => self.tell(news).await?,
                    Err(error) => return Err(failed(&error)),
                },
                rates = watched.changed(told) => self.watch(std::mem::replace(&mut told, rates), rates).await?,
                said = self.socket.recv() => {
                    heard = Instant::now();
                    self.hear(said).await?;
                }
                () = at(self.seen.due(Instant::now())) => self.pass_on().await?,
                _ = pings.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(None);
                    }
                    line::ping(&mut self.socket).await?;
                    // Pages cannot see pings. The view tells them that the line is alive, and
                    // brings the guess of the wait up to date.
                    self.view().await?;
                }
                () = stop.cancelled() => return Err(Some((close_code::AWAY, "the appliance stops"))),
            }
        }
    }

    /// Says where things stand and every entry that the page does not have.
    async fn catch_up(&mut self) -> Result<(), Over> {
        self.view().await?;
        loop {
            let entries = self.app.store.customer_entries(&self.lsid, self.sent).await;
            let entries = entries.map_err(|error| failed(&error))?;
            let last = entries.len() < ENTRIES_PER_PAGE as usize;
            self.entries(entries).await?;
            if last {
                return Ok(());
            }
        }
    }

    async fn tell(&mut self, news: CustomerNews) -> Result<(), Over> {
        match news {
            CustomerNews::Log { entries, view } => {
                self.entries(entries).await?;
                if view { self.view().await } else { Ok(()) }
            }
            CustomerNews::Missed => self.catch_up().await,
            CustomerNews::Typing { name } => self.say(&PortalFrame::Typing { name }).await,
            CustomerNews::ReadInfo { categories } => {
                // What has granted it may still be on its way through the feed.
                self.view().await?;
                self.say(&PortalFrame::ReadInfo { categories }).await
            }
        }
    }

    /// Says how often it is to tell live values, if that is different for a page.
    async fn watch(&mut self, before: Rates, Rates { page: every_ms, .. }: Rates) -> Result<(), Over> {
        if before.page == every_ms {
            return Ok(());
        }
        self.view().await?;
        self.say(&PortalFrame::WatchInfo { every_ms }).await
    }

    async fn view(&mut self) -> Result<(), Over> {
        let view = self.app.store.customer_view(&self.lsid).await.map_err(|error| failed(&error))?;
        self.over = matches!(view.state, CustomerState::Ended { .. });
        self.say(&PortalFrame::View { view: Box::new(view) }).await
    }

    async fn entries(&mut self, mut entries: Vec<Entry>) -> Result<(), Over> {
        entries.retain(|entry| entry.number > self.sent);
        for some in entries.chunks(ENTRIES_PER_FRAME) {
            self.say(&PortalFrame::Entries { entries: some.to_vec() }).await?;
            self.sent = some.last().map_or(self.sent, |entry| entry.number);
        }
        Ok(())
    }

    async fn say(&mut self, frame: &PortalFrame) -> Result<(), Over> {
        line::say(&mut self.socket, frame).await
    }

    async fn hear(&mut self, said: Option<Result<Message, axum::Error>>) -> Result<(), Over> {
        let text = match said {
            None | Some(Err(_) | Ok(Message::Close(_))) => return Err(None),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => return Err(Some((close_code::UNSUPPORTED, "text frames only"))),
            Some(Ok(Message::Text(text))) => text,
        };
        let Ok(frame) = serde_json::from_str(&text) else {
            return Err(Some((close_code::POLICY, "not a frame of this protocol")));
        };
        match frame {
            PortalClientFrame::Typing => self.typing().await,
            PortalClientFrame::Read { number } => {
                self.seen.up_to(number.min(self.sent));
                Ok(())
            }
            PortalClientFrame::InfoSample { sample } => {
                self.sample(sample);
                Ok(())
            }
        }
    }

    fn sample(&mut self, sample: Sample) {
        let source = Source::Browser {};
        if self.pace.admits(&source, std::time::Instant::now()) {
            self.app.feed.pass_sample(&self.lsid, source, info::sample(sample));
        }
    }

    async fn pass_on(&mut self) -> Result<(), Over> {
        let Some(number) = self.seen.take(Instant::now()) else { return Ok(()) };
        self.app.feed.customer_reads(&self.lsid, number).await.map_err(|error| failed(&error))
    }

    async fn typing(&mut self) -> Result<(), Over> {
        if self.typed.is_some_and(|at| at.elapsed() < TYPING) {
            return Ok(());
        }
        self.typed = Some(Instant::now());
        self.app.feed.customer_types(&self.lsid).await.map_err(|error| failed(&error))
    }
}

/// Waits for a time; for ever where there is none.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
