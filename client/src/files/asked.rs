//! Requests for a transfer to a console, which are answered once its upload is made.
//!
//! A console whose connection was lost asks again, under a new number; the older one nobody waits for. So
//! each that comes is answered, whenever it comes.

use std::sync::{Arc, Mutex, PoisonError};

/// See the module's comment. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    made: bool,
    waiting: Vec<u64>,
}

impl Asked {
    /// A request waits until the upload is made, once more if it was before.
    pub fn wait(&self, request: u64) {
        self.state().waiting.push(request);
    }

    /// A request has come. Whether it can be answered at once; otherwise it waits.
    pub fn add(&self, request: u64) -> bool {
        let mut state = self.state();
        if !state.made {
            state.waiting.push(request);
        }
        state.made
    }

    /// The upload is made: those that have waited.
    pub fn made(&self) -> Vec<u64> {
        let mut state = self.state();
        state.made = true;
        std::mem::take(&mut state.waiting)
    }

    /// It comes to nothing: those that have waited.
    pub fn given_up(&self) -> Vec<u64> {
        std::mem::take(&mut self.state().waiting)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_is_answered_once_whenever_it_comes() {
        let asked = Asked::default();
        assert!(!asked.add(1) && !asked.add(2));
        assert_eq!(asked.made(), [1, 2]);
        assert!(asked.add(3), "the upload is there");
        assert_eq!(asked.given_up(), [0; 0]);
    }
}
