//! Where sessions are, and what one supervisor sees of that.

use std::collections::BTreeSet;

use farhand_protocol::dashboard::TeamRank;
use farhand_protocol::people::Role;
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

/// Where a session is, as far as it matters for whose eyes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It waits in this queue.
    Queue(QueueId),
    /// This one has or holds it, and it came from this queue.
    Hands(RepresentativeId, QueueId),
    /// It is about this one and no session.
    Person(RepresentativeId),
}

/// What one supervisor sees: the own led teams and those of lower rank there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Eyes {
    who: Option<RepresentativeId>,
    led: Vec<TeamId>,
    general: bool,
    people: BTreeSet<RepresentativeId>,
}

impl Eyes {
    /// The eyes of `who` with these ranks; `members` are the ranks of everybody in a team. Without a led
    /// team there is nothing to see.
    #[must_use]
    pub fn of<'m>(
        who: RepresentativeId,
        ranks: &[TeamRank],
        general: bool,
        members: impl Iterator<Item = (RepresentativeId, &'m [TeamRank])>,
    ) -> Self {
        let mut led: Vec<_> =
            ranks.iter().filter(|rank| rank.role > Role::Member).map(|rank| (rank.team, rank.role)).collect();
        if led.is_empty() {
            return Self::default();
        }
        led.sort_unstable();
        let below = |rank: &TeamRank| led.iter().any(|(team, role)| rank.team == *team && rank.role < *role);
        let people =
            members.filter(|(id, ranks)| *id != who && ranks.iter().any(below)).map(|(id, _)| id).collect();
        Self { who: Some(who), general, people, led: led.into_iter().map(|(team, _)| team).collect() }
    }

    /// The queues of whose numbers it is.
    pub fn queues(&self) -> impl Iterator<Item = QueueId> {
        let teams = self.led.iter().map(|team| QueueId::Team(*team));
        let general = (self.general && self.who.is_some()).then_some(QueueId::General);
        teams.chain(self.who.map(QueueId::Personal)).chain(general)
    }

    /// Whether a queue's numbers are shown.
    #[must_use]
    pub fn queue(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => self.general && self.who.is_some(),
            QueueId::Team(team) => self.leads(team),
            QueueId::Personal(who) => self.who == Some(who),
        }
    }

    /// Whether the one is among those who are shown.
    #[must_use]
    pub fn person(&self, who: RepresentativeId) -> bool {
        self.people.contains(&who)
    }

    /// Those who are shown.
    pub fn people(&self) -> impl Iterator<Item = RepresentativeId> {
        self.people.iter().copied()
    }

    /// Whether a team is led.
    #[must_use]
    pub fn leads(&self, team: TeamId) -> bool {
        self.led.contains(&team)
    }

    /// Whether something there is shown. What a colleague has that came from another team's queue is that
    /// team's affair.
    #[must_use]
    pub fn see(&self, place: Place) -> bool {
        match place {
            Place::Queue(QueueId::Personal(of)) => self.who == Some(of) || self.person(of),
            Place::Queue(queue) => self.queue(queue),
            Place::Hands(owner, queue) => {
                self.who == Some(owner) || (self.person(owner) && self.reach(queue))
            }
            Place::Person(who) => self.person(who),
        }
    }

    fn reach(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => true,
            QueueId::Team(team) => self.leads(team),
            QueueId::Personal(who) => self.who == Some(who) || self.person(who),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENA: RepresentativeId = RepresentativeId(1);
    const BRAM: RepresentativeId = RepresentativeId(2);
    const MARA: RepresentativeId = RepresentativeId(3);
    const YUSUF: RepresentativeId = RepresentativeId(4);
    const OURS: TeamId = TeamId(7);
    const OTHER: TeamId = TeamId(8);

    fn rank(team: TeamId, role: Role) -> TeamRank {
        TeamRank { team, role }
    }

    fn eyes(who: RepresentativeId) -> Eyes {
        let members = [
            (LENA, vec![rank(OURS, Role::Lead)]),
            (BRAM, vec![rank(OURS, Role::Member), rank(OTHER, Role::Member)]),
            (MARA, vec![rank(OURS, Role::Manager)]),
            (YUSUF, vec![rank(OTHER, Role::Member)]),
        ];
        let ranks = members.iter().find(|(id, _)| *id == who).map(|(_, ranks)| ranks.clone()).unwrap();
        Eyes::of(who, &ranks, true, members.iter().map(|(id, ranks)| (*id, ranks.as_slice())))
    }

    #[test]
    fn own_teams_and_lower_ranks_and_nothing_else() {
        let team = Place::Queue(QueueId::Team(OURS));
        let table = [
            (LENA, team, true),
            (MARA, team, true),
            (BRAM, team, false),
            (LENA, Place::Queue(QueueId::Team(OTHER)), false),
            (LENA, Place::Queue(QueueId::General), true),
            (BRAM, Place::Queue(QueueId::General), false),
            (BRAM, Place::Queue(QueueId::Personal(BRAM)), false),
            (LENA, Place::Queue(QueueId::Personal(LENA)), true),
            (LENA, Place::Queue(QueueId::Personal(BRAM)), true),
            (LENA, Place::Queue(QueueId::Personal(MARA)), false),
            (LENA, Place::Hands(BRAM, QueueId::Team(OURS)), true),
            (LENA, Place::Hands(BRAM, QueueId::Team(OTHER)), false),
            (LENA, Place::Hands(BRAM, QueueId::General), true),
            (LENA, Place::Hands(BRAM, QueueId::Personal(BRAM)), true),
            (LENA, Place::Hands(MARA, QueueId::Team(OURS)), false),
            (MARA, Place::Hands(LENA, QueueId::Team(OURS)), true),
            (LENA, Place::Hands(YUSUF, QueueId::General), false),
            (LENA, Place::Hands(LENA, QueueId::Team(OTHER)), true),
            (LENA, Place::Person(BRAM), true),
            (LENA, Place::Person(MARA), false),
            (LENA, Place::Person(LENA), false),
        ];
        for (who, place, expected) in table {
            assert_eq!(eyes(who).see(place), expected, "{who:?} {place:?}");
        }
        assert_eq!(eyes(BRAM), Eyes::default());
        assert_eq!(eyes(BRAM).queues().count(), 0);
        assert_eq!(eyes(LENA).queues().count(), 3);
    }
}
