//! One run of the reducer: what came in with it, and the effects it has asked for so far.

use farhand_protocol::{ClientId, Timestamp};

use crate::effect::{Effect, Timer};
use crate::stored::Write;

/// One run of the reducer.
#[derive(Debug)]
pub(crate) struct Step {
    /// The console's clock.
    pub now: Timestamp,
    /// Uniformly random.
    pub random: u64,
    /// What is to be done, in order.
    pub effects: Vec<Effect>,
}

impl Step {
    pub fn new(now: Timestamp, random: u64) -> Self {
        Self { now, random, effects: Vec::new() }
    }

    pub fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Writes these together.
    pub fn store(&mut self, writes: Vec<Write>) {
        self.push(Effect::Store(writes));
    }

    /// Adds a write that is in no hurry to what this step commits anyway.
    pub fn store_along(&mut self, write: Write) {
        let last = self.effects.iter_mut().rev().find_map(|effect| match effect {
            Effect::Store(writes) => Some(writes),
            _ => None,
        });
        match last {
            Some(writes) => writes.push(write),
            None => self.store(vec![write]),
        }
    }

    /// Sets a timer to so many milliseconds from now; says when that is.
    pub fn set_timer(&mut self, timer: Timer, after_ms: u64) -> Timestamp {
        let at = self.now.plus(after_ms);
        self.push(Effect::SetTimer { timer, at });
        at
    }

    pub fn clear_timer(&mut self, timer: Timer) {
        self.push(Effect::ClearTimer(timer));
    }

    /// A fresh id; `salt` sets several of one step apart.
    pub fn fresh_id(&self, salt: u64) -> ClientId {
        let time = u64::try_from(self.now.0).unwrap_or(0);
        let low = time.rotate_left(20) ^ salt;
        ClientId::from_bytes(((u128::from(self.random) << 64) | u128::from(low)).to_be_bytes())
    }
}
