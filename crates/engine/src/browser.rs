//! Looking at files, on this computer and on devices. It goes round the console's state: what a
//! listing holds is of no use to anybody but the view that has asked.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use farhand_core::contract::{UiError, UiErrorCode};
use farhand_files::{Area, Files, Reply, Rights};
use farhand_protocol::SessionId;
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FilesAnswer, FilesRequest};
use tokio::task::spawn_blocking;

use crate::clock::Clock;
use crate::config::Config;
use crate::requests::InUse;

/// Who answers about files.
pub(crate) struct Browser {
    own: Arc<OwnFiles>,
    clock: Arc<dyn Clock>,
    site: InUse,
}

/// This computer's files, opened when they are looked at first.
pub(crate) struct OwnFiles {
    open: Arc<dyn Fn() -> Area + Send + Sync>,
    opened: Mutex<Option<Arc<Files>>>,
}

impl OwnFiles {
    pub fn new(config: &Config) -> Self {
        Self { open: Arc::clone(&config.own_files), opened: Mutex::default() }
    }

    /// The files, with the roots that there are; `anew` finds those that have come since. Blocks.
    pub fn files(&self, anew: bool) -> Arc<Files> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        match &*opened {
            Some(files) if !anew => Arc::clone(files),
            _ => {
                let files = Arc::new(Files::new(Arc::new((self.open)()), Rights::ALL));
                Arc::clone(opened.insert(files))
            }
        }
    }
}

impl Browser {
    pub fn new(own: Arc<OwnFiles>, clock: Arc<dyn Clock>, site: InUse) -> Self {
        Self { own, clock, site }
    }

    /// Asks this computer.
    pub async fn here(&self, request: FilesRequest) -> Result<FilesAnswer, UiError> {
        let (own, now) = (Arc::clone(&self.own), self.clock.now());
        let answer = spawn_blocking(move || {
            let anew = request == FilesRequest::Roots {};
            match own.files(anew).answer(request, now) {
                Reply::Answer(answer) => answer,
                // The console's own transfers say what they send.
                Reply::Plan { .. } => FilesAnswer::Failed(FileFault {
                    code: FaultCode::NotAllowed,
                    names: Vec::new(),
                    message: "this computer sends by a transfer only".to_owned(),
                }),
            }
        });
        answer.await.map_err(|error| {
            tracing::error!(%error, "a question about this computer's files failed");
            UiError::new(UiErrorCode::Internal, "This computer's files could not be read.")
        })
    }

    /// Asks a session's device.
    pub async fn there(&self, lsid: &SessionId, request: &FilesRequest) -> Result<FilesAnswer, UiError> {
        let api = self.site.get().ok_or_else(|| UiError::new(UiErrorCode::SignedOut, "Sign in first."))?;
        api.files(lsid, request).await.map_err(farhand_core::call_error)
    }

    /// Where files of this computer are, as the view calls it.
    pub async fn locate(&self, paths: Vec<PathBuf>) -> Vec<DevicePath> {
        let own = Arc::clone(&self.own);
        let located = spawn_blocking(move || {
            let files = own.files(false);
            paths.iter().filter_map(|path| files.area().locate(path)).collect()
        });
        located.await.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
