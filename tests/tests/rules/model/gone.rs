//! When somebody does not come back: whose sessions move on, and where they go.

use farhand_protocol::{QueueId, RepresentativeId, TeamId, Timestamp, limits};

use super::Model;
use super::ready::Ready;
use crate::acts::Case;
use crate::session::{Session, State};
use crate::staff::Staff;

impl Model {
    /// Moves on what nobody comes back to.
    pub(super) fn move_on(&mut self) {
        for case in self.open() {
            if self.is_abandoned(&self.sessions[case]) {
                self.fall_back(case);
            }
            self.part_with_others(case);
        }
    }

    /// Beside an owner or a holder, or others while it waits, nobody stays who does not come back.
    fn part_with_others(&mut self, case: Case) {
        let session = &self.sessions[case];
        let has_it = match session.state {
            State::Active(owner) | State::Held(_, owner) => Some(owner),
            State::Waiting(_) => None,
            State::Ended => return,
        };
        if has_it.is_none() && session.heir(&self.people, None).is_none() {
            return;
        }
        let gone = |(who, at): (&RepresentativeId, &Timestamp)| {
            let ready = &self.people.of(*who).ready;
            let leaves = self.is_gone(ready) && (ready.signed_out || self.is_long_ago(*at));
            (leaves && Some(*who) != has_it).then_some(*who)
        };
        for who in session.participants.iter().filter_map(gone).collect::<Vec<_>>() {
            self.at(case).participants.remove(&who);
            self.tally.count("left because gone");
        }
    }

    /// Whether a time is longer ago than the reconnect window.
    fn is_long_ago(&self, at: Timestamp) -> bool {
        self.now.since(at) >= u64::from(limits::RECONNECT_WINDOW_S) * 1000
    }

    /// Gone at once after signing out, and else after the window.
    fn is_gone(&self, ready: &Ready) -> bool {
        !ready.online && (ready.signed_out || self.is_long_ago(ready.since))
    }

    fn is_abandoned(&self, session: &Session) -> bool {
        // What has come after somebody went has the window, too.
        let time_is_over = self.is_long_ago(session.since);
        let came_before = |ready: &Ready| ready.signed_out && session.since <= ready.since;
        match session.state {
            State::Ended => false,
            State::Active(owner) => {
                let owner = &self.people.of(owner).ready;
                self.is_gone(owner) && (owner.signed_out || time_is_over)
            }
            State::Held(..) if session.heir(&self.people, None).is_some() => false,
            State::Waiting(queue) | State::Held(queue, _) => match queue {
                QueueId::General => false,
                QueueId::Personal(who) => {
                    let ready = &self.people.of(who).ready;
                    self.is_gone(ready) && (time_is_over || came_before(ready))
                }
                QueueId::Team(team) => {
                    let kept = self.queues[&team].persistent;
                    let mut here = self.members(team).filter(|one| kept || !self.is_gone(&one.ready));
                    let left = self.members(team).any(|one| came_before(&one.ready));
                    here.next().is_none() && (time_is_over || left)
                }
            },
        }
    }

    fn members(&self, team: TeamId) -> impl Iterator<Item = &Staff> {
        self.people.0.iter().filter(move |one| one.is_of(team))
    }

    /// Whether a queue takes sessions in. Somebody always belongs to the general one here.
    pub(super) fn is_served(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => true,
            QueueId::Personal(who) => self.people.of(who).ready.online,
            QueueId::Team(team) => {
                let kept = self.queues[&team].persistent;
                self.members(team).any(|one| kept || one.ready.online)
            }
        }
    }

    /// To the participant who shares it longest, the last queue, the entry queue, the site's; or it ends.
    fn fall_back(&mut self, case: Case) {
        let session = &self.sessions[case];
        let (gone, leaves) = match session.state {
            State::Active(owner) => (Some(owner), None),
            State::Held(queue, holder) => (Some(holder), Some(queue)),
            State::Waiting(queue) => (None, Some(queue)),
            State::Ended => return,
        };
        let heir = session.heir(&self.people, gone);
        let own = gone.map(QueueId::Personal);
        let ways = [
            ("fell to the last queue", session.last_queue),
            ("fell to the entry queue", session.entry_queue),
            ("fell to the site's queue", self.fallback),
        ];
        let fits = |queue| Some(queue) != own && Some(queue) != leaves && self.is_served(queue);
        let way = ways.into_iter().find(|(_, queue)| fits(*queue));
        let now = self.now;
        let session = self.at(case);
        let told = match (heir, way) {
            (Some(heir), _) => {
                gone.map(|gone| session.participants.remove(&gone));
                session.becomes(State::Active(heir), now);
                "fell to who shares it"
            }
            (None, Some((told, queue))) => {
                session.participants.clear();
                session.becomes(State::Waiting(queue), now);
                told
            }
            (None, None) => {
                session.becomes(State::Ended, now);
                "ended because nobody was left"
            }
        };
        self.tally.count(told);
    }
}
