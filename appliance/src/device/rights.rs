//! What representatives may do with each session's screen, in memory, for those who pass its bytes
//! on. The log is the truth: each row of a session that the feed reads is noted here before anybody
//! else hears of it, so a withdrawal stops input as soon as it is committed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use farhand_protocol::capability::Capability;
use farhand_protocol::device::{DeviceKind, DevicePresence};
use farhand_protocol::people::Rights as AccountRights;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::{RepresentativeId, Seq, SessionId};
use tokio::sync::watch;

use crate::store::{Kind, LogRow, Result, Store};

/// What representatives may do with a session's screen now.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ScreenRights {
    /// Its screen may be seen. Never without `active`.
    pub view: bool,
    /// Pointer and keys may be used, by the driver.
    pub control: bool,
    /// Copied texts pass by themselves.
    pub clipboard: bool,
    /// Who uses pointer and keys.
    pub driver: Option<RepresentativeId>,
    /// Whether somebody owns the session: not waiting, on hold, or over.
    pub active: bool,
    /// Those who take part, and may therefore watch.
    pub participants: Vec<RepresentativeId>,
    /// Supervisors who see the session without taking part, hidden ones too. They may watch, and no more.
    pub monitors: Vec<RepresentativeId>,
    /// Those of them whom the representatives are told of.
    pub told: Vec<RepresentativeId>,
    /// Those whose accounts may use pointer and keys, of those who watch. Nobody before it is known.
    pub hands: Vec<RepresentativeId>,
    /// The device.
    pub device: ScreenDevice,
    /// The newest row at which the screen could not be seen. Another device takes the session's place
    /// only with nothing allowed, so what began before that row was with another grant, or even with
    /// another device.
    pub lapsed_at: Seq,
}

/// A session's device, as far as its screen goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ScreenDevice {
    /// None has joined.
    #[default]
    None,
    /// Farhand's client is connected.
    Client,
    /// A VNC agent is connected.
    Agent,
    /// Its connection is lost, and it may come back.
    Away,
}

impl ScreenRights {
    /// The rights in a session.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let active = matches!(session.state, SessionState::Active { .. });
        let granted = |what| active && session.capabilities.granted(what);
        let device = session.device.as_ref().map_or(ScreenDevice::None, |device| {
            match (device.presence, &device.kind) {
                (DevicePresence::Away { .. }, _) => ScreenDevice::Away,
                (DevicePresence::Here, DeviceKind::Client { .. }) => ScreenDevice::Client,
                (DevicePresence::Here, DeviceKind::VncAgent) => ScreenDevice::Agent,
            }
        });
        Self {
            view: granted(Capability::View),
            control: granted(Capability::Control),
            clipboard: granted(Capability::Clipboard),
            driver: session.driver,
            active,
            participants: session.participants.iter().map(|p| p.id).collect(),
            monitors: session.monitors.iter().map(|p| p.id).collect(),
            told: session.monitors.iter().map(|p| p.id).collect(),
            hands: Vec::new(),
            device,
            lapsed_at: Seq(0),
        }
    }

    /// Whether `who` may watch.
    #[must_use]
    pub fn may_watch(&self, who: RepresentativeId) -> bool {
        self.view && self.attends(who)
    }

    /// Whether `who` takes part, or sees the session without.
    #[must_use]
    pub fn attends(&self, who: RepresentativeId) -> bool {
        self.takes_part(who) || self.monitors.contains(&who)
    }

    /// Whether nobody in the session is to notice that `who` watches.
    #[must_use]
    pub fn is_hidden(&self, who: RepresentativeId) -> bool {
        !self.takes_part(who) && !self.told.contains(&who)
    }

    /// Whether `who` may do more than watch with what the customer has allowed.
    #[must_use]
    pub fn has_hands(&self, who: RepresentativeId) -> bool {
        self.takes_part(who) && self.hands.contains(&who)
    }

    /// Whether `who` takes part.
    #[must_use]
    pub fn takes_part(&self, who: RepresentativeId) -> bool {
        self.participants.contains(&who)
    }
}

/// The rights of each session that somebody watches.
#[derive(Default)]
pub struct Rights(Mutex<HashMap<SessionId, Watched>>);

struct Watched {
    /// Rows up to here are in it.
    as_of: Seq,
    /// The newest row at which the screen could not be seen, of all that were read.
    lapsed_at: Seq,
    /// Supervisors who see the session, as far as they came or went since it is followed.
    monitors: BTreeMap<RepresentativeId, bool>,
    /// Whether accounts may use pointer and keys, of those who watch.
    hands: BTreeMap<RepresentativeId, bool>,
    now: watch::Sender<ScreenRights>,
}

impl Watched {
    /// What is known of single representatives, put into what stands.
    fn filled(&self, rights: ScreenRights) -> ScreenRights {
        let who = |of: &BTreeMap<_, bool>| of.iter().filter(|(_, is)| **is).map(|(who, _)| *who).collect();
        ScreenRights {
            lapsed_at: self.lapsed_at,
            monitors: who(&self.monitors),
            hands: who(&self.hands),
            ..rights
        }
    }

    fn refresh(&self, to: Option<ScreenRights>) {
        self.now.send_if_modified(|now| {
            let rights = self.filled(to.unwrap_or_else(|| now.clone()));
            let different = *now != rights;
            *now = rights;
            different
        });
    }
}

/// Notes what the log says of somebody, or (`None`) what was looked up and may be older: that counts for
/// less than what the log has said.
fn put(into: &mut BTreeMap<RepresentativeId, bool>, who: RepresentativeId, said: Option<bool>, found: bool) {
    match said {
        Some(is) => drop(into.insert(who, is)),
        None => drop(into.entry(who).or_insert(found)),
    }
}

impl Rights {
    fn watched(&self) -> MutexGuard<'_, HashMap<SessionId, Watched>> {
        self.0.lock().expect("no holder of the rights panics")
    }

    /// Follows a session's rights. The first value is what stands now.
    ///
    /// # Errors
    /// `NotFound`, or when the store fails.
    pub async fn watch(&self, store: &dyn Store, lsid: &SessionId) -> Result<watch::Receiver<ScreenRights>> {
        Ok(self.watch_since(store, lsid).await?.0)
    }

    /// Follows a session's rights, and answers a row that they hold already.
    ///
    /// # Errors
    /// As with [`Rights::watch`].
    pub async fn watch_since(
        &self,
        store: &dyn Store,
        lsid: &SessionId,
    ) -> Result<(watch::Receiver<ScreenRights>, Seq)> {
        // Nothing may be done before it is known what stands.
        let receiver = self.enter(lsid);
        let as_of = store.log_head().await?;
        let session = store.standing(lsid).await?;
        self.note(as_of, &session);
        for who in store.monitors(lsid).await? {
            self.note_monitor(lsid, who, None);
        }
        Ok((receiver, as_of))
    }

    /// Looks up what `who`'s account may do in a session whose rights are followed already. The log keeps
    /// it up to date from then on.
    ///
    /// # Errors
    /// `NotFound`, or when the store fails.
    pub async fn admit(&self, store: &dyn Store, lsid: &SessionId, who: RepresentativeId) -> Result<()> {
        let rights = store.rights(who).await?;
        if let Some(watched) = self.watched().get_mut(lsid) {
            put(&mut watched.hands, who, None, rights.view && rights.control);
            watched.refresh(None);
        }
        Ok(())
    }

    fn enter(&self, lsid: &SessionId) -> watch::Receiver<ScreenRights> {
        let mut watched = self.watched();
        watched.retain(|_, w| w.now.receiver_count() > 0);
        let fresh = || Watched {
            as_of: Seq(0),
            lapsed_at: Seq(0),
            monitors: BTreeMap::new(),
            hands: BTreeMap::new(),
            now: watch::Sender::default(),
        };
        watched.entry(lsid.clone()).or_insert_with(fresh).now.subscribe()
    }

    /// Notes rows that were read from the log. Of each session the newest counts: what was allowed
    /// and withdrawn since is never in force.
    pub fn note_rows(&self, rows: &[LogRow]) {
        let mut seen = HashSet::new();
        for row in rows.iter().rev() {
            if let Kind::Session { session, .. } = &row.kind
                && seen.insert(&session.lsid)
            {
                self.note(row.seq, session);
            }
        }
        self.note_lapses(rows);
        for row in rows {
            match &row.kind {
                Kind::Monitoring { who, lsid, on } => self.note_monitor(lsid, *who, Some(*on)),
                Kind::AccountRights { who, rights } => self.note_account(*who, *rights),
                _ => {}
            }
        }
    }

    /// Notes that a supervisor sees a session, or no longer does.
    fn note_monitor(&self, lsid: &SessionId, who: RepresentativeId, on: Option<bool>) {
        let mut watched = self.watched();
        let Some(watched) = watched.get_mut(lsid) else { return };
        put(&mut watched.monitors, who, on, true);
        watched.refresh(None);
    }

    /// Notes what an account may do, wherever it watches.
    fn note_account(&self, who: RepresentativeId, rights: AccountRights) {
        for watched in self.watched().values_mut() {
            put(&mut watched.hands, who, Some(rights.view && rights.control), false);
            watched.refresh(None);
        }
    }

    /// Of all rows it counts whether the screen could be seen.
    fn note_lapses(&self, rows: &[LogRow]) {
        let mut watched = self.watched();
        for row in rows {
            let Kind::Session { session, .. } = &row.kind else { continue };
            let Some(watched) = watched.get_mut(&session.lsid) else { continue };
            let rights = ScreenRights::of(session);
            // A device whose connection is lost comes back to what was allowed.
            if !rights.view && rights.device != ScreenDevice::Away {
                watched.lapsed_at = row.seq;
                watched.now.send_modify(|now| now.lapsed_at = row.seq);
            }
        }
    }

    /// Notes a session as it stands after the row at `as_of`. What is older than what is known
    /// already changes nothing.
    pub fn note(&self, as_of: Seq, session: &Session) {
        let mut watched = self.watched();
        let Some(watched) = watched.get_mut(&session.lsid) else { return };
        if as_of < watched.as_of {
            return;
        }
        watched.as_of = as_of;
        watched.refresh(Some(ScreenRights::of(session)));
    }
}
