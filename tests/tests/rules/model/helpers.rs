//! Outside helpers: let in by a link, gone with whoever let them in.

use farhand_protocol::{RepresentativeId, Timestamp, limits};

use super::{Allowed, Model, No, need};
use crate::acts::{Case, Deed, Helping};

/// A helper of a session.
#[derive(Clone, Debug)]
pub struct Helper {
    pub number: u32,
    pub name: &'static str,
    pub by: RepresentativeId,
    pub standing: Standing,
}

/// Whether a helper has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Until when the link opens.
    Invited(Timestamp),
    Here,
}

impl Helper {
    /// Whether the link does not open any more, and has let nobody in.
    pub fn is_too_late(&self, now: Timestamp) -> bool {
        matches!(self.standing, Standing::Invited(until) if until <= now)
    }
}

impl Model {
    pub(super) fn about_helpers(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        match deed {
            Deed::InviteHelper(name) => self.invite_helper(who, case, name),
            Deed::RemoveHelper(number) => {
                let governs = self.governs(who, case);
                let session = self.at(case);
                let found = session.helpers.iter().find(|helper| helper.number == number);
                need(found.ok_or(No("no such helper"))?.by == who || governs, "not the one's")?;
                session.helpers.retain(|helper| helper.number != number);
                Ok(())
            }
            _ => unreachable!("is not about helpers"),
        }
    }

    fn invite_helper(&mut self, who: RepresentativeId, case: Case, name: &'static str) -> Allowed {
        let (now, may) = (self.now, self.people.of(who).rights.helpers);
        let session = self.at(case);
        need(may && session.takes_part(who) && !session.is_over(), "no participant who may")?;
        let until = now.plus(u64::from(limits::HELPER_LINK_S) * 1000);
        let same = session
            .helpers
            .iter_mut()
            .find(|one| one.by == who && one.name == name && one.standing != Standing::Here);
        match same {
            // Another link for the same one.
            Some(helper) => helper.standing = Standing::Invited(until),
            None => {
                need(session.helpers.len() < limits::HELPERS, "too many")?;
                session.made_helpers += 1;
                let number = session.made_helpers;
                session.helpers.push(Helper { number, name, by: who, standing: Standing::Invited(until) });
            }
        }
        Ok(())
    }

    /// What a helper does: comes in once by the newest link, speaks, goes for good.
    pub(super) fn helper(&mut self, case: Case, number: u32, what: Helping) -> Allowed {
        let now = self.now;
        let session = self.at(case);
        let found = session.helpers.iter_mut().find(|helper| helper.number == number);
        match what {
            Helping::OpenLink => {
                let helper = found.ok_or(No("over"))?;
                let used = helper.standing == Standing::Here;
                need(!used && !helper.is_too_late(now), "used, or too late")?;
                helper.standing = Standing::Here;
            }
            Helping::Speak => need(found.is_some(), "over")?,
            // Going twice changes nothing.
            Helping::GoAway => session.helpers.retain(|helper| helper.number != number),
        }
        Ok(())
    }
}
