//! Leaving a session, and taking somebody out of it.

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::people::Presence;
use farhand_protocol::session::SessionState;
use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::Connection;

use super::idempotency::Outcome;
use super::session_row::{self, Case};
use super::{Write, audit, chat, commands, company, numbers, people, sessions, standing};
use crate::domain::life::{self, Step};
use crate::domain::rights::Action;
use crate::store::{Refusal, Result};

/// Lets `who` leave a session, or see it no longer. With an owner it goes to whoever shares it longest.
pub(super) fn leave(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<Outcome> {
    let case = standing::require_open(write, who, lsid, Action::Leave)?;
    if !standing::takes_part(&case.session, who) {
        stop_seeing(write, who, case)?;
        return Ok(commands::nothing());
    }
    let name = sessions::name_in(&case, who);
    let event = SessionEvent::ConferenceMemberDeparted { name };
    match case.session.state {
        SessionState::Active { owner, .. } if owner == who => leave_to_heir(write, who, case, event)?,
        SessionState::Held { by, .. } if by == who => {
            return Err(Refusal::WrongState("this session is on hold; accept, transfer or end it").into());
        }
        _ => take_out(write, who, case, who, event)?,
    }
    Ok(commands::nothing())
}

fn stop_seeing(write: &Write<'_>, who: RepresentativeId, mut case: Case) -> Result<()> {
    let before = case.clone();
    let gone = company::part_with_monitor(write, &mut case, who)?;
    session_row::save_changed(write, &before, &case)?;
    company::tell(write, &case, gone)
}

fn leave_to_heir(
    write: &Write<'_>,
    who: RepresentativeId,
    mut case: Case,
    event: SessionEvent,
) -> Result<()> {
    let Some(heir) = heir(write, who, &case)? else {
        return Err(Refusal::WrongState("nobody else is in this session; transfer, hold or end it").into());
    };
    if let SessionState::Active { owner, since } = case.session.state {
        numbers::note_handled(write, &mut case, owner, since)?;
    }
    let before = session_row::sight(&case);
    if let Some(state) = life::after(&case.session.state, Step::PassTo(heir), write.now)
        .map_err(|stop| sessions::refusal(stop, &case))?
    {
        case.session.state = state;
    }
    case.session.participants.retain(|p| p.id != who);
    company::save(write, &before, &mut case, None)?;
    let author = event_author(write, who)?;
    chat::add_event(write, &case.session, author.clone(), event)?;
    let event = SessionEvent::ConferenceOwnerChanged { name: sessions::name_in(&case, heir), from: None };
    chat::add_event(write, &case.session, author, event)
}

/// The participant who shares it longest, of those who are there.
fn heir(conn: &Connection, who: RepresentativeId, case: &Case) -> Result<Option<RepresentativeId>> {
    let mut others: Vec<_> = case.session.participants.iter().filter(|p| p.id != who).collect();
    others.sort_by_key(|p| p.joined_at);
    for other in others {
        if people::get(conn, other.id)?.presence != Presence::Offline {
            return Ok(Some(other.id));
        }
    }
    Ok(None)
}

/// Takes `whom` out of a session. The owner may, and a supervisor.
pub(super) fn remove(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    whom: RepresentativeId,
) -> Result<Outcome> {
    let case = standing::require_open(write, who, lsid, Action::Remove)?;
    if !standing::takes_part(&case.session, whom) {
        return Err(Refusal::NotFound("participant").into());
    }
    let owner = standing::owner(&case.session);
    if owner == Some(whom) {
        return Err(Refusal::WrongState("the owner stays; take the session over, or transfer it").into());
    }
    let name = sessions::name_in(&case, whom);
    if owner != Some(who) {
        let customer = case.session.customer.name.clone();
        let deed = AuditDeed::Removed { lsid: lsid.clone(), customer, name: name.clone() };
        audit::note(write, who, &deed)?;
    }
    take_out(write, who, case, whom, SessionEvent::ConferenceMemberRemoved { name })?;
    commands::said_session(write, lsid)
}

fn take_out(
    write: &Write<'_>,
    by: RepresentativeId,
    mut case: Case,
    whom: RepresentativeId,
    event: SessionEvent,
) -> Result<()> {
    let before = session_row::sight(&case);
    case.session.participants.retain(|p| p.id != whom);
    company::save(write, &before, &mut case, None)?;
    chat::add_event(write, &case.session, event_author(write, by)?, event)
}

fn event_author(conn: &Connection, who: RepresentativeId) -> Result<farhand_protocol::chat::Author> {
    Ok(chat::representative(who, &people::get(conn, who)?.name))
}
