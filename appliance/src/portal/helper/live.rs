//! `GET /portal/helper/live?after=N`: the helper's live connection. It starts with the view and every
//! entry above `N` that customers see, goes on with what changes, and closes when the helper's part is
//! over. Holding it is what makes the helper present. The page says nothing on it.

use std::convert::Infallible;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use farhand_protocol::limits::ENTRIES_PER_PAGE;
use farhand_protocol::team::{HelperEntry, HelperView};
use farhand_protocol::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::feed::{CustomerFeed, CustomerNews};
use crate::http::seats::Seat;
use crate::http::{Failure, HelperCaller, Search};
use crate::portal::line::{self, ENTRIES_PER_FRAME, Over, PING, SILENCE, failed};
use crate::state::AppState;
use crate::store::HelperId;

/// The query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The newest entry that the page has; 0 for none.
    #[serde(default)]
    after: u64,
}

/// What the page hears: one JSON object per text frame.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame {
    /// Where things stand; the first frame, and again after every change.
    View { view: HelperView },
    /// New entries, oldest first.
    Entries { entries: Vec<HelperEntry> },
    /// A representative types. Good for 5 seconds.
    Typing { name: String },
}

/// Opens the connection.
pub async fn live(
    State(app): State<AppState>,
    caller: HelperCaller,
    Search(resume): Search<Resume>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let upgrade = upgrade.map_err(|_| Failure::bad_request("this address is for WebSockets"))?;
    let seat = app.helper_pages.take(caller.id.clone()).ok_or_else(too_many_pages)?;
    let feed = app.feed.join_helper(caller.id.clone()).await?;
    let tasks = app.live_tasks.clone();
    Ok(line::limited(upgrade).on_upgrade(move |socket| {
        let page = Page { app, id: caller.id, socket, sent: resume.after, over: false, _seat: seat };
        tasks.track_future(page.run(feed))
    }))
}

fn too_many_pages() -> ApiError {
    let mut error = ApiError::new(ErrorCode::RateLimited, "this conversation is open in too many pages");
    error.retry_after_s = Some(10);
    error
}

struct Page {
    app: AppState,
    id: HelperId,
    socket: WebSocket,
    /// The newest entry that went out.
    sent: u64,
    /// Whether the page knows that its part is over.
    over: bool,
    _seat: Seat<HelperId>,
}

impl Page {
    async fn run(mut self, feed: CustomerFeed<HelperId>) {
        let Err(over) = self.serve(feed).await;
        line::close(&mut self.socket, over).await;
    }

    async fn serve(&mut self, mut feed: CustomerFeed<HelperId>) -> Result<Infallible, Over> {
        self.catch_up().await?;
        let mut pings = interval_at(Instant::now() + PING, PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let stop = self.app.stop.clone();
        loop {
            if self.over {
                return Err(Some((close_code::NORMAL, "your part in this conversation is over")));
            }
            tokio::select! {
                news = feed.next() => match news {
                    Ok(news) => self.tell(news).await?,
                    Err(error) => return Err(failed(&error)),
                },
                said = self.socket.recv() => {
                    heard = Instant::now();
                    heed(said)?;
                }
                _ = pings.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(None);
                    }
                    line::ping(&mut self.socket).await?;
                    // Pages cannot see pings. The view tells them that the line is alive.
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
            let entries = self.app.store.helper_entries(&self.id, self.sent).await;
            let entries = entries.map_err(|error| failed(&error))?;
            let last = entries.len() < ENTRIES_PER_PAGE as usize;
            self.entries(entries).await?;
            if last {
                return Ok(());
            }
        }
    }

    /// Whether the helper's part is over is looked at before anything is passed on.
    async fn tell(&mut self, news: CustomerNews) -> Result<(), Over> {
        match news {
            CustomerNews::Log { entries, view } => {
                if view {
                    self.view().await?;
                }
                if self.over { Ok(()) } else { self.entries(entries).await }
            }
            CustomerNews::Missed => self.catch_up().await,
            CustomerNews::Typing { name } => self.say(&Frame::Typing { name }).await,
            CustomerNews::ReadInfo { .. } => Ok(()),
        }
    }

    async fn view(&mut self) -> Result<(), Over> {
        let view = self.app.store.helper_view(&self.id).await.map_err(|error| failed(&error))?;
        self.over = view.over;
        self.say(&Frame::View { view }).await
    }

    async fn entries(&mut self, mut entries: Vec<HelperEntry>) -> Result<(), Over> {
        entries.retain(|entry| entry.number > self.sent);
        for some in entries.chunks(ENTRIES_PER_FRAME) {
            self.say(&Frame::Entries { entries: some.to_vec() }).await?;
            self.sent = some.last().map_or(self.sent, |entry| entry.number);
        }
        Ok(())
    }

    async fn say(&mut self, frame: &Frame) -> Result<(), Over> {
        line::say(&mut self.socket, frame).await
    }
}

/// The page has nothing to say here.
fn heed(said: Option<Result<Message, axum::Error>>) -> Result<(), Over> {
    match said {
        None | Some(Err(_) | Ok(Message::Close(_))) => Err(None),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
        Some(Ok(_)) => Err(Some((close_code::POLICY, "nothing is to be said here"))),
    }
}
