//! Live values of system information: consoles look at a session, its sources hear how often they are
//! to tell, and what they tell goes to those who look. The rules are [`Looks`]'.
//!
//! As with the rights of screens, the log is the truth: each row of a session that the feed reads is
//! noted here before anybody else hears of it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use farhand_protocol::{RepresentativeId, Seq, SessionId};
use tokio::sync::watch;

use crate::domain::info::{Looker, Looks, Rates, Stands};
use crate::store::{Kind, LogRow, Result, Store};

/// Sessions that one console looks at; it shows one at a time.
const LOOKED_AT: usize = 16;

/// The sessions whose live values somebody may look at: those with a look or a connected source.
#[derive(Clone, Default)]
pub struct Watches(Arc<Mutex<HashMap<SessionId, Watched>>>);

#[derive(Default)]
struct Watched {
    /// Rows up to here are in it.
    as_of: Seq,
    looks: Looks,
    rates: watch::Sender<Rates>,
}

impl Watched {
    fn tell(&self) {
        let rates = self.looks.rates();
        self.rates.send_if_modified(|told| std::mem::replace(told, rates) != rates);
    }

    fn is_over(&self) -> bool {
        self.looks.is_empty() && self.rates.receiver_count() == 0
    }
}

impl Watches {
    fn watched(&self) -> MutexGuard<'_, HashMap<SessionId, Watched>> {
        self.0.lock().expect("no holder of the watches panics")
    }

    /// Connects a source of a session: it follows how often it is to tell.
    #[must_use]
    pub fn source(&self, lsid: &SessionId) -> WatchedSource {
        let rates = self.watched().entry(lsid.clone()).or_default().rates.subscribe();
        WatchedSource { watches: self.clone(), lsid: lsid.clone(), rates: Some(rates) }
    }

    /// Connects a console.
    #[must_use]
    pub fn console(&self, who: RepresentativeId, line: u64) -> Looking {
        Looking { watches: self.clone(), looker: Looker { who, line }, at: HashSet::new() }
    }

    /// Those who hear live values of a session now.
    #[must_use]
    pub fn lookers(&self, lsid: &SessionId) -> Vec<Looker> {
        self.watched().get(lsid).map_or_else(Vec::new, |watched| watched.looks.lookers().collect())
    }

    /// Notes rows that were read from the log. Of each session the newest counts.
    pub fn note_rows(&self, rows: &[LogRow]) {
        let mut seen = HashSet::new();
        for row in rows.iter().rev() {
            if let Kind::Session { session, .. } = &row.kind
                && seen.insert(&session.lsid)
            {
                self.note(row.seq, &session.lsid, Stands::of(session));
            }
        }
    }

    /// Notes how a session stands after the row at `as_of`. What is older than what is known already
    /// changes nothing.
    fn note(&self, as_of: Seq, lsid: &SessionId, stands: Stands) {
        let mut watched = self.watched();
        let Some(watched) = watched.get_mut(lsid).filter(|watched| watched.as_of <= as_of) else { return };
        watched.as_of = as_of;
        watched.looks.note(stands);
        watched.tell();
    }

    fn look(&self, lsid: &SessionId, looker: Looker, every_ms: Option<u32>) {
        let mut all = self.watched();
        let watched = all.entry(lsid.clone()).or_default();
        watched.looks.look(looker, every_ms);
        watched.tell();
        if watched.is_over() {
            all.remove(lsid);
        }
    }
}

/// A connected source's end.
pub struct WatchedSource {
    watches: Watches,
    lsid: SessionId,
    rates: Option<watch::Receiver<Rates>>,
}

impl WatchedSource {
    /// How often it is to tell, as soon as that is different from what this has answered before; at
    /// first, from nothing at all.
    pub async fn changed(&mut self, told: Rates) -> Rates {
        let rates = self.rates.as_mut().expect("it is there until the end");
        let now = rates.wait_for(|now| *now != told).await.map(|now| *now).ok();
        match now {
            Some(now) => now,
            // The sender lives as long as there is a receiver.
            None => std::future::pending().await,
        }
    }
}

impl Drop for WatchedSource {
    fn drop(&mut self) {
        drop(self.rates.take());
        let mut all = self.watches.watched();
        if all.get(&self.lsid).is_some_and(Watched::is_over) {
            all.remove(&self.lsid);
        }
    }
}

/// A console's end. It looks at nothing any more when this is dropped.
pub struct Looking {
    watches: Watches,
    looker: Looker,
    at: HashSet<SessionId>,
}

impl Looking {
    /// Looks at a session in which the representative takes part, or stops.
    ///
    /// # Errors
    /// When the store fails, or there is no such session.
    pub async fn look(&mut self, store: &dyn Store, lsid: SessionId, every_ms: Option<u32>) -> Result<()> {
        if every_ms.is_none() {
            if self.at.remove(&lsid) {
                self.watches.look(&lsid, self.looker, None);
            }
            return Ok(());
        }
        if !self.at.contains(&lsid) {
            if !store.may_look(self.looker.who, &lsid).await? || self.at.len() >= LOOKED_AT {
                return Ok(());
            }
            self.at.insert(lsid.clone());
        }
        self.watches.look(&lsid, self.looker, every_ms);
        // From here on its rows are noted; what stood before is looked up.
        let as_of = store.log_head().await?;
        let session = store.standing(&lsid).await?;
        self.watches.note(as_of, &lsid, Stands::of(&session));
        Ok(())
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        for lsid in &self.at {
            self.watches.look(lsid, self.looker, None);
        }
    }
}
