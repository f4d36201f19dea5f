//! One who watches: a stream to the appliance, and the RFB server at its end.
//!
//! Everything about one viewer happens in one task. What the viewer says is acted on as it comes;
//! pictures are made only when the stream has taken everything before, so that a slow stream gets
//! fewer pictures, never older ones.

mod canvas;
mod line;
mod wishes;

use std::time::Duration;

use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::Sharing;
use farhand_rfb::message::Annotation;
use farhand_rfb::server::{Config, Server};
use farhand_rfb::{Error as RfbError, Rect};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

use crate::appliance::{Appliance, Fault};
use crate::hands::Hands;
use crate::pocket::{Content, Pocket};
use crate::screen::{Hub, News, Watch};
use canvas::Canvas;
use line::Line;

/// Pictures in a second, at most.
const FRAMES: u32 = 60;
/// How long the first picture of the screen may take to come from the platform.
const FIRST_NEWS: Duration = Duration::from_secs(10);
/// How long the line has for its last words.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What a viewer needs of the device.
#[derive(Clone)]
pub struct Device {
    /// What the device is called.
    pub name: String,
    /// What viewers are told that it can do ([`farhand_rfb::message::state::abilities`]).
    pub abilities: u16,
    /// The screen.
    pub hub: Hub,
    /// Pointer and keys.
    pub hands: Hands,
    /// The clipboard, where there is one.
    pub pocket: Option<Pocket>,
    /// What is allowed now.
    pub gate: watch::Receiver<Sharing>,
}

/// What a viewer's task tells.
#[derive(Debug)]
pub enum ViewerEvent {
    /// Something drawn or pointed at.
    Annotated(Annotation),
    /// The stream of this number is over.
    Left(u64),
}

/// Why a stream is over.
#[derive(Debug, thiserror::Error)]
pub enum End {
    /// The customer, or a representative, stopped it.
    #[error("the screen is not shown any more")]
    Stopped,
    /// The viewer went.
    #[error("the viewer has left")]
    Left,
    /// The screen went.
    #[error("the screen is gone")]
    ScreenGone,
    /// The stream broke.
    #[error(transparent)]
    Broken(#[from] Fault),
    /// The viewer does not speak RFB.
    #[error("the viewer broke the protocol: {0}")]
    Protocol(#[from] RfbError),
}

/// One viewer's stream, in its task.
pub struct Viewer {
    stream: u64,
    by: RepresentativeId,
    device: Device,
    events: mpsc::Sender<ViewerEvent>,
    begun: Instant,
}

impl Viewer {
    /// A viewer, and who watches there, whose stream is to be opened.
    #[must_use]
    pub fn new(stream: u64, by: RepresentativeId, device: Device, events: mpsc::Sender<ViewerEvent>) -> Self {
        Self { stream, by, device, events, begun: Instant::now() }
    }

    /// Opens the stream and serves it to its end.
    pub async fn run(self, appliance: Appliance) {
        let (stream, events, hands) = (self.stream, self.events.clone(), self.device.hands.clone());
        let end = match appliance.screen(stream).await {
            Ok(socket) => self.serve(Line::new(socket)).await,
            Err(fault) => End::Broken(fault),
        };
        tracing::info!(stream, %end, "a viewer's stream is over");
        hands.leave(stream);
        let _closing = events.send(ViewerEvent::Left(stream)).await;
    }

    async fn serve(self, mut line: Line) -> End {
        let watch = self.device.hub.watch();
        let end = match self.begin(&watch).await {
            Ok((server, canvas)) => {
                let content = self.device.pocket.as_ref().map(Pocket::content);
                let gate = self.device.gate.clone();
                Session { viewer: self, server, canvas, watch, gate, content, reading: None, lends: false }
                    .run(&mut line)
                    .await
            }
            Err(end) => end,
        };
        let _too_slow = timeout(LAST_WORDS, line.close(&end.to_string())).await;
        end
    }

    /// The server needs the screen's size, which comes with the first news.
    async fn begin(&self, watch: &Watch) -> Result<(Server, Canvas), End> {
        let news = timeout(FIRST_NEWS, watch.news()).await.map_err(|_| End::ScreenGone)?;
        let desktop = news.desktop.clone().ok_or(End::ScreenGone)?;
        let config = Config {
            name: self.device.name.clone(),
            width: desktop.width,
            height: desktop.height,
            layout: desktop.monitors,
            abilities: self.device.abilities,
            frames_per_second: FRAMES,
        };
        let mut server = Server::new(config)?;
        let mut canvas = Canvas::default();
        canvas.hear(&news);
        self.apply(&mut server, News { desktop: None, ..news })?;
        Ok((server, canvas))
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn apply(&self, server: &mut Server, news: News) -> Result<(), End> {
        let now = self.now();
        if news.lost {
            return Err(End::ScreenGone);
        }
        if let Some(desktop) = news.desktop {
            server.resize(desktop.width, desktop.height, desktop.monitors)?;
            server.damage(Rect::sized(desktop.width, desktop.height), now);
        }
        for damage in news.damage {
            server.damage(damage.rect, damage.at.saturating_duration_since(self.begun.into_std()));
        }
        if let Some(cursor) = news.cursor {
            server.set_cursor(cursor);
        }
        if let Some((x, y)) = news.pointer {
            server.set_pointer(x, y);
        }
        if let Some(leds) = news.leds {
            server.set_leds(leds);
        }
        if let Some(state) = news.state {
            server.set_state(state);
        }
        Ok(())
    }
}

/// What one viewer's task goes round with.
struct Session {
    viewer: Viewer,
    server: Server,
    canvas: Canvas,
    watch: Watch,
    gate: watch::Receiver<Sharing>,
    content: Option<watch::Receiver<Content>>,
    reading: Option<tokio::sync::oneshot::Receiver<Option<String>>>,
    /// The server has a video encoder.
    lends: bool,
}

impl Session {
    async fn run(&mut self, line: &mut Line) -> End {
        loop {
            if !self.gate.borrow_and_update().view {
                return End::Stopped;
            }
            self.send(line);
            if let Err(end) = self.turn(line).await {
                return end;
            }
        }
    }

    /// Waits for one thing to happen, and does what it asks for.
    async fn turn(&mut self, line: &mut Line) -> Result<(), End> {
        let idle = line.is_idle();
        let wake = self.server.wakes_at().filter(|_| idle).map(|at| self.viewer.begun + at);
        tokio::select! {
            bytes = line.next() => self.hear(&bytes?)?,
            news = self.watch.news() => self.take(news)?,
            changed = self.gate.changed() => changed.map_err(|_| End::Stopped)?,
            () = changed(&mut self.content) => self.offer_text(),
            text = read(&mut self.reading) => self.hand_over(text),
            () = until(wake) => {}
        }
        Ok(())
    }

    fn take(&mut self, news: News) -> Result<(), End> {
        let covered = self.canvas.hear(&news);
        if !self.server.wants().cursor() {
            let now = self.viewer.now();
            covered.into_iter().for_each(|rect| self.server.damage(rect, now));
        }
        self.viewer.apply(&mut self.server, news)
    }

    fn hear(&mut self, bytes: &[u8]) -> Result<(), End> {
        self.server.receive(bytes, self.viewer.now())?;
        while let Some(event) = self.server.poll_event() {
            self.act(event);
        }
        Ok(())
    }

    /// Hands the line what there is to say; a new picture only when it has said everything.
    fn send(&mut self, line: &mut Line) {
        let replies = self.server.take_output();
        line.say(replies);
        if !line.is_idle() {
            return;
        }
        let now = self.viewer.now();
        let (server, canvas, frame) = (&mut self.server, &mut self.canvas, self.watch.frame());
        tokio::task::block_in_place(|| {
            let with_pointer = !server.wants().cursor();
            if let Some(picture) = canvas.show(frame, with_pointer) {
                server.update(picture, now);
            }
        });
        line.say(self.server.take_output());
    }
}

async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

async fn changed(content: &mut Option<watch::Receiver<Content>>) {
    match content {
        Some(receiver) => {
            if receiver.changed().await.is_err() {
                *content = None;
            }
        }
        None => std::future::pending().await,
    }
}

async fn read(reading: &mut Option<tokio::sync::oneshot::Receiver<Option<String>>>) -> Option<String> {
    match reading {
        Some(answer) => {
            let text = answer.await.ok().flatten();
            *reading = None;
            text
        }
        None => std::future::pending().await,
    }
}
