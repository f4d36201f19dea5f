use std::net::SocketAddr;

use farhand_core::contract::Secret;
use farhand_core::effect::SiteAccess;
use farhand_protocol::{ApiError, ErrorCode, SessionId};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Receiver;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

use super::*;
use crate::api::Http;
use crate::clock::SystemClock;

const SOON: Duration = Duration::from_secs(10);
const ERA: Era = Era(7);

type ServerSocket = WebSocketStream<TcpStream>;

/// A console's live connection and the appliance's end of it.
struct Pair {
    live: Live,
    inbox: Receiver<Incoming>,
    server: ServerSocket,
    target: String,
}

fn times() -> Timeouts {
    Timeouts { request: SOON, live_open: SOON, ..Timeouts::default() }
}

fn open(address: SocketAddr, timeouts: Timeouts) -> (Live, Receiver<Incoming>) {
    let (sender, inbox) = mpsc::channel(64);
    let http = Arc::new(Http::new(timeouts.request, Vec::new()));
    let access = SiteAccess { address: format!("http://{address}"), token: Some(Secret("t0ken".to_owned())) };
    let api = Arc::new(Api::new(http, access));
    let line = Line { era: ERA, inbox: sender, clock: Arc::new(SystemClock::default()), timeouts };
    (Live::open(line, Some(api), Seq(41)), inbox)
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Answers the question for a ticket.
async fn give_ticket(listener: &TcpListener) {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut request = [0; 1024];
    let n = socket.read(&mut request).await.unwrap();
    let request = String::from_utf8_lossy(&request[..n]).to_lowercase();
    assert!(request.starts_with("post /api/v1/live/ticket http/1.1"), "{request}");
    assert!(request.contains("authorization: bearer t0ken"), "{request}");
    let body = r#"{"ticket":"once/only","life_s":30}"#;
    let answer =
        format!("HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    socket.write_all(answer.as_bytes()).await.unwrap();
}

async fn pair_with(timeouts: Timeouts) -> Pair {
    let (listener, address) = listener().await;
    let (live, inbox) = open(address, timeouts);
    give_ticket(&listener).await;
    let (socket, _) = listener.accept().await.unwrap();
    let mut target = String::new();
    #[expect(clippy::result_large_err, reason = "the trait says so")]
    let note = |request: &Request, response: Response| {
        target = request.uri().to_string();
        Ok(response)
    };
    let server = tokio_tungstenite::accept_hdr_async(socket, note).await.unwrap();
    Pair { live, inbox, server, target }
}

async fn pair() -> Pair {
    pair_with(times()).await
}

impl Pair {
    async fn say(&mut self, text: &str) {
        self.server.send(Message::text(text)).await.unwrap();
    }

    async fn frame(&mut self) -> ServerFrame {
        match next(&mut self.inbox).await {
            Incoming::Live(ERA, frame) => frame,
            _ => panic!("not a frame"),
        }
    }

    async fn closed(&mut self) -> CallError {
        closed(&mut self.inbox).await
    }
}

/// What comes next besides signs of life.
async fn next(inbox: &mut Receiver<Incoming>) -> Incoming {
    loop {
        let next = timeout(SOON, inbox.recv()).await.expect("something comes");
        match next.expect("the connection is not dropped") {
            Incoming::LiveHeard(ERA, _) => {}
            other => return other,
        }
    }
}

async fn closed(inbox: &mut Receiver<Incoming>) -> CallError {
    match next(inbox).await {
        Incoming::LiveClosed(ERA, error) => error,
        _ => panic!("not the end"),
    }
}

fn session() -> SessionId {
    SessionId::from_bytes([1; 16])
}

#[tokio::test]
async fn frames_come_in_order_and_unknown_ones_are_skipped() {
    let mut pair = pair().await;
    assert_eq!(pair.target, "/api/v1/live?ticket=once%2Fonly&since=41");
    pair.say(r#"{"type":"hello","seq":50,"now":1}"#).await;
    pair.say(r#"{"type":"from_the_future","rows":7}"#).await;
    pair.say(r#"{"type":"rows","to":51,"rows":[]}"#).await;
    assert_eq!(pair.frame().await, ServerFrame::Hello { seq: Seq(50), now: Timestamp(1) });
    assert_eq!(pair.frame().await, ServerFrame::Rows { to: Seq(51), rows: vec![] });
}

#[tokio::test]
async fn what_cannot_be_read_ends_the_connection() {
    for text in [r#"{"type":"rows","to":"x"}"#, "{", "[]", r#"{"kind":"rows"}"#] {
        let mut pair = pair().await;
        pair.say(text).await;
        let expected = "the live connection carries something that cannot be read";
        assert_eq!(pair.closed().await, lost(expected), "{text}");
    }
}

#[tokio::test]
async fn a_frame_beyond_the_limit_ends_the_connection() {
    let mut pair = pair().await;
    let long = "x".repeat(FRAME_BYTES + 1);
    let (sent, closed) = tokio::join!(pair.server.send(Message::text(long)), closed(&mut pair.inbox));
    assert!(matches!(closed, CallError::Unreachable(_)), "{closed:?} {sent:?}");
}

#[tokio::test]
async fn the_appliances_end_is_told_once() {
    let mut pair = pair().await;
    pair.server.close(None).await.unwrap();
    assert_eq!(pair.closed().await, lost("the appliance closed the live connection"));
    assert!(timeout(SOON, pair.inbox.recv()).await.unwrap().is_none(), "nothing comes after the end");
}

#[tokio::test]
async fn what_the_console_says_arrives() {
    let mut pair = pair().await;
    pair.live.send(ClientFrame::Typing { lsid: session() });
    let mut heard = Message::Ping(Bytes::new());
    while heard.is_ping() {
        heard = timeout(SOON, pair.server.next()).await.unwrap().unwrap().unwrap();
    }
    let expected = format!(r#"{{"type":"typing","lsid":"{}"}}"#, session());
    assert_eq!(heard.into_text().unwrap().as_str(), expected);
}

#[tokio::test]
async fn a_dropped_connection_is_closed_and_says_nothing_more() {
    let Pair { live, mut inbox, mut server, .. } = pair().await;
    drop(live);
    let mut end = timeout(SOON, server.next()).await.expect("the appliance sees the end");
    while matches!(&end, Some(Ok(ping)) if ping.is_ping()) {
        end = timeout(SOON, server.next()).await.expect("the appliance sees the end");
    }
    assert!(matches!(end, None | Some(Err(_) | Ok(Message::Close(_)))), "{end:?}");
    assert!(timeout(SOON, inbox.recv()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_silent_line_counts_as_lost_and_a_quiet_one_does_not() {
    let quick = Timeouts { ping: Duration::from_millis(20), silence: Duration::from_millis(300), ..times() };
    let mut silent = pair_with(quick).await;
    // The server's end answers pings only while it is read.
    assert_eq!(silent.closed().await, lost("nothing was heard from the appliance for too long"));

    let Pair { live, mut inbox, mut server, .. } = pair_with(quick).await;
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = server.next().await {} });
    let until = tokio::time::Instant::now() + quick.silence * 2;
    let mut signs = 0;
    while let Ok(heard) = tokio::time::timeout_at(until, inbox.recv()).await {
        // Every sign answers a ping, and the way there and back over loopback is short.
        let Some(Incoming::LiveHeard(ERA, Some(ms))) = heard else { panic!("the pongs keep it") };
        assert!(ms < 5_000, "{ms}");
        signs += 1;
    }
    assert!(signs > 2, "{signs}");
    drop(live);
    timeout(SOON, reading).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_refused_handshake_brings_the_appliances_error() {
    let error = ApiError::new(ErrorCode::Unavailable, "stopping");
    assert_eq!(refused(&error).await, CallError::Api(error));
}

#[tokio::test]
async fn a_refused_ticket_does_not_look_like_an_ended_token() {
    let error = ApiError::new(ErrorCode::Unauthorized, "ask for a live ticket first");
    assert_eq!(refused(&error).await, lost("the appliance did not take the ticket"));
}

/// How the connection ends when the handshake is answered with an error.
async fn refused(error: &ApiError) -> CallError {
    let (listener, address) = listener().await;
    let (_live, mut inbox) = open(address, times());
    give_ticket(&listener).await;
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut request = [0; 1024];
    let _head = socket.read(&mut request).await.unwrap();
    let body = serde_json::to_string(error).unwrap();
    let answer = format!("HTTP/1.1 401 X\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    socket.write_all(answer.as_bytes()).await.unwrap();
    closed(&mut inbox).await
}

#[tokio::test]
async fn an_appliance_that_does_not_answer_is_given_up() {
    let (listener, address) = listener().await;
    let quick = Timeouts { live_open: Duration::from_millis(50), ..times() };
    let (_live, mut inbox) = open(address, quick);
    assert_eq!(closed(&mut inbox).await, lost("the appliance did not answer in time"));
    drop(listener);
}
