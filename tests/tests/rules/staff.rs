//! Those who work here, and whom each of them reaches.

use farhand_protocol::people::Role;
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

/// Somebody who works here.
pub struct Staff {
    pub id: RepresentativeId,
    pub name: &'static str,
    pub teams: &'static [(TeamId, Role)],
    pub general: bool,
}

const PHONES: TeamId = TeamId(1);
const FIELD: TeamId = TeamId(2);

const fn staff(id: u32, name: &'static str, teams: &'static [(TeamId, Role)], general: bool) -> Staff {
    Staff { id: RepresentativeId(id), name, teams, general }
}

/// All who work here. Priya leads one team and is a member of the other one.
pub const STAFF: [Staff; 7] = [
    staff(1, "Ines", &[(PHONES, Role::Member)], true),
    staff(2, "Bram", &[(PHONES, Role::Member)], false),
    staff(3, "Kenji", &[(PHONES, Role::Member), (FIELD, Role::Member)], true),
    staff(4, "Priya", &[(PHONES, Role::Lead), (FIELD, Role::Member)], true),
    staff(5, "Odalys", &[(PHONES, Role::Manager)], false),
    staff(6, "Lior", &[(FIELD, Role::Lead)], true),
    staff(7, "Mirel", &[(FIELD, Role::Manager), (PHONES, Role::Lead)], true),
];

impl Copy for Staff {}
impl Clone for Staff {
    fn clone(&self) -> Self {
        *self
    }
}

impl Staff {
    pub fn is_of(&self, team: TeamId) -> bool {
        self.teams.iter().any(|(known, _)| *known == team)
    }

    pub fn role(&self, team: TeamId) -> Option<Role> {
        self.teams.iter().find(|(known, _)| *known == team).map(|(_, role)| *role)
    }

    pub fn serves(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => self.general,
            QueueId::Team(team) => self.is_of(team),
            QueueId::Personal(id) => id == self.id,
        }
    }

    pub fn leads(&self, team: TeamId) -> bool {
        self.role(team).is_some_and(|role| role > Role::Member)
    }

    pub fn oversees(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::Team(team) => self.leads(team),
            QueueId::Personal(other) => self.reaches(other),
            QueueId::General => self.general && self.teams.iter().any(|(_, role)| *role > Role::Member),
        }
    }

    /// Whether `other` has a lower rank in a team that this one leads.
    pub fn reaches(&self, other: RepresentativeId) -> bool {
        let other = of(other);
        self.id != other.id
            && self.teams.iter().any(|(team, role)| {
                *role > Role::Member && other.role(*team).is_some_and(|theirs| theirs < *role)
            })
    }
}

/// The one with this number.
pub fn of(id: RepresentativeId) -> &'static Staff {
    STAFF.iter().find(|one| one.id == id).expect("one of the staff")
}
