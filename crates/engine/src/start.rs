//! Starting a console: store, token, loop.

use std::path::PathBuf;
use std::sync::Arc;

use farhand_core::{Event, State};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::browser::Browser;
use crate::config::Config;
use crate::hands::Hands;
use crate::historian::Historian;
use crate::incoming::Incoming;
use crate::informer::Informer;
use crate::inviter::Inviter;
use crate::ledger::Ledger;
use crate::publish::{Pace, Subscribers};
use crate::run::Run;
use crate::screen::Screens;
use crate::shell::Shell;
use crate::store::{Opened, Store, StoreError};
use crate::transfers::Shelf;

/// Inputs that may wait for the loop. Whoever sends more waits.
const INBOX: usize = 256;

/// Why a console does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another console runs with the same folder.
    #[error("another console is already running with the folder {0}")]
    AlreadyRunning(PathBuf),
    /// The folder cannot be used.
    #[error("the folder {path} cannot be used: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A newer console has written the store.
    #[error("the console's store was written by a newer version; install that version again")]
    NewerStore,
    /// The store cannot be opened for another reason.
    #[error("the console's store cannot be opened: {0}")]
    Store(String),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse(path) => StartError::AlreadyRunning(path),
            StoreError::Folder { path, source } => StartError::Folder { path, source },
            StoreError::Newer => StartError::NewerStore,
            other => StartError::Store(other.to_string()),
        }
    }
}

/// The ways to a console that runs.
pub(crate) struct Handles {
    pub inbox: mpsc::Sender<Incoming>,
    pub screens: Arc<Screens>,
    pub browser: Arc<Browser>,
    pub informer: Arc<Informer>,
    pub historian: Arc<Historian>,
    pub inviter: Arc<Inviter>,
}

/// Opens the store and starts the loop.
pub(crate) async fn start(config: Config, shell: Arc<dyn Shell>) -> Result<Handles, StartError> {
    let (store, first) = open(&config, &shell).await?;
    let (sender, inbox) = mpsc::channel(INBOX);
    let hands = Hands::new(config, shell, sender.clone());
    let (screens, browser, informer) = (hands.screens(), hands.browser(), hands.informer());
    let (inviter, historian) = (Arc::new(hands.inviter()), Arc::new(hands.historian()));
    let run = Run {
        inbox,
        ledger: Ledger::new(store),
        hands,
        state: State::new(),
        subscribers: Subscribers::default(),
        pace: Pace::default(),
    };
    tokio::spawn(run.run(first));
    let (browser, informer) = (Arc::new(browser), Arc::new(informer));
    Ok(Handles { inbox: sender, screens, browser, informer, historian, inviter })
}

/// The store, and what the state begins with.
async fn open(config: &Config, shell: &Arc<dyn Shell>) -> Result<(Store, Vec<Event>), StartError> {
    let (folder, vault) = (config.data_dir.clone(), shell.vault());
    let read = move || -> Result<_, StoreError> {
        let opened = Store::open(&folder)?;
        Shelf::new(&folder).keep_only(&opened.stored.transfers);
        let token = opened.stored.sites.first().and_then(|site| vault.load(&site.address));
        Ok((opened, vault.kind(), token))
    };
    let read = spawn_blocking(read).await.map_err(|e| StartError::Store(e.to_string()))?;
    let (Opened { store, stored, moved_aside }, secret_store, token) = read?;
    tracing::info!(sites = stored.sites.len(), unsent = stored.outbox.len(), "the console has started");
    let started = Event::Started {
        stored: Box::new(stored),
        version: config.version.clone(),
        demo_offered: config.demo_offered,
        secret_store,
        token,
    };
    let damage = moved_aside.map(|path| {
        let path = path.display();
        Event::StoreFailed(format!(
            "what was kept here is damaged; it was moved to {path}, and a new store begins"
        ))
    });
    Ok((store, std::iter::once(started).chain(damage).collect()))
}
