//! The live connection: a ticket, then a web socket that is read until it ends.
//!
//! There is one at a time. The appliance is pinged, from the beginning on to know how long it takes
//! to answer, and a connection on which nothing arrives
//! for too long counts as lost, so that a dead line is noticed although nobody says anything.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use farhand_core::CallError;
use farhand_protocol::live::{ClientFrame, ServerFrame};
use farhand_protocol::{ErrorCode, Seq, Timestamp};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Error as SocketError, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use crate::api::{Api, socket_fault};
use crate::clock::Clock;
use crate::config::Timeouts;
use crate::incoming::{Era, Incoming};

/// Frames that wait to be sent. Further ones are dropped: they pass by anyway.
const WAITING_FRAMES: usize = 8;
const READ_BUFFER: usize = 16 * 1024;
const WRITE_BUFFER: usize = 64 * 1024;
/// Bytes in the longest frame that is read.
const FRAME_BYTES: usize = 4 * 1024 * 1024;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The live connection's handle. The connection ends when it is dropped.
pub(crate) struct Live {
    frames: mpsc::Sender<ClientFrame>,
    task: AbortHandle,
}

impl Live {
    /// Opens one.
    pub fn open(line: Line, api: Option<Arc<Api>>, since: Seq) -> Self {
        let (frames, waiting) = mpsc::channel(WAITING_FRAMES);
        let task = tokio::spawn(line.run(api, since, waiting)).abort_handle();
        Self { frames, task }
    }

    /// Says something, unless too much waits already.
    pub fn send(&self, frame: ClientFrame) {
        if self.frames.try_send(frame).is_err() {
            tracing::debug!("a frame for the live connection was dropped");
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a connection needs besides its site.
pub(crate) struct Line {
    pub era: Era,
    pub inbox: mpsc::Sender<Incoming>,
    pub clock: Arc<dyn Clock>,
    pub timeouts: Timeouts,
}

impl Line {
    async fn run(self, api: Option<Arc<Api>>, since: Seq, waiting: mpsc::Receiver<ClientFrame>) {
        let error = match timeout(self.timeouts.live_open, connect(api, since)).await {
            Ok(Ok(socket)) => self.serve(socket, waiting).await,
            Ok(Err(error)) => error,
            Err(_) => lost("the appliance did not answer in time"),
        };
        tracing::debug!(%error, "the live connection has ended");
        let _closing = self.inbox.send(Incoming::LiveClosed(self.era, error)).await;
    }

    async fn serve(&self, mut socket: Socket, mut waiting: mpsc::Receiver<ClientFrame>) -> CallError {
        let mut heard = self.clock.steady();
        let mut check = heard;
        let mut pinged = None;
        loop {
            let turn = tokio::select! {
                message = socket.next() => {
                    heard = self.clock.steady();
                    self.hear(message, &mut pinged).await
                }
                Some(frame) = waiting.recv() => {
                    let json = serde_json::to_string(&frame).expect("frames have a JSON form");
                    self.say(&mut socket, Message::text(json)).await
                }
                () = self.clock.sleep_until(check) => {
                    check = self.clock.steady().plus(millis(self.timeouts.ping));
                    pinged = Some(Instant::now());
                    self.ping(&mut socket, heard).await
                }
            };
            if let ControlFlow::Break(error) = turn {
                return error;
            }
        }
    }

    async fn hear(
        &self,
        message: Option<Result<Message, SocketError>>,
        pinged: &mut Option<Instant>,
    ) -> Turn {
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Pong(_))) => {
                let round_trip = pinged.take().map(|at| at.elapsed().as_millis());
                let round_trip_ms = round_trip.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
                return self.pass(Incoming::LiveHeard(self.era, round_trip_ms)).await;
            }
            Some(Ok(Message::Ping(_) | Message::Frame(_))) => {
                return self.pass(Incoming::LiveHeard(self.era, None)).await;
            }
            Some(Ok(Message::Close(_))) | None => return end("the appliance closed the live connection"),
            Some(Ok(Message::Binary(_))) => return end("the live connection carries something else"),
            Some(Err(error)) => return ControlFlow::Break(socket_fault(&error)),
        };
        let frame = match parse(&text) {
            Ok(Some(frame)) => frame,
            Ok(None) => return ControlFlow::Continue(()),
            Err(()) => return end("the live connection carries something that cannot be read"),
        };
        self.pass(Incoming::Live(self.era, frame)).await
    }

    async fn pass(&self, incoming: Incoming) -> Turn {
        match self.inbox.send(incoming).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => end("the console is closing"),
        }
    }

    async fn say(&self, socket: &mut Socket, message: Message) -> Turn {
        match timeout(self.timeouts.live_open, socket.send(message)).await {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(error)) => ControlFlow::Break(socket_fault(&error)),
            Err(_) => end("the appliance takes nothing any more"),
        }
    }

    async fn ping(&self, socket: &mut Socket, heard: Timestamp) -> Turn {
        if self.clock.steady().since(heard) >= millis(self.timeouts.silence) {
            return end("nothing was heard from the appliance for too long");
        }
        self.say(socket, Message::Ping(Bytes::new())).await
    }
}

type Turn = ControlFlow<CallError>;

fn lost(why: &str) -> CallError {
    CallError::Unreachable(why.to_owned())
}

fn end(why: &str) -> Turn {
    ControlFlow::Break(lost(why))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

async fn connect(api: Option<Arc<Api>>, since: Seq) -> Result<Socket, CallError> {
    let api = api.ok_or_else(|| lost("no site is in use"))?;
    let ticket = api.live_ticket().await?;
    let (url, tls) = api.live_address(&ticket, since).await?;
    let connector = tls.map_or(Connector::Plain, Connector::Rustls);
    let limits = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(FRAME_BYTES))
        .max_frame_size(Some(FRAME_BYTES));
    let opened = connect_async_tls_with_config(url.as_str(), Some(limits), true, Some(connector)).await;
    match opened {
        Ok((socket, _)) => Ok(socket),
        Err(error) => Err(without_ticket(socket_fault(&error))),
    }
}

/// A ticket that is not taken (too old, or given before the appliance restarted) says nothing
/// about the token: the next try asks for a ticket again, and hears then if the token has ended.
fn without_ticket(error: CallError) -> CallError {
    match error {
        CallError::Api(e) if e.code == ErrorCode::Unauthorized => {
            lost("the appliance did not take the ticket")
        }
        other => other,
    }
}

/// A frame, or none where its type is not known to this console.
fn parse(text: &str) -> Result<Option<ServerFrame>, ()> {
    #[derive(Deserialize)]
    struct Typed<'a> {
        #[serde(rename = "type")]
        kind: std::borrow::Cow<'a, str>,
    }
    let fault = match serde_json::from_str(text) {
        Ok(frame) => return Ok(Some(frame)),
        Err(fault) => fault,
    };
    match serde_json::from_str::<Typed<'_>>(text) {
        Ok(typed) if !KNOWN.contains(&typed.kind.as_ref()) => {
            tracing::debug!("a live frame of an unknown type is skipped");
            Ok(None)
        }
        _ => {
            tracing::warn!(category = ?fault.classify(), column = fault.column(), "a live frame does not parse");
            Err(())
        }
    }
}

/// The types of [`ServerFrame`].
const KNOWN: [&str; 8] =
    ["hello", "rows", "typing", "read", "info_read", "info_sample", "resync", "signed_out"];

#[cfg(test)]
mod tests;
