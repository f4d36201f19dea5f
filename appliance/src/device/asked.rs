//! Requests that wait for a device's answer.

use std::collections::BTreeMap;

use farhand_protocol::RepresentativeId;
use farhand_protocol::files::{FilesAnswer, FilesRequest};
use tokio::sync::oneshot;

use super::NotThere;

/// Requests of one device that somebody waits for; and as many that take long, which keep nobody from
/// looking.
const WAITED_FOR: usize = 16;
/// Requests of one device that are remembered: also those that nobody waits for any more, because what
/// they have changed goes into the session's log.
const REMEMBERED: usize = 64;

/// Why a device was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskFailed {
    /// It is not connected.
    #[error("the device's connection is lost; wait until it is back")]
    NotThere,
    /// It has enough to do.
    #[error("the device is busy with other requests; try again in a moment")]
    TooMany,
}

impl From<NotThere> for AskFailed {
    fn from(_: NotThere) -> Self {
        Self::NotThere
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The account.
    pub id: RepresentativeId,
    /// The display name.
    pub name: String,
}

/// A request on its way.
pub struct Asked {
    /// Who asks.
    pub by: Asker,
    /// What.
    pub request: FilesRequest,
    answer: oneshot::Sender<FilesAnswer>,
}

impl Asked {
    /// Passes the answer on. Whoever has asked may have left.
    pub fn tell(self, answer: FilesAnswer) {
        let _ = self.answer.send(answer);
    }
}

/// The requests that one connected device has heard and not answered. Those who wait hear at once when
/// this is dropped.
#[derive(Default)]
pub(super) struct Open(BTreeMap<u64, Asked>);

impl Open {
    pub(super) fn add(
        &mut self,
        number: u64,
        by: Asker,
        request: FilesRequest,
    ) -> Result<oneshot::Receiver<FilesAnswer>, AskFailed> {
        let long = request.takes_long();
        let waits = |asked: &&Asked| !asked.answer.is_closed() && asked.request.takes_long() == long;
        let waited_for = self.0.values().filter(waits).count();
        if waited_for >= WAITED_FOR {
            return Err(AskFailed::TooMany);
        }
        if self.0.len() >= REMEMBERED
            && let Some(oldest) = self.0.iter().find(|(_, asked)| asked.answer.is_closed()).map(|(n, _)| *n)
        {
            self.0.remove(&oldest);
        }
        let (answer, answered) = oneshot::channel();
        self.0.insert(number, Asked { by, request, answer });
        Ok(answered)
    }

    pub(super) fn take(&mut self, number: u64) -> Option<Asked> {
        self.0.remove(&number)
    }
}
