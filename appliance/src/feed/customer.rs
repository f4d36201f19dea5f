//! A customer's view of the feed: one session's entries, and that something about it or its line
//! has changed.

use std::hash::Hash;
use std::sync::Arc;

use farhand_protocol::chat::{Author, Entry};
use farhand_protocol::info::Category;
use farhand_protocol::session::SessionState;
use farhand_protocol::{QueueId, RepresentativeId, SessionId};

use super::{Connection, Feed, FeedRow, Notice, Reader, Taken};
use crate::store::Kind;

/// What a customer's page should hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerNews {
    /// New entries that customers may see (oldest first), and whether the view may have changed:
    /// the session, the place in the line, the representative's presence.
    Log {
        /// The entries; those that the page has already are for the caller to leave out.
        entries: Vec<Entry>,
        /// Whether to ask for the view again.
        view: bool,
    },
    /// The page is too far behind: ask for view and entries anew.
    Missed,
    /// A representative types.
    Typing {
        /// The display name.
        name: String,
    },
    /// The page is asked to read system information.
    ReadInfo {
        /// What.
        categories: Vec<Category>,
    },
}

/// The feed of one connected customer's page or device. The presence ends when it is dropped.
pub struct CustomerFeed<K: Eq + Hash + Clone = SessionId> {
    lsid: SessionId,
    queue: Option<QueueId>,
    owner: Option<RepresentativeId>,
    reader: Reader,
    connection: Connection<K>,
}

impl<K: Eq + Hash + Clone> CustomerFeed<K> {
    pub(super) async fn open(
        feed: Arc<Feed>,
        lsid: SessionId,
        connection: Connection<K>,
    ) -> crate::store::Result<Self> {
        let reader = feed.reader(feed.head());
        let session = feed.store.standing(&lsid).await?;
        let mut this = Self { lsid, queue: None, owner: None, reader, connection };
        this.note(&session.state);
        Ok(this)
    }

    /// What comes next. May be dropped while it waits without losing anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next(&mut self) -> crate::store::Result<CustomerNews> {
        loop {
            tokio::select! {
                notice = self.connection.notice() => {
                    if let Some(news) = news(notice.as_deref()) {
                        return Ok(news);
                    }
                }
                () = self.reader.ready() => match self.reader.take().await? {
                    Taken::Behind => {
                        self.reader.skip_to_head();
                        return Ok(CustomerNews::Missed);
                    }
                    Taken::Rows { rows, .. } => {
                        if let Some(news) = self.sift(&rows) {
                            return Ok(news);
                        }
                    }
                },
            }
        }
    }

    fn sift(&mut self, rows: &[Arc<FeedRow>]) -> Option<CustomerNews> {
        let (mut entries, mut view) = (Vec::new(), false);
        for row in rows {
            match &row.kind {
                Kind::Entry { entry, .. } if entry.lsid == self.lsid && entry.body.for_customer() => {
                    entries.push((**entry).clone());
                }
                Kind::Session { session, .. } if session.lsid == self.lsid => {
                    self.note(&session.state);
                    view = true;
                }
                Kind::Session { before, after, .. } => {
                    view |= self.queue.is_some() && (before.queue == self.queue || after.queue == self.queue);
                }
                Kind::Representative { representative } => view |= self.owner == Some(representative.id),
                _ => {}
            }
        }
        (view || !entries.is_empty()).then_some(CustomerNews::Log { entries, view })
    }

    fn note(&mut self, state: &SessionState) {
        self.queue = match state {
            SessionState::Waiting { queue, .. } => Some(*queue),
            _ => None,
        };
        self.owner = match state {
            SessionState::Active { owner, .. } => Some(*owner),
            _ => None,
        };
    }
}

fn news(notice: Option<&Notice>) -> Option<CustomerNews> {
    match notice? {
        Notice::Typing { author: Author::Representative { name, .. }, .. } => {
            Some(CustomerNews::Typing { name: name.clone() })
        }
        Notice::ReadInfo { categories } => Some(CustomerNews::ReadInfo { categories: categories.clone() }),
        _ => None,
    }
}
