//! One run of one transfer.

use std::sync::{Arc, Mutex, PoisonError};

use farhand_core::CallError;
use farhand_core::contract::TransferWay;
use farhand_core::transfer::{TransferEvent, TransferJob};
use farhand_files::{Area, Stop};
use farhand_protocol::ErrorCode;
use farhand_protocol::files::FileFault;
use farhand_protocol::upload::UploadEnd;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};

use super::halt::Halted;
use super::wire::Wire;
use super::{Ground, from_chat, from_device, to_chat, to_device};
use crate::api::Api;
use crate::incoming::{Era, Incoming};

/// Why a run has come to nothing.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The upload was ended from outside.
    Gone(Option<UploadEnd>),
    /// The appliance knows no such upload.
    Unknown,
    /// The appliance refused, or the connection broke.
    Call(CallError),
    /// Something is wrong with the files.
    Fault(FileFault),
}

impl From<CallError> for Trouble {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl From<FileFault> for Trouble {
    fn from(fault: FileFault) -> Self {
        Self::Fault(fault)
    }
}

impl Trouble {
    fn event(self) -> TransferEvent {
        match self {
            Self::Gone(why) => TransferEvent::Gone(why),
            Self::Unknown => TransferEvent::Gone(None),
            Self::Call(error) => TransferEvent::Broke(error),
            Self::Fault(fault) => TransferEvent::Faulty(fault),
        }
    }
}

/// What a run works with.
pub(super) struct Actor {
    pub job: TransferJob,
    pub ground: Arc<Ground>,
    era: Era,
    api: Option<Arc<Api>>,
    halted: Halted,
    /// Threads that this run has started: it is over when they are.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Actor {
    pub fn new(
        job: TransferJob,
        era: Era,
        ground: Arc<Ground>,
        api: Option<Arc<Api>>,
        halted: Halted,
    ) -> Self {
        Self { job, ground, era, api, halted, threads: Mutex::default() }
    }

    /// Counts and compares.
    pub async fn prepare(self) {
        let work = async {
            match self.job.way {
                TransferWay::ToDevice => to_device::prepare(&self).await,
                TransferWay::FromDevice => from_device::prepare(&self).await,
                TransferWay::ToChat => to_chat::prepare(&self).await,
                TransferWay::FromChat => from_chat::prepare(&self),
            }
            .map(TransferEvent::Prepared)
        };
        self.until_halted(work).await;
    }

    /// Moves the bytes.
    pub async fn run(self) {
        let work = async {
            match self.job.way {
                TransferWay::ToDevice => to_device::run(&self).await,
                TransferWay::FromDevice => from_device::run(&self).await,
                TransferWay::ToChat => to_chat::run(&self).await,
                TransferWay::FromChat => from_chat::run(&self).await,
            }
        };
        self.until_halted(work).await;
    }

    /// Removes what is half-written, and tells the other side.
    pub async fn cancel(self) {
        let (ground, job) = (Arc::clone(&self.ground), self.job.clone());
        let removed = spawn_blocking(move || {
            let area = ground.own.files(false).area().clone();
            match job.way {
                TransferWay::FromDevice => from_device::forget(&area, &ground.shelf, &job),
                TransferWay::FromChat => from_chat::forget(&area, &job),
                TransferWay::ToDevice | TransferWay::ToChat => {}
            }
            ground.shelf.forget(&job.id);
        });
        let _panicked = removed.await;
        let heard = self.job.way == TransferWay::FromChat || self.end_upload().await;
        self.tell(TransferEvent::Cancelled { heard }).await;
    }

    /// Whether the upload is over now, or never was; or the appliance will never end it for this caller.
    async fn end_upload(&self) -> bool {
        let told = async { self.wire()?.delete(&self.job.upload).await };
        match told.await {
            Ok(()) | Err(Trouble::Gone(_) | Trouble::Unknown | Trouble::Fault(_)) => true,
            Err(Trouble::Call(error)) => {
                tracing::debug!(%error, "a cancelled transfer's upload could not be ended");
                matches!(error, CallError::Api(error)
                    if !error.retryable && error.code != ErrorCode::Unauthorized)
            }
        }
    }

    async fn until_halted(&self, work: impl Future<Output = Result<TransferEvent, Trouble>>) {
        let mut halted = self.halted.clone();
        let end = tokio::select! {
            biased;
            () = halted.wait() => None,
            end = work => Some(end),
        };
        // Without their task they have nothing more to do.
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if let Err(error) = thread.await {
                tracing::error!(%error, "a transfer's thread failed");
            }
        }
        match end {
            Some(Ok(event)) => self.tell(event).await,
            Some(Err(trouble)) => {
                tracing::debug!(?trouble, "a transfer has stopped");
                self.tell(trouble.event()).await;
            }
            None => {}
        }
    }

    /// Tells the reducer.
    pub async fn tell(&self, event: TransferEvent) {
        let incoming = Incoming::Transfer(self.job.id.clone(), self.era, event);
        let _closing = self.ground.inbox.send(incoming).await;
    }

    /// The uploads of its session.
    pub fn wire(&self) -> Result<Wire, Trouble> {
        let api = self.api.clone();
        let api = api.ok_or_else(|| CallError::Unreachable("no site is in use".into()))?;
        Ok(Wire::new(api, self.job.lsid.clone()))
    }

    /// Goes up when the run is to end.
    pub fn stop(&self) -> Stop {
        self.halted.stop.clone()
    }

    /// Starts a thread that this run waits for, however it ends. Its result comes to whoever is left.
    pub fn thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Ground, &Arc<Area>) -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (done, result) = oneshot::channel();
        let ground = Arc::clone(&self.ground);
        let thread = spawn_blocking(move || {
            let area = ground.own.files(false).area().clone();
            let _nobody_waits = done.send(work(&ground, &area));
        });
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        result
    }

    /// Does something on a thread.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Ground, &Arc<Area>) -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        self.thread(work).await.map_err(|_| failed())
    }
}

/// A thread has panicked.
pub(super) fn failed() -> Trouble {
    Trouble::Fault(FileFault {
        code: farhand_protocol::files::FaultCode::Failed,
        names: Vec::new(),
        message: "this computer's files failed; the log tells more".to_owned(),
    })
}
