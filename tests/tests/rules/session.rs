//! A session, as the rules see it.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::session::SessionState;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId, Timestamp};

use crate::staff::{STAFF, of};

/// Where a session stands, without times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting(QueueId),
    Active(RepresentativeId),
    Held(QueueId, RepresentativeId),
    Ended,
}

impl From<SessionState> for State {
    fn from(state: SessionState) -> Self {
        match state {
            SessionState::Waiting { queue, .. } => State::Waiting(queue),
            SessionState::Active { owner, .. } => State::Active(owner),
            SessionState::Held { queue, by, .. } => State::Held(queue, by),
            SessionState::Ended { .. } => State::Ended,
        }
    }
}

/// What can be seen of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub state: State,
    pub participants: BTreeSet<RepresentativeId>,
    pub shares: BTreeSet<(ShareWith, RepresentativeId)>,
    pub monitors: BTreeSet<RepresentativeId>,
    pub passed_by: Option<RepresentativeId>,
}

#[derive(Clone, Copy, Debug)]
pub struct Invitation {
    pub id: u32,
    pub with: ShareWith,
    pub by: RepresentativeId,
}

/// A session.
pub struct Session {
    pub state: State,
    pub last_queue: QueueId,
    pub entry_queue: QueueId,
    /// With when they came.
    pub participants: BTreeMap<RepresentativeId, Timestamp>,
    pub shares: Vec<Invitation>,
    pub made_shares: u32,
    /// Whether each is seen.
    pub monitors: BTreeMap<RepresentativeId, bool>,
    pub passed_by: Option<RepresentativeId>,
    /// Whether the step may have changed it.
    pub touched: bool,
}

impl Session {
    pub fn new(queue: QueueId) -> Self {
        Self {
            state: State::Waiting(queue),
            last_queue: queue,
            entry_queue: queue,
            participants: BTreeMap::new(),
            shares: Vec::new(),
            made_shares: 0,
            monitors: BTreeMap::new(),
            passed_by: None,
            touched: true,
        }
    }

    /// What can be seen of it.
    pub fn shown(&self) -> Shown {
        Shown {
            state: self.state,
            participants: self.participants.keys().copied().collect(),
            shares: self.shares.iter().map(|share| (share.with, share.by)).collect(),
            monitors: self.monitors.iter().filter(|(_, seen)| **seen).map(|(id, _)| *id).collect(),
            passed_by: self.passed_by,
        }
    }

    /// Those who have to do with it.
    pub fn near(&self) -> Vec<RepresentativeId> {
        let queue = self.queue();
        let serve = STAFF.iter().filter(|one| queue.is_some_and(|queue| one.serves(queue))).map(|one| one.id);
        self.participants.keys().chain(self.monitors.keys()).copied().chain(serve).collect()
    }

    pub fn is_over(&self) -> bool {
        self.state == State::Ended
    }

    pub fn queue(&self) -> Option<QueueId> {
        match self.state {
            State::Waiting(queue) | State::Held(queue, _) => Some(queue),
            State::Active(_) | State::Ended => None,
        }
    }

    /// The owner, who holds it, or who has passed it on and still takes part.
    pub fn owner(&self) -> Option<RepresentativeId> {
        match self.state {
            State::Active(owner) | State::Held(_, owner) => Some(owner),
            State::Waiting(_) => self.passed_by.filter(|by| self.takes_part(*by)),
            State::Ended => None,
        }
    }

    pub fn waits(&self) -> bool {
        matches!(self.state, State::Waiting(_))
    }

    /// What follows from a change: invitations go with their makers, monitors with what they reach.
    pub fn settle(&mut self) {
        let here: BTreeSet<_> = self.participants.keys().copied().collect();
        self.shares.retain(|share| {
            let answered = matches!(share.with, ShareWith::Representative { id } if here.contains(&id));
            here.contains(&share.by) && !answered
        });
        let monitors = std::mem::take(&mut self.monitors);
        let stay = monitors.into_iter().filter(|(id, _)| !here.contains(id) && self.is_supervised_by(*id));
        self.monitors = stay.collect();
        if !self.waits() {
            self.passed_by = None;
        }
    }

    pub fn takes_part(&self, who: RepresentativeId) -> bool {
        self.participants.contains_key(&who)
    }

    pub fn invites(&self, who: RepresentativeId, share: &Invitation) -> bool {
        match share.with {
            ShareWith::Representative { id } => id == who,
            ShareWith::Team { id } => of(who).is_of(id) && !self.takes_part(who),
        }
    }

    pub fn is_supervised_by(&self, who: RepresentativeId) -> bool {
        match self.state {
            State::Waiting(queue) => of(who).oversees(queue),
            State::Active(owner) | State::Held(_, owner) => self.in_hands_of(owner, who),
            State::Ended => false,
        }
    }

    /// Whether `who` reaches it while it is in the hands of `owner`.
    pub fn in_hands_of(&self, owner: RepresentativeId, who: RepresentativeId) -> bool {
        let from = self.last_queue;
        of(who).reaches(owner) && (from == QueueId::General || of(who).oversees(from))
    }

    /// Somebody takes part from now on.
    pub fn comes_in(&mut self, who: RepresentativeId, now: Timestamp) {
        self.participants.entry(who).or_insert(now);
    }

    /// Somebody takes part no longer.
    pub fn goes(&mut self, who: RepresentativeId) {
        self.participants.remove(&who);
    }

    /// Who shares it longest besides `gone`.
    pub fn heir(&self, gone: RepresentativeId) -> Option<RepresentativeId> {
        let others = self.participants.iter().filter(|(id, _)| **id != gone);
        others.min_by_key(|(_, at)| **at).map(|(id, _)| *id)
    }

    pub fn end(&mut self) {
        self.state = State::Ended;
        self.shares.clear();
        self.monitors.clear();
        self.passed_by = None;
    }
}
