//! Carries tokens to the vault, one after the other, off the loop: a keychain may ask its user
//! for a password first.

use std::sync::Arc;

use farhand_core::Event;
use farhand_core::contract::Secret;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::Vault;
use crate::incoming::Incoming;

/// Something to be done with the vault.
pub(crate) enum Errand {
    /// Keep a site's token.
    Keep(String, Secret),
    /// Forget a site's token.
    Forget(String),
}

/// Errands that may wait.
const WAITING: usize = 64;

/// The way to the vault.
pub(crate) struct Keeper {
    errands: mpsc::Sender<Errand>,
    task: JoinHandle<()>,
}

impl Keeper {
    pub fn start(vault: Arc<dyn Vault>, inbox: mpsc::Sender<Incoming>) -> Self {
        let (errands, waiting) = mpsc::channel(WAITING);
        Self { errands, task: tokio::spawn(serve(vault, inbox, waiting)) }
    }

    /// Puts an errand in the row.
    pub async fn send(&self, errand: Errand) {
        if self.errands.send(errand).await.is_err() {
            tracing::error!("the vault's task has ended early");
        }
    }

    /// Ends when every errand is done.
    pub async fn close(self) {
        drop(self.errands);
        if self.task.await.is_err() {
            tracing::error!("the vault's task has panicked");
        }
    }
}

async fn serve(vault: Arc<dyn Vault>, inbox: mpsc::Sender<Incoming>, mut waiting: mpsc::Receiver<Errand>) {
    while let Some(errand) = waiting.recv().await {
        let vault = vault.clone();
        let done = spawn_blocking(move || run(&*vault, errand)).await;
        let why = match done {
            Ok(Ok(())) => continue,
            Ok(Err(why)) => why,
            Err(_) => "the place where sign-ins are kept has failed".to_owned(),
        };
        tracing::warn!(why, "a sign-in could not be kept");
        let event = Event::StoreFailed(format!("the sign-in could not be kept: {why}"));
        if inbox.try_send(Incoming::Event(event)).is_err() {
            tracing::debug!("the loop is too busy to hear of it");
        }
    }
}

fn run(vault: &dyn Vault, errand: Errand) -> Result<(), String> {
    match errand {
        Errand::Keep(site, token) => vault.keep(&site, &token),
        Errand::Forget(site) => {
            vault.forget(&site);
            Ok(())
        }
    }
}
