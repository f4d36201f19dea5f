//! A session's life, and passing it on.

use farhand_protocol::{QueueId, RepresentativeId};

use super::{Allowed, Model, No, need};
use crate::acts::{Case, Deed};
use crate::session::State;

impl Model {
    pub(super) fn life(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        match deed {
            Deed::Accept => self.accept(who, case),
            Deed::Hold => self.hold(who, case),
            Deed::End => {
                self.part(who, case)?;
                let session = &self.sessions[case];
                need(session.is_over() || session.owner() == Some(who), "only the owner ends it")?;
                self.end(case);
                Ok(())
            }
            Deed::Say => {
                self.part(who, case)?;
                need(!self.sessions[case].is_over(), "over")
            }
            Deed::Whisper => self.part(who, case),
            Deed::Transfer(to, stay, note) => self.transfer(who, case, to, stay, note),
            Deed::HandOver(to) => self.hand_over(who, case, to),
            _ => unreachable!("is not about a session's life"),
        }
    }

    pub(super) fn accept(&mut self, who: RepresentativeId, case: Case) -> Allowed {
        let now = self.now;
        let session = &self.sessions[case];
        if session.state == State::Active(who) {
            return Ok(());
        }
        let queue = session.queue().ok_or(No("it does not wait"))?;
        need(self.people.of(who).serves(queue) || session.takes_part(who), "not one of the queue")?;
        let session = self.at(case);
        if let State::Held(_, holder) = session.state
            && holder != who
            && session.participants.len() == 1
        {
            session.participants.remove(&holder);
        }
        session.comes_in(who, now);
        session.becomes(State::Active(who), now);
        Ok(())
    }

    fn hold(&mut self, who: RepresentativeId, case: Case) -> Allowed {
        let now = self.now;
        let session = self.at(case);
        match session.state {
            State::Held(_, holder) if holder == who => return Ok(()),
            State::Active(owner) => need(owner == who, "only the owner")?,
            _ => return Err(No("not active")),
        }
        session.becomes(State::Held(session.last_queue, who), now);
        Ok(())
    }

    fn transfer(
        &mut self,
        who: RepresentativeId,
        case: Case,
        to: QueueId,
        stay: bool,
        note: bool,
    ) -> Allowed {
        let session = &self.sessions[case];
        let owner = session.owner();
        need(!session.is_over(), "over")?;
        need(owner == Some(who) || session.is_supervised_by(&self.people, who), "not the owner")?;
        need(owner.map(QueueId::Personal) != Some(to), "it is that one's")?;
        need(session.state != State::Waiting(to), "it waits there")?;
        need(note || to != session.last_queue, "back without a reason")?;
        match to {
            QueueId::Personal(id) => need(self.people.of(id).ready.is_available(), "away or busy")?,
            queue => need(self.is_served(queue), "nobody is there")?,
        }
        let now = self.now;
        let session = self.at(case);
        if let (Some(owner), false) = (owner, stay) {
            session.participants.remove(&owner);
        }
        session.becomes(State::Waiting(to), now);
        session.passed_by = Some(who);
        Ok(())
    }

    fn hand_over(&mut self, who: RepresentativeId, case: Case, to: RepresentativeId) -> Allowed {
        let session = &self.sessions[case];
        let owner = session.active_owner().ok_or(No("not active"))?;
        need(owner == who || session.is_supervised_by(&self.people, who), "not the owner")?;
        need(session.takes_part(to), "no participant")?;
        if owner == to {
            return Ok(());
        }
        need(self.people.of(to).ready.online, "not there")?;
        let now = self.now;
        self.at(case).becomes(State::Active(to), now);
        Ok(())
    }
}
