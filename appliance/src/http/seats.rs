//! A bounded number of places for each key.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard};

/// Places of each key, of which at most so many are taken at a time.
pub struct Seats<K: Eq + Hash> {
    most: usize,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Eq + Hash + Clone> Seats<K> {
    /// `most` places for each key.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// A place, unless all of `key`'s are taken. It is free again when the answer is dropped.
    #[must_use]
    pub fn take(&self, key: K) -> Option<Seat<K>> {
        let mut taken = lock(&self.taken);
        let count = taken.entry(key.clone()).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat { key, taken: self.taken.clone() })
    }
}

fn lock<K>(taken: &Mutex<HashMap<K, usize>>) -> MutexGuard<'_, HashMap<K, usize>> {
    taken.lock().expect("no holder of the seats panics")
}

/// One place that is taken.
pub struct Seat<K: Eq + Hash> {
    key: K,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_its_holder_leaves() {
        let seats = Seats::new(2);
        let (first, _second) = (seats.take("a"), seats.take("a"));
        assert!(first.is_some() && seats.take("a").is_none());
        assert!(seats.take("b").is_some(), "each key has its own");
        drop(first);
        assert!(seats.take("a").is_some());
    }
}
