//! Commits writes, and keeps those that could not be committed for the next try.

use std::time::Duration;

use farhand_core::stored::Write;
use tokio::time::Instant;

use crate::store::{Store, StoreError};

/// Between two tries while the store fails.
const PAUSE: Duration = Duration::from_secs(5);

/// The store, with what it still owes.
pub(crate) struct Ledger {
    store: Store,
    /// Not committed yet, in their order.
    owed: Vec<Write>,
    retry_at: Option<Instant>,
}

impl Ledger {
    pub fn new(store: Store) -> Self {
        Self { store, owed: Vec::new(), retry_at: None }
    }

    /// When to try again, while the store fails.
    pub fn retry_at(&self) -> Option<Instant> {
        self.retry_at
    }

    /// Commits these after those that are owed.
    ///
    /// # Errors
    /// Why it failed, at the first failure after a success only. What was not committed is kept.
    pub async fn commit(&mut self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.owe(writes);
        if self.owed.is_empty() {
            return Ok(());
        }
        let first = self.retry_at.is_none();
        match self.store.commit(self.owed.clone()).await {
            Ok(()) => {
                self.owed.clear();
                self.retry_at = None;
                Ok(())
            }
            Err(error) => {
                tracing::error!(%error, "the console's store cannot be written");
                self.retry_at = Some(Instant::now() + PAUSE);
                if first { Err(error) } else { Ok(()) }
            }
        }
    }

    /// Adds writes for the next commit.
    pub fn owe(&mut self, writes: Vec<Write>) {
        for write in writes {
            owe(&mut self.owed, write);
        }
    }

    /// Closes the store.
    pub fn into_store(self) -> Store {
        self.store
    }
}

/// Adds a write. A newer one of the same thing takes the older one's place, so that a disk that
/// stays full does not fill the memory too.
fn owe(owed: &mut Vec<Write>, write: Write) {
    let since_removal = owed.iter().rposition(|w| matches!(w, Write::RemoveSite(_))).map_or(0, |at| at + 1);
    match owed[since_removal..].iter_mut().find(|older| replaces(&write, older)) {
        Some(older) => *older = write,
        None => owed.push(write),
    }
}

fn replaces(newer: &Write, older: &Write) -> bool {
    match (newer, older) {
        (Write::Settings(_), Write::Settings(_)) => true,
        (Write::PutSite(a), Write::PutSite(b)) => a.address == b.address,
        (Write::PutDraft(a), Write::PutDraft(b)) => a.key == b.key,
        (Write::PutTransfer(a), Write::PutTransfer(b)) => a.id == b.id,
        (Write::PutInvites(a), Write::PutInvites(b)) => (&a.site, &a.user_name) == (&b.site, &b.user_name),
        (Write::PutTabs { site: a, .. }, Write::PutTabs { site: b, .. }) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use farhand_core::contract::DraftField;
    use farhand_core::stored::{DraftKey, StoredDraft};
    use farhand_protocol::SessionId;

    use super::*;

    fn draft(field: DraftField, text: &str) -> Write {
        let key = DraftKey { site: "s".to_owned(), lsid: SessionId::from_bytes([1; 16]), field };
        Write::PutDraft(StoredDraft { key, text: text.to_owned() })
    }

    #[test]
    fn the_newest_of_a_thing_is_owed_and_never_moves_before_a_removal() {
        let mut owed = Vec::new();
        let removal = || Write::RemoveSite("s".to_owned());
        for write in [
            draft(DraftField::Message, "a"),
            draft(DraftField::Note, "n"),
            draft(DraftField::Message, "ab"),
            removal(),
            draft(DraftField::Message, "c"),
            draft(DraftField::Message, "cd"),
        ] {
            owe(&mut owed, write);
        }
        let expected = [
            draft(DraftField::Message, "ab"),
            draft(DraftField::Note, "n"),
            removal(),
            draft(DraftField::Message, "cd"),
        ];
        assert_eq!(owed, expected);
    }
}
