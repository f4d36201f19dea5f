//! What is still to be read, of one source.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use farhand_protocol::info::Category;

/// A set of categories, and whether somebody works through it. Clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Wanted(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// In the order of the contract, in which tables come last: they take longest.
    categories: BTreeSet<Category>,
    worked: bool,
}

impl Wanted {
    /// Adds categories; whether somebody has to begin working through them.
    pub fn add(&self, categories: &[Category]) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.categories.extend(categories);
        let begins = !state.worked && !state.categories.is_empty();
        state.worked |= begins;
        begins
    }

    /// The next one. After none, whoever worked is done.
    pub fn next(&self) -> Option<Category> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = state.categories.pop_first();
        state.worked = next.is_some();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_works_and_each_is_read_once() {
        let wanted = Wanted::default();
        assert!(!wanted.add(&[]));
        assert!(wanted.add(&[Category::Apps, Category::Device]));
        assert!(!wanted.add(&[Category::Apps]), "somebody works already");
        assert_eq!(wanted.next(), Some(Category::Device));
        assert_eq!(wanted.next(), Some(Category::Apps));
        assert_eq!(wanted.next(), None);
        assert!(wanted.add(&[Category::Device]));
    }
}
