//! The live connection, kept up: when it breaks it is opened again, with growing pauses, for as long
//! as the reconnect window is open.

use std::convert::Infallible;
use std::time::Duration;

use farhand_protocol::device::close::PLACE_TAKEN;
use farhand_protocol::device::{DeviceClientFrame, DeviceFrame};
use farhand_protocol::limits::RECONNECT_WINDOW_S;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::appliance::{Appliance, Fault, Socket};
use crate::backoff::{Backoff, luck};

/// Times of the live connection.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// For so long the device comes back to what was allowed.
    pub window: Duration,
    /// Between two pings.
    pub ping: Duration,
    /// A connection that is silent for longer is lost.
    pub silence: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(u64::from(RECONNECT_WINDOW_S)),
            ping: Duration::from_secs(10),
            silence: Duration::from_secs(25),
        }
    }
}

/// What happens to the connection.
#[derive(Debug)]
pub enum Heard {
    /// It is open.
    Up,
    /// The appliance says this.
    Frame(DeviceFrame),
    /// A ping and its answer took so long.
    RoundTrip(Duration),
    /// It is lost; it is being opened again.
    Down,
    /// It will not be opened any more.
    Over(Over),
}

/// Why it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// The session has ended.
    Ended,
    /// The session was opened elsewhere. Coming back would take that one's place.
    Taken,
    /// It was lost for longer than the window.
    Lapsed,
    /// It cannot be opened, now or later.
    Failed(Fault),
}

/// What the device says.
pub struct Says {
    /// What it can do: said whenever it changes, and again on every new connection.
    pub abilities: watch::Receiver<DeviceClientFrame>,
    /// What is said once; while there is no connection it is lost.
    pub others: mpsc::Receiver<DeviceClientFrame>,
}

/// Keeps the connection up and passes on what is heard.
pub async fn keep(appliance: Appliance, times: Times, heard: mpsc::Sender<Heard>, says: Says) {
    let mut link = Link { appliance, times, heard, says, contact: Instant::now(), pinged: None };
    let over = link.run().await;
    let _closing = link.heard.send(Heard::Over(over)).await;
}

struct Link {
    appliance: Appliance,
    times: Times,
    heard: mpsc::Sender<Heard>,
    says: Says,
    contact: Instant,
    /// When the ping went out that is not answered yet.
    pinged: Option<Instant>,
}

/// Why one connection has ended.
enum End {
    Lost(Fault),
    Over(Over),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        if fault.is_void() {
            Self::Over(Over::Ended)
        } else if fault.passes() {
            Self::Lost(fault)
        } else {
            Self::Over(Over::Failed(fault))
        }
    }
}

impl Link {
    async fn run(&mut self) -> Over {
        let mut backoff = Backoff::default();
        loop {
            let fault = match self.once(&mut backoff).await {
                Err(End::Lost(fault)) => fault,
                Err(End::Over(over)) => return over,
            };
            tracing::info!(%fault, "the connection is lost");
            let wait = backoff.next(luck());
            if self.contact.elapsed() + wait > self.times.window {
                return Over::Lapsed;
            }
            sleep(wait).await;
        }
    }

    async fn once(&mut self, backoff: &mut Backoff) -> Result<Infallible, End> {
        let socket = self.appliance.live().await?;
        backoff.reset();
        self.contact = Instant::now();
        self.pass(Heard::Up).await?;
        let Err(end) = self.serve(socket).await;
        if matches!(end, End::Lost(_)) {
            self.pass(Heard::Down).await?;
        }
        Err(end)
    }

    async fn serve(&mut self, mut socket: Socket) -> Result<Infallible, End> {
        self.says.abilities.mark_changed();
        while self.says.others.try_recv().is_ok() {}
        self.pinged = None;
        let mut pings = interval(self.times.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = socket.next() => {
                    let message = message.ok_or_else(|| lost("the appliance closed the connection"))?;
                    self.contact = Instant::now();
                    self.hear(message.map_err(|error| Fault::socket(&error))?).await?;
                }
                Ok(()) = self.says.abilities.changed() => {
                    let frame = self.says.abilities.borrow_and_update().clone();
                    self.say(&mut socket, written(&frame)).await?;
                }
                Some(frame) = self.says.others.recv() => self.say(&mut socket, written(&frame)).await?,
                _ = pings.tick() => {
                    if self.contact.elapsed() >= self.times.silence {
                        return Err(lost("nothing was heard from the appliance for too long"));
                    }
                    self.pinged = Some(Instant::now());
                    self.say(&mut socket, Message::Ping(Bytes::new())).await?;
                }
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Pong(_) => return self.answered().await,
            Message::Ping(_) | Message::Frame(_) => return Ok(()),
            Message::Close(Some(frame)) if u16::from(frame.code) == PLACE_TAKEN => {
                return Err(End::Over(Over::Taken));
            }
            Message::Close(_) => return Err(lost("the appliance closed the connection")),
            Message::Binary(_) => return Err(lost("the connection carries something else")),
        };
        match parse(&text) {
            Ok(Some(DeviceFrame::Ended)) => Err(End::Over(Over::Ended)),
            Ok(Some(frame)) => self.pass(Heard::Frame(frame)).await,
            Ok(None) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The last ping was answered.
    async fn answered(&mut self) -> Result<(), End> {
        match self.pinged.take() {
            Some(pinged) => self.pass(Heard::RoundTrip(pinged.elapsed())).await,
            None => Ok(()),
        }
    }

    async fn say(&self, socket: &mut Socket, message: Message) -> Result<(), End> {
        match timeout(self.times.silence, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Fault::socket(&error).into()),
            Err(_) => Err(lost("the appliance takes nothing any more")),
        }
    }

    async fn pass(&self, heard: Heard) -> Result<(), End> {
        self.heard.send(heard).await.map_err(|_| End::Over(Over::Ended))
    }
}

fn written(frame: &DeviceClientFrame) -> Message {
    Message::text(serde_json::to_string(frame).expect("frames have a JSON form"))
}

fn lost(why: &str) -> End {
    End::Lost(Fault::Unreachable(why.to_owned()))
}

/// A frame, or none where its type is not known to this device. One of a known type that does not
/// parse breaks the connection: it may have taken a permission back.
fn parse(text: &str) -> Result<Option<DeviceFrame>, Fault> {
    #[derive(Deserialize)]
    struct Typed {
        #[serde(rename = "type")]
        kind: String,
    }
    if let Ok(frame) = serde_json::from_str(text) {
        return Ok(Some(frame));
    }
    match serde_json::from_str::<Typed>(text) {
        Ok(typed) if !["view", "open_screen", "ended"].contains(&typed.kind.as_str()) => Ok(None),
        _ => Err(Fault::Unreachable("the connection carries something that cannot be read".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_frames_are_skipped_and_broken_ones_are_not() {
        assert_eq!(parse(r#"{"type":"ended"}"#), Ok(Some(DeviceFrame::Ended)));
        assert_eq!(parse(r#"{"type":"weather","sunny":true}"#), Ok(None));
        for broken in [r#"{"type":"view","view":{}}"#, r#"{"kind":"view"}"#, "[]", ""] {
            assert!(parse(broken).is_err(), "{broken}");
        }
    }
}
