//! What a representative is to a session now, for the table of [`rights`].

use farhand_protocol::session::{Participant, Session, SessionState};
use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::Connection;

use super::session_row::{self, Case};
use super::{Write, people};
use crate::domain::rights::{self, Action, Standing};
use crate::store::{Refusal, Result};

/// Who owns a session, holds it, or has passed it on and still takes part.
pub(super) fn owner(session: &Session) -> Option<RepresentativeId> {
    if let SessionState::Waiting { .. } = session.state {
        let passed_by = session.passed.as_ref().map(|passed| passed.by)?;
        return takes_part(session, passed_by).then_some(passed_by);
    }
    owner_or_holder(session)
}

/// Who owns a session, or holds it.
pub(super) fn owner_or_holder(session: &Session) -> Option<RepresentativeId> {
    match session.state {
        SessionState::Active { owner, .. } | SessionState::Held { by: owner, .. } => Some(owner),
        SessionState::Waiting { .. } | SessionState::Ended { .. } => None,
    }
}

/// Whether `who` takes part, or last took part.
pub(super) fn takes_part(session: &Session, who: RepresentativeId) -> bool {
    session.participants.iter().any(|p| p.id == who)
}

/// Whether `who` sees a session without taking part, known to those in it or not.
pub(super) fn monitors(case: &Case, who: RepresentativeId) -> bool {
    case.session.monitors.iter().any(|p| p.id == who) || case.together.unseen.contains(&who)
}

/// All that `who` is to a session.
pub(super) fn of(conn: &Connection, who: RepresentativeId, case: &Case) -> Result<Vec<Standing>> {
    let scope = people::scope(conn, who)?;
    let sight = session_row::sight(case);
    let invited = sight.invited.contains(&who) || sight.teams.iter().any(|team| scope.teams.contains(team));
    let reaches = people::oversight(conn, who)?.reaches_session(&case.session.state, case.last_queue);
    let table = [
        (Standing::Serves, sight.queue.is_some_and(|queue| scope.serves(queue))),
        (Standing::Invited, invited),
        (Standing::Participant, takes_part(&case.session, who)),
        (Standing::Owner, owner(&case.session) == Some(who)),
        (Standing::Monitor, monitors(case, who)),
        (Standing::Supervisor, reaches),
    ];
    Ok(table.into_iter().filter(|(_, is)| *is).map(|(standing, _)| standing).collect())
}

/// The session, for a representative who may do that with it. One to whom it is nothing does not learn
/// that it is there.
pub(super) fn require(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    action: Action,
) -> Result<Case> {
    let case = session_row::get(write, lsid)?;
    let standings = of(write, who, &case)?;
    if standings.is_empty() {
        return Err(Refusal::NotFound("session").into());
    }
    if !rights::may(action, &standings) {
        return Err(Refusal::Forbidden(words(action)).into());
    }
    Ok(case)
}

/// The same, while it is not over.
pub(super) fn require_open(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    action: Action,
) -> Result<Case> {
    let case = require(write, who, lsid, action)?;
    if case.is_open() { Ok(case) } else { Err(Refusal::WrongState("this session is over").into()) }
}

/// Lets `who` take part; whether that is new.
pub(super) fn bring_in(write: &Write<'_>, case: &mut Case, who: RepresentativeId) -> Result<bool> {
    if takes_part(&case.session, who) {
        return Ok(false);
    }
    let name = people::get(write, who)?.name;
    case.session.participants.push(Participant { id: who, name, joined_at: write.now });
    Ok(true)
}

fn words(action: Action) -> &'static str {
    match action {
        Action::Close => "only the owner may do that; you may leave the session",
        Action::Transfer | Action::HandOver | Action::Remove => "only the owner or a supervisor may do that",
        Action::Monitor | Action::Join | Action::TakeOver | Action::Assign | Action::Govern => {
            "only a lead or manager of the team may do that"
        }
        _ => "you do not take part in this session; accept it first",
    }
}
