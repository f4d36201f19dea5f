//! How an agent that has dialled in says who it is. Nothing is sent to it before it has: agents wait
//! 100 milliseconds after their preamble to see whether a browser answers instead.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use farhand_protocol::SessionId;
use farhand_rfb::relay::repeater::{Introduction, PREAMBLE_BYTES, introduction};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::http::Source;
use crate::state::App;
use crate::store::{AgentId, StoreError};

/// How long an agent has for saying who it is.
const INTRODUCTION: Duration = Duration::from_secs(5);
/// How soon it is found out that an agent is gone without a word: RFB has no pings.
const KEEP_ALIVE: TcpKeepalive =
    TcpKeepalive::new().with_time(Duration::from_secs(20)).with_interval(Duration::from_secs(5));

/// An agent that has said who it is.
pub struct Heard {
    id: AgentId,
    source: IpAddr,
    stream: TcpStream,
    said: Vec<u8>,
}

/// An agent that has joined a session.
pub struct Joined {
    /// Which session.
    pub lsid: SessionId,
    /// Its connection.
    pub stream: TcpStream,
    /// What it has said of its RFB already.
    pub said: Vec<u8>,
}

/// Why an agent was sent away.
#[derive(Debug, thiserror::Error)]
pub enum SentAway {
    /// It said nothing of use in time.
    #[error("it did not introduce itself in time")]
    Silent,
    /// It speaks another protocol.
    #[error("it does not speak RFB or the repeater's preamble")]
    Foreign,
    /// It named no session, and its port belongs to none.
    #[error("it named no session")]
    Nameless,
    /// Its source has guessed wrong too often, and must wait.
    #[error("its source has guessed wrong too often")]
    Paused,
    /// The store does not let it in.
    #[error(transparent)]
    Refused(#[from] StoreError),
}

/// Hears who an agent is. `own` is the session whose own port it has dialled. May be dropped at any
/// time.
///
/// # Errors
/// When that cannot be understood; the connection is closed then.
pub async fn hear(
    app: &App,
    mut stream: TcpStream,
    peer: SocketAddr,
    own: Option<&SessionId>,
) -> Result<Heard, SentAway> {
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(&stream).set_tcp_keepalive(&KEEP_ALIVE);
    let source = source(peer);
    if app.guesses.pause_s(source, app.clock.now()).is_some() {
        return Err(SentAway::Paused);
    }
    let heard = timeout(INTRODUCTION, read(&mut stream)).await.unwrap_or(Err(SentAway::Silent))?;
    let (id, said) = match (heard, own) {
        ((Introduction::Id(id), said), _) => (AgentId::Digits(id), said),
        ((Introduction::Reverse, said), Some(lsid)) => (AgentId::OwnPort(lsid.clone()), said),
        ((Introduction::Reverse, _), None) => return Err(SentAway::Nameless),
    };
    Ok(Heard { id, source, stream, said })
}

/// Lets an agent into its session.
///
/// # Errors
/// When the store does not let it in; the connection is closed then.
pub async fn let_in(app: &App, heard: Heard) -> Result<Joined, SentAway> {
    let Heard { id, source, stream, said } = heard;
    let guess = match &id {
        AgentId::Digits(digits) => app.guess(source, digits).await.map_err(|_| SentAway::Paused)?,
        AgentId::OwnPort(_) => None,
    };
    let joined = app.store.attach_agent(id, &format!("VNC agent at {source}")).await;
    Ok(Joined { lsid: app.settle(guess, joined)?, stream, said })
}

/// Where a connection comes from, for counting.
pub fn source(peer: SocketAddr) -> IpAddr {
    let Source(source) = Source::of(peer, &http::HeaderMap::new(), &[]);
    source
}

/// Reads the introduction and not a byte more, and answers what belongs to RFB already.
async fn read(stream: &mut TcpStream) -> Result<(Introduction, Vec<u8>), SentAway> {
    let mut bytes = [0; PREAMBLE_BYTES];
    let mut known = 0;
    loop {
        let count = stream.read(&mut bytes[known..]).await.unwrap_or(0);
        if count == 0 {
            return Err(SentAway::Silent);
        }
        known += count;
        match introduction(&bytes[..known]).map_err(|_| SentAway::Foreign)? {
            Some(found @ Introduction::Id(_)) => return Ok((found, Vec::new())),
            Some(found @ Introduction::Reverse) => return Ok((found, bytes[..known].to_vec())),
            None => {}
        }
    }
}
