//! A place in the log that moves forward.

use std::sync::Arc;

use farhand_protocol::Seq;
use tokio::sync::watch;

use super::{BATCH, Feed, FeedRow};

/// What a reader gets.
pub enum Taken {
    /// Rows after its place, oldest first, and its new place.
    Rows {
        /// The rows, for every kind of reader; the caller leaves out what is not for its eyes.
        rows: Vec<Arc<FeedRow>>,
        /// The new place.
        to: Seq,
    },
    /// Its place is not in the log any more.
    Behind,
}

/// Follows the log from one place on.
pub struct Reader {
    feed: Arc<Feed>,
    at: Seq,
    head: watch::Receiver<Seq>,
}

impl Reader {
    pub(super) fn new(feed: Arc<Feed>, at: Seq) -> Self {
        let head = feed.head.subscribe();
        Self { feed, at, head }
    }

    /// Waits until there is something after its place.
    pub async fn ready(&mut self) {
        let at = self.at;
        // The sender lives in the feed that this reader holds.
        if self.head.wait_for(|head| *head > at).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Takes the next rows and moves on.
    ///
    /// # Errors
    /// When the store fails; the place is unchanged then.
    pub async fn take(&mut self) -> crate::store::Result<Taken> {
        let near =
            self.feed.ring.read().expect("no holder of the ring panics").rows_after(self.at, BATCH as usize);
        let rows = match near {
            Some(rows) => Some(rows),
            None => self.far_rows().await?,
        };
        let Some(rows) = rows else { return Ok(Taken::Behind) };
        if let Some(row) = rows.last() {
            self.at = row.seq;
        }
        Ok(Taken::Rows { rows, to: self.at })
    }

    async fn far_rows(&self) -> crate::store::Result<Option<Vec<Arc<FeedRow>>>> {
        let rows = Box::pin(self.feed.store.log_after(self.at, BATCH)).await?;
        Ok(rows.map(|rows| rows.into_iter().map(|row| Arc::new(row.into())).collect()))
    }

    /// Its place: it has taken everything up to here.
    #[must_use]
    pub fn place(&self) -> Seq {
        self.at
    }

    /// Forgets what lies between its place and the newest one.
    pub fn skip_to_head(&mut self) {
        self.at = *self.head.borrow();
    }
}
