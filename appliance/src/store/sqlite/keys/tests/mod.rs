//! Keys from their making to their end, each rule once.

mod bounds;
mod life;
mod sight;

use std::collections::BTreeMap;
use std::sync::Arc;

use farhand_protocol::keys::{
    ExtendKey, InvitationState, Key, KeyState, NewInvitations, NewKey, PreviewInvitation, SendAgain,
};
use farhand_protocol::session::{Channel, Recording, StartMethod};
use farhand_protocol::{ClientId, KeyId, QueueId, RepresentativeId, Seq, Timestamp, limits};
use futures_util::future::join_all;
use tempfile::TempDir;

use super::super::SqliteStore;
use crate::clock::ManualClock;
use crate::mail::{MailSettings, MailTls};
use crate::store::{
    AccountId, Actor, AdminStore, Beginning, Begun, Choice, Command, ConsoleStore, CustomerStore, Deed,
    Idempotency, InviteStore, KeyCommand, Kind, LinkStanding, LogStore, MailStore, Refusal, Result, Store,
    StoreError,
};
use crate::{demo, random};

const PORTAL: &str = "https://support.example.com";
const INES: RepresentativeId = RepresentativeId(1);
const BRAM: RepresentativeId = RepresentativeId(2);
const ODILE: RepresentativeId = RepresentativeId(4);

struct Stand {
    folder: TempDir,
    clock: Arc<ManualClock>,
    store: SqliteStore,
}

impl Stand {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).unwrap();
        demo::seed(&store as &dyn Store, "no password fits").await.unwrap();
        let mail = MailSettings {
            host: "localhost".to_owned(),
            port: 25,
            tls: MailTls::None,
            plain_text_allowed: false,
            user: None,
            from: "support@example.com".to_owned(),
            from_name: None,
            reply_to: None,
            authorities: None,
            time_zone: None,
        };
        store.set_mail_settings(Some(mail)).await.unwrap();
        Self { folder, clock, store }
    }

    /// What a sudden death and a later start leave.
    fn again(self) -> Self {
        let Self { folder, clock, store } = self;
        drop(store);
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).unwrap();
        Self { folder, clock, store }
    }

    async fn does(&self, who: RepresentativeId, what: KeyCommand) -> Result<Key> {
        self.does_under(fresh(), who, what).await
    }

    async fn does_under(&self, key: Idempotency, who: RepresentativeId, what: KeyCommand) -> Result<Key> {
        let answer = self.store.perform(who, key, Command::Key { what }, PORTAL).await?;
        assert_eq!(answer.status, 200);
        Ok(serde_json::from_str(&answer.body).unwrap())
    }

    async fn make(&self, queue: QueueId) -> Key {
        self.does(INES, KeyCommand::Make { new_key: NewKey::into_queue(queue) }).await.unwrap()
    }

    async fn send(&self, id: KeyId, recipients: &[&str]) -> Result<Key> {
        self.does(INES, KeyCommand::Send { id, invitations: to(recipients) }).await
    }

    async fn key(&self, id: KeyId) -> Key {
        self.store.key(Actor::Representative(INES), id).await.unwrap()
    }

    async fn begin(&self, choice: Choice) -> Result<Begun> {
        let attempt = self.store.open_attempt(choice).await?;
        self.store.begin_session(&attempt, beginning("Tobias")).await
    }

    async fn rows_since(&self, since: Seq) -> Vec<Kind> {
        let rows = self.store.log_after(since, 500).await.unwrap().unwrap();
        rows.into_iter().map(|row| row.kind).collect()
    }
}

fn fresh() -> Idempotency {
    Idempotency(ClientId::from_bytes(random::bytes()))
}

fn to(recipients: &[&str]) -> NewInvitations {
    let recipients = recipients.iter().map(|address| (*address).to_owned()).collect();
    NewInvitations { recipients, template: None, language: None, line: Some("Until soon".to_owned()) }
}

fn beginning(name: &str) -> Beginning {
    Beginning {
        name: name.to_owned(),
        company: None,
        details: None,
        recording: Recording::Refused,
        agreed: true,
        language: None,
        browser: None,
        channel: Channel::BrowserPhone,
        unattended: true,
    }
}

fn secret(link: &str) -> String {
    link.strip_prefix(&format!("{PORTAL}/i/")).unwrap().to_owned()
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}
