//! What the measurements without a window have in common: an appliance with a site, and a
//! console that is signed in there.

use std::sync::Arc;

use anyhow::Result;
use farhand_core::contract::{Payload, Topic};
use farhand_engine::MemoryVault;
use farhand_protocol::SessionId;
use farhand_protocol::session::SessionState;
use tempfile::TempDir;

use crate::appliance::Appliance;
use crate::console::Workplace;
use crate::seed::{Account, Seed};

/// A running appliance with a site that nobody waits at, in folders of its own.
pub struct Site {
    appliance: Appliance,
    account: Account,
    folder: TempDir,
}

impl Site {
    /// Seeds and starts it.
    pub async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("appliance");
        let (seed, account) = Seed::site(&data).await?;
        drop(seed);
        let appliance = Appliance::serve(&data).await?;
        Ok(Self { appliance, account, folder })
    }

    /// The appliance's address, "http://127.0.0.1:1".
    pub fn base(&self) -> &str {
        self.appliance.base()
    }

    /// The appliance's process.
    pub fn pid(&self) -> u32 {
        self.appliance.pid()
    }

    /// Who can sign in.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// A console that is signed in.
    pub async fn workplace(&self) -> Result<Workplace> {
        let folder = self.folder.path().join("console");
        let vault = Arc::new(MemoryVault::default());
        Workplace::sign_in(&folder, vault, self.base(), &self.account).await
    }
}

impl Workplace {
    /// Waits until the console knows that a session is over.
    pub async fn ended(&self, lsid: &SessionId) -> Result<()> {
        let mut session = self.watch(Topic::Session(lsid.clone())).await;
        let over = session.until("the session's end", |payload| match payload {
            Payload::Session(Some(view)) => {
                matches!(view.session.state, SessionState::Ended { .. }).then_some(())
            }
            Payload::Session(None) => Some(()),
            _ => None,
        });
        over.await?;
        session.end(self).await;
        Ok(())
    }
}

/// The session of the customer called `name`, where this update of the queues has it waiting.
pub fn waiting(payload: &Payload, name: &str) -> Option<SessionId> {
    let rows = match payload {
        Payload::Queues(view) => &view.waiting,
        Payload::QueuesPatch(patch) => &patch.upsert,
        _ => return None,
    };
    rows.iter().find(|row| row.name == name).map(|row| row.lsid.clone())
}
