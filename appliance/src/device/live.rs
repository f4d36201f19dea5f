//! `GET /device/live`: the device's live connection. It starts with the view, goes on with each
//! change and with orders to open screen streams, and closes when the token is void. Holding it is
//! what makes the device present. A newer connection of the same session takes its place, and
//! the older one is closed for good: two that came back in turn would never rest.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use farhand_protocol::device::close::PLACE_TAKEN;
use farhand_protocol::device::{DeviceAbilities, DeviceClientFrame, DeviceFrame};
use farhand_protocol::info::{Sample, Source};
use farhand_protocol::limits::LIVE_FRAME_BYTES;
use farhand_protocol::portal::CustomerState;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use super::{Line, TokenHash};
use crate::domain::info::{self, Pace, Rates, Teller};
use crate::feed::{CustomerFeed, CustomerNews, WatchedSource};
use crate::http::{DeviceCaller, Failure};
use crate::state::AppState;
use crate::store::StoreError;

/// Bytes of each connection's read and write buffer.
const BUFFER: usize = 4 * 1024;
/// Bytes of unsent frames: more than the largest request about files.
const UNSENT: usize = 256 * 1024;
/// Between two pings.
const PING: Duration = Duration::from_secs(20);
/// For how long a device may be silent, pongs included, before it counts as lost.
const SILENCE: Duration = Duration::from_secs(45);
/// For how long one frame may take on its way out.
const SLOW: Duration = Duration::from_secs(10);
/// Why a device is sent away that must not come back.
const TAKEN: (u16, &str) = (PLACE_TAKEN, "this session was opened on another device");
/// Between two changes of the abilities that are kept: each is a write, which all devices share.
const ABILITIES_APART: Duration = Duration::from_secs(1);

/// Opens the connection.
pub async fn live(
    State(app): State<AppState>,
    caller: DeviceCaller,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let upgrade = upgrade.map_err(|_| Failure::bad_request("this address is for WebSockets"))?;
    let feed = app.feed.join_device(caller.lsid.clone(), caller.token_hash).await?;
    let line = app.lines.join(caller.lsid.clone());
    let watched = app.feed.watches.source(&caller.lsid);
    let tasks = app.live_tasks.clone();
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(UNSENT)
        .max_message_size(LIVE_FRAME_BYTES)
        .max_frame_size(LIVE_FRAME_BYTES)
        .on_upgrade(move |socket| {
            let pace = Pace::default();
            let device = Live { app, caller, socket, able: None, kept_at: None, pace };
            tasks.track_future(device.run(feed, line, watched))
        }))
}

/// Why a connection is over; `None` where there is nobody left to tell.
type Over = Option<(u16, &'static str)>;

struct Live {
    app: AppState,
    caller: DeviceCaller,
    socket: WebSocket,
    /// What the device can do now, not kept yet.
    able: Option<DeviceAbilities>,
    /// When that was last kept.
    kept_at: Option<Instant>,
    /// When it last told live values.
    pace: Pace,
}

impl Live {
    async fn run(mut self, feed: CustomerFeed<TokenHash>, line: Line, watched: WatchedSource) {
        let Err(over) = Box::pin(self.serve(feed, line, watched)).await;
        if let Some((code, reason)) = over {
            let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
            let _ = timeout(SLOW, self.socket.send(Message::Close(Some(frame)))).await;
        }
    }

    async fn serve(
        &mut self,
        mut feed: CustomerFeed<TokenHash>,
        mut line: Line,
        mut watched: WatchedSource,
    ) -> Result<Infallible, Over> {
        self.view().await?;
        self.receive().await?;
        let mut told = Rates::default();
        let mut pings = interval_at(Instant::now() + PING, PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let stop = self.app.stop.clone();
        loop {
            let due = self.due();
            tokio::select! {
                news = feed.next() => match news {
                    Ok(CustomerNews::Log { view: true, .. } | CustomerNews::Missed) => self.view().await?,
                    Ok(_) => {}
                    Err(error) => return Err(failed(&error)),
                },
                rates = watched.changed(told) => self.watch(std::mem::replace(&mut told, rates), rates).await?,
                order = line.order() => match order {
                    Some(order) => {
                        // What has granted it may still be on its way through the feed.
                        self.view().await?;
                        self.say(&order).await?;
                    }
                    None => return Err(Some(TAKEN)),
                },
                said = self.socket.recv() => {
                    heard = Instant::now();
                    self.hear(said)?;
                }
                () = at(due) => self.keep_abilities().await?,
                _ = pings.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(None);
                    }
                    self.put(Message::Ping(axum::body::Bytes::new())).await?;
                }
                () = stop.cancelled() => return Err(Some((close_code::AWAY, "the appliance stops"))),
            }
        }
    }

    /// Says where things stand, and that it is over once the token is void: for another device that
    /// has joined, or for good.
    async fn view(&mut self) -> Result<(), Over> {
        let store = self.app.store.clone();
        let view = store.device_view(&self.caller.lsid).await.map_err(|error| failed(&error))?;
        let good = store.device(self.caller.token_hash).await.map_err(|error| failed(&error))?.is_some();
        if good || matches!(view.state, CustomerState::Ended { .. }) {
            self.say(&DeviceFrame::View { view: Box::new(view) }).await?;
        }
        if good {
            return Ok(());
        }
        let seen = store.customer_view(&self.caller.lsid).await.map_err(|error| failed(&error))?;
        if seen.device.is_some() && !matches!(seen.state, CustomerState::Ended { .. }) {
            return Err(Some(TAKEN));
        }
        self.say(&DeviceFrame::Ended).await?;
        Err(Some((close_code::NORMAL, "the device is not part of the session any more")))
    }

    /// Says how often it is to tell live values, if that is different for a client.
    async fn watch(&mut self, before: Rates, Rates { client: every_ms, .. }: Rates) -> Result<(), Over> {
        if before.client == every_ms {
            return Ok(());
        }
        // What has granted it may still be on its way through the feed.
        self.view().await?;
        self.say(&DeviceFrame::WatchInfo { every_ms }).await
    }

    /// Says what it is to receive, also what it has heard of on an earlier connection.
    async fn receive(&mut self) -> Result<(), Over> {
        let waiting = self.app.store.uploads_to_device(&self.caller.lsid).await;
        for (purpose, name) in waiting.map_err(|error| failed(&error))? {
            self.say(&DeviceFrame::Receive { purpose, name }).await?;
        }
        Ok(())
    }

    async fn say(&mut self, frame: &DeviceFrame) -> Result<(), Over> {
        let text = serde_json::to_string(frame).expect("frames have string keys only");
        self.put(Message::Text(text.into())).await
    }

    /// Sends, or gives up on a device that does not take it.
    async fn put(&mut self, message: Message) -> Result<(), Over> {
        match timeout(SLOW, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(None),
        }
    }

    fn hear(&mut self, said: Option<Result<Message, axum::Error>>) -> Result<(), Over> {
        let text = match said {
            None | Some(Err(_) | Ok(Message::Close(_))) => return Err(None),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => return Err(Some((close_code::UNSUPPORTED, "text frames only"))),
            Some(Ok(Message::Text(text))) => text,
        };
        match serde_json::from_str(&text) {
            Ok(DeviceClientFrame::Abilities { abilities }) => self.able = Some(abilities),
            Ok(DeviceClientFrame::InfoSample { source, sample }) => self.tell(source, sample),
            Err(_) => return Err(Some((close_code::POLICY, "not a frame of this protocol"))),
        }
        Ok(())
    }

    /// Passes live values on. What does not make sense is dropped without a word.
    fn tell(&mut self, source: Source, sample: Sample) {
        let Ok(source) = info::source(Teller::Client, source) else { return };
        if self.pace.admits(&source, std::time::Instant::now()) {
            self.app.feed.pass_sample(&self.caller.lsid, source, info::sample(sample));
        }
    }

    /// When the abilities are to be kept; none where there is nothing new.
    fn due(&self) -> Option<Instant> {
        self.able?;
        Some(self.kept_at.map_or_else(Instant::now, |at| at + ABILITIES_APART))
    }

    async fn keep_abilities(&mut self) -> Result<(), Over> {
        let Some(abilities) = self.able.take() else { return Ok(()) };
        self.kept_at = Some(Instant::now());
        let kept = self.app.store.device_abilities(self.caller.token_hash, abilities).await;
        kept.map_err(|error| failed(&error))
    }
}

/// Waits for a time; for ever where there is none.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

fn failed(error: &StoreError) -> Over {
    tracing::warn!(%error, "a device's connection ends because the store failed");
    Some((close_code::ERROR, "try again"))
}
