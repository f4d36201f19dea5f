//! What one turn of the loop collects before it commits.

use farhand_core::Effect;
use farhand_core::contract::{Topic, UiError};
use farhand_core::stored::Write;
use tokio::sync::oneshot;

use crate::hands::{Deed, Hands};
use crate::publish::{Sink, SubscriptionId};

/// What one turn of the loop collects before it commits.
#[derive(Default)]
pub(crate) struct Batch {
    /// Inputs that were taken.
    pub taken: usize,
    /// In their order.
    pub writes: Vec<Write>,
    /// What to do after the commit, in its order.
    pub deeds: Vec<Deed>,
    /// Commands that hear of the commit.
    pub commands: Vec<oneshot::Sender<Result<(), UiError>>>,
    /// Subscriptions to begin after the commit.
    pub subscriptions: Vec<(SubscriptionId, Topic, Sink, oneshot::Sender<()>)>,
    /// Who asked the console to end.
    pub end: Vec<oneshot::Sender<()>>,
}

impl Batch {
    /// Inputs in one batch at most, so that no commit keeps everybody waiting.
    const CAP: usize = 64;

    /// Whether no further input goes in.
    pub fn full(&self) -> bool {
        self.taken >= Self::CAP || !self.end.is_empty()
    }

    /// Takes a step's effects in.
    pub fn add(&mut self, effects: Vec<Effect>, hands: &mut Hands) {
        for effect in effects {
            match effect {
                Effect::Store(writes) => self.writes.extend(writes),
                other => self.deeds.extend(hands.plan(other)),
            }
        }
    }
}
