//! Live connections as bare as they can be: small buffers, no TLS, nothing kept. They stand for
//! consoles where only the appliance is measured.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use farhand_protocol::API_BASE;
use farhand_protocol::auth::{SignIn, SignedIn};
use farhand_protocol::live::{ClientFrame, LiveTicket};
use farhand_protocol::site::Snapshot;
use futures_util::{SinkExt, StreamExt};
use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::seed::Account;

/// How long anything on the network may take.
pub const LIMIT: Duration = Duration::from_secs(30);
/// Bytes of a connection's buffers.
const BUFFER: usize = 1024;

/// A WebSocket without TLS.
pub type Socket = WebSocketStream<TcpStream>;

/// Opens a WebSocket at the appliance at `base` ("http://127.0.0.1:1").
pub async fn open(base: &str, request: Request) -> Result<Socket> {
    let host = base.strip_prefix("http://").context("the appliance speaks plain HTTP here")?;
    let opening = async {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(0);
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await?;
        anyhow::Ok(socket)
    };
    tokio::time::timeout(LIMIT, opening).await.context("a live connection was not opened in time")?
}

/// A representative who is signed in, without a console.
#[derive(Clone)]
pub struct Desk {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Desk {
    /// Signs in at the appliance at `base`.
    pub async fn sign_in(base: &str, account: &Account) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(LIMIT).build()?;
        let sign_in =
            SignIn { user_name: account.user_name.clone(), password: account.password.clone(), code: None };
        let request = http.post(format!("{base}{API_BASE}/sign-in")).header(CONTENT_TYPE, "application/json");
        let answer = request.body(serde_json::to_vec(&sign_in)?).send().await?.error_for_status()?;
        let SignedIn { token, .. } = answer.json().await?;
        Ok(Self { http, base: base.to_owned(), token })
    }

    /// What a console shows first.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let request = self.http.get(format!("{}{API_BASE}/snapshot", self.base)).bearer_auth(&self.token);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Asks the appliance to do something ("/sessions/1/ask"), and answers what it says.
    pub async fn post<Answer: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<Answer> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let key = format!("bench-post-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let request = self.http.post(format!("{}{API_BASE}{path}", self.base)).bearer_auth(&self.token);
        let request = request.header(CONTENT_TYPE, "application/json").header("Idempotency-Key", key);
        let answer = request.body(serde_json::to_vec(body)?).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).with_context(|| format!("{path}: {text}"))
    }

    /// Opens a live connection that goes on after the newest row, and hears its first frame.
    pub async fn connect(&self, snapshot: &Snapshot) -> Result<Line> {
        let request = self.http.post(format!("{}{API_BASE}/live/ticket", self.base)).bearer_auth(&self.token);
        let ticket: LiveTicket = request.send().await?.error_for_status()?.json().await?;
        let address = self.base.replacen("http", "ws", 1);
        let (ticket, since) = (ticket.ticket, snapshot.seq.0);
        let request =
            format!("{address}{API_BASE}/live?ticket={ticket}&since={since}").into_client_request()?;
        let mut line = Line(open(&self.base, request).await?);
        let hello = tokio::time::timeout(LIMIT, line.next()).await.context("no first frame in time")?;
        ensure!(hello.is_some_and(|frame| frame.contains("\"hello\"")), "the first frame is not hello");
        Ok(line)
    }
}

/// A console's live connection.
pub struct Line(Socket);

impl Line {
    /// Says something.
    pub async fn say(&mut self, frame: &ClientFrame) -> Result<()> {
        let text = serde_json::to_string(frame)?;
        Ok(self.0.send(Message::Text(text.into())).await?)
    }

    /// The next frame, as it came; none when the connection is closed. Pings are answered.
    pub async fn next(&mut self) -> Option<Utf8Bytes> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Some(text),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}
