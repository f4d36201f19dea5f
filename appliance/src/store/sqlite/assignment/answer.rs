//! Answers to offers, and supervisors' own offers.

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::session::SessionState;
use farhand_protocol::team::{Assigning, AssignmentResponse};
use farhand_protocol::{RepresentativeId, SessionId};

use super::super::commands::said_session;
use super::super::idempotency::Outcome;
use super::super::session_row::Case;
use super::super::{Write, audit, people, readiness, session_row, sessions, standing};
use super::{end_offer, offer, rows, tell_response};
use crate::domain::rights::Action;
use crate::store::{Command, Refusal, Result};

/// Carries out one of this folder's commands.
pub(in super::super) fn perform(
    write: &Write<'_>,
    who: RepresentativeId,
    command: Command,
) -> Result<Outcome> {
    match command {
        Command::AnswerAssignment { lsid, accept } => answer(write, who, &lsid, accept),
        Command::Assign { lsid, to } => assign(write, who, &lsid, to),
        _ => Err(Refusal::NotFound("command").into()),
    }
}

fn answer(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, accept: bool) -> Result<Outcome> {
    let scope = people::scope(write, who)?;
    let case = sessions::visible(write, &scope, lsid, write.now)?;
    let open = |a: &Assigning| a.to == who && a.until > write.now;
    if !case.session.assigning.as_ref().is_some_and(open) {
        return Err(Refusal::WrongState("this offer is past").into());
    }
    if accept {
        sessions::accept(write, who, lsid)?;
        return Ok(Outcome::Opened(lsid.clone()));
    }
    end_offer(write, lsid, AssignmentResponse::Declined)?;
    said_session(write, lsid)
}

/// Tells the answer to an offer where the one that it was made to has just taken the session, in
/// whatever way. `was` is the offer that was open.
pub(in super::super) fn accepted(
    write: &Write<'_>,
    case: &Case,
    was: Option<Assigning>,
    who: RepresentativeId,
) -> Result<()> {
    match was.filter(|assigning| assigning.to == who) {
        Some(assigning) => tell_response(write, case, &assigning, AssignmentResponse::Accepted),
        None => Ok(()),
    }
}

/// A supervisor offers a waiting session to somebody. Another one's offer is withdrawn for it.
fn assign(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    to: RepresentativeId,
) -> Result<Outcome> {
    let case = standing::require_open(write, who, lsid, Action::Assign)?;
    let SessionState::Waiting { queue, .. } = case.session.state else {
        return Err(Refusal::WrongState("only a session that waits can be offered to somebody").into());
    };
    if !people::oversight(write, who)?.reaches(to) {
        return Err(Refusal::Forbidden("only a lead or manager of the representative may do that").into());
    }
    let name = readiness::must_be_available(write, to)?.name;
    if !people::scope(write, to)?.serves(queue) {
        return Err(Refusal::WrongState("this representative does not serve the session's queue").into());
    }
    if case.session.assigning.as_ref().is_none_or(|open| open.to != to) && rows::is_asked(write, to)? {
        return Err(Refusal::WrongState("this representative is asked for another session now").into());
    }
    end_offer(write, lsid, AssignmentResponse::Withdrawn)?;
    let by = people::get(write, who)?.name;
    offer(write, lsid, to, Some((who, by)))?;
    let customer = session_row::get(write, lsid)?.session.customer.name;
    audit::note(write, who, &AuditDeed::Assigned { lsid: lsid.clone(), customer, to: name })?;
    said_session(write, lsid)
}
