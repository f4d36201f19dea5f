//! A tiny HTTP server on loopback, for tests: one answer for each request, then it closes.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A request that came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Heard {
    /// Method and target.
    pub line: String,
    /// With lower-case names.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What is sent back.
pub(crate) enum Reply {
    Json(u16, Value),
    /// Header lines and body as they are.
    Raw(String),
    /// Header lines, and a body that is no text.
    Bytes(String, Vec<u8>),
    /// So many bytes, in chunks.
    Endless(usize),
    Nothing,
}

type Answer = Arc<dyn Fn(&Heard) -> Reply + Send + Sync>;

pub(crate) struct TestServer {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl TestServer {
    pub async fn start(answer: impl Fn(&Heard) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(None, Arc::new(answer)).await
    }

    pub async fn start_tls(
        tls: TlsAcceptor,
        answer: impl Fn(&Heard) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::serve(Some(tls), Arc::new(answer)).await
    }

    async fn serve(tls: Option<TlsAcceptor>, answer: Answer) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let log = heard.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (tls, answer, log) = (tls.clone(), answer.clone(), log.clone());
                tokio::spawn(async move {
                    match tls {
                        None => one(socket, answer, log).await,
                        Some(tls) => match tls.accept(socket).await {
                            Ok(socket) => one(socket, answer, log).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self { address, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

async fn one<S: AsyncRead + AsyncWrite + Unpin>(
    socket: S,
    answer: Answer,
    log: Arc<Mutex<Vec<Heard>>>,
) -> Option<()> {
    let mut socket = BufReader::new(socket);
    let heard = read(&mut socket).await?;
    let reply = answer(&heard);
    log.lock().unwrap().push(heard);
    match reply {
        Reply::Json(status, body) => {
            let body = body.to_string();
            let head =
                format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            socket.write_all(format!("{head}{body}").as_bytes()).await.ok()?;
        }
        Reply::Raw(text) => socket.write_all(text.as_bytes()).await.ok()?,
        Reply::Bytes(head, body) => {
            socket.write_all(head.as_bytes()).await.ok()?;
            socket.write_all(&body).await.ok()?;
        }
        Reply::Endless(bytes) => {
            socket.write_all(b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n").await.ok()?;
            let chunk = vec![b' '; 64 * 1024];
            for _ in 0..bytes / chunk.len() {
                socket.write_all(&chunk).await.ok()?;
            }
        }
        Reply::Nothing => std::future::pending().await,
    }
    socket.shutdown().await.ok()
}

async fn read<S: AsyncRead + Unpin>(socket: &mut BufReader<S>) -> Option<Heard> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let line = lines.remove(0).trim_end_matches(" HTTP/1.1").to_owned();
    let split = |line: String| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_ascii_lowercase(), value.to_owned()))
    };
    let mut heard = Heard { line, headers: lines.into_iter().filter_map(split).collect(), body: Vec::new() };
    let length = heard.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    heard.body.resize(length, 0);
    socket.read_exact(&mut heard.body).await.ok()?;
    Some(heard)
}
