//! The live feed: one task follows the log and keeps its newest rows in a ring; every connection
//! takes what it has not seen from there, or from the store where it is further behind.
//!
//! No connection has a queue of rows of its own, so a slow one costs nothing but its place.

mod activity;
mod connections;
mod customer;
mod reader;
mod ring;
mod row;
mod watches;

use std::sync::{Arc, RwLock};
use std::time::Duration;

use farhand_protocol::chat::Author;
use farhand_protocol::info::{Category, ReadingHead, Sample, Source};
use farhand_protocol::session::CustomerPresence;
use farhand_protocol::{RepresentativeId, Seq, SessionId, Timestamp};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use activity::Activity;
pub use connections::{Connection, Connections};
pub use customer::{CustomerFeed, CustomerNews};
pub use reader::{Reader, Taken};
pub use row::FeedRow;
pub use watches::{Looking, WatchedSource, Watches};

use crate::clock::Clock;
use crate::device::{Rights, TokenHash};
use crate::store::{HelperId, Kind, LogRow, Sight, Store};
use ring::Ring;

/// Milliseconds that a customer's page has for its first connection.
const FIRST_CONNECTION_MS: u64 = 20_000;
/// Milliseconds that a page which does not connect has for loading itself again: two of its
/// rounds, and a little for a slow line.
const NEXT_LOAD_MS: u64 = 45_000;
/// Rows that are read from the store in one go.
const BATCH: u32 = 500;

/// How long an answer waits for the feed at most.
const CATCH_UP: Duration = Duration::from_secs(1);

async fn until(mut passed_on: watch::Receiver<Seq>, head: Seq) {
    let _ = passed_on.wait_for(|at| *at >= head).await;
}

/// Something that passes by and is not in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Somebody types.
    Typing {
        /// Where.
        lsid: SessionId,
        /// Who.
        author: Author,
    },
    /// The customer has read up to an entry.
    Read {
        /// Where.
        lsid: SessionId,
        /// The entry's number.
        number: u64,
    },
    /// The customer's page is asked to read system information.
    ReadInfo {
        /// What.
        categories: Vec<Category>,
    },
    /// There is a new reading of system information.
    InfoRead {
        /// Where.
        lsid: SessionId,
        /// Which.
        reading: ReadingHead,
    },
    /// Live values.
    InfoSample {
        /// Where.
        lsid: SessionId,
        /// Of what.
        source: Source,
        /// When they came.
        at: Timestamp,
        /// The values.
        sample: Sample,
    },
}

/// The feed of one appliance.
pub struct Feed {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ring: RwLock<Ring>,
    head: watch::Sender<Seq>,
    /// Changes after every row that assignment may depend on.
    stirred: watch::Sender<()>,
    /// When each representative last did something.
    pub activity: Activity,
    /// The consoles' connections.
    pub representatives: Connections<RepresentativeId>,
    /// The customers' connections.
    pub customers: Connections<SessionId>,
    /// The devices' connections, by their tokens' hashes.
    pub devices: Connections<TokenHash>,
    /// Outside helpers' connections.
    pub helpers: Connections<HelperId>,
    /// What may be done with each session's screen.
    pub rights: Rights,
    /// Who looks at live values.
    pub watches: Watches,
}

impl Feed {
    /// A feed that starts at the log's present end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> crate::store::Result<Self> {
        let head = store.log_head().await?;
        let feed = Self {
            store,
            clock,
            ring: RwLock::new(Ring::after(head)),
            head: watch::Sender::new(head),
            stirred: watch::Sender::new(()),
            activity: Activity::default(),
            representatives: Connections::default(),
            customers: Connections::default(),
            devices: Connections::default(),
            helpers: Connections::default(),
            rights: Rights::default(),
            watches: Watches::default(),
        };
        feed.watch_those_who_were_here().await?;
        Ok(feed)
    }

    /// Everybody who was connected when the appliance stopped counts as just lost, so that those
    /// who come back at once are never shown as gone.
    async fn watch_those_who_were_here(&self) -> crate::store::Result<()> {
        let now = self.clock.now();
        for who in self.store.representatives_here().await? {
            self.representatives.expect(who, now);
        }
        for lsid in self.store.customers_here().await? {
            self.customers.expect(lsid, now);
        }
        for token_hash in self.store.devices_here().await? {
            self.devices.expect(token_hash, now);
        }
        for helper in self.store.helpers_here().await? {
            self.helpers.expect(helper, now);
        }
        Ok(())
    }

    /// Follows the log until `stop` fires.
    pub async fn follow(&self, stop: CancellationToken) {
        let mut commits = self.store.commits();
        loop {
            if let Err(error) = self.read_on().await {
                tracing::error!(%error, "the feed could not read the log");
            }
            tokio::select! {
                changed = commits.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return,
            }
        }
    }

    async fn read_on(&self) -> crate::store::Result<()> {
        loop {
            let since = *self.head.borrow();
            let Some(rows) = self.store.log_after(since, BATCH).await? else {
                let head = self.store.log_head().await?;
                *self.ring.write().expect("no holder of the ring panics") = Ring::after(head);
                self.head.send_replace(head);
                return Ok(());
            };
            let Some(newest) = rows.last().map(|row| row.seq) else { return Ok(()) };
            self.expect_new_customers(&rows);
            self.rights.note_rows(&rows);
            self.watches.note_rows(&rows);
            let stirring = |kind: &Kind| {
                matches!(kind, Kind::Session { .. } | Kind::Representative { .. } | Kind::ScopeChanged { .. })
            };
            if rows.iter().any(|row| stirring(&row.kind)) {
                self.stirred.send_replace(());
            }
            self.ring.write().expect("no holder of the ring panics").push(rows);
            self.head.send_replace(newest);
        }
    }

    /// A customer whose session has begun has a while to connect. Nobody has seen such a session
    /// before; later rows of it say nothing about the page.
    fn expect_new_customers(&self, rows: &[LogRow]) {
        for row in rows {
            if let Kind::Session { session, before, .. } = &row.kind
                && *before == Sight::default()
                && session.customer.presence == CustomerPresence::Here
            {
                self.customers.expect(session.lsid.clone(), row.at.plus(FIRST_CONNECTION_MS));
            }
        }
    }

    /// Follows the log from `since` on.
    #[must_use]
    pub fn reader(self: &Arc<Self>, since: Seq) -> Reader {
        Reader::new(self.clone(), since)
    }

    /// Changes after every row that assignment may depend on.
    pub fn stirred(&self) -> watch::Receiver<()> {
        self.stirred.subscribe()
    }

    /// Waits until everything that is in the log now has been passed on. Whoever answers after this
    /// does not answer before the change is in force.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn caught_up(&self) -> crate::store::Result<()> {
        let head = self.store.log_head().await?;
        // The sender lives as long as this feed. One that does not get on is not waited for.
        let passed_on = self.head.subscribe();
        let _ = tokio::time::timeout(CATCH_UP, until(passed_on, head)).await;
        Ok(())
    }

    /// The log's newest place that readers may hear of.
    #[must_use]
    pub fn head(&self) -> Seq {
        *self.head.borrow()
    }

    /// Connects a customer's page: notes the presence and follows the session.
    ///
    /// # Errors
    /// When the store fails or the session is unknown.
    pub async fn join_customer(self: &Arc<Self>, lsid: SessionId) -> crate::store::Result<CustomerFeed> {
        let connection = self.customers.join(self.clock.clone(), lsid.clone());
        self.store.customer_here(&lsid).await?;
        CustomerFeed::open(self.clone(), lsid, connection).await
    }

    /// Connects an outside helper's page: notes the presence and follows the session.
    ///
    /// # Errors
    /// When the store fails or the session is unknown.
    pub async fn join_helper(
        self: &Arc<Self>,
        helper: HelperId,
    ) -> crate::store::Result<CustomerFeed<HelperId>> {
        let connection = self.helpers.join(self.clock.clone(), helper.clone());
        self.store.helper_here(&helper).await?;
        CustomerFeed::open(self.clone(), helper.lsid, connection).await
    }

    /// Connects a customer's device: notes the presence and follows the session.
    ///
    /// # Errors
    /// When the store fails or the session is unknown.
    pub async fn join_device(
        self: &Arc<Self>,
        lsid: SessionId,
        token_hash: TokenHash,
    ) -> crate::store::Result<CustomerFeed<TokenHash>> {
        let connection = self.devices.join(self.clock.clone(), token_hash);
        self.store.device_here(token_hash).await?;
        CustomerFeed::open(self.clone(), lsid, connection).await
    }

    /// A customer's page that does not connect was loaded: the customer is there, and loads it
    /// again before long.
    ///
    /// # Errors
    /// When the store fails or the session is unknown.
    pub async fn customer_loads(&self, lsid: &SessionId) -> crate::store::Result<()> {
        self.customers.defer(lsid.clone(), self.clock.now().plus(NEXT_LOAD_MS));
        self.store.customer_here(lsid).await
    }

    /// Tells the representatives who take part in a session that its customer types.
    pub async fn customer_types(&self, lsid: &SessionId) -> crate::store::Result<()> {
        let notice = Notice::Typing { lsid: lsid.clone(), author: Author::Customer };
        self.tell_participants(lsid, notice).await
    }

    /// Keeps that the customer has read up to `number`, and tells the representatives.
    pub async fn customer_reads(&self, lsid: &SessionId, number: u64) -> crate::store::Result<()> {
        if self.store.customer_read(lsid, number).await? {
            self.tell_participants(lsid, Notice::Read { lsid: lsid.clone(), number }).await?;
        }
        Ok(())
    }

    /// Tells the representatives who take part in a session of a new reading.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn info_read(&self, lsid: &SessionId, reading: ReadingHead) -> crate::store::Result<()> {
        self.tell_participants(lsid, Notice::InfoRead { lsid: lsid.clone(), reading }).await
    }

    /// Passes live values on to the connections that look at them.
    pub fn pass_sample(&self, lsid: &SessionId, source: Source, sample: Sample) {
        let lookers = self.watches.lookers(lsid);
        if lookers.is_empty() {
            return;
        }
        let at = self.clock.now();
        let notice = Arc::new(Notice::InfoSample { lsid: lsid.clone(), source, at, sample });
        for looker in lookers {
            self.representatives.tell_one(&looker.who, looker.line, &notice);
        }
    }

    /// Supervisors who see the session hear it, too.
    async fn tell_participants(&self, lsid: &SessionId, notice: Notice) -> crate::store::Result<()> {
        let notice = Arc::new(notice);
        let participants = self.store.standing(lsid).await?.participants.into_iter().map(|p| p.id);
        for who in participants.chain(self.store.monitors(lsid).await?) {
            self.representatives.tell(&who, &notice);
        }
        Ok(())
    }

    /// Tells the customer, outside helpers and the other representatives that one types.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn representative_types(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
    ) -> crate::store::Result<()> {
        let Ok(session) = self.store.standing(lsid).await else { return Ok(()) };
        let Some(me) = session.participants.iter().find(|p| p.id == who) else { return Ok(()) };
        let author = Author::Representative { id: who, name: me.name.clone() };
        let notice = Arc::new(Notice::Typing { lsid: lsid.clone(), author });
        self.customers.tell(lsid, &notice);
        for helper in &session.helpers {
            self.helpers.tell(&HelperId { lsid: lsid.clone(), number: helper.id }, &notice);
        }
        let others = session.participants.iter().map(|p| p.id).filter(|other| *other != who);
        for other in others.chain(self.store.monitors(lsid).await?) {
            self.representatives.tell(&other, &notice);
        }
        Ok(())
    }
}
