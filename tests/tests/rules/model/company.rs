//! Inviting colleagues, leaving, and taking somebody out.

use farhand_protocol::team::ShareWith;
use farhand_protocol::{RepresentativeId, limits};

use super::{Allowed, Model, No, need};
use crate::acts::{Case, Deed};
use crate::session::{Invitation, State};

impl Model {
    pub(super) fn company(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        match deed {
            Deed::Leave => self.leave(who, case),
            Deed::Remove(whom) => {
                need(self.governs(who, case), "not the owner")?;
                let session = self.at(case);
                let other = session.takes_part(whom) && session.owner() != Some(whom);
                need(other, "not somebody else who takes part")?;
                session.participants.remove(&whom);
                Ok(())
            }
            Deed::Share(with) => self.share(who, case, with),
            Deed::AcceptShare(id) => {
                let found = self.sessions[case].shares.iter().find(|share| share.id == id).copied();
                let mine = found.is_some_and(|it| self.sessions[case].invites(&self.people, who, &it));
                need(mine, "not invited")?;
                let now = self.now;
                let session = self.at(case);
                session.shares.retain(|share| share.id != id);
                session.comes_in(who, now);
                Ok(())
            }
            Deed::DeclineShare(id) => {
                let alone = ShareWith::Representative { id: who };
                let session = self.at(case);
                let mine = |share: &Invitation| share.id == id && share.with == alone;
                need(session.shares.iter().any(mine), "not invited alone")?;
                session.shares.retain(|share| share.id != id);
                Ok(())
            }
            Deed::CancelShare(id) => {
                let governs = self.governs(who, case);
                let session = self.at(case);
                let found = session.shares.iter().find(|share| share.id == id).ok_or(No("none"))?;
                need(found.by == who || governs, "not the one's to cancel")?;
                session.shares.retain(|share| share.id != id);
                Ok(())
            }
            _ => unreachable!("is not about company"),
        }
    }

    /// Whether `who` owns or supervises it.
    pub(super) fn governs(&self, who: RepresentativeId, case: Case) -> bool {
        let session = &self.sessions[case];
        session.owner() == Some(who) || session.is_supervised_by(&self.people, who)
    }

    fn share(&mut self, who: RepresentativeId, case: Case, with: ShareWith) -> Allowed {
        let session = self.at(case);
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

    fn leave(&mut self, who: RepresentativeId, case: Case) -> Allowed {
        let heir = self.sessions[case].heir(&self.people, Some(who));
        let now = self.now;
        let session = self.at(case);
        need(!session.is_over(), "over")?;
        if session.monitors.remove(&who).is_some() {
            return Ok(());
        }
        need(session.takes_part(who), "no participant")?;
        match session.state {
            State::Active(owner) if owner == who => {
                let heir = heir.ok_or(No("nobody else is there"))?;
                session.becomes(State::Active(heir), now);
            }
            State::Held(_, holder) if holder == who => return Err(No("held: accept or pass it on first")),
            _ => {}
        }
        session.participants.remove(&who);
        Ok(())
    }
}
