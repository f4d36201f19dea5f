//! Joining a session without having been invited, and taking one over.

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::session::SessionState;
use farhand_protocol::{RepresentativeId, SessionId};

use super::super::session_row::{self, Case};
use super::super::{Write, audit, chat, company, numbers, people, sessions, standing};
use crate::domain::life::{self, Step};
use crate::domain::rights::Action;
use crate::store::{Refusal, Result};

pub(super) fn join(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let mut case = standing::require_open(write, who, lsid, Action::Join)?;
    if matches!(case.session.state, SessionState::Waiting { .. }) {
        return Err(Refusal::WrongState("nobody has accepted this session yet; accept or assign it").into());
    }
    let before = session_row::sight(&case);
    if !standing::bring_in(write, &mut case, who)? {
        return Ok(());
    }
    company::save(write, &before, &mut case, None)?;
    let customer = case.session.customer.name.clone();
    audit::note(write, who, &AuditDeed::Joined { lsid: lsid.clone(), customer })?;
    tell_added(write, &case, who)
}

/// Owns a session in the place of `from`. Of two supervisors at once the second learns who was faster.
pub(super) fn take_over(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    from: RepresentativeId,
) -> Result<()> {
    let mut case = within_reach(write, who, lsid, from)?;
    let step = life::after(&case.session.state, Step::TakeOver(who, from), write.now);
    let Some(state) = step.map_err(|stop| sessions::refusal(stop, &case))? else { return Ok(()) };
    if let SessionState::Active { owner: by, since } | SessionState::Held { by, since, .. } =
        case.session.state
    {
        numbers::note_handled(write, &mut case, by, since)?;
    }
    let before = session_row::sight(&case);
    case.session.state = state;
    let new = standing::bring_in(write, &mut case, who)?;
    company::save(write, &before, &mut case, None)?;
    let (customer, from) = (case.session.customer.name.clone(), sessions::name_in(&case, from));
    let deed = AuditDeed::TookOver { lsid: lsid.clone(), customer, from: from.clone() };
    audit::note(write, who, &deed)?;
    if new {
        tell_added(write, &case, who)?;
    }
    let name = sessions::name_in(&case, who);
    let author = chat::representative(who, &name);
    let event = SessionEvent::ConferenceOwnerChanged { name, from: Some(from) };
    chat::add_event(write, &case.session, author, event)
}

/// The session, if it is within reach, or was while `from` owned it.
fn within_reach(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    from: RepresentativeId,
) -> Result<Case> {
    let case = session_row::get(write, lsid)?;
    let oversight = people::oversight(write, who)?;
    let before = SessionState::Active { owner: from, since: write.now };
    let was = case.is_open() && standing::takes_part(&case.session, from);
    if was && oversight.reaches_session(&before, case.last_queue) {
        return Ok(case);
    }
    standing::require(write, who, lsid, Action::TakeOver)
}

fn tell_added(write: &Write<'_>, case: &Case, who: RepresentativeId) -> Result<()> {
    let name = sessions::name_in(case, who);
    let author = chat::representative(who, &name);
    chat::add_event(write, &case.session, author, SessionEvent::ConferenceMemberAdded { name })
}
