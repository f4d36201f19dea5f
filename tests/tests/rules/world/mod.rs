//! The appliance's own store, with a clock that the test moves, and what would surround it: timers,
//! keyboards, devices, helpers' pages.

mod command;
mod compare;
mod customers;
mod helpers;
mod people;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use farhand_acceptance::representative;
use farhand_appliance::clock::{Clock, ManualClock};
use farhand_appliance::store::sqlite::SqliteStore;
use farhand_appliance::store::{
    AdminStore, Command, ConsoleStore, CustomerStore, Idempotency, LogStore, RepresentativeChange,
    SiteSettings, StoreError,
};
use farhand_protocol::site::MonitorRule;
use farhand_protocol::{ClientId, RepresentativeId, SessionId, Timestamp, limits};
use tempfile::TempDir;

use crate::acts::{Act, Case, Customer};
use crate::site::{self, ISSUES, TEAMS};
use crate::staff::{People, Staff};

const PORTAL: &str = "http://127.0.0.1";

/// What came of an act; the words of a refusal.
pub type Done = Result<(), String>;

/// The store with all that was begun in it.
pub struct World {
    store: SqliteStore,
    clock: Arc<ManualClock>,
    sessions: Vec<SessionId>,
    commands: u64,
    /// When each keyboard was touched last.
    touched_at: BTreeMap<RepresentativeId, Timestamp>,
    idle: BTreeSet<RepresentativeId>,
    signed_out: BTreeSet<RepresentativeId>,
    /// Hashes of the devices' tokens.
    devices: BTreeMap<Case, [u8; 32]>,
    /// Secrets of the helpers' newest links.
    links: BTreeMap<(Case, u32), String>,
    _folder: TempDir,
}

/// A refusal is an answer; any other error is none.
fn done<T>(answer: Result<T, StoreError>) -> Result<T, String> {
    answer.map_err(|error| match error {
        StoreError::Refused(refusal) => refusal.to_string(),
        other => panic!("the store fails: {other}"),
    })
}

impl World {
    /// A site with the staff, all of them connected.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).expect("the store opens");
        let mut settings = SiteSettings::plain("Example Support");
        settings.teams.told.monitoring = MonitorRule::Choice;
        settings.teams.told.assign_s = site::OFFER_S;
        store.set_site(settings).await.expect("the site");
        for (_, name, target_s) in TEAMS {
            store.add_team(name, target_s).await.expect("a team");
        }
        for (code, team, skills) in ISSUES {
            let (title, code) = (code, code.parse().expect("a code"));
            store.add_issue(&code, title, team.map(site::name)).await.expect("an issue");
            let skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
            store.set_issue_skills(&code, skills).await.expect("its skills");
        }
        // The reconnect window after opening is over.
        clock.advance_s(2 * limits::RECONNECT_WINDOW_S);
        let people = People::new();
        for one in &people.0 {
            employ(&store, one).await;
        }
        let now = clock.now();
        Self {
            store,
            clock,
            sessions: Vec::new(),
            commands: 0,
            touched_at: people.0.iter().map(|one| (one.id, now)).collect(),
            idle: BTreeSet::new(),
            signed_out: BTreeSet::new(),
            devices: BTreeMap::new(),
            links: BTreeMap::new(),
            _folder: folder,
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets the time pass that lies before an act: a second, mostly.
    pub fn wait(&self, act: &Act) {
        let seconds = match act {
            Act::Pass(seconds) => *seconds,
            _ => 1,
        };
        self.clock.advance_s(seconds);
    }

    /// What the appliance's timers do all the time.
    pub async fn look(&mut self) {
        self.note_idle().await;
        self.store.pass_time().await.expect("time passes");
        self.store.assign().await.expect("what waits is given out");
    }

    /// Carries an act out.
    pub async fn does(&mut self, act: &Act) -> Done {
        if let Some(who) = act.who() {
            self.touch(who).await;
        }
        match *act {
            Act::Begin(issue) => self.begin(issue).await,
            Act::Pick(who) => self.pick(who).await,
            Act::Customer(case, Customer::Ends) => done(self.store.customer_end(&self.sessions[case]).await),
            Act::Customer(case, what) => self.customer(case, what).await,
            Act::Helper(case, number, what) => self.helper(case, number, what).await,
            Act::In(who, case, deed) => self.in_session(who, case, deed).await,
            Act::Alone(who, own) => self.alone(who, own).await,
            Act::Over(by, who, what) => self.over(by, who, what).await,
            Act::Site(setting) => self.set(setting).await,
            Act::Pass(_) => Ok(()),
        }
    }

    /// Performs a command; answers the body.
    async fn perform(&mut self, who: RepresentativeId, command: Command) -> Result<String, String> {
        self.commands += 1;
        let key = ClientId::from_bytes(u128::from(self.commands).to_be_bytes());
        done(self.store.perform(who, Idempotency(key), command, PORTAL).await).map(|answer| answer.body)
    }
}

async fn employ(store: &SqliteStore, one: &Staff) {
    let id = store.add_representative(representative(one.name, one.general)).await.expect("one");
    assert_eq!(id, one.id, "people are numbered in their order");
    let name = one.name.to_lowercase();
    for (team, role) in &one.teams {
        store.join_team(&name, site::name(*team), *role).await.expect("a place");
    }
    let skills = Some(one.skills.iter().map(|skill| (*skill).to_owned()).collect());
    let change = RepresentativeChange { skills, ..RepresentativeChange::default() };
    store.change_representative(&name, change).await.expect("skills");
    store.representative_here(id).await.expect("connected");
}
