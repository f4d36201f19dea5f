//! What tests of the store stand on: the demonstration's people, a clock that stands still, and nothing
//! that runs by itself.

#![allow(clippy::unwrap_used, reason = "whatever fails here fails a test")]

use std::sync::Arc;

use farhand_protocol::chat::{Body, SessionEvent};
use farhand_protocol::people::{AutoPresence, Presence};
use farhand_protocol::session::{Channel, EndReason, Recording, Session, SessionState};
use farhand_protocol::{ClientId, QueueId, RepresentativeId, SessionId, TeamId, Timestamp, limits};
use tempfile::TempDir;

use super::{SqliteStore, chat, people};
use crate::clock::{Clock, ManualClock};
use crate::store::{
    Answer, Beginning, Choice, Command, ConsoleStore, CustomerStore, Idempotency, LogStore, PageOf, Refusal,
    Result, Store, StoreError,
};
use crate::{demo, random};

pub(super) const INES: RepresentativeId = RepresentativeId(1);
pub(super) const BRAM: RepresentativeId = RepresentativeId(2);
pub(super) const YUSUF: RepresentativeId = RepresentativeId(3);
pub(super) const ODILE: RepresentativeId = RepresentativeId(4);
/// Ines leads it; Bram and Yusuf are members. The issue "signing-in" leads there.
pub(super) const MOBILE: &str = "Mobile Support";
pub(super) const MOBILE_QUEUE: QueueId = QueueId::Team(TeamId(1));
/// Ines and Yusuf are members; Odile manages it. The issue "wifi-or-network" leads there.
pub(super) const FIELD: &str = "Field Devices";
pub(super) const FIELD_QUEUE: QueueId = QueueId::Team(TeamId(2));

pub(super) struct Desk {
    folder: TempDir,
    pub clock: Arc<ManualClock>,
    pub store: SqliteStore,
}

impl Desk {
    /// The demonstration's site, of which nobody is there.
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).unwrap();
        demo::seed(&store as &dyn Store, "no password fits").await.unwrap();
        Self { folder, clock, store }
    }

    /// What a crash and a later start leave.
    pub(super) fn again(self) -> Self {
        let Self { folder, clock, store } = self;
        drop(store);
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).unwrap();
        Self { folder, clock, store }
    }

    /// Past the time in which an appliance that was just opened moves nothing on.
    pub(super) fn settled(self) -> Self {
        self.clock.advance_s(limits::RECONNECT_WINDOW_S);
        self
    }

    pub(super) async fn here(&self, people: &[RepresentativeId]) {
        for who in people {
            self.store.representative_here(*who).await.unwrap();
        }
    }

    /// Somebody who waits, having picked an issue.
    pub(super) async fn waits(&self, issue: &str) -> SessionId {
        self.chooses(Choice::Issue(issue.parse().unwrap())).await
    }

    pub(super) async fn chooses(&self, choice: Choice) -> SessionId {
        let attempt = self.store.open_attempt(choice).await.unwrap();
        let beginning = Beginning {
            name: "Tobias Beispiel".to_owned(),
            company: None,
            details: None,
            recording: Recording::Refused,
            agreed: true,
            language: None,
            browser: None,
            channel: Channel::BrowserPhone,
            unattended: true,
        };
        self.store.begin_session(&attempt, beginning).await.unwrap().lsid
    }

    pub(super) async fn perform(&self, who: RepresentativeId, command: Command) -> Result<Answer> {
        let idempotency = Idempotency(ClientId::from_bytes(random::bytes()));
        self.store.perform(who, idempotency, command, "").await
    }

    /// The words of a refusal.
    pub(super) async fn refused(&self, who: RepresentativeId, command: Command) -> String {
        match self.perform(who, command).await {
            Err(StoreError::Refused(refusal)) => refusal.to_string(),
            other => panic!("not refused: {other:?}"),
        }
    }

    pub(super) async fn accept(&self, who: RepresentativeId, lsid: &SessionId) {
        self.perform(who, Command::Accept { lsid: lsid.clone() }).await.unwrap();
    }

    pub(super) async fn set(&self, who: RepresentativeId, presence: Presence) {
        self.perform(who, Command::SetPresence { presence }).await.unwrap();
    }

    pub(super) async fn session(&self, lsid: &SessionId) -> Session {
        self.store.standing(lsid).await.unwrap()
    }

    pub(super) async fn state(&self, lsid: &SessionId) -> SessionState {
        self.session(lsid).await.state
    }

    /// The queue that it waits in.
    pub(super) async fn queue(&self, lsid: &SessionId) -> Option<QueueId> {
        match self.state(lsid).await {
            SessionState::Waiting { queue, .. } => Some(queue),
            _ => None,
        }
    }

    pub(super) async fn owner(&self, lsid: &SessionId) -> Option<RepresentativeId> {
        match self.state(lsid).await {
            SessionState::Active { owner, .. } => Some(owner),
            _ => None,
        }
    }

    pub(super) async fn ended(&self, lsid: &SessionId) -> Option<EndReason> {
        match self.state(lsid).await {
            SessionState::Ended { reason, .. } => Some(reason),
            _ => None,
        }
    }

    pub(super) async fn seen(&self, who: RepresentativeId) -> (Presence, Option<AutoPresence>) {
        let found = self.store.read(move |conn, _| people::get(conn, who)).await.unwrap();
        (found.presence, found.auto)
    }

    /// What has happened in a session, oldest first.
    pub(super) async fn events(&self, lsid: &SessionId) -> Vec<SessionEvent> {
        let lsid = lsid.clone();
        let page =
            self.store.read(move |conn, _| chat::page(conn, &lsid, PageOf::Newest, 200)).await.unwrap();
        let event = |body| match body {
            Body::Event { event } => Some(event),
            _ => None,
        };
        page.entries.into_iter().filter_map(|entry| event(entry.body)).collect()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

pub(super) fn refusal<T: std::fmt::Debug>(done: Result<T>) -> Refusal {
    match done {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}
