//! A session, as the rules see it.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::session::SessionState;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId, Timestamp};

use crate::model::helpers::Helper;
use crate::model::offers::Offer;
use crate::model::permits::{Device, Permits};
use crate::staff::People;

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

#[derive(Clone, Copy, Debug)]
pub struct Invitation {
    pub id: u32,
    pub with: ShareWith,
    pub by: RepresentativeId,
}

/// A session.
pub struct Session {
    pub state: State,
    /// Since when it stands there; what waits keeps it when it goes to another queue.
    pub since: Timestamp,
    pub last_queue: QueueId,
    pub entry_queue: QueueId,
    /// What its issue asks for.
    pub skills: &'static [&'static str],
    /// With when they came.
    pub participants: BTreeMap<RepresentativeId, Timestamp>,
    pub shares: Vec<Invitation>,
    pub made_shares: u32,
    /// Whether each is seen.
    pub monitors: BTreeMap<RepresentativeId, bool>,
    pub passed_by: Option<RepresentativeId>,
    pub helpers: Vec<Helper>,
    pub made_helpers: u32,
    pub offer: Option<Offer>,
    /// Those who had an offer while it waits in this queue, and since when they were available then.
    pub tried: BTreeMap<RepresentativeId, Timestamp>,
    pub device: Device,
    pub permits: Permits,
    /// Whoever owned it when that was last looked at.
    pub had: Option<RepresentativeId>,
    /// Whether the step may have changed it.
    pub touched: bool,
}

impl Session {
    pub fn new(queue: QueueId, skills: &'static [&'static str], now: Timestamp) -> Self {
        Self {
            state: State::Waiting(queue),
            since: now,
            last_queue: queue,
            entry_queue: queue,
            skills,
            participants: BTreeMap::new(),
            shares: Vec::new(),
            made_shares: 0,
            monitors: BTreeMap::new(),
            passed_by: None,
            helpers: Vec::new(),
            made_helpers: 0,
            offer: None,
            tried: BTreeMap::new(),
            device: Device::None,
            permits: Permits::default(),
            had: None,
            touched: true,
        }
    }

    pub fn is_over(&self) -> bool {
        self.state == State::Ended
    }

    pub fn waits(&self) -> bool {
        matches!(self.state, State::Waiting(_))
    }

    pub fn queue(&self) -> Option<QueueId> {
        match self.state {
            State::Waiting(queue) | State::Held(queue, _) => Some(queue),
            State::Active(_) | State::Ended => None,
        }
    }

    /// Whose it is while somebody has it.
    pub fn active_owner(&self) -> Option<RepresentativeId> {
        match self.state {
            State::Active(owner) => Some(owner),
            _ => None,
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

    pub fn takes_part(&self, who: RepresentativeId) -> bool {
        self.participants.contains_key(&who)
    }

    /// Whether an invitation is for `who`: for the one alone, or for a team of which the one is not there.
    pub fn invites(&self, people: &People, who: RepresentativeId, share: &Invitation) -> bool {
        match share.with {
            ShareWith::Representative { id } => id == who,
            ShareWith::Team { id } => people.of(who).is_of(id) && !self.takes_part(who),
        }
    }

    pub fn is_supervised_by(&self, people: &People, who: RepresentativeId) -> bool {
        match self.state {
            State::Waiting(queue) => people.oversees(who, queue),
            State::Active(owner) | State::Held(_, owner) => self.in_hands_of(people, owner, who),
            State::Ended => false,
        }
    }

    /// Whether `who` reaches it while it is in the hands of `owner`.
    pub fn in_hands_of(&self, people: &People, owner: RepresentativeId, who: RepresentativeId) -> bool {
        let from = self.last_queue;
        people.reaches(who, owner) && (from == QueueId::General || people.oversees(who, from))
    }

    /// Those who know of it while it is not over.
    pub fn seen_by(&self, people: &People) -> BTreeSet<RepresentativeId> {
        let sees = |who: RepresentativeId| {
            self.takes_part(who)
                || self.monitors.contains_key(&who)
                || self.shares.iter().any(|share| self.invites(people, who, share))
                || self.queue().is_some_and(|queue| people.of(who).serves(queue))
        };
        people.0.iter().map(|one| one.id).filter(|who| sees(*who)).collect()
    }

    /// Who shares it longest besides `gone`, of those who are there.
    pub fn heir(&self, people: &People, gone: Option<RepresentativeId>) -> Option<RepresentativeId> {
        let there = |id: RepresentativeId| Some(id) != gone && people.of(id).ready.online;
        let others = self.participants.iter().filter(|(id, _)| there(**id));
        others.min_by_key(|(id, at)| (**at, **id)).map(|(id, _)| *id)
    }

    /// Stands there from now on. What is new starts its time anew, but for what waits and goes on waiting.
    pub fn becomes(&mut self, state: State, now: Timestamp) {
        if let State::Waiting(queue) = state {
            self.tried.clear();
            self.offer = None;
            self.last_queue = queue;
        }
        if !(self.waits() && matches!(state, State::Waiting(_))) {
            self.since = now;
        }
        self.state = state;
    }

    /// Somebody takes part from now on.
    pub fn comes_in(&mut self, who: RepresentativeId, now: Timestamp) {
        self.participants.entry(who).or_insert(now);
    }

    /// What goes with others has gone.
    pub fn settle(&mut self, people: &People) {
        if self.is_over() {
            (self.shares, self.helpers) = (Vec::new(), Vec::new());
            self.monitors.clear();
        }
        let here = self.participants.clone();
        self.shares.retain(|share| {
            let answered = matches!(share.with, ShareWith::Representative { id } if here.contains_key(&id));
            here.contains_key(&share.by) && !answered
        });
        self.helpers.retain(|helper| here.contains_key(&helper.by));
        let mut monitors = std::mem::take(&mut self.monitors);
        monitors.retain(|id, _| !here.contains_key(id) && self.is_supervised_by(people, *id));
        self.monitors = monitors;
        if !self.waits() {
            (self.passed_by, self.offer) = (None, None);
            self.tried.clear();
        }
        self.settle_permits(people);
    }
}
