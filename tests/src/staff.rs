//! A site with more people: two teams of five, with a lead and a manager each.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use farhand_appliance::sign_in::Hasher;
use farhand_appliance::store::{NewRepresentative, Store};
use farhand_core::contract::{Command, Part, Payload, Topic, Update};
use farhand_protocol::people::Role;
use farhand_protocol::{RepresentativeId, SessionId};
use farhand_testkit::eventually;

use crate::site::{PASSWORD, TEAM};
use crate::{Desk, SOON, Site, Window};

/// The second team.
pub const SECOND_TEAM: &str = "Field Devices";
/// The issue that leads to it.
pub const SECOND_ISSUE: &str = "device";

/// Who works at the site besides Ines and Bram, who are members of the first team: user name, display
/// name, whether of the first team, rank.
const MORE: [(&str, &str, bool, Role); 8] = [
    ("kenji", "Kenji", true, Role::Member),
    ("priya", "Priya", true, Role::Lead),
    ("odalys", "Odalys", true, Role::Manager),
    ("lior", "Lior", false, Role::Member),
    ("wren", "Wren", false, Role::Member),
    ("tamsin", "Tamsin", false, Role::Member),
    ("yaro", "Yaro", false, Role::Lead),
    ("mirel", "Mirel", false, Role::Manager),
];

impl Site {
    /// Starts one with ten representatives in two teams.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn staffed() -> Self {
        let site = Self::start().await;
        hire(&*site.store()).await.expect("the site is set up");
        site
    }
}

async fn hire(store: &dyn Store) -> Result<()> {
    let password_hash = Hasher::default().hash(PASSWORD).await?;
    store.add_team(SECOND_TEAM, 120).await?;
    store.add_issue(&SECOND_ISSUE.parse()?, "A device in the field", Some(SECOND_TEAM)).await?;
    for (user_name, name, first, role) in MORE {
        let new = NewRepresentative {
            user_name: user_name.to_owned(),
            name: name.to_owned(),
            password_hash: password_hash.clone(),
            general_queue: true,
            administrator: false,
        };
        store.add_representative(new).await?;
        store.join_team(user_name, if first { TEAM } else { SECOND_TEAM }, role).await?;
    }
    Ok(())
}

/// A representative at a desk, with all that concerns the work with others in view.
pub struct Colleague {
    /// The account.
    pub id: RepresentativeId,
    /// The display name.
    pub name: &'static str,
    /// The computer.
    pub desk: Desk,
    /// What its interface would show.
    pub window: Window,
    /// All notices that there ever were: they go by themselves, and time runs fast here.
    told: Arc<Mutex<Vec<String>>>,
}

impl Colleague {
    /// Sits down and signs in.
    ///
    /// # Panics
    /// When the name is unknown or the console does not start.
    pub async fn sits_down(site: &Site, user_name: &str) -> Self {
        Self::at(Desk::at(site).await, user_name).await
    }

    /// Signs in at this desk.
    ///
    /// # Panics
    /// When the name is unknown.
    pub async fn at(desk: Desk, user_name: &str) -> Self {
        let known = [("ines", "Ines"), ("bram", "Bram")]
            .into_iter()
            .chain(MORE.into_iter().map(|(user_name, name, ..)| (user_name, name)));
        let found = known.zip(1..).find(|((known, _), _)| *known == user_name);
        let ((_, name), id) = found.expect("one of the staff");
        desk.sign_in(user_name).await;
        let topics = [
            Topic::App,
            Topic::Connection,
            Topic::Queues,
            Topic::Sessions,
            Topic::Notices,
            Topic::Colleagues,
            Topic::Offers,
            Topic::Talk,
            Topic::Dashboard,
        ];
        let window = Window::open(desk.console(), &topics).await;
        let told = Arc::default();
        listen(&desk, &told).await;
        Self { id: RepresentativeId(id), name, desk, window, told }
    }

    /// All that the one was told by notices.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Carries out a command.
    ///
    /// # Panics
    /// When the console does not take it up.
    pub async fn does(&self, command: Command) {
        self.desk.ask(command).await.expect("the console takes it up");
    }

    /// Waits until the session waits in one of the queues.
    pub async fn sees(&self, lsid: &SessionId) {
        let waits = || self.window.queues().waiting.iter().any(|row| row.lsid == *lsid).then_some(());
        eventually(SOON, &format!("{} sees the session in a queue", self.name), waits).await;
    }

    /// Accepts a session that waits.
    pub async fn accepts(&self, lsid: &SessionId) {
        self.sees(lsid).await;
        self.does(Command::AcceptSession { lsid: lsid.clone() }).await;
        self.has(lsid, Part::Owner).await;
    }

    /// Waits until the session stands in a tab with this part, and follows it and its chat.
    pub async fn has(&self, lsid: &SessionId, part: Part) {
        let has = || self.part(lsid).filter(|known| *known == part).map(|_| ());
        eventually(SOON, &format!("{} is {part:?}", self.name), has).await;
        for topic in [Topic::Session(lsid.clone()), Topic::Chat(lsid.clone())] {
            self.window.follow(self.desk.console(), topic).await;
        }
    }

    /// The own part in a session that stands in a tab and is not over.
    #[must_use]
    pub fn part(&self, lsid: &SessionId) -> Option<Part> {
        let tabs = self.window.sessions().tabs;
        tabs.iter().find(|tab| tab.lsid == *lsid && !tab.ended).map(|tab| tab.part)
    }

    /// Waits until the session is in no tab any more.
    pub async fn lost(&self, lsid: &SessionId) {
        let gone = || self.part(lsid).is_none().then_some(());
        eventually(SOON, &format!("{} does not have the session any more", self.name), gone).await;
    }
}

async fn listen(desk: &Desk, told: &Arc<Mutex<Vec<String>>>) {
    let told = told.clone();
    let sink = move |update: Update| {
        if let Payload::Notices(view) = update.payload {
            let texts = view.notices.into_iter().map(|notice| notice.text);
            told.lock().unwrap_or_else(PoisonError::into_inner).extend(texts);
        }
        true
    };
    desk.console().subscribe(Topic::Notices, sink).await;
}

/// Everybody at once, in the order of their numbers.
///
/// # Panics
/// When somebody's console does not start.
pub async fn everybody(site: &Site) -> Vec<Arc<Colleague>> {
    let mut all = Vec::new();
    for user_name in ["ines", "bram"].into_iter().chain(MORE.iter().map(|(user_name, ..)| *user_name)) {
        all.push(Arc::new(Colleague::sits_down(site, user_name).await));
    }
    all
}
