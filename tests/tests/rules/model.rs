//! The rules, as simply as they can be said. `docs/PROTOCOL.md` tells them in words.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::people::Presence;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId, Timestamp, limits};

use crate::acts::{Act, Case};
use crate::session::{Invitation, Session, State};
use crate::staff::{STAFF, Staff, of};
use crate::world::AT_FIRST;

/// Why the rules do not allow something.
#[derive(Debug)]
pub struct No(#[expect(dead_code, reason = "for the failed test's reader")] &'static str);

type Allowed = Result<(), No>;

fn need(condition: bool, what: &'static str) -> Allowed {
    if condition { Ok(()) } else { Err(No(what)) }
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
