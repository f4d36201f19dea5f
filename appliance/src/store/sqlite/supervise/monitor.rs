//! Seeing a session without taking part. Where the representatives in it are not to know, nothing that
//! they could read is different: the session's row stays as it was, and what is told of it goes to the
//! supervisor alone.

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::session::Participant;
use farhand_protocol::site::MonitorRule;
use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::Connection;

use super::super::session_row::{self, Case};
use super::super::{Write, audit, chat, company, customer, log, people, standing};
use crate::domain::rights::Action;
use crate::store::{Kind, Refusal, Result, StoreError};

/// Sessions that `who` sees without taking part.
pub(in super::super) fn monitored_by(conn: &Connection, who: RepresentativeId) -> Result<Vec<SessionId>> {
    monitored(conn, Some(who))
}

/// Sessions that somebody, or this one, sees without taking part.
fn monitored(conn: &Connection, by: Option<RepresentativeId>) -> Result<Vec<SessionId>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT lsid FROM beside WHERE as_what = 'monitor' AND id = coalesce(?, id) ORDER BY lsid",
    )?;
    let rows = statement.query_map([by.map(|who| who.0)], |row| row.get::<_, String>(0))?;
    rows.map(|lsid| lsid?.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))).collect()
}

pub(super) fn start(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, seen: bool) -> Result<()> {
    let case = standing::require_open(write, who, lsid, Action::Monitor)?;
    check_rule(write, seen)?;
    if standing::takes_part(&case.session, who) {
        return Err(Refusal::WrongState("you take part in this session already").into());
    }
    if case.session.monitors.iter().any(|p| p.id == who) == seen && standing::monitors(&case, who) {
        return Ok(());
    }
    let mut case = without(write, case, who)?;
    let name = people::get(write, who)?.name;
    let customer = case.session.customer.name.clone();
    audit::note(write, who, &AuditDeed::MonitoringStarted { lsid: lsid.clone(), customer, seen })?;
    if seen {
        start_seen(write, &mut case, who, name)?
    } else {
        start_unseen(write, &mut case, who)?
    }
    log::append(write, &Kind::Monitoring { who, lsid: lsid.clone(), on: true })
}

/// The session without this monitor, who saw it the other way until now.
fn without(write: &Write<'_>, mut case: Case, who: RepresentativeId) -> Result<Case> {
    if !standing::monitors(&case, who) {
        return Ok(case);
    }
    let before = case.clone();
    let gone = company::part_with_monitor(write, &mut case, who)?;
    session_row::save_changed(write, &before, &case)?;
    company::tell(write, &case, gone)?;
    Ok(case)
}

fn check_rule(conn: &Connection, seen: bool) -> Result<()> {
    let refusal = match (fits_rule(conn, seen)?, seen) {
        (true, _) => return Ok(()),
        (false, false) => "this site lets the representatives see that somebody monitors",
        (false, true) => "this site does not let the representatives see that somebody monitors",
    };
    Err(Refusal::Forbidden(refusal).into())
}

/// Whether the site's rule lets somebody monitor like this now.
pub(in super::super) fn fits_rule(conn: &Connection, seen: bool) -> Result<bool> {
    Ok(match customer::settings(conn)?.teams.told.monitoring {
        MonitorRule::Seen => seen,
        MonitorRule::Unseen => !seen,
        MonitorRule::Choice => true,
    })
}

fn start_seen(write: &Write<'_>, case: &mut Case, who: RepresentativeId, name: String) -> Result<()> {
    let before = session_row::sight(case);
    case.session.monitors.push(Participant { id: who, name: name.clone(), joined_at: write.now });
    session_row::save(write, &before, case, None)?;
    let author = chat::representative(who, &name);
    chat::add_event(write, &case.session, author, SessionEvent::RepresentativeMonitoringStarted { name })
}

fn start_unseen(write: &Write<'_>, case: &mut Case, who: RepresentativeId) -> Result<()> {
    case.together.unseen.push(who);
    session_row::save_kept(write, case)?;
    company::tell_in_secret(write, case, who)
}

/// Ends the monitoring of sessions that are out of reach: ranks or teams are different from before.
pub(in super::super) fn check_monitors(write: &Write<'_>) -> Result<()> {
    for lsid in monitored(write, None)? {
        let mut case = session_row::get(write, &lsid)?;
        let before = case.clone();
        let gone = company::settle(write, &mut case)?;
        session_row::save_changed(write, &before, &case)?;
        company::tell(write, &case, gone)?;
    }
    Ok(())
}
