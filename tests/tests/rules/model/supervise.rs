//! What supervisors do without having been invited.

use farhand_protocol::RepresentativeId;

use super::{Allowed, Model, No, need};
use crate::acts::{Case, Deed};
use crate::session::State;

impl Model {
    pub(super) fn supervise(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        let session = &self.sessions[case];
        let reached = session.is_supervised_by(&self.people, who);
        match deed {
            Deed::Monitor(seen) => {
                need(reached && !session.takes_part(who), "not a supervisor outside of it")?;
                self.at(case).monitors.insert(who, seen);
                Ok(())
            }
            Deed::Join => {
                need(reached && !session.waits(), "not a supervisor, or nobody has it")?;
                let now = self.now;
                self.at(case).comes_in(who, now);
                Ok(())
            }
            Deed::TakeOver(from) => self.take_over(who, case, from, reached),
            _ => unreachable!("is not for supervisors"),
        }
    }

    fn take_over(
        &mut self,
        who: RepresentativeId,
        case: Case,
        from: RepresentativeId,
        reached: bool,
    ) -> Allowed {
        let session = &self.sessions[case];
        // Who was slower than another supervisor is told so, as long as the old owner was within reach.
        let was = session.takes_part(from) && session.in_hands_of(&self.people, from, who);
        need(!session.is_over() && (reached || was), "not a supervisor")?;
        match session.state {
            State::Active(owner) if owner == who => return Ok(()),
            State::Active(owner) | State::Held(_, owner) => need(owner == from, "somebody else has it")?,
            State::Waiting(_) | State::Ended => return Err(No("nobody has it")),
        }
        let now = self.now;
        let session = self.at(case);
        session.comes_in(who, now);
        session.becomes(State::Active(who), now);
        Ok(())
    }
}
