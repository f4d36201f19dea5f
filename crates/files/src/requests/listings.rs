//! Listings that are paged through: the order holds still, whatever happens in the folder.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use farhand_protocol::Timestamp;
use farhand_protocol::files::{DevicePath, FileKind, FileName, ListOrder};

/// For how long a listing is good after its last use.
const LIFE_MS: u64 = 60_000;

/// Listings at once; the one that was not used for longest goes.
const MANY: usize = 4;

/// What is looked at, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    pub(super) path: DevicePath,
    pub(super) order: ListOrder,
    pub(super) descending: bool,
    pub(super) hidden: bool,
    pub(super) contains: Option<String>,
}

/// The order of a folder's entries.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) number: u64,
    pub(super) view: View,
    pub(super) rows: Vec<Row>,
    pub(super) hidden: u32,
}

/// An entry's place in it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: FileName,
    pub(super) kind: FileKind,
}

/// The listings of the last minute. Their numbers begin anywhere: a view that was begun before a restart
/// must not take another order for its own.
#[derive(Debug, Default)]
pub(super) struct Listings(Mutex<Shelf>);

#[derive(Debug)]
struct Shelf {
    last: u64,
    listings: VecDeque<(Timestamp, Arc<Listing>)>,
}

impl Default for Shelf {
    fn default() -> Self {
        // A number that JSON readers keep whole, with room above.
        let last = RandomState::new().build_hasher().finish() >> 12;
        Self { last, listings: VecDeque::new() }
    }
}

impl Listings {
    /// The listing with this number, if it is still good and of the same view.
    pub(super) fn find(&self, number: u64, view: &View, now: Timestamp) -> Option<Arc<Listing>> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.listings.retain(|(used, _)| now.since(*used) < LIFE_MS);
        let at = shelf.listings.iter().position(|(_, one)| one.number == number && one.view == *view)?;
        let (_, listing) = shelf.listings.remove(at)?;
        shelf.listings.push_back((now, Arc::clone(&listing)));
        Some(listing)
    }

    /// Keeps a new one, which gets its number here.
    pub(super) fn add(&self, view: View, rows: Vec<Row>, hidden: u32, now: Timestamp) -> Arc<Listing> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.last += 1;
        let listing = Arc::new(Listing { number: shelf.last, view, rows, hidden });
        shelf.listings.push_back((now, Arc::clone(&listing)));
        if shelf.listings.len() > MANY {
            shelf.listings.pop_front();
        }
        listing
    }
}
