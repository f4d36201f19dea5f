//! Appliances' data for measurements: one team with one issue and one representative, and as many
//! sessions and messages as wanted. Written through the appliance's own store, before it runs.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use farhand_appliance::clock::SystemClock;
use farhand_appliance::domain::permission::AgentAllows;
use farhand_appliance::mail::MailSettings;
use farhand_appliance::random::secret;
use farhand_appliance::sign_in::Hasher;
use farhand_appliance::store::sqlite::SqliteStore;
use farhand_appliance::store::{
    AdminStore, Beginning, Choice, Command, ConsoleStore, CustomerStore, Idempotency, KeyCommand, LogStore,
    MailStore, NewRepresentative, SiteSettings, TeamChange,
};
use farhand_protocol::chat::NewMessage;
use farhand_protocol::keys::{Key, NewInvitations, NewKey};
use farhand_protocol::people::Role;
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::team::Assignment;
use farhand_protocol::{ClientId, IssueCode, KeyId, QueueId, RepresentativeId, SessionId};
use futures_util::{StreamExt, TryStreamExt, stream};

/// The code name of the issue that leads to the team's queue.
pub const ISSUE: &str = "support";
/// The team.
const TEAM: &str = "Support";
/// Seconds: long enough for nobody to get overdue while something is measured.
const TARGET_S: u32 = 4 * 60 * 60;
/// Writes that wait for the store together.
const AT_A_TIME: usize = 256;

/// Who can sign in.
pub struct Account {
    /// The user name.
    pub user_name: String,
    /// The password.
    pub password: String,
}

/// An appliance's data before the appliance runs.
pub struct Seed {
    store: SqliteStore,
    who: RepresentativeId,
}

impl Seed {
    /// Makes a site in `folder`, and answers who can sign in.
    pub async fn site(folder: &Path) -> Result<(Self, Account)> {
        let store = SqliteStore::open(folder, Arc::new(SystemClock), 7)?;
        let account = Account { user_name: "ines".to_owned(), password: "measured on loopback".to_owned() };
        store.set_site(settings()).await?;
        store.add_team(TEAM, TARGET_S).await?;
        store.add_issue(&issue(), "Something does not work", Some(TEAM)).await?;
        let representative = NewRepresentative {
            user_name: account.user_name.clone(),
            name: "Ines".to_owned(),
            password_hash: Hasher::default().hash(&account.password).await?,
            general_queue: true,
            administrator: false,
        };
        let who = store.add_representative(representative).await?;
        store.join_team(&account.user_name, TEAM, Role::Member).await?;
        Ok((Self { store, who }, account))
    }

    /// Adds team leads; answers who can sign in.
    pub async fn leads(&self, count: usize) -> Result<Vec<Account>> {
        self.people("lead", count, Role::Lead).await
    }

    /// Adds members of the team who are connected and available, and has it give out its sessions.
    pub async fn available(&self, count: usize) -> Result<()> {
        self.people("member", count, Role::Member).await?;
        for account in self.store.accounts().await?.iter().filter(|one| one.user_name.starts_with("member")) {
            self.store.representative_here(account.id).await?;
        }
        let change = TeamChange { assignment: Some(Assignment::LongestIdle), ..TeamChange::default() };
        Ok(self.store.change_team(TEAM, change).await?)
    }

    /// Makes the offers that can be made.
    pub async fn assign(&self) -> Result<()> {
        self.store.assign().await?;
        Ok(())
    }

    async fn people(&self, kind: &str, count: usize, role: Role) -> Result<Vec<Account>> {
        let password = "measured on loopback".to_owned();
        let password_hash = Hasher::default().hash(&password).await?;
        let mut accounts = Vec::new();
        for number in 0..count {
            let user_name = format!("{kind}-{number}");
            let name = format!("{kind} {number}");
            let password_hash = password_hash.clone();
            let new = NewRepresentative {
                user_name: user_name.clone(),
                name,
                password_hash,
                general_queue: true,
                administrator: false,
            };
            self.store.add_representative(new).await?;
            self.store.join_team(&user_name, TEAM, role).await?;
            accounts.push(Account { user_name, password: password.clone() });
        }
        Ok(accounts)
    }

    /// Lets `count` sessions wait.
    pub async fn waiting(&self, count: usize) -> Result<()> {
        let beginning = (0..count).map(|number| self.begin(format!("Customer {number}")));
        stream::iter(beginning).buffer_unordered(AT_A_TIME).try_for_each(|_| async { Ok(()) }).await
    }

    /// One active session of the representative, with `messages` from both sides by turns.
    pub async fn talk(&self, messages: usize) -> Result<SessionId> {
        let lsid = self.begin("Talkative Customer".to_owned()).await?;
        self.perform("seed-accept", Command::Accept { lsid: lsid.clone() }).await?;
        let saying = (0..messages).map(|number| self.say(&lsid, number));
        stream::iter(saying).buffered(AT_A_TIME).try_for_each(|()| async { Ok(()) }).await?;
        Ok(lsid)
    }

    /// Sets how mail leaves.
    pub async fn mail(&self, settings: MailSettings) -> Result<()> {
        Ok(self.store.set_mail_settings(Some(settings)).await?)
    }

    /// Makes a key and queues invitations to it.
    pub async fn invite(&self, invitations: NewInvitations) -> Result<KeyId> {
        let new_key = NewKey::into_queue(QueueId::General);
        let made: Key = self.key(KeyCommand::Make { new_key }).await?;
        self.key(KeyCommand::Send { id: made.id, invitations }).await.map(|key: Key| key.id)
    }

    async fn key(&self, what: KeyCommand) -> Result<Key> {
        let once = Idempotency(secret::<16>().parse()?);
        let command = Command::Key { what };
        let done = self.store.perform(self.who, once, command, "http://127.0.0.1:8080").await;
        Ok(serde_json::from_str(&done.context("the store refused")?.body)?)
    }

    async fn begin(&self, name: String) -> Result<SessionId> {
        let attempt = self.store.open_attempt(Choice::Issue(issue())).await?;
        Ok(self.store.begin_session(&attempt, beginning(name)).await?.lsid)
    }

    async fn say(&self, lsid: &SessionId, number: usize) -> Result<()> {
        let key = format!("seed-message-{number}");
        let message = NewMessage { client_id: key.parse()?, text: text(number) };
        if number.is_multiple_of(2) {
            self.store.customer_message(lsid, message).await?;
        } else {
            self.perform(&key, Command::Say { lsid: lsid.clone(), message }).await?;
        }
        Ok(())
    }

    async fn perform(&self, key: &str, command: Command) -> Result<()> {
        let key: ClientId = key.parse()?;
        self.store.perform(self.who, Idempotency(key), command, "").await.context("the store refused")?;
        Ok(())
    }
}

fn issue() -> IssueCode {
    ISSUE.parse().expect("letters only")
}

fn settings() -> SiteSettings {
    let agents = AgentAllows::Control;
    SiteSettings { vnc_agents: true, agent_allows: agents, ..SiteSettings::plain("Measured Support") }
}

fn beginning(name: String) -> Beginning {
    Beginning {
        name,
        company: None,
        details: Some("The screen stays dark after the update.".to_owned()),
        recording: Recording::NotAsked,
        agreed: true,
        language: Some("en".to_owned()),
        browser: Some("Chrome on Android 13".to_owned()),
        channel: Channel::BrowserPhone,
        unattended: true,
    }
}

/// Messages of different lengths, so that rows have different heights.
fn text(number: usize) -> String {
    let sentence = "I have tried that and it says the same again. ";
    format!("{number}: {}", sentence.repeat(1 + number % 7).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_seeded_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let (seed, _account) = Seed::site(folder.path()).await.expect("a site");
        seed.waiting(3).await.expect("sessions");
        let lsid = seed.talk(7).await.expect("messages");
        let snapshot = seed.store.snapshot(seed.who, "").await.expect("a snapshot");
        assert_eq!(snapshot.sessions.len(), 4);
        let detail = seed.store.session(seed.who, &lsid).await.expect("the session");
        let texts: Vec<String> = detail.entries.iter().filter_map(said).collect();
        assert_eq!(texts, (0..7).map(text).collect::<Vec<_>>());
    }

    fn said(entry: &farhand_protocol::chat::Entry) -> Option<String> {
        match &entry.body {
            farhand_protocol::chat::Body::Message { text } => Some(text.clone()),
            _ => None,
        }
    }
}
