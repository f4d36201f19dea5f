//! Ports for agents that dial without naming a session (reverse connections): each is made for one
//! elevation, is good for one agent, and closes after it, when the elevation lapses, or when the
//! session is left.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use farhand_protocol::{SessionId, Timestamp};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::greeting::{Heard, hear, let_in};
use super::{link, listener};
use crate::state::{App, AppState};

/// Connections that may be introducing themselves at a port at a time: others than the agent may
/// have found it.
const GREETED_AT_ONCE: usize = 4;
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

/// Waits for the session's agent at its port until it lapses, or `closed` fires.
pub async fn attend(
    app: AppState,
    listener: TcpListener,
    lsid: SessionId,
    until: Timestamp,
    closed: CancellationToken,
) {
    let joined = loop {
        let heard = tokio::select! {
            heard = next(&app, &listener, &lsid) => heard,
            () = lapse(&app, &lsid, until) => return,
            () = closed.cancelled() => return,
            () = app.stop.cancelled() => return,
        };
        match let_in(&app, heard).await {
            Ok(joined) => break joined,
            Err(why) => listener::sent_away(&why),
        }
    };
    drop(listener);
    link::run(app, joined).await;
}

async fn next(app: &AppState, listener: &TcpListener, lsid: &SessionId) -> Heard {
    let mut greetings = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if greetings.len() < GREETED_AT_ONCE => match accepted {
                Ok((stream, peer)) => {
                    let (app, lsid) = (app.clone(), lsid.clone());
                    greetings.spawn(async move { hear(&app, stream, peer, Some(&lsid)).await });
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
