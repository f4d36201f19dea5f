//! What happens to a session: accepted, held, ended, given back. Each writes the session, its
//! row in the log, and then the entries that tell it in the session's own log.

use farhand_protocol::chat::{Author, EntriesPage, SessionEvent};
use farhand_protocol::session::{CustomerPresence, EndReason, Participant, SessionState};
use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::Connection;

use super::session_row::{self, Case};
use super::{Write, assignment, chat, company, devices, numbers, people, queues, standing};
use crate::domain::WRAP_UP_S;
use crate::domain::life::{self, Step, Stop};
use crate::domain::line::{self, Turn};
use crate::domain::rights::{self, Action};
use crate::store::{PageOf, Refusal, Result, Scope};

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
    if past || !scope.sees(&session_row::sight(&case)) {
        return Err(Refusal::NotFound("session").into());
    }
    Ok(case)
}

/// A page of a session's log for `who`, who sees it: whispers and notes only for those who hear what is
/// said in it.
pub(super) fn page(
    conn: &Connection,
    who: RepresentativeId,
    case: &Case,
    of: PageOf,
    limit: u32,
) -> Result<EntriesPage> {
    let lsid = &case.session.lsid;
    if rights::may(Action::Hear, &standing::of(conn, who, case)?) {
        chat::page(conn, lsid, of, limit)
    } else {
        chat::shared_page(conn, lsid, of, limit)
    }
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

/// A session in which `who` takes part, or last took part, or which `who` monitors.
pub(super) fn attended(
    conn: &Connection,
    who: RepresentativeId,
    lsid: &SessionId,
    now: farhand_protocol::Timestamp,
) -> Result<Case> {
    let scope = people::scope(conn, who)?;
    let case = visible(conn, &scope, lsid, now)?;
    if standing::monitors(&case, who) { Ok(case) } else { shared(conn, who, lsid, now) }
}

/// Accepts a session for `who`.
pub(super) fn accept(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let scope = people::scope(write, who)?;
    let mut case = session_row::get(write, lsid)?;
    let before = session_row::sight(&case);
    if !scope.sees(&before) && !scope.serves(case.last_queue) {
        return Err(Refusal::NotFound("session").into());
    }
    let offer = case.session.assigning.clone();
    let offered = offer.as_ref().is_some_and(|offer| offer.to == who);
    let standings = standing::of(write, who, &case)?;
    if !offered && !scope.serves(case.last_queue) && !rights::may(Action::Accept, &standings) {
        return Err(Refusal::Forbidden("you do not serve the queue of this session").into());
    }
    let step = life::after(&case.session.state, Step::Accept(who), write.now);
    let Some(state) = step.map_err(|stop| refusal(stop, &case))? else { return Ok(()) };
    numbers::note_accept(write, &mut case, who)?;
    let left = put_in_charge(write, &mut case, who)?;
    case.session.state = state;
    let name = name_in(&case, who);
    company::save(write, &before, &mut case, Some(name.clone()))?;
    assignment::accepted(write, &case, offer, who)?;
    tell_accepted(write, &case, who, &name, left)
}

/// Lets `who` take part. Those who are there stay, but for one who holds a session that nobody shares;
/// that one is answered.
fn put_in_charge(write: &Write<'_>, case: &mut Case, who: RepresentativeId) -> Result<Vec<Participant>> {
    let holds_alone = |p: &Participant| {
        let held = matches!(case.session.state, SessionState::Held { by, .. } if by == p.id);
        held && p.id != who && case.session.participants.len() == 1
    };
    let left: Vec<_> = case.session.participants.iter().filter(|p| holds_alone(p)).cloned().collect();
    case.session.participants.retain(|p| !left.contains(p));
    standing::bring_in(write, case, who)?;
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
    let event = SessionEvent::ConferenceOwnerChanged { name: name.to_owned(), from: None };
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
    let before = session_row::sight(&case);
    let queue = case.last_queue;
    let step = Step::Hold(who, queue);
    let Some(state) =
        life::after(&case.session.state, step, write.now).map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    numbers::note_hold(&mut case);
    case.session.state = state;
    company::save(write, &before, &mut case, None)?;
    let event = SessionEvent::SessionHeld { queue: queues::name_for_customer(write, queue)? };
    chat::add_event(write, &case.session, chat::representative(who, &name_in(&case, who)), event)
}

/// Ends a session. One that is over stays as it ended.
pub(super) fn end(write: &Write<'_>, mut case: Case, author: Author, reason: EndReason) -> Result<()> {
    let before = session_row::sight(&case);
    let Some(state) = life::after(&case.session.state, Step::End(reason), write.now)
        .map_err(|stop| refusal(stop, &case))?
    else {
        return Ok(());
    };
    numbers::note_end(write, &mut case)?;
    case.session.state = state;
    case.session.customer.presence = CustomerPresence::Gone { since: write.now };
    devices::part(write, &mut case)?;
    company::save(write, &before, &mut case, None)?;
    chat::add_event(write, &case.session, author, SessionEvent::SessionEnd { reason })
}

/// The name under which `who` takes part.
pub(super) fn name_in(case: &Case, who: RepresentativeId) -> String {
    case.session.participants.iter().find(|p| p.id == who).map(|p| p.name.clone()).unwrap_or_default()
}

/// Why the session's state does not allow something.
pub(super) fn refusal(stop: Stop, case: &Case) -> Refusal {
    match stop {
        Stop::TakenBy(by) => Refusal::AlreadyTaken { by: name_in(case, by) },
        Stop::NotTheOwner => Refusal::Forbidden("only the owner may do that"),
        Stop::NotAccepted => Refusal::WrongState("nobody has accepted this session yet"),
        Stop::IsHeld => Refusal::WrongState("this session is on hold; accept it first"),
        Stop::IsOver => Refusal::WrongState("this session is over"),
    }
}
