//! A transfer that is not over.

use farhand_protocol::ClientId;

use super::receiving::Receiving;
use super::sending::Sending;
use super::task::Task;
use crate::face::{Moving, MovingWay};

/// A transfer, either way.
#[derive(Clone, Debug)]
pub(super) enum Job {
    /// To a console.
    Send(Sending),
    /// From a console.
    Receive(Box<Receiving>),
}

impl Job {
    pub fn id(&self) -> &ClientId {
        match self {
            Self::Send(sending) => &sending.id,
            Self::Receive(receiving) => receiving.id(),
        }
    }

    /// What the customer sees of it.
    pub fn shown(&self) -> Moving {
        let (who, name, files, way) = match self {
            Self::Send(job) => (&job.who, Some(job.plan.first()), job.plan.files(), MovingWay::FromDevice),
            Self::Receive(job) => {
                let about = job.about();
                (&job.who, about.map(|(name, _)| name), about.map_or(0, |(_, n)| n), MovingWay::ToDevice)
            }
        };
        let name = name.map(|name| name.for_display()).unwrap_or_default();
        Moving { who: who.clone(), name, more: files.saturating_sub(1), way, percent: 0 }
    }

    /// Runs it until it ends; what is left of it where it is to go on later.
    pub async fn run(self, task: Task) -> Option<Self> {
        match self {
            Self::Send(sending) => sending.run(task).await,
            Self::Receive(receiving) => receiving.run(task).await,
        }
    }

    /// Removes what it has begun. Waits for the disk.
    pub fn forget(&self) {
        if let Self::Receive(receiving) = self {
            receiving.forget();
        }
    }
}
