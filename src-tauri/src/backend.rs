//! The running engine, as the shell's parts reach it. The window opens before the engine has read
//! its store: whoever asks early waits.

use farhand_core::Event;
use farhand_core::contract::{UiError, UiErrorCode};
use farhand_engine::Console;
use tauri::async_runtime;
use tokio::sync::{mpsc, watch};

/// What the shell may have noticed and the engine not yet taken. People cause these events, so
/// more than a few at once mean that the engine is stuck.
const EVENTS: usize = 64;

/// What became of starting the engine: it runs, or why not.
pub type Started = Result<Console, UiError>;

/// A handle of the engine; clones are handles of the same one.
#[derive(Clone)]
pub struct Backend {
    console: watch::Receiver<Option<Started>>,
    events: mpsc::Sender<Event>,
}

impl Backend {
    /// A handle of an engine that is about to start, and where to put it when it has.
    pub fn new() -> (watch::Sender<Option<Started>>, Self) {
        let (started, console) = watch::channel(None);
        let (events, noticed) = mpsc::channel(EVENTS);
        let backend = Self { console, events };
        async_runtime::spawn(pass_on(backend.clone(), noticed));
        (started, backend)
    }

    /// The engine, as soon as it runs, or why it could not start.
    ///
    /// # Errors
    /// When the engine could not start, or the program ends.
    pub async fn console(&self) -> Started {
        let ending = || UiError::new(UiErrorCode::Unavailable, "the console is ending");
        let mut console = self.console.clone();
        let started = console.wait_for(Option::is_some).await.map_err(|_| ending())?.clone();
        started.unwrap_or_else(|| Err(ending()))
    }

    /// The engine, if it runs.
    pub fn running(&self) -> Option<Console> {
        self.console.borrow().clone()?.ok()
    }

    /// Tells the engine what the shell has noticed, in the order of the calls. Returns at once.
    pub fn tell(&self, event: Event) {
        if self.events.try_send(event).is_err() {
            tracing::warn!("an event of the shell was dropped, because the engine does not take any");
        }
    }
}

async fn pass_on(backend: Backend, mut noticed: mpsc::Receiver<Event>) {
    let Ok(console) = backend.console().await else { return };
    // Its own sender would keep this task waiting for itself.
    drop(backend);
    while let Some(event) = noticed.recv().await {
        console.tell(event).await;
    }
}
