//! A connection as a stream of bytes, in WebSocket frames or plain.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::stage::SOON;

enum Line {
    Web(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>),
    Plain(TcpStream),
}

/// A connection as a stream of bytes.
pub struct Bytes {
    line: Line,
    /// What has come and was not read yet.
    come: Vec<u8>,
    /// The code and sentence with which it was closed.
    pub farewell: Option<(u16, String)>,
}

impl Bytes {
    /// Opens a WebSocket.
    pub async fn open(address: &str, headers: &[(&'static str, &str)]) -> Result<Self, Error> {
        let mut request = address.replacen("http", "ws", 1).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let connected = timeout(SOON, tokio_tungstenite::connect_async(request)).await.unwrap();
        connected.map(|(socket, _)| Self::of(Line::Web(Box::new(socket))))
    }

    /// Takes a plain connection.
    pub fn plain(stream: TcpStream) -> Self {
        Self::of(Line::Plain(stream))
    }

    fn of(line: Line) -> Self {
        Self { line, come: Vec::new(), farewell: None }
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        assert!(self.try_send(bytes).await, "the connection is closed");
    }

    /// Sends, unless the other side is gone.
    pub async fn try_send(&mut self, bytes: &[u8]) -> bool {
        match &mut self.line {
            Line::Web(socket) => socket.send(Message::binary(bytes.to_vec())).await.is_ok(),
            Line::Plain(stream) => stream.write_all(bytes).await.is_ok(),
        }
    }

    /// Sends each byte in a frame of its own.
    pub async fn send_in_single_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.send(&[*byte]).await;
        }
    }

    /// The next `count` bytes.
    pub async fn read(&mut self, count: usize) -> Vec<u8> {
        while self.come.len() < count {
            let more = timeout(SOON, self.more()).await.expect("bytes come soon");
            assert!(more, "closed after {} of {count} bytes: {:?}", self.come.len(), self.farewell);
        }
        self.come.drain(..count).collect()
    }

    /// What comes next; none when it is closed.
    pub async fn some(&mut self) -> Option<Vec<u8>> {
        while self.come.is_empty() {
            if !self.more().await {
                return None;
            }
        }
        Some(std::mem::take(&mut self.come))
    }

    /// Whatever comes within `time`.
    pub async fn within(&mut self, time: Duration) -> Vec<u8> {
        let _ = timeout(time, async { while self.more().await {} }).await;
        std::mem::take(&mut self.come)
    }

    /// Reads to the end; answers the close code, where one was given.
    pub async fn closed(&mut self) -> Option<u16> {
        timeout(SOON, async { while self.more().await {} }).await.expect("it closes soon");
        self.farewell.as_ref().map(|(code, _)| *code)
    }

    /// Takes what comes next; answers whether there was anything.
    async fn more(&mut self) -> bool {
        match &mut self.line {
            Line::Plain(stream) => matches!(stream.read_buf(&mut self.come).await, Ok(1..)),
            Line::Web(socket) => match socket.next().await {
                Some(Ok(Message::Binary(bytes))) => {
                    self.come.extend_from_slice(&bytes);
                    true
                }
                Some(Ok(Message::Close(frame))) => {
                    self.farewell = frame.map(|f| (f.code.into(), f.reason.to_string()));
                    true
                }
                Some(Ok(_)) => true,
                Some(Err(_)) | None => false,
            },
        }
    }

    /// Lets go of the connection without a farewell.
    pub fn cut(self) {}
}
