#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod finding;
mod paging;
mod rights;

use std::sync::Arc;

use farhand_protocol::chat::NewMessage;
use farhand_protocol::history::{HistoryPage, HistoryQuery};
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::{ClientId, RepresentativeId, SessionId, Timestamp};
use tempfile::TempDir;

use crate::clock::{Clock, ManualClock};
use crate::demo;
use crate::random;
use crate::store::sqlite::SqliteStore;
use crate::store::{
    Beginning, Choice, Command, ConsoleStore, CustomerStore, HistoryStore, Idempotency, Store,
};

/// Lead of Mobile Support, member of Field Devices.
const INES: RepresentativeId = RepresentativeId(1);
/// Member of Mobile Support.
const BRAM: RepresentativeId = RepresentativeId(2);
/// Member of both.
const YUSUF: RepresentativeId = RepresentativeId(3);
/// Manager of Field Devices.
const ODILE: RepresentativeId = RepresentativeId(4);
const MOBILE: &str = "signing-in";
const FIELD: &str = "wifi-or-network";
const GENERAL: &str = "something-else";
const START: i64 = 1_700_000_000_000;

struct Stage {
    store: SqliteStore,
    clock: Arc<ManualClock>,
    _folder: TempDir,
}

impl Stage {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(START)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 30).unwrap();
        demo::seed(&store as &dyn Store, "no password fits").await.unwrap();
        Self { store, clock, _folder: folder }
    }

    async fn begin(&self, issue: &str, name: &str) -> SessionId {
        let attempt = self.store.open_attempt(Choice::Issue(issue.parse().unwrap())).await.unwrap();
        let beginning = Beginning {
            name: name.to_owned(),
            company: Some("Sample Works".to_owned()),
            details: Some("It blinks in violet.".to_owned()),
            recording: Recording::Refused,
            agreed: true,
            language: None,
            browser: None,
            channel: Channel::BrowserPhone,
            unattended: true,
        };
        self.store.begin_session(&attempt, beginning).await.unwrap().lsid
    }

    async fn perform(&self, who: RepresentativeId, command: Command) {
        let once = Idempotency(ClientId::from_bytes(random::bytes()));
        self.store.perform(who, once, command, "").await.unwrap();
    }

    /// A session that waits 10 s, is handled for 20 s, and in which this is said.
    async fn ended(&self, issue: &str, name: &str, who: RepresentativeId, said: &[&str]) -> SessionId {
        let lsid = self.begin(issue, name).await;
        self.clock.advance_s(10);
        self.perform(who, Command::Accept { lsid: lsid.clone() }).await;
        for text in said {
            self.perform(who, Command::Say { lsid: lsid.clone(), message: message(text) }).await;
        }
        self.clock.advance_s(20);
        self.perform(who, Command::End { lsid: lsid.clone() }).await;
        lsid
    }

    async fn page(&self, who: RepresentativeId, query: HistoryQuery) -> HistoryPage {
        self.store.history(who, query).await.unwrap()
    }

    async fn find(&self, who: RepresentativeId, query: HistoryQuery) -> Vec<SessionId> {
        self.page(who, query).await.rows.into_iter().map(|row| row.lsid).collect()
    }
}

fn message(text: &str) -> NewMessage {
    NewMessage { client_id: ClientId::from_bytes(random::bytes()), text: text.to_owned() }
}

fn text(text: &str) -> HistoryQuery {
    HistoryQuery { text: Some(text.to_owned()), ..HistoryQuery::default() }
}

fn customer(name: &str) -> HistoryQuery {
    HistoryQuery { customer: Some(name.to_owned()), ..HistoryQuery::default() }
}
