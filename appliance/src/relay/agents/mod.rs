//! VNC agents that dial out: how they come in, and how their one connection serves several viewers.
//!
//! Their way here is not encrypted and most of them are old programs, so nothing listens unless it is
//! configured, nobody is let in unless the site has switched agents on, and whoever cannot name a
//! session is sent away at once.

mod greeting;
mod link;
mod links;
mod listener;
mod own_port;
mod watcher;

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use anyhow::{Context, Result};
use async_trait::async_trait;
use farhand_protocol::device::AgentAddress;
use farhand_protocol::{SessionId, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

pub use links::Links;

use self::own_port::OwnPort;
use crate::config::AgentsConfig;
use crate::device::AgentWays;
use crate::state::{App, AppState};

/// The listeners for agents.
pub struct Doors {
    app: Weak<App>,
    config: AgentsConfig,
    repeater_port: u16,
    own_ports: Mutex<HashMap<SessionId, Open>>,
}

/// A session's own port.
struct Open {
    /// Closes it.
    closed: CancellationToken,
    /// Ends when nothing listens there any more.
    open: oneshot::Receiver<()>,
}

/// Begins to listen for agents, where that is configured.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(app: &AppState) -> Result<()> {
    for lsid in app.store.agents_here().await? {
        app.store.agent_gone(&lsid).await?;
    }
    let Some(config) = app.config.agents.clone() else { return Ok(()) };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} cannot be listened on for agents", config.listen))?;
    let repeater_port = listener.local_addr()?.port();
    let doors = Doors { app: Arc::downgrade(app), config, repeater_port, own_ports: Mutex::default() };
    if app.agent_ways.set(Arc::new(doors)).is_ok() {
        app.live_tasks.spawn(listener::listen(app.clone(), listener));
    }
    Ok(())
}

impl Doors {
    fn own_ports(&self) -> MutexGuard<'_, HashMap<SessionId, Open>> {
        self.own_ports.lock().expect("no holder of the ports panics")
    }

    /// Notes a session's port; answers the one before.
    fn replace(&self, lsid: &SessionId, port: Open) -> Option<Open> {
        let mut own_ports = self.own_ports();
        own_ports.retain(|_, port| !port.closed.is_cancelled());
        own_ports.insert(lsid.clone(), port)
    }

    fn host(&self, app: &App) -> String {
        let of_site = || url::Url::parse(&app.public_url).ok()?.host_str().map(str::to_owned);
        self.config.host.clone().or_else(of_site).unwrap_or_else(|| self.config.listen.ip().to_string())
    }

    fn ports(&self) -> Option<RangeInclusive<u16>> {
        self.config.ports.map(|[first, last]| first..=last)
    }
}

#[async_trait]
impl AgentWays for Doors {
    async fn open(&self, lsid: &SessionId, until: Timestamp) -> Option<AgentAddress> {
        let app = self.app.upgrade()?;
        if !app.store.site().await.ok()?.vnc_agents {
            return None;
        }
        let (closed, (listening, open)) = (CancellationToken::new(), oneshot::channel());
        if let Some(before) = self.replace(lsid, Open { closed: closed.clone(), open }) {
            before.closed.cancel();
            // Its end counts, nothing is said.
            let _ = before.open.await;
        }
        let listener = own_port::bind(self.config.listen.ip(), self.ports()).await.ok()?;
        let own_port = listener.local_addr().ok()?.port();
        let port = OwnPort { listener, lsid: lsid.clone(), until, closed, open: listening };
        app.live_tasks.spawn(own_port::attend(app.clone(), port));
        Some(AgentAddress { host: self.host(&app), repeater_port: self.repeater_port, own_port })
    }
}
