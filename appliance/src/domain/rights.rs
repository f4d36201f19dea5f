//! Who may do what to whom: one table of actions and standings.
//!
//! A standing is what somebody is to a session, a colleague or a team at this moment; one has as many
//! as apply. The store works them out from its rows, inside the write that they decide on, and asks
//! [`may`]. What the account's own [`farhand_protocol::people::Rights`] and the customer allow is asked
//! besides: it says how much of the screen, the files and the system information, not who.

use std::collections::BTreeSet;

use farhand_protocol::people::{Membership, Role};
use farhand_protocol::session::SessionState;
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Know that a session is there, and read what was said in it for the customer. Supervisors monitor it
    /// for that.
    Read,
    /// Hear what is said from now on, and read whispers and notes.
    Hear,
    /// Say something that the customer reads too.
    Say,
    /// Write a note or a whisper, for representatives alone.
    Whisper,
    /// See the screen, as far as the customer shows it.
    Watch,
    /// Ask the customer, use pointer and keys, reach files.
    Act,
    /// Take a waiting or held session.
    Accept,
    /// Put a session on hold, or end it.
    Close,
    /// Pass a session on.
    Transfer,
    /// Make a participant the owner.
    HandOver,
    /// Invite a colleague or a team.
    Share,
    /// Come in by an invitation, or decline it.
    AnswerShare,
    /// Leave a session.
    Leave,
    /// Take somebody else's invitation back, or a participant or an outside helper out.
    Remove,
    /// Let an outside helper in.
    InviteHelper,
    /// See a session without taking part.
    Monitor,
    /// Take part without having been invited.
    Join,
    /// Own a session that somebody else owns.
    TakeOver,
    /// Offer a waiting session to somebody.
    Assign,
    /// Change a colleague's presence, or sign one out.
    Govern,
    /// Talk in a team.
    Talk,
    /// Tell a whole team something, and see its numbers.
    Lead,
}

/// What somebody is to a session, a colleague or a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Serves the queue that the session waits or rests in.
    Serves,
    /// Is invited into the session.
    Invited,
    /// Takes part in the session.
    Participant,
    /// Owns the session, or holds it.
    Owner,
    /// Sees the session without taking part.
    Monitor,
    /// Reaches the session or the colleague as a lead or manager ([`Oversight`]).
    Supervisor,
    /// Belongs to the team.
    Member,
    /// Leads or manages the team.
    Leader,
    /// Is in the session by a link, without an account.
    Helper,
}

/// Whether one standing is enough for an action.
#[must_use]
pub fn allows(action: Action, standing: Standing) -> bool {
    use Standing as S;
    match action {
        Action::Read => {
            matches!(standing, S::Serves | S::Invited | S::Participant | S::Owner | S::Monitor)
        }
        Action::Hear | Action::Watch => matches!(standing, S::Participant | S::Owner | S::Monitor),
        Action::Say => matches!(standing, S::Participant | S::Owner | S::Helper),
        Action::Whisper | Action::Act | Action::Share | Action::InviteHelper => {
            matches!(standing, S::Participant | S::Owner)
        }
        Action::Accept => matches!(standing, S::Serves | S::Participant | S::Owner),
        Action::Close => matches!(standing, S::Owner),
        Action::Transfer | Action::HandOver | Action::Remove => matches!(standing, S::Owner | S::Supervisor),
        Action::AnswerShare => matches!(standing, S::Invited),
        Action::Leave => matches!(standing, S::Participant | S::Owner | S::Monitor | S::Helper),
        Action::Monitor | Action::Join | Action::TakeOver | Action::Assign | Action::Govern => {
            matches!(standing, S::Supervisor)
        }
        Action::Talk => matches!(standing, S::Member | S::Leader),
        Action::Lead => matches!(standing, S::Leader),
    }
}

/// Whether any of these standings is enough.
#[must_use]
pub fn may(action: Action, standings: &[Standing]) -> bool {
    standings.iter().any(|standing| allows(action, *standing))
}

/// Whom and what a lead or manager reaches. Empty for everybody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oversight {
    /// The teams that the one leads or manages, and as what.
    pub teams: Vec<Membership>,
    /// Those of lower rank in one of these teams.
    pub people: BTreeSet<RepresentativeId>,
    /// Whether what waits in the general queue is reached: a lead or manager who serves it gives it out.
    pub general: bool,
}

impl Oversight {
    /// The oversight of `who`, whose `teams` are these, and who may serve the `general` queue; `members` says who is in a team, as what.
    #[must_use]
    pub fn of(
        who: RepresentativeId,
        teams: &[Membership],
        general: bool,
        members: impl Fn(TeamId) -> Vec<(RepresentativeId, Role)>,
    ) -> Self {
        let teams: Vec<_> = teams.iter().filter(|team| team.role > Role::Member).cloned().collect();
        let people = teams
            .iter()
            .flat_map(|team| {
                members(team.team).into_iter().filter(|(_, role)| *role < team.role).map(|(id, _)| id)
            })
            .filter(|id| *id != who)
            .collect();
        Self { general: general && !teams.is_empty(), teams, people }
    }

    /// Whether there is nobody and nothing to oversee.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.teams.is_empty()
    }

    /// Whether the one leads or manages `team`.
    #[must_use]
    pub fn leads(&self, team: TeamId) -> bool {
        self.teams.iter().any(|led| led.team == team)
    }

    /// Whether `who` is of lower rank in a led team.
    #[must_use]
    pub fn reaches(&self, who: RepresentativeId) -> bool {
        self.people.contains(&who)
    }

    /// Whether a session is reached: one that waits in a led team's queue, in a reached colleague's
    /// personal one, or in the general one where that is served; one that such a colleague owns or holds, if
    /// it came from there or from the general queue. What came from another team's queue is that team's
    /// affair. What is over is not reached.
    #[must_use]
    pub fn reaches_session(&self, state: &SessionState, last_queue: QueueId) -> bool {
        match state {
            SessionState::Waiting { queue, .. } => self.reaches_had(None, *queue),
            SessionState::Active { owner, .. } | SessionState::Held { by: owner, .. } => {
                self.reaches_had(Some(*owner), last_queue)
            }
            SessionState::Ended { .. } => false,
        }
    }

    /// Whether a session was reached when `owner` had it last, or nobody, and it came from that queue.
    #[must_use]
    pub fn reaches_had(&self, owner: Option<RepresentativeId>, last_queue: QueueId) -> bool {
        match owner {
            Some(owner) => {
                self.reaches(owner) && (last_queue == QueueId::General || self.reaches_queue(last_queue))
            }
            None => self.reaches_queue(last_queue),
        }
    }

    /// The queues of which what waits in them is reached.
    #[must_use]
    pub fn queues(&self) -> Vec<QueueId> {
        let teams = self.teams.iter().map(|led| QueueId::Team(led.team));
        let personal = self.people.iter().map(|who| QueueId::Personal(*who));
        teams.chain(personal).chain(self.general.then_some(QueueId::General)).collect()
    }

    fn reaches_queue(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::Team(team) => self.leads(team),
            QueueId::Personal(who) => self.reaches(who),
            QueueId::General => self.general,
        }
    }
}

#[cfg(test)]
mod tests;
