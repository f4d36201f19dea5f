//! The rules, as simply as they can be said. `docs/PROTOCOL.md` tells them in words.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::people::{Presence, Role};
use farhand_protocol::session::SessionState;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId, TeamId, Timestamp, limits};

use crate::acts::{Act, Case};
use crate::world::AT_FIRST;

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

    fn role(&self, team: TeamId) -> Option<Role> {
        self.teams.iter().find(|(known, _)| *known == team).map(|(_, role)| *role)
    }

    fn serves(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::General => self.general,
            QueueId::Team(team) => self.is_of(team),
            QueueId::Personal(id) => id == self.id,
        }
    }

    fn leads(&self, team: TeamId) -> bool {
        self.role(team).is_some_and(|role| role > Role::Member)
    }

    fn oversees(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::Team(team) => self.leads(team),
            QueueId::Personal(other) => self.reaches(other),
            QueueId::General => false,
        }
    }

    /// Whether `other` has a lower rank in a team that this one leads.
    fn reaches(&self, other: RepresentativeId) -> bool {
        let other = of(other);
        self.id != other.id
            && self.teams.iter().any(|(team, role)| {
                *role > Role::Member && other.role(*team).is_some_and(|theirs| theirs < *role)
            })
    }
}

fn of(id: RepresentativeId) -> &'static Staff {
    STAFF.iter().find(|one| one.id == id).expect("one of the staff")
}

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
    by: RepresentativeId,
}

/// A session.
pub struct Session {
    state: State,
    last_queue: QueueId,
    entry_queue: QueueId,
    /// With when they came.
    participants: BTreeMap<RepresentativeId, Timestamp>,
    pub shares: Vec<Invitation>,
    made_shares: u32,
    /// Whether each is seen.
    monitors: BTreeMap<RepresentativeId, bool>,
    passed_by: Option<RepresentativeId>,
    /// Whether the step may have changed it.
    pub touched: bool,
}

/// Why the rules do not allow something.
#[derive(Debug)]
pub struct No(#[expect(dead_code, reason = "for the failed test's reader")] &'static str);

type Allowed = Result<(), No>;

fn need(condition: bool, what: &'static str) -> Allowed {
    if condition { Ok(()) } else { Err(No(what)) }
}

impl Session {
    fn new(queue: QueueId) -> Self {
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

    fn queue(&self) -> Option<QueueId> {
        match self.state {
            State::Waiting(queue) | State::Held(queue, _) => Some(queue),
            State::Active(_) | State::Ended => None,
        }
    }

    /// The owner, who holds it, or who has passed it on and still takes part.
    fn owner(&self) -> Option<RepresentativeId> {
        match self.state {
            State::Active(owner) | State::Held(_, owner) => Some(owner),
            State::Waiting(_) => self.passed_by.filter(|by| self.takes_part(*by)),
            State::Ended => None,
        }
    }

    fn waits(&self) -> bool {
        matches!(self.state, State::Waiting(_))
    }

    /// What follows from a change: invitations go with their makers, monitors with what they reach.
    fn settle(&mut self) {
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

    fn takes_part(&self, who: RepresentativeId) -> bool {
        self.participants.contains_key(&who)
    }

    fn invites(&self, who: RepresentativeId, share: &Invitation) -> bool {
        match share.with {
            ShareWith::Representative { id } => id == who,
            ShareWith::Team { id } => of(who).is_of(id) && !self.takes_part(who),
        }
    }

    fn is_supervised_by(&self, who: RepresentativeId) -> bool {
        match self.state {
            State::Waiting(queue) => of(who).oversees(queue),
            State::Active(owner) | State::Held(_, owner) => self.in_hands_of(owner, who),
            State::Ended => false,
        }
    }

    /// Whether `who` reaches it while it is in the hands of `owner`.
    fn in_hands_of(&self, owner: RepresentativeId, who: RepresentativeId) -> bool {
        let from = self.last_queue;
        of(who).reaches(owner) && (from == QueueId::General || of(who).oversees(from))
    }

    /// Somebody takes part from now on.
    fn comes_in(&mut self, who: RepresentativeId, now: Timestamp) {
        self.participants.entry(who).or_insert(now);
    }

    /// Somebody takes part no longer.
    fn goes(&mut self, who: RepresentativeId) {
        self.participants.remove(&who);
    }

    /// Who shares it longest besides `gone`.
    fn heir(&self, gone: RepresentativeId) -> Option<RepresentativeId> {
        let others = self.participants.iter().filter(|(id, _)| **id != gone);
        others.min_by_key(|(_, at)| **at).map(|(id, _)| *id)
    }

    fn end(&mut self) {
        self.state = State::Ended;
        self.shares.clear();
        self.monitors.clear();
        self.passed_by = None;
    }
}

/// All there is.
pub struct Model {
    pub sessions: Vec<Session>,
    presence: BTreeMap<RepresentativeId, Presence>,
}

impl Model {
    pub fn new() -> Self {
        let presence = STAFF.iter().map(|one| (one.id, AT_FIRST)).collect();
        Self { sessions: Vec::new(), presence }
    }

    /// The step is over.
    pub fn settle(&mut self) {
        for session in &mut self.sessions {
            session.touched = false;
        }
    }

    /// Those that are not over.
    pub fn open(&self) -> Vec<Case> {
        let open = self.sessions.iter().enumerate().filter(|(_, session)| !session.is_over());
        open.map(|(case, _)| case).collect()
    }

    pub fn presence(&self, who: RepresentativeId) -> Presence {
        self.presence[&who]
    }

    /// Open sessions that `who` knows of.
    pub fn seen_by(&self, who: &Staff) -> BTreeSet<Case> {
        let sees = |session: &Session| {
            session.takes_part(who.id)
                || session.monitors.contains_key(&who.id)
                || session.shares.iter().any(|share| session.invites(who.id, share))
                || session.queue().is_some_and(|queue| who.serves(queue))
        };
        self.open().into_iter().filter(|case| sees(&self.sessions[*case])).collect()
    }

    /// Open sessions that `who` sees without taking part.
    pub fn watched_by(&self, who: RepresentativeId) -> BTreeSet<Case> {
        self.open().into_iter().filter(|case| self.sessions[*case].monitors.contains_key(&who)).collect()
    }

    /// Whether somebody monitors a session so that others may know.
    pub fn is_seen_somewhere(&self, who: RepresentativeId) -> bool {
        self.sessions.iter().any(|session| session.monitors.get(&who) == Some(&true))
    }

    /// Does it, if the rules allow it.
    pub fn does(&mut self, act: &Act, now: Timestamp) -> Allowed {
        match *act {
            Act::Begin(queue) => self.sessions.push(Session::new(queue)),
            Act::SetPresence(who, presence) => {
                self.presence.insert(who, presence);
            }
            Act::SetPresenceOf(by, who, presence) => {
                need(of(by).reaches(who), "not of lower rank")?;
                self.presence.insert(who, presence);
            }
            Act::Vanish(who) => self.sessions.iter_mut().for_each(|session| vanish(session, who)),
            Act::Transfer(who, case, to, stay) => {
                let presence = match to {
                    QueueId::Personal(id) => self.presence(id),
                    _ => Presence::Available,
                };
                transfer(self.at(case), who, to, stay, presence, now)?;
            }
            ref act => in_session(self, act, now)?,
        }
        self.sessions.iter_mut().filter(|session| session.touched).for_each(Session::settle);
        Ok(())
    }

    fn at(&mut self, case: Case) -> &mut Session {
        let session = &mut self.sessions[case];
        session.touched = true;
        session
    }
}

fn in_session(model: &mut Model, act: &Act, now: Timestamp) -> Allowed {
    match *act {
        Act::CustomerEnds(case) => model.at(case).end(),
        Act::Accept(who, case) => accept(model.at(case), who, now)?,
        Act::Hold(who, case) => hold(model.at(case), who)?,
        Act::End(who, case) => {
            let session = model.at(case);
            if session.is_over() {
                return need(session.takes_part(who), "only those who last took part know of it");
            }
            need(session.owner() == Some(who), "only the owner ends it")?;
            session.end();
        }
        Act::Say(who, case) => {
            let session = model.at(case);
            need(session.takes_part(who), "only participants speak")?;
            need(!session.is_over(), "over")?;
        }
        Act::Whisper(who, case) => need(model.at(case).takes_part(who), "only participants whisper")?,
        Act::HandOver(who, case, to) => hand_over(model.at(case), who, to)?,
        Act::Share(who, case, with) => share(model.at(case), who, with)?,
        Act::AcceptShare(who, case, id) => accept_share(model.at(case), who, id, now)?,
        Act::DeclineShare(who, case, id) => {
            let session = model.at(case);
            let mine =
                |share: &Invitation| share.id == id && share.with == ShareWith::Representative { id: who };
            need(session.shares.iter().any(mine), "not invited alone")?;
            session.shares.retain(|share| !mine(share));
        }
        Act::CancelShare(who, case, id) => {
            let session = model.at(case);
            let found = session.shares.iter().find(|share| share.id == id).ok_or(No("no such share"))?;
            let may = found.by == who || session.owner() == Some(who) || session.is_supervised_by(who);
            need(may, "not the one's to cancel")?;
            session.shares.retain(|share| share.id != id);
        }
        Act::Leave(who, case) => leave(model.at(case), who)?,
        Act::Remove(who, case, whom) => {
            let session = model.at(case);
            need(session.owner() == Some(who) || session.is_supervised_by(who), "not the owner")?;
            need(
                session.takes_part(whom) && session.owner() != Some(whom),
                "not somebody else who takes part",
            )?;
            session.goes(whom);
        }
        Act::Monitor(who, case, seen) => {
            let session = model.at(case);
            need(
                session.is_supervised_by(who) && !session.takes_part(who),
                "not a supervisor outside of it",
            )?;
            session.monitors.insert(who, seen);
        }
        Act::Join(who, case) => {
            let session = model.at(case);
            need(session.is_supervised_by(who), "not a supervisor")?;
            need(!session.waits(), "nobody has it")?;
            session.comes_in(who, now);
        }
        Act::TakeOver(who, case, from) => {
            let session = model.at(case);
            let was = !session.is_over() && session.takes_part(from) && session.in_hands_of(from, who);
            need(was || session.is_supervised_by(who), "not a supervisor")?;
            match session.state {
                State::Active(owner) if owner == who => return Ok(()),
                State::Active(owner) | State::Held(_, owner) => need(owner == from, "somebody else has it")?,
                State::Waiting(_) | State::Ended => return Err(No("nobody has it")),
            }
            session.comes_in(who, now);
            session.state = State::Active(who);
        }
        _ => unreachable!("handled above"),
    }
    Ok(())
}

fn accept(session: &mut Session, who: RepresentativeId, now: Timestamp) -> Allowed {
    if session.state == State::Active(who) {
        return Ok(());
    }
    let queue = session.queue().ok_or(No("it does not wait"))?;
    need(of(who).serves(queue) || session.takes_part(who), "not one of the queue")?;
    if let State::Held(_, holder) = session.state
        && holder != who
        && session.participants.len() == 1
    {
        session.goes(holder);
    }
    session.comes_in(who, now);
    session.state = State::Active(who);
    Ok(())
}

fn hold(session: &mut Session, who: RepresentativeId) -> Allowed {
    match session.state {
        State::Held(_, holder) if holder == who => return Ok(()),
        State::Active(owner) => need(owner == who, "only the owner")?,
        _ => return Err(No("not active")),
    }
    session.state = State::Held(session.last_queue, who);
    Ok(())
}

fn transfer(
    session: &mut Session,
    who: RepresentativeId,
    to: QueueId,
    stay: bool,
    presence: Presence,
    _now: Timestamp,
) -> Allowed {
    need(session.owner() == Some(who) || session.is_supervised_by(who), "not the owner")?;
    need(presence == Presence::Available, "away or busy")?;
    let owner = session.owner();
    need(owner.map(QueueId::Personal) != Some(to), "it is that one's")?;
    need(to != session.last_queue, "back without a reason")?;
    if let (Some(owner), false) = (owner, stay) {
        session.goes(owner);
    }
    session.state = State::Waiting(to);
    session.last_queue = to;
    session.passed_by = Some(who);
    Ok(())
}

fn hand_over(session: &mut Session, who: RepresentativeId, to: RepresentativeId) -> Allowed {
    let State::Active(owner) = session.state else { return Err(No("not active")) };
    need(owner == who || session.is_supervised_by(who), "not the owner")?;
    need(session.takes_part(to), "no participant")?;
    session.state = State::Active(to);
    Ok(())
}

fn share(session: &mut Session, who: RepresentativeId, with: ShareWith) -> Allowed {
    need(!session.is_over() && session.takes_part(who), "no participant")?;
    if let ShareWith::Representative { id } = with {
        need(!session.takes_part(id), "takes part already")?;
    }
    if session.shares.iter().any(|share| share.with == with) {
        return Ok(());
    }
    need(session.shares.len() < limits::SHARES, "too many")?;
    session.made_shares += 1;
    session.shares.push(Invitation { id: session.made_shares, with, by: who });
    Ok(())
}

fn accept_share(session: &mut Session, who: RepresentativeId, id: u32, now: Timestamp) -> Allowed {
    let found = session.shares.iter().find(|share| share.id == id).copied();
    let share = found.filter(|share| session.invites(who, share)).ok_or(No("not invited"))?;
    session.shares.retain(|known| known.id != share.id);
    session.comes_in(who, now);
    Ok(())
}

fn leave(session: &mut Session, who: RepresentativeId) -> Allowed {
    need(!session.is_over(), "over")?;
    if session.monitors.remove(&who).is_some() {
        return Ok(());
    }
    need(session.takes_part(who), "no participant")?;
    match session.state {
        State::Active(owner) if owner == who => {
            session.state = State::Active(session.heir(who).ok_or(No("nobody else is there"))?);
        }
        State::Held(_, holder) if holder == who => return Err(No("held: accept or pass it on first")),
        _ => {}
    }
    session.goes(who);
    Ok(())
}

/// Somebody does not come back. Everybody else is here, and every team's queue keeps its sessions.
fn vanish(session: &mut Session, gone: RepresentativeId) {
    session.touched = true;
    let own = QueueId::Personal(gone);
    let heir = session.heir(gone);
    match session.state {
        State::Active(owner) if owner == gone => {
            session.goes(gone);
            give_or_requeue(session, heir, own);
        }
        State::Waiting(queue) if queue == own => give_or_requeue(session, heir, own),
        // One that is held stays while somebody is there to accept it again.
        State::Held(queue, _) if queue == own && heir.is_none() => give_or_requeue(session, None, own),
        _ => {}
    }
}

fn give_or_requeue(session: &mut Session, heir: Option<RepresentativeId>, own: QueueId) {
    if let Some(heir) = heir {
        session.state = State::Active(heir);
        return;
    }
    let queues = [session.last_queue, session.entry_queue, QueueId::General];
    let queue = queues.into_iter().find(|queue| *queue != own).expect("the general one");
    session.participants.clear();
    session.state = State::Waiting(queue);
    session.last_queue = queue;
}
