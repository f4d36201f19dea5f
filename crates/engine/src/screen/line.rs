//! The WebSocket under a stream. It never waits with something in its hands: [`Line::next`] can be
//! dropped at any time, and what is to be sent goes as far as the connection takes it.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use farhand_core::CallError;
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Error as SocketError, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use crate::api::{Api, socket_fault};
use crate::config::Timeouts;

/// Bytes that are read in one turn, so that rectangles can be decoded side by side.
pub(super) const GULP: usize = 256 * 1024;
/// Bytes in the longest frame that is read.
const FRAME_BYTES: usize = 16 * 1024 * 1024;

/// What waits for longer than this comes too late.
const LATE: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Connecting = Pin<Box<dyn Future<Output = Result<Socket, CallError>> + Send>>;

/// The WebSocket under a stream.
pub(super) struct Line {
    state: State,
    timeouts: Timeouts,
    /// To be sent as soon as the connection takes it.
    out: Vec<u8>,
    /// Since when the connection takes nothing.
    stuck: Option<Instant>,
    heard: Instant,
    pinged: Instant,
    /// What was read behind data, for the next turn.
    next: Option<Heard>,
}

enum State {
    Connecting(Connecting),
    Open(Box<Socket>),
}

/// What a line tells.
#[derive(Debug)]
pub(super) enum Heard {
    /// It is connected now.
    Opened,
    /// What it had to send is sent.
    Sent,
    /// Something that is no data.
    Sign,
    /// These bytes came.
    Bytes(Vec<Bytes>),
    /// It has ended: with the other side's code, and why.
    Closed(Option<u16>, String),
}

impl Line {
    /// Connects with a ticket.
    pub fn open(api: Option<Arc<Api>>, ticket: String, timeouts: Timeouts) -> Self {
        let connecting = async move {
            let lost = || CallError::Unreachable("the appliance did not answer in time".into());
            timeout(timeouts.live_open, connect(api, ticket)).await.unwrap_or_else(|_| Err(lost()))
        };
        let now = Instant::now();
        Self {
            state: State::Connecting(Box::pin(connecting)),
            timeouts,
            out: Vec::new(),
            stuck: None,
            heard: now,
            pinged: now,
            next: None,
        }
    }

    /// What happens next. May be dropped and called again.
    pub async fn next(&mut self) -> Heard {
        if let Some(next) = self.next.take() {
            return next;
        }
        match &mut self.state {
            State::Connecting(connecting) => match connecting.await {
                Ok(socket) => {
                    self.state = State::Open(Box::new(socket));
                    self.heard = Instant::now();
                    Heard::Opened
                }
                Err(error) => Heard::Closed(None, error.to_string()),
            },
            State::Open(socket) => {
                let stuck = self.stuck.is_some();
                let turn = poll_fn(|cx| {
                    if stuck && let Poll::Ready(sent) = socket.poll_flush_unpin(cx) {
                        return Poll::Ready(Err(sent));
                    }
                    socket.poll_next_unpin(cx).map(Ok)
                });
                match turn.await {
                    Err(sent) => sent.map_or_else(|error| lost(&error), |()| Heard::Sent),
                    Ok(message) => {
                        self.heard = Instant::now();
                        hear(socket, message, &mut self.next)
                    }
                }
            }
        }
    }

    /// Sends, now or as soon as the connection takes it.
    pub fn send(&mut self, mut bytes: Vec<u8>) -> Result<(), String> {
        if self.out.is_empty() {
            self.out = bytes;
        } else {
            self.out.append(&mut bytes);
        }
        self.push()
    }

    /// What could be sent was sent: goes on with the rest.
    pub fn sent(&mut self) -> Result<(), String> {
        self.stuck = None;
        self.push()
    }

    /// Whether so much waits, or for so long, that what is added would come too late.
    pub fn choked(&self, now: Instant) -> bool {
        self.stuck.is_some_and(|since| self.out.len() >= GULP || now - since >= LATE)
    }

    /// Looks whether the other side lives, once in a while. Answers why not.
    pub fn check(&mut self, now: Instant) -> Result<(), String> {
        if matches!(self.state, State::Connecting(_)) {
            return Ok(());
        }
        if self.stuck.is_some_and(|since| now - since > self.timeouts.live_open) {
            return Err("the appliance takes nothing any more".to_owned());
        }
        if now - self.heard > self.timeouts.silence {
            return Err("nothing was heard from the appliance for too long".to_owned());
        }
        if now - self.heard.max(self.pinged) > self.timeouts.ping && self.stuck.is_none() {
            self.pinged = now;
            return self.start(Message::Ping(Bytes::new()));
        }
        Ok(())
    }

    fn push(&mut self) -> Result<(), String> {
        if self.out.is_empty() || self.stuck.is_some() || matches!(self.state, State::Connecting(_)) {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.out);
        self.start(Message::binary(bytes))
    }

    /// Begins to send. Never waits, because everything before it is flushed.
    fn start(&mut self, message: Message) -> Result<(), String> {
        let State::Open(socket) = &mut self.state else { return Ok(()) };
        let result = match socket.feed(message).now_or_never() {
            Some(fed) => fed.and_then(|()| socket.flush().now_or_never().transpose()),
            None => Ok(None),
        };
        match result {
            Ok(flushed) => {
                self.stuck = flushed.is_none().then(Instant::now);
                Ok(())
            }
            Err(error) => Err(socket_fault(&error).to_string()),
        }
    }

    /// Says goodbye, without waiting for it.
    pub async fn close(self) {
        if let State::Open(mut socket) = self.state {
            let _gone = timeout(Duration::from_millis(200), socket.close()).await;
        }
    }
}

/// What came, with all data that is there already. What is something else goes to `next`.
fn hear(socket: &mut Socket, first: Option<Result<Message, SocketError>>, next: &mut Option<Heard>) -> Heard {
    let mut bytes = match sort(first) {
        Heard::Bytes(bytes) => bytes,
        other => return other,
    };
    let mut length = bytes.iter().map(Bytes::len).sum::<usize>();
    while length < GULP
        && let Some(message) = socket.next().now_or_never()
    {
        match sort(message) {
            Heard::Bytes(mut more) => {
                length += more.iter().map(Bytes::len).sum::<usize>();
                bytes.append(&mut more);
            }
            other => {
                *next = Some(other);
                break;
            }
        }
    }
    Heard::Bytes(bytes)
}

fn sort(message: Option<Result<Message, SocketError>>) -> Heard {
    match message {
        Some(Ok(Message::Binary(bytes))) => Heard::Bytes(vec![bytes]),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Heard::Sign,
        Some(Ok(Message::Text(_))) => {
            Heard::Closed(None, "the appliance sends something else than a screen".to_owned())
        }
        Some(Ok(Message::Close(Some(frame)))) => {
            Heard::Closed(Some(frame.code.into()), frame.reason.to_string())
        }
        Some(Ok(Message::Close(None))) | None => {
            Heard::Closed(None, "the appliance closed the connection".to_owned())
        }
        Some(Err(error)) => lost(&error),
    }
}

fn lost(error: &SocketError) -> Heard {
    Heard::Closed(None, socket_fault(error).to_string())
}

async fn connect(api: Option<Arc<Api>>, ticket: String) -> Result<Socket, CallError> {
    let api = api.ok_or_else(|| CallError::Unreachable("no site is in use".into()))?;
    let (url, tls) = api.screen_address(&ticket).await?;
    let connector = tls.map_or(Connector::Plain, Connector::Rustls);
    let limits = WebSocketConfig::default()
        .read_buffer_size(GULP)
        .write_buffer_size(0)
        .max_write_buffer_size(FRAME_BYTES)
        .max_message_size(Some(FRAME_BYTES))
        .max_frame_size(Some(FRAME_BYTES));
    let opened = connect_async_tls_with_config(url.as_str(), Some(limits), true, Some(connector)).await;
    opened.map(|(socket, _)| socket).map_err(|error| socket_fault(&error))
}
