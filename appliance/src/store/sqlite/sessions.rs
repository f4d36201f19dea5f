//! What happens to a session: accepted, held, ended, given back. Each writes the session, its
//! row in the log, and then the entries that tell it in the session's own log.

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::session::{CustomerPresence, EndReason, Participant, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, SessionId};
use rusqlite::Connection;

use super::session_row::{self, Case};
use super::{Write, chat, devices, people, permission, queues};
use crate::domain::WRAP_UP_S;
use crate::domain::life::{self, Step, Stop};
use crate::domain::line::{self, Turn};
use crate::domain::permission::Step as PermissionStep;
use crate::store::{Refusal, Result, Scope};

/// A session that `scope` sees, for reading.
pub(super) fn visible(
    conn: &Connection,
    scope: &Scope,
    lsid: &SessionId,
    now: farhand_protocol::Timestamp,
) -> Result<Case> {
    let case = session_row::get(conn, lsid)?;
    let past = match case.session.state {
        SessionState::Ended { at, .. } => now.since(at) > u64::from(WRAP_UP_S) * 1000,
        _ => false,
    };
    if past || !scope.sees(&session_row::sight(&case.session)) {
        return Err(Refusal::NotFound("session").into());
    }
    Ok(case)
}

/// A session in which `who` takes part, or last took part.
pub(super) fn shared(
    conn: &Connection,
    who: RepresentativeId,
    lsid: &SessionId,
    now: farhand_protocol::Timestamp,
) -> Result<Case> {
    let scope = people::scope(conn, who)?;
    let case = visible(conn, &scope, lsid, now)?;
    if case.session.participants.iter().any(|p| p.id == who) {
        return Ok(case);
    }
    Err(Refusal::Forbidden("you do not take part in this session; accept it first").into())
}

/// Accepts a session for `who`.
pub(super) fn accept(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let scope = people::scope(write, who)?;
    let mut case = session_row::get(write, lsid)?;
    let before = session_row::sight(&case.session);
    if !scope.sees(&before) && !scope.serves(case.last_queue) {
        return Err(Refusal::NotFound("session").into());
    }
    let was = case.session.state.clone();
    let Some(state) = life::after(&was, Step::Accept(who), write.now).map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    case.session.state = state;
    let left = put_in_charge(write, &mut case, who)?;
    let name = name_in(&case, who);
    let told = permission::settle(write, &mut case)?;
    session_row::save(write, &before, &case, Some(name.clone()))?;
    permission::tell(write, &case.session, told)?;
    if let SessionState::Waiting { queue, since } = was {
        queues::note_wait(write, queue, since)?;
    }
    tell_accepted(write, &case, who, &name, left)
}

/// Makes `who` the only participant; answers the names of those who were there instead.
fn put_in_charge(write: &Write<'_>, case: &mut Case, who: RepresentativeId) -> Result<Vec<Participant>> {
    let (mine, left): (Vec<_>, Vec<_>) = case.session.participants.drain(..).partition(|p| p.id == who);
    case.session.participants = if mine.is_empty() {
        let name = people::get(write, who)?.name;
        vec![Participant { id: who, name, joined_at: write.now }]
    } else {
        mine
    };
    Ok(left)
}

fn tell_accepted(
    write: &Write<'_>,
    case: &Case,
    who: RepresentativeId,
    name: &str,
    left: Vec<Participant>,
) -> Result<()> {
    for gone in &left {
        let event = SessionEvent::ConferenceMemberDeparted { name: gone.name.clone() };
        chat::add_event(write, &case.session, chat::representative(gone.id, &gone.name), event)?;
    }
    let author = || chat::representative(who, name);
    let first = case.session.participants.iter().any(|p| p.id == who && p.joined_at == write.now);
    if first {
        let event = SessionEvent::ConferenceMemberAdded { name: name.to_owned() };
        chat::add_event(write, &case.session, author(), event)?;
    }
    let event = SessionEvent::ConferenceOwnerChanged { name: name.to_owned() };
    chat::add_event(write, &case.session, author(), event)
}

/// Accepts the session that is most due among those that `who` serves.
pub(super) fn accept_next(write: &Write<'_>, who: RepresentativeId) -> Result<SessionId> {
    let scope = people::scope(write, who)?;
    let mut line = Vec::new();
    for queue in queues::served(write, &scope)? {
        // The first of a queue by priority and time is the only one of it whose turn it can be.
        let first = session_row::select(
            write,
            "queue = ? AND state = 'waiting' ORDER BY high DESC, since LIMIT 1",
            [queue.id.to_string()],
        )?;
        line.extend(first.into_iter().map(|case| (case, queue.target_s)));
    }
    let turns: Vec<_> = line.iter().filter_map(|(case, target_s)| turn(case, *target_s)).collect();
    let index = line::next(&turns, write.now).ok_or(Refusal::NobodyWaiting)?;
    let lsid = line[index].0.session.lsid.clone();
    accept(write, who, &lsid)?;
    Ok(lsid)
}

fn turn(case: &Case, target_s: u32) -> Option<Turn> {
    match case.session.state {
        SessionState::Waiting { since, .. } => {
            Some(Turn { priority: case.session.priority, since, target_s })
        }
        _ => None,
    }
}

/// Puts a session back into its queue; `who` keeps taking part.
pub(super) fn hold(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let mut case = shared(write, who, lsid, write.now)?;
    let before = session_row::sight(&case.session);
    let queue = case.last_queue;
    let step = Step::Hold(who, queue);
    let Some(state) =
        life::after(&case.session.state, step, write.now).map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    case.session.state = state;
    let told = permission::settle(write, &mut case)?;
    session_row::save(write, &before, &case, None)?;
    permission::tell(write, &case.session, told)?;
    let event = SessionEvent::SessionHeld { queue: queues::name_for_customer(write, queue)? };
    chat::add_event(write, &case.session, chat::representative(who, &name_in(&case, who)), event)
}

/// Ends a session. One that is over stays as it ended.
pub(super) fn end(write: &Write<'_>, mut case: Case, author: Author, reason: EndReason) -> Result<()> {
    let before = session_row::sight(&case.session);
    let Some(state) = life::after(&case.session.state, Step::End(reason), write.now)
        .map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    case.session.state = state;
    case.session.customer.presence = CustomerPresence::Gone { since: write.now };
    devices::part(write, &mut case)?;
    let told = permission::settle(write, &mut case)?;
    session_row::save(write, &before, &case, None)?;
    permission::tell(write, &case.session, told)?;
    chat::add_event(write, &case.session, author, SessionEvent::SessionEnd { reason })
}

/// Takes a session away from an owner, or out of the queue of one, who does not come back.
pub(super) fn requeue(
    write: &Write<'_>,
    mut case: Case,
    gone: RepresentativeId,
    queue: QueueId,
) -> Result<()> {
    let before = session_row::sight(&case.session);
    let step = Step::Requeue(queue);
    let Some(state) =
        life::after(&case.session.state, step, write.now).map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    case.session.state = state;
    case.last_queue = queue;
    let left = std::mem::take(&mut case.session.participants);
    let told = permission::settle(write, &mut case)?;
    session_row::save(write, &before, &case, None)?;
    permission::tell(write, &case.session, told)?;
    for participant in left.iter().filter(|p| p.id == gone) {
        let event = SessionEvent::ConferenceMemberDeparted { name: participant.name.clone() };
        chat::add_event(write, &case.session, Author::Appliance, event)?;
    }
    Ok(())
}

/// Gives a session to another participant because its owner does not come back.
pub(super) fn pass_to(
    write: &Write<'_>,
    mut case: Case,
    gone: RepresentativeId,
    heir: RepresentativeId,
) -> Result<()> {
    let before = session_row::sight(&case.session);
    let step = Step::PassTo(heir);
    let Some(state) =
        life::after(&case.session.state, step, write.now).map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    case.session.state = state;
    case.session.participants.retain(|p| p.id != gone);
    let told = permission::take(write, &mut case, PermissionStep::Reset(None), write.now)?;
    session_row::save(write, &before, &case, None)?;
    permission::tell(write, &case.session, told)?;
    let event = SessionEvent::ConferenceOwnerChanged { name: name_in(&case, heir) };
    chat::add_event(write, &case.session, Author::Appliance, event)
}

/// The name under which `who` takes part.
pub(super) fn name_in(case: &Case, who: RepresentativeId) -> String {
    case.session.participants.iter().find(|p| p.id == who).map(|p| p.name.clone()).unwrap_or_default()
}

fn refusal(stop: Stop, case: &Case) -> Refusal {
    match stop {
        Stop::TakenBy(by) => Refusal::AlreadyTaken { by: name_in(case, by) },
        Stop::NotTheOwner => Refusal::Forbidden("only the owner may do that"),
        Stop::NotAccepted => Refusal::WrongState("nobody has accepted this session yet"),
        Stop::IsHeld => Refusal::WrongState("this session is on hold; accept it first"),
        Stop::IsOver => Refusal::WrongState("this session is over"),
    }
}
