//! Those who work here, and whom and what each of them reaches.

use std::collections::BTreeMap;

use farhand_protocol::capability::Capability;
use farhand_protocol::people::{Rights, Role};
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

use crate::model::ready::Ready;
use crate::site::{FIELD, PHONES};

/// Somebody who works here.
pub struct Staff {
    pub id: RepresentativeId,
    pub name: &'static str,
    pub general: bool,
    pub skills: &'static [&'static str],
    pub teams: BTreeMap<TeamId, Role>,
    pub rights: Rights,
    pub ready: Ready,
}

/// All of them.
pub struct People(pub Vec<Staff>);

type First = (&'static str, bool, &'static [&'static str], &'static [(TeamId, Role)]);

/// Priya leads one team and is a member of the other one at first; Mirel leads one and manages the other.
const AT_FIRST: [First; 7] = [
    ("Ines", true, &["billing"], &[(PHONES, Role::Member)]),
    ("Bram", false, &["billing", "network"], &[(PHONES, Role::Member)]),
    ("Kenji", true, &["network"], &[(PHONES, Role::Member), (FIELD, Role::Member)]),
    ("Priya", true, &["billing"], &[(PHONES, Role::Lead), (FIELD, Role::Member)]),
    ("Odalys", false, &[], &[(PHONES, Role::Manager)]),
    ("Lior", true, &["network"], &[(FIELD, Role::Lead)]),
    ("Mirel", true, &["billing", "network"], &[(FIELD, Role::Manager), (PHONES, Role::Lead)]),
];

/// Their numbers.
pub const IDS: [RepresentativeId; 7] = [
    RepresentativeId(1),
    RepresentativeId(2),
    RepresentativeId(3),
    RepresentativeId(4),
    RepresentativeId(5),
    RepresentativeId(6),
    RepresentativeId(7),
];

impl Staff {
    pub fn is_of(&self, team: TeamId) -> bool {
        self.teams.contains_key(&team)
    }

    pub fn leads(&self, team: TeamId) -> bool {
        self.teams.get(&team).is_some_and(|role| *role > Role::Member)
    }

    pub fn serves(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => self.general,
            QueueId::Team(team) => self.is_of(team),
            QueueId::Personal(id) => id == self.id,
        }
    }

    /// Whether `other` has a lower rank in a team that this one leads.
    pub fn reaches(&self, other: &Staff) -> bool {
        let below = |(team, role): (&TeamId, &Role)| {
            *role > Role::Member && other.teams.get(team).is_some_and(|theirs| theirs < role)
        };
        self.id != other.id && self.teams.iter().any(below)
    }

    /// Whether the account may do that, whatever the customer allows.
    pub fn may(&self, what: Capability) -> bool {
        match what {
            Capability::View => self.rights.view,
            Capability::Control | Capability::Clipboard => self.rights.view && self.rights.control,
            Capability::Files => self.rights.files,
            Capability::Info => self.rights.info,
        }
    }
}

impl People {
    pub fn new() -> Self {
        let one = |(id, (name, general, skills, teams)): (&RepresentativeId, &First)| Staff {
            id: *id,
            name,
            general: *general,
            skills,
            teams: teams.iter().copied().collect(),
            rights: Rights::default(),
            ready: Ready::default(),
        };
        Self(IDS.iter().zip(&AT_FIRST).map(one).collect())
    }

    pub fn of(&self, id: RepresentativeId) -> &Staff {
        self.0.iter().find(|one| one.id == id).expect("one of the staff")
    }

    pub fn of_mut(&mut self, id: RepresentativeId) -> &mut Staff {
        self.0.iter_mut().find(|one| one.id == id).expect("one of the staff")
    }

    pub fn reaches(&self, who: RepresentativeId, other: RepresentativeId) -> bool {
        self.of(who).reaches(self.of(other))
    }

    /// Whether `who` reaches what waits in a queue.
    pub fn oversees(&self, who: RepresentativeId, queue: QueueId) -> bool {
        let one = self.of(who);
        match queue {
            QueueId::Team(team) => one.leads(team),
            QueueId::Personal(other) => self.reaches(who, other),
            QueueId::General => one.general && one.teams.values().any(|role| *role > Role::Member),
        }
    }
}
