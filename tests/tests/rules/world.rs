//! The appliance's own store, with a clock that the test moves.

use std::collections::BTreeSet;
use std::sync::Arc;

use farhand_acceptance::representative;
use farhand_appliance::clock::{Clock, ManualClock};
use farhand_appliance::store::sqlite::SqliteStore;
use farhand_appliance::store::{
    AdminStore, Beginning, Choice, Command, ConsoleStore, CustomerStore, Idempotency, LogStore, SiteSettings,
};
use farhand_protocol::chat::NewMessage;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::site::MonitorRule;
use farhand_protocol::team::{NewShare, Transfer};
use farhand_protocol::{ClientId, QueueId, RepresentativeId, SessionId, TeamId, Timestamp, limits};
use tempfile::TempDir;

use crate::acts::{Act, Case};
use crate::model::Model;
use crate::session::Shown;
use crate::staff::STAFF;

/// The store with all that was begun in it.
pub struct World {
    store: SqliteStore,
    clock: Arc<ManualClock>,
    sessions: Vec<SessionId>,
    commands: u64,
    _folder: TempDir,
}

impl World {
    /// A site with the staff, all of them connected.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).expect("the store opens");
        let mut settings = SiteSettings::plain("Example Support");
        settings.teams.told.monitoring = MonitorRule::Choice;
        store.set_site(settings).await.expect("the site");
        for (team, issue) in [("Mobile Support", "phone"), ("Field Devices", "device")] {
            store.add_team(team, 300).await.expect("a team");
            store.add_issue(&issue.parse().expect("a code"), issue, Some(team)).await.expect("an issue");
        }
        store.add_issue(&"other".parse().expect("a code"), "other", None).await.expect("an issue");
        for one in &STAFF {
            let id = store.add_representative(representative(one.name, one.general)).await.expect("one");
            assert_eq!(id, one.id, "people are numbered in their order");
            for (team, role) in one.teams {
                let name = if *team == TeamId(1) { "Mobile Support" } else { "Field Devices" };
                store.join_team(&one.name.to_lowercase(), name, *role).await.expect("a place");
            }
            store.representative_here(id).await.expect("connected");
        }
        // The reconnect window after opening is over.
        clock.advance_s(2 * limits::RECONNECT_WINDOW_S);
        Self { store, clock, sessions: Vec::new(), commands: 0, _folder: folder }
    }

    /// The time of what happened last.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Carries an action out. Each happens a second after the one before.
    pub async fn does(&mut self, act: &Act) -> Result<(), String> {
        self.clock.advance_s(1);
        let of = |case: &Case| self.sessions[*case].clone();
        let command = match act {
            Act::Begin(queue) => return self.begin(*queue).await,
            Act::CustomerEnds(case) => {
                return self.store.customer_end(&of(case)).await.map_err(|error| error.to_string());
            }
            Act::Vanish(who) => return self.vanish(*who).await,
            Act::Accept(_, case) => Command::Accept { lsid: of(case) },
            Act::Hold(_, case) => Command::Hold { lsid: of(case) },
            Act::End(_, case) => Command::End { lsid: of(case) },
            Act::Say(_, case) => Command::Say { lsid: of(case), message: self.words() },
            Act::Whisper(_, case) => Command::Whisper { lsid: of(case), whisper: self.words() },
            Act::Transfer(_, case, to, stay) => {
                let transfer = Transfer { to: *to, note: None, stay: *stay };
                Command::Transfer { lsid: of(case), transfer }
            }
            Act::HandOver(_, case, to) => Command::HandOver { lsid: of(case), to: *to },
            Act::Share(_, case, with) => {
                Command::Share { lsid: of(case), share: NewShare { with: *with, note: None } }
            }
            Act::AcceptShare(_, case, share) => Command::AcceptShare { lsid: of(case), share: *share },
            Act::DeclineShare(_, case, share) => Command::DeclineShare { lsid: of(case), share: *share },
            Act::CancelShare(_, case, share) => Command::CancelShare { lsid: of(case), share: *share },
            Act::Leave(_, case) => Command::Leave { lsid: of(case) },
            Act::Remove(_, case, who) => Command::RemoveParticipant { lsid: of(case), who: *who },
            Act::Monitor(_, case, seen) => Command::Monitor { lsid: of(case), seen: *seen },
            Act::Join(_, case) => Command::Join { lsid: of(case) },
            Act::TakeOver(_, case, from) => Command::TakeOver { lsid: of(case), from: *from },
            Act::SetPresence(_, presence) => Command::SetPresence { presence: *presence },
            Act::SetPresenceOf(_, who, presence) => Command::SetPresenceOf { who: *who, presence: *presence },
        };
        self.perform(act.who(), command).await
    }

    fn words(&self) -> NewMessage {
        let client_id = format!("words-{:08}", self.commands).parse().expect("an id");
        NewMessage { client_id, text: "Some words".to_owned() }
    }

    async fn perform(&mut self, who: RepresentativeId, command: Command) -> Result<(), String> {
        self.commands += 1;
        let key = ClientId::from_bytes(u128::from(self.commands).to_be_bytes());
        let done = self.store.perform(who, Idempotency(key), command, "http://127.0.0.1").await;
        done.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn begin(&mut self, queue: QueueId) -> Result<(), String> {
        let issue = match queue {
            QueueId::Team(TeamId(1)) => "phone",
            QueueId::Team(_) => "device",
            QueueId::General | QueueId::Personal(_) => "other",
        };
        let choice = Choice::Issue(issue.parse().expect("a code"));
        let attempt = self.store.open_attempt(choice).await.map_err(|error| error.to_string())?;
        let beginning = Beginning {
            name: format!("Customer {}", self.sessions.len()),
            company: None,
            details: None,
            recording: Recording::NotAsked,
            agreed: true,
            language: None,
            browser: None,
            channel: Channel::BrowserPhone,
            unattended: true,
        };
        let begun = self.store.begin_session(&attempt, beginning).await.map_err(|error| error.to_string())?;
        self.sessions.push(begun.lsid);
        Ok(())
    }

    async fn vanish(&self, who: RepresentativeId) -> Result<(), String> {
        let gone = async {
            self.store.representative_gone(who).await?;
            self.clock.advance_s(limits::RECONNECT_WINDOW_S + 1);
            self.store.pass_time().await?;
            self.store.representative_here(who).await
        };
        gone.await.map_err(|error| error.to_string())
    }

    /// What can be seen of a session.
    pub async fn shown(&self, case: Case) -> Shown {
        let session = self.store.standing(&self.sessions[case]).await.expect("the session is there");
        Shown {
            state: session.state.into(),
            participants: session.participants.iter().map(|one| one.id).collect(),
            shares: session.shares.iter().map(|share| (share.with, share.by)).collect(),
            monitors: session.monitors.iter().map(|one| one.id).collect(),
            passed_by: session.passed.map(|passed| passed.by),
        }
    }

    /// Compares everything once more: each session, each representative's snapshot.
    pub async fn check_whole(&self, model: &Model) {
        for (case, session) in model.sessions.iter().enumerate() {
            assert_eq!(self.shown(case).await, session.shown(), "session {case} in the end");
        }
        for one in &STAFF {
            let snapshot = self.store.snapshot(one.id, "").await.expect("a snapshot");
            let open = |lsid: &SessionId| {
                let case = self.sessions.iter().position(|known| known == lsid).expect("begun here");
                (!model.sessions[case].is_over()).then_some(case)
            };
            let shown: BTreeSet<Case> = snapshot.sessions.iter().filter_map(|one| open(&one.lsid)).collect();
            assert_eq!(shown, model.seen_by(one), "{} sees", one.name);
            let watched: BTreeSet<Case> = snapshot.monitoring.iter().filter_map(open).collect();
            assert_eq!(watched, model.watched_by(one.id), "{} watches", one.name);
            let presence = snapshot.representatives.iter().find(|known| known.id == one.id).expect("known");
            assert_eq!(presence.presence, model.presence(one.id), "{}", one.name);
            let hidden = snapshot.sessions.iter().flat_map(|session| &session.monitors);
            assert!(hidden.clone().all(|monitor| model.is_seen_somewhere(monitor.id)));
        }
    }
}

impl Act {
    /// Who does it.
    fn who(&self) -> RepresentativeId {
        match self {
            Act::Begin(_) | Act::CustomerEnds(_) => RepresentativeId(0),
            Act::Accept(who, _)
            | Act::Hold(who, _)
            | Act::End(who, _)
            | Act::Say(who, _)
            | Act::Whisper(who, _)
            | Act::Transfer(who, ..)
            | Act::HandOver(who, ..)
            | Act::Share(who, ..)
            | Act::AcceptShare(who, ..)
            | Act::DeclineShare(who, ..)
            | Act::CancelShare(who, ..)
            | Act::Leave(who, _)
            | Act::Remove(who, ..)
            | Act::Monitor(who, ..)
            | Act::Join(who, _)
            | Act::TakeOver(who, ..)
            | Act::SetPresence(who, _)
            | Act::SetPresenceOf(who, ..)
            | Act::Vanish(who) => *who,
        }
    }
}

/// The presence that nobody has set yet.
pub const AT_FIRST: Presence = Presence::Available;
