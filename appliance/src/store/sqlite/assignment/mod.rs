//! Automatic assignment in the database: offers of waiting sessions, and what becomes of them.
//!
//! An offer stands in the session ([`Assigning`]), so that it outlives a restart. What is to be done
//! follows from how things stand ([`run`]), not from what has just happened: whoever calls it at whatever
//! moment makes the same offers.

mod answer;
mod rows;
mod run;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::session::SessionState;
use farhand_protocol::team::{Assigned, Assigning, AssignmentResponse};
use farhand_protocol::{RepresentativeId, SessionId};

use super::session_row::{self, Case};
use super::{Write, chat, customer, people};
use crate::domain::together::Tried;
use crate::store::Result;

pub(super) use answer::{accepted, perform};
pub(super) use rows::{rule, rule_word};
pub(super) use run::{next_end, nothing_to_do, run};

/// A case as it is to be saved: an offer and those who were tried belong to the waiting in one queue.
/// `queue` is the one that it has waited in.
pub(super) fn settled<'c>(case: &'c Case, queue: Option<&str>) -> Cow<'c, Case> {
    let stays = match case.session.state {
        SessionState::Waiting { queue: now, .. } => queue.is_none_or(|was| was == now.to_string()),
        _ => false,
    };
    if stays || (case.session.assigning.is_none() && case.together.tried.is_empty()) {
        return Cow::Borrowed(case);
    }
    let mut case = case.clone();
    case.session.assigning = None;
    case.together.tried.clear();
    Cow::Owned(case)
}

/// Offers a waiting session to somebody, who is available. `by` is the supervisor who has chosen, where
/// one has.
fn offer(
    write: &Write<'_>,
    lsid: &SessionId,
    to: RepresentativeId,
    by: Option<(RepresentativeId, String)>,
) -> Result<()> {
    let mut case = session_row::get(write, lsid)?;
    let before = session_row::sight(&case);
    let found = people::get(write, to)?;
    let seconds = customer::settings(write)?.teams.told.assign_s;
    let (author, by, assigned) = match by {
        Some((id, name)) => (chat::representative(id, &name), Some(name), Assigned::Supervisor),
        None => (Author::Appliance, None, Assigned::Rule),
    };
    let until = write.now.plus(u64::from(seconds) * 1000);
    case.session.assigning = Some(Assigning { to, name: found.name.clone(), until, by });
    case.together.tried.retain(|tried| tried.who != to);
    case.together.tried.push(Tried { who: to, since: found.presence_since });
    session_row::save(write, &before, &case, None)?;
    let event = SessionEvent::SessionAssigned { name: found.name, by: assigned };
    chat::add_event(write, &case.session, author, event)
}

/// Ends a session's offer without anybody having accepted it.
fn end_offer(write: &Write<'_>, lsid: &SessionId, response: AssignmentResponse) -> Result<()> {
    let mut case = session_row::get(write, lsid)?;
    let before = session_row::sight(&case);
    let Some(assigning) = case.session.assigning.take() else { return Ok(()) };
    session_row::save(write, &before, &case, None)?;
    tell_response(write, &case, &assigning, response)
}

fn tell_response(
    write: &Write<'_>,
    case: &Case,
    assigning: &Assigning,
    response: AssignmentResponse,
) -> Result<()> {
    let author = match response {
        AssignmentResponse::Accepted | AssignmentResponse::Declined => {
            chat::representative(assigning.to, &assigning.name)
        }
        AssignmentResponse::TimedOut | AssignmentResponse::Withdrawn => Author::Appliance,
    };
    let event = SessionEvent::SessionAssignmentResponse { name: assigning.name.clone(), response };
    chat::add_event(write, &case.session, author, event)
}
