//! An appliance whose every word the test chooses.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use farhand_client::appliance::{Appliance, Trust};
use farhand_protocol::capability::{Capability, Question, Sharing};
use farhand_protocol::device::{DeviceClientFrame, DeviceFrame, DeviceView};
use farhand_protocol::portal::CustomerState;
use farhand_protocol::{RepresentativeId, Timestamp};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};
use url::Url;

use super::spool::Spool;

/// The device's token.
pub const TOKEN: &str = "a-token-of-the-tests";
/// Who drives.
pub const MARA: RepresentativeId = RepresentativeId(1);
/// Who watches besides.
pub const OMAR: RepresentativeId = RepresentativeId(2);
/// How long anything may take.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A request that came.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    pub path: String,
    pub bearer: Option<String>,
    pub body: Value,
}

/// See the module's comment.
pub struct Scripted {
    pub address: String,
    posts: mpsc::UnboundedReceiver<Post>,
    sockets: mpsc::UnboundedReceiver<(String, Socket)>,
    /// What a live connection is refused with.
    refusal: Arc<Mutex<Option<u16>>>,
    /// Its uploads.
    pub spool: Spool,
}

/// The appliance's end of a WebSocket.
pub struct Socket(WebSocketStream<TcpStream>);

impl Scripted {
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (posted, posts) = mpsc::unbounded_channel();
        let (opened, sockets) = mpsc::unbounded_channel();
        let refusal: Arc<Mutex<Option<u16>>> = Arc::default();
        let refuses = refusal.clone();
        let spool = Spool::default();
        let uploads = spool.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, posted.clone(), opened.clone(), refuses.clone(), uploads.clone()));
            }
        });
        Self { address, posts, sockets, refusal, spool }
    }

    /// The device's way here, with its token.
    pub fn appliance(&self) -> Appliance {
        let url = Url::parse(&self.address).unwrap();
        Appliance::new(&url, &Trust::nobody()).unwrap().with_token(TOKEN)
    }

    /// Refuses WebSockets with this status from now on, or lets them in again.
    pub fn refuse(&self, status: Option<u16>) {
        *self.refusal.lock().unwrap() = status;
    }

    /// The next request.
    pub async fn post(&mut self) -> Post {
        timeout(PATIENCE, self.posts.recv()).await.expect("a request comes").unwrap()
    }

    /// The next request to this path; others are let pass.
    pub async fn post_to(&mut self, path: &str) -> Post {
        loop {
            let post = self.post().await;
            if post.path == path {
                return post;
            }
        }
    }

    /// Whether no request has come.
    pub fn is_quiet(&mut self) -> bool {
        self.posts.try_recv().is_err()
    }

    /// The next WebSocket on this path.
    pub async fn socket(&mut self, path: &str) -> Socket {
        let next = timeout(PATIENCE, self.sockets.recv()).await.expect("a connection comes");
        let (opened, socket) = next.unwrap();
        assert_eq!(opened, path);
        socket
    }

    /// The next live connection, whose first word is taken.
    pub async fn live(&mut self) -> (Socket, DeviceClientFrame) {
        let mut live = self.socket("/device/live").await;
        let first = live.frame().await;
        (live, first)
    }
}

impl Socket {
    pub async fn say(&mut self, frame: &DeviceFrame) {
        self.0.send(Message::text(serde_json::to_string(frame).unwrap())).await.unwrap();
    }

    /// Says that this is asked, and allowed.
    pub async fn view(&mut self, question: Option<(u64, Capability)>, sharing: Sharing) {
        let state = CustomerState::Active { representative: "Mara Example".into(), present: true };
        let until = Timestamp(9_000_000_000_000);
        let question = question.map(|(ask, what)| Question {
            ask,
            what,
            files: None,
            info: None,
            name: "Mara".into(),
            until,
        });
        let view = DeviceView { now: Timestamp(1), state, name: "Ada Example".into(), question, sharing };
        self.say(&DeviceFrame::View { view: Box::new(view) }).await;
    }

    /// Closes it with this code.
    pub async fn close(mut self, code: u16) {
        let reason = "because".into();
        let frame = CloseFrame { code: code.into(), reason };
        self.0.send(Message::Close(Some(frame))).await.unwrap();
        // Until the other end has heard it.
        while let Some(Ok(_)) = timeout(PATIENCE, self.0.next()).await.expect("it closes") {}
    }

    pub async fn frame(&mut self) -> DeviceClientFrame {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("a frame comes").unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                _ => continue,
            }
        }
    }

    /// The next bytes; none when it has ended.
    pub async fn bytes(&mut self) -> Option<Vec<u8>> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("something comes") {
                Some(Ok(Message::Binary(bytes))) => return Some(bytes.to_vec()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Sends bytes. To a device that is just closing they do not come; the next ones from it say so.
    pub async fn put(&mut self, bytes: Vec<u8>) {
        let _closed = self.0.send(Message::Binary(bytes.into())).await;
    }
}

/// Everything that is allowed, to the end of driving.
pub fn sharing(view: bool, control: bool) -> Sharing {
    let (driver, driver_id) = (control.then(|| "Mara".into()), control.then_some(MARA));
    Sharing { view, control, clipboard: false, driver, driver_id, files: None, info: None }
}

async fn serve(
    stream: TcpStream,
    posts: mpsc::UnboundedSender<Post>,
    sockets: mpsc::UnboundedSender<(String, Socket)>,
    refusal: Arc<Mutex<Option<u16>>>,
    uploads: Spool,
) {
    let mut start = [0; 64];
    let line = loop {
        let Ok(count) = stream.peek(&mut start).await else { return };
        if count == 0 {
            return;
        }
        let text = String::from_utf8_lossy(&start[..count]).into_owned();
        if count == start.len() || text.matches(' ').count() >= 2 {
            break text;
        }
    };
    if line.contains(" /device/uploads") {
        uploads.serve(BufReader::new(stream)).await;
        return;
    }
    if line.starts_with("POST") {
        answer(BufReader::new(stream), posts).await;
        return;
    }
    let mut path = String::new();
    let refused = *refusal.lock().unwrap();
    #[allow(clippy::result_large_err, reason = "the handshake's own type")]
    let look = |request: &Request, response: Response| {
        path = request.uri().path().to_owned();
        let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        assert_eq!(token, Some(format!("Bearer {TOKEN}").as_str()));
        match refused {
            Some(status) => {
                let code = if status == 401 { "unauthorized" } else { "unavailable" };
                let body = format!(r#"{{"code":"{code}","message":"no","retryable":{}}}"#, status != 401);
                let refusal = Response::builder().status(status).body(Some(body));
                Err(refusal.unwrap())
            }
            None => Ok(response),
        }
    };
    if let Ok(socket) = accept_hdr_async(stream, look).await {
        let _over = sockets.send((path, Socket(socket)));
    }
}

/// What a request begins with.
pub struct Head {
    pub method: String,
    pub path: String,
    lines: Vec<String>,
}

impl Head {
    pub async fn read(stream: &mut BufReader<TcpStream>) -> Option<Self> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut words = lines[0].split(' ').map(str::to_owned);
        let (method, path) = (words.next()?, words.next()?);
        Some(Self { method, path, lines })
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        let mut lines = self.lines.iter().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.parse().ok()
    }
}

/// Notes a request and answers that it is done; attaching gets its token.
async fn answer(mut stream: BufReader<TcpStream>, posts: mpsc::UnboundedSender<Post>) {
    let Some(head) = Head::read(&mut stream).await else { return };
    let mut body = vec![0; head.number("content-length").unwrap_or(0)];
    stream.read_exact(&mut body).await.unwrap();
    let path = head.path.clone();
    let bearer =
        head.value("authorization").and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned));
    let (status, answer) = reply(&path);
    let _over = posts.send(Post { path, bearer, body: serde_json::from_slice(&body).unwrap() });
    let head =
        format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", answer.len());
    let _gone = stream.write_all(format!("{head}{answer}").as_bytes()).await;
}

fn reply(path: &str) -> (u16, String) {
    match path {
        "/device/attach" => {
            let lsid = "0123456789abcdef0123456789abcdef";
            let body = format!(r#"{{"lsid":"{lsid}","token":"{TOKEN}","site":"Example","page":null}}"#);
            (200, body)
        }
        "/device/key" => {
            (200, r#"{"site":"Example","agreement":"Be kind.","ask_recording":true}"#.to_owned())
        }
        _ => (204, String::new()),
    }
}
