//! What the appliance is told, until it has heard it: the customer's answers, and what was stopped.

use std::time::Duration;

use farhand_protocol::capability::{Capability, CustomerAnswer, Which};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::appliance::{Appliance, Fault};
use crate::backoff::{Backoff, luck};

/// Tries for an answer: after these the question has lapsed.
const TRIES: u32 = 12;
/// Between a withdrawal that was told and the next of the same: the appliance's word takes a moment.
const PAUSE: Duration = Duration::from_millis(300);

/// See the module's comment.
pub struct Told {
    appliance: Appliance,
    tasks: JoinSet<Option<Capability>>,
    withdrawing: Option<Capability>,
}

impl Told {
    pub fn new(appliance: Appliance) -> Self {
        Self { appliance, tasks: JoinSet::new(), withdrawing: None }
    }

    /// Tells an answer, again and again while it is not heard.
    pub fn answer(&mut self, answer: CustomerAnswer) {
        let appliance = self.appliance.clone();
        self.tasks.spawn(async move {
            let mut backoff = Backoff::default();
            for _ in 0..TRIES {
                match appliance.answer(&answer).await {
                    Err(fault) if fault.passes() => sleep(backoff.next(luck())).await,
                    other => {
                        say(&other, "an answer");
                        break;
                    }
                }
            }
            None
        });
    }

    /// Tells that something was stopped, if that is not being told already.
    pub fn withdraw(&mut self, what: Capability) {
        if self.withdrawing == Some(what) || self.withdrawing == Some(Capability::View) {
            return;
        }
        self.withdrawing = Some(what);
        let appliance = self.appliance.clone();
        self.tasks.spawn(async move {
            say(&appliance.withdraw(&Which { what }).await, "a withdrawal");
            sleep(PAUSE).await;
            Some(what)
        });
    }

    /// Waits until something was told or could not be; there may be something to tell again. `None`
    /// while there is nothing to wait for.
    pub async fn done(&mut self) -> Option<()> {
        let what = self.tasks.join_next().await?;
        if matches!(what, Ok(what) if what == self.withdrawing) || what.is_err() {
            self.withdrawing = None;
        }
        Some(())
    }
}

fn say(told: &Result<(), Fault>, what: &str) {
    if let Err(fault) = told {
        tracing::warn!(%fault, what, "the appliance does not take it");
    }
}
