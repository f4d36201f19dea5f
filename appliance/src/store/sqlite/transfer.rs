//! Passing a session on: to a queue, where whoever serves it accepts it, or to a participant.

use std::collections::BTreeSet;

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::people::Presence;
use farhand_protocol::session::SessionState;
use farhand_protocol::team::{Passed, Transfer};
use farhand_protocol::{QueueId, RepresentativeId, SessionId, limits};
use rusqlite::Connection;

use super::idempotency::Outcome;
use super::session_row::{self, Case};
use super::{Write, audit, chat, commands, company, numbers, people, queues, readiness, sessions, standing};
use crate::domain::field;
use crate::domain::life::{self, Step};
use crate::domain::rights::Action;
use crate::store::{Refusal, Result};

/// Passes a session on to a queue. Whether somebody is there to take it is looked at inside this write:
/// a colleague who goes away at that moment was there before it, or is refused.
pub(super) fn transfer(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    transfer: Transfer,
) -> Result<Outcome> {
    let mut case = standing::require_open(write, who, lsid, Action::Transfer)?;
    let Transfer { to, note, stay } = transfer;
    let note = field::optional_text("note", note.as_deref(), limits::PASSING_NOTE_BYTES)?;
    let step = life::after(&case.session.state, Step::Requeue(to), write.now);
    let Some(state) = step.map_err(|stop| sessions::refusal(stop, &case))? else {
        return Err(Refusal::WrongState("the session waits in that queue already").into());
    };
    check_way(&case, to, note.is_some())?;
    let queue = check_queue(write, to)?;
    let owner = standing::owner(&case.session);
    note_handled(write, &mut case)?;
    let before = session_row::sight(&case);
    let passer = people::get(write, who)?.name;
    let place = audit::place_of(&case);
    case.session.state = state;
    case.last_queue = to;
    case.session.passed = Some(Passed { by: who, name: passer.clone(), at: write.now, note: note.clone() });
    case.session.assigning = None;
    case.together.tried.clear();
    let left = owner.filter(|_| !stay).map(|owner| sessions::name_in(&case, owner));
    case.session.participants.retain(|p| stay || Some(p.id) != owner);
    company::save(write, &before, &mut case, None)?;
    let author = || chat::representative(who, &passer);
    let event = SessionEvent::SessionTransferredToQueue { queue, note };
    chat::add_event(write, &case.session, author(), event)?;
    if let Some(name) = left {
        chat::add_event(write, &case.session, author(), SessionEvent::ConferenceMemberDeparted { name })?;
    }
    if owner != Some(who) {
        let customer = case.session.customer.name.clone();
        let deed = AuditDeed::Transferred { lsid: lsid.clone(), customer, to };
        audit::note_at(write, who, &deed, &BTreeSet::from([place]))?;
    }
    commands::said_session(write, lsid)
}

fn note_handled(write: &Write<'_>, case: &mut Case) -> Result<()> {
    match case.session.state {
        SessionState::Active { owner: by, since } | SessionState::Held { by, since, .. } => {
            numbers::note_handled(write, case, by, since)
        }
        _ => Ok(()),
    }
}

/// Going back where it came from wants a reason.
fn check_way(case: &Case, to: QueueId, reason: bool) -> Result<()> {
    if to == case.last_queue && !reason {
        let words = "say in a note why the session goes back to the queue that it came from";
        return Err(Refusal::InvalidField(words.to_owned()).into());
    }
    if standing::owner(&case.session).map(QueueId::Personal) == Some(to) {
        return Err(Refusal::WrongState("the session is that representative's already").into());
    }
    Ok(())
}

/// The name of a queue in which somebody is there to take a session, or will be.
fn check_queue(conn: &Connection, to: QueueId) -> Result<String> {
    if let QueueId::Personal(to) = to {
        return Ok(readiness::must_be_available(conn, to)?.name);
    }
    let queue = queues::get(conn, to)?.name;
    if is_kept(conn, to)? { Ok(queue) } else { Err(Refusal::NobodyThere { queue }.into()) }
}

/// Whether a queue keeps a session: somebody who serves it is there, or belongs to it and it waits for that.
fn is_kept(conn: &Connection, queue: QueueId) -> Result<bool> {
    let team = match queue {
        QueueId::Team(team) => Some(team.0),
        QueueId::General | QueueId::Personal(_) => None,
    };
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM team JOIN membership ON team_id = team.id
                        JOIN representative ON representative.id = representative_id
                        WHERE team.id = ?1 AND enabled AND (online OR persistent))
             OR (?1 IS NULL AND EXISTS (SELECT 1 FROM representative WHERE enabled AND general_queue))",
    )?;
    Ok(statement.query_row([team], |row| row.get(0))?)
}

/// Makes a participant the owner; the old one keeps taking part.
pub(super) fn hand_over(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    to: RepresentativeId,
) -> Result<Outcome> {
    let mut case = standing::require_open(write, who, lsid, Action::HandOver)?;
    if !standing::takes_part(&case.session, to) {
        return Err(
            Refusal::WrongState("only somebody who takes part can own the session; share it first").into()
        );
    }
    let step = life::after(&case.session.state, Step::PassTo(to), write.now);
    let Some(state) = step.map_err(|stop| sessions::refusal(stop, &case))? else {
        return commands::said_session(write, lsid);
    };
    let heir = people::get(write, to)?;
    if heir.presence == Presence::Offline {
        return Err(Refusal::NotThere { name: heir.name, presence: heir.presence }.into());
    }
    let owner = standing::owner(&case.session);
    note_handled(write, &mut case)?;
    let before = session_row::sight(&case);
    case.session.state = state;
    company::save(write, &before, &mut case, None)?;
    let author = chat::representative(who, &people::get(write, who)?.name);
    let name = sessions::name_in(&case, to);
    let event = SessionEvent::ConferenceOwnerChanged { name: name.clone(), from: None };
    chat::add_event(write, &case.session, author, event)?;
    if owner != Some(who) {
        let customer = case.session.customer.name.clone();
        audit::note(write, who, &AuditDeed::OwnerChanged { lsid: lsid.clone(), customer, to: name })?;
    }
    commands::said_session(write, lsid)
}
