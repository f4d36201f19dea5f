//! A viewer's WebSocket: bytes in and out, cut anywhere. Sending and hearing do not wait for each
//! other.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use farhand_protocol::limits::SCREEN_FRAME_BYTES;
use futures_util::{Sink, SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::End;
use crate::appliance::{Fault, Socket};

/// Bytes in one message: small enough for the appliance to pass on while the rest is under way.
const MESSAGE: usize = if SCREEN_FRAME_BYTES < 256 * 1024 { SCREEN_FRAME_BYTES } else { 256 * 1024 };

/// See the module's comment.
pub struct Line {
    socket: Socket,
    waiting: VecDeque<Bytes>,
    /// Something was given to the socket that may not have left yet.
    flushing: bool,
}

impl Line {
    pub fn new(socket: Socket) -> Self {
        Self { socket, waiting: VecDeque::new(), flushing: false }
    }

    /// Whether everything that was said has left.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && !self.flushing
    }

    /// Will say this, after what was to be said before.
    pub fn say(&mut self, bytes: Vec<u8>) {
        let mut bytes = Bytes::from(bytes);
        while !bytes.is_empty() {
            let message = bytes.split_to(bytes.len().min(MESSAGE));
            self.waiting.push_back(message);
        }
    }

    /// Waits until the viewer has said something, or what was to be said has left: then the bytes
    /// are none. May be given up and begun again.
    pub async fn next(&mut self) -> Result<Bytes, End> {
        poll_fn(|context| {
            let was_idle = self.is_idle();
            if let Poll::Ready(Err(end)) = self.poll_flush(context) {
                return Poll::Ready(Err(end));
            }
            match self.poll_hear(context) {
                Poll::Pending if !was_idle && self.is_idle() => Poll::Ready(Ok(Bytes::new())),
                other => other,
            }
        })
        .await
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<(), End>> {
        loop {
            if self.flushing {
                ready!(Pin::new(&mut self.socket).poll_flush(context)).map_err(|e| Fault::socket(&e))?;
                self.flushing = false;
            }
            let Some(bytes) = self.waiting.pop_front() else { return Poll::Ready(Ok(())) };
            Pin::new(&mut self.socket).start_send(Message::Binary(bytes)).map_err(|e| Fault::socket(&e))?;
            self.flushing = true;
        }
    }

    fn poll_hear(&mut self, context: &mut Context<'_>) -> Poll<Result<Bytes, End>> {
        loop {
            match ready!(self.socket.poll_next_unpin(context)) {
                Some(Ok(Message::Binary(bytes))) => return Poll::Ready(Ok(bytes)),
                Some(Ok(Message::Close(_))) | None => return Poll::Ready(Err(End::Left)),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Poll::Ready(Err(Fault::socket(&error).into())),
            }
        }
    }

    /// Says why it ends.
    pub async fn close(&mut self, why: &str) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: why.to_owned().into() };
        let _gone = self.socket.send(Message::Close(Some(frame))).await;
    }
}
