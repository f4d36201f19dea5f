//! Waiting that another thread can end.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::platform::{Error, Waker};

/// See the module's comment.
#[derive(Debug, Default)]
pub struct Signal {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    /// A new one, not set.
    ///
    /// # Errors
    /// None here; other systems have some.
    pub fn new() -> Result<Self, Error> {
        Ok(Self::default())
    }

    /// Waits until the signal is set, which takes it back, or the time is over. Says whether it was
    /// set.
    pub(super) fn wait(&self, at_most: Option<Duration>) -> bool {
        let set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        let mut set = match at_most {
            Some(time) => {
                let waited = self.changed.wait_timeout_while(set, time, |set| !*set);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.changed.wait_while(set, |set| !*set).unwrap_or_else(PoisonError::into_inner),
        };
        std::mem::take(&mut set)
    }
}

impl Waker for Signal {
    fn wake(&self) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }
}
