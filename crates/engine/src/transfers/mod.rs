//! Transfers of files: one actor for each that runs.
//!
//! An actor is a task that speaks with the appliance, and beside it a thread that reads or writes the
//! files; a short channel between them makes each wait for the other, so nothing is ever held whole in
//! memory. What an actor needs to go on after a pause, a cut or a kill stands on its [`Shelf`] before
//! anything depends on it. An actor tries once: whether and when it is tried again is the reducer's to
//! decide.

mod actor;
mod from_chat;
mod from_device;
mod halt;
mod mark;
mod names;
mod pace;
mod receiving;
mod sending;
mod shelf;
#[cfg(test)]
mod tests;
mod to_chat;
mod to_device;
mod wire;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use farhand_core::Event;
use farhand_core::transfer::{TransferEvent, TransferOrder};
use farhand_protocol::ClientId;
use farhand_protocol::files::DevicePath;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::api::Api;
use crate::browser::OwnFiles;
use crate::config::Config;
use crate::incoming::{Era, Incoming};
use crate::shell::Shell;
use actor::Actor;
use halt::Halt;
pub(crate) use shelf::Shelf;

/// How long the actors may take to end with the program.
const ENDING: Duration = Duration::from_secs(2);

/// What all actors stand on.
pub(crate) struct Ground {
    inbox: mpsc::Sender<Incoming>,
    shell: Arc<dyn Shell>,
    own: Arc<OwnFiles>,
    shelf: Shelf,
}

impl Ground {
    pub fn new(config: &Config, inbox: mpsc::Sender<Incoming>, shell: Arc<dyn Shell>) -> Self {
        Self { inbox, shell, own: Arc::new(OwnFiles::new(config)), shelf: Shelf::new(&config.data_dir) }
    }
}

/// The transfers that run.
pub(crate) struct Transfers {
    ground: Arc<Ground>,
    latest: HashMap<ClientId, Era>,
    running: HashMap<ClientId, Running>,
    count: u64,
}

struct Running {
    halt: Halt,
    task: JoinHandle<()>,
}

impl Transfers {
    pub fn new(ground: Arc<Ground>) -> Self {
        Self { ground, latest: HashMap::new(), running: HashMap::new(), count: 0 }
    }

    /// This computer's files.
    pub fn own_files(&self) -> Arc<OwnFiles> {
        Arc::clone(&self.ground.own)
    }

    /// An order is planned: from now on older actors are not heard. Answers its actor's number.
    pub fn plan(&mut self, id: &ClientId, order: &TransferOrder) -> Era {
        match order {
            TransferOrder::Prepare(_) | TransferOrder::Run(_) | TransferOrder::Cancel(_) => {
                self.count += 1;
                self.latest.insert(id.clone(), Era(self.count));
            }
            TransferOrder::Pause => {
                self.latest.remove(id);
            }
            TransferOrder::Forget | TransferOrder::Show(_) => {}
        }
        self.latest.get(id).copied().unwrap_or_default()
    }

    /// Carries an order out. Whoever was at work on the same transfer ends first.
    pub fn carry_out(&mut self, id: ClientId, era: Era, order: TransferOrder, api: Option<Arc<Api>>) {
        self.running.retain(|_, running| !running.task.is_finished());
        if let TransferOrder::Show(path) = order {
            return self.show(path);
        }
        let before = self.running.remove(&id);
        if let Some(before) = &before {
            before.halt.halt();
        }
        let (halt, halted) = Halt::new();
        let (ground, kept) = (Arc::clone(&self.ground), id.clone());
        let task = tokio::spawn(async move {
            if let Some(before) = before {
                let _panicked = before.task.await;
            }
            match order {
                TransferOrder::Prepare(job) => Actor::new(*job, era, ground, api, halted).prepare().await,
                TransferOrder::Run(job) => Actor::new(*job, era, ground, api, halted).run().await,
                TransferOrder::Cancel(job) => Actor::new(*job, era, ground, api, halted).cancel().await,
                TransferOrder::Forget => forget(ground, kept).await,
                TransferOrder::Pause | TransferOrder::Show(_) => {}
            }
        });
        self.running.insert(id, Running { halt, task });
    }

    /// What an actor tells, if it is the last one.
    pub fn current(&self, id: ClientId, era: Era, event: TransferEvent) -> Option<Event> {
        (self.latest.get(&id) == Some(&era)).then_some(Event::Transfer(id, event))
    }

    fn show(&self, path: DevicePath) {
        let ground = Arc::clone(&self.ground);
        spawn_blocking(move || {
            if let Some(path) = ground.own.files(false).area().system_path(&path) {
                ground.shell.show_file(&path);
            }
        });
    }

    /// Ends all; what is through is kept.
    pub async fn end(&mut self) {
        let running: Vec<Running> = self.running.drain().map(|(_, running)| running).collect();
        for one in &running {
            one.halt.halt();
        }
        let all = async {
            for one in running {
                let _panicked = one.task.await;
            }
        };
        if timeout(ENDING, all).await.is_err() {
            tracing::warn!("a transfer did not end in time; it goes on from what was kept before");
        }
    }
}

async fn forget(ground: Arc<Ground>, id: ClientId) {
    if spawn_blocking(move || ground.shelf.forget(&id)).await.is_err() {
        tracing::error!("forgetting a transfer broke off");
    }
}
