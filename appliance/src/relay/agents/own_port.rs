//! Ports for agents that dial without naming a session (reverse connections): each is made for one
//! elevation, is good for one agent, and closes after it, when the elevation lapses, or when the
//! session is left.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use farhand_protocol::{SessionId, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::greeting::{Heard, Joined, hear, let_in, source};
use super::{link, listener};
use crate::http::seats::Seats;
use crate::state::{App, AppState};

/// Connections that may be introducing themselves at a port at a time: others than the agent may
/// have found it.
const GREETED_AT_ONCE: usize = 16;
/// How often is looked whether the port has lapsed; the clock may be set meanwhile.
const LOOK: Duration = Duration::from_millis(500);

/// A free port; of `ports` where these are configured.
///
/// # Errors
/// When there is none.
pub async fn bind(ip: IpAddr, ports: Option<RangeInclusive<u16>>) -> std::io::Result<TcpListener> {
    let mut last = std::io::ErrorKind::AddrInUse.into();
    for port in ports.unwrap_or(0..=0) {
        match TcpListener::bind(SocketAddr::new(ip, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// A session's own port.
pub struct OwnPort {
    /// Where it is listened.
    pub listener: TcpListener,
    /// Whose it is.
    pub lsid: SessionId,
    /// When it lapses.
    pub until: Timestamp,
    /// Closes it, and tells that it is closed.
    pub closed: CancellationToken,
    /// Is dropped as soon as nothing listens any more.
    pub open: oneshot::Sender<()>,
}

/// Waits for the session's agent at its port, and holds its connection.
pub async fn attend(app: AppState, port: OwnPort) {
    let joined = wait(&app, &port).await;
    let OwnPort { listener, open, closed, .. } = port;
    drop(listener);
    drop(open);
    closed.cancel();
    if let Some(joined) = joined {
        link::run(app, joined).await;
    }
}

/// The agent; none when the port lapses or is closed before.
async fn wait(app: &AppState, port: &OwnPort) -> Option<Joined> {
    let of_source = Seats::new(listener::GREETED_OF_SOURCE);
    loop {
        let heard = tokio::select! {
            heard = next(app, &port.listener, &of_source, &port.lsid) => heard,
            () = lapse(app, &port.lsid, port.until) => return None,
            () = port.closed.cancelled() => return None,
            () = app.stop.cancelled() => return None,
        };
        match let_in(app, heard).await {
            Ok(joined) => return Some(joined),
            Err(why) => listener::sent_away(&why),
        }
    }
}

async fn next(app: &AppState, listener: &TcpListener, of_source: &Seats<IpAddr>, lsid: &SessionId) -> Heard {
    let mut greetings = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if greetings.len() < GREETED_AT_ONCE => match accepted {
                Ok((stream, peer)) => {
                    let Some(seat) = of_source.take(source(peer)) else { continue };
                    let (app, lsid) = (app.clone(), lsid.clone());
                    greetings.spawn(async move {
                        let _seat = seat;
                        hear(&app, stream, peer, Some(&lsid)).await
                    });
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
            Some(heard) = greetings.join_next() => match heard {
                Ok(Ok(heard)) => return heard,
                Ok(Err(why)) => listener::sent_away(&why),
                Err(error) => tracing::error!(%error, "a greeting failed"),
            },
        }
    }
}

async fn lapse(app: &App, lsid: &SessionId, until: Timestamp) {
    let Ok(mut rights) = app.feed.rights.watch(&*app.store, lsid).await else { return };
    while app.clock.now() < until && rights.borrow_and_update().active {
        let _ = tokio::time::timeout(LOOK, rights.changed()).await;
    }
}
