//! What a team's lead or manager does with the sessions and members of the own teams. Whatever it is, it
//! stands in the audit log, written with it.

mod govern;
mod monitor;
mod take;

use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::Connection;

use super::idempotency::Outcome;
use super::session_row::Case;
use super::{Write, people};
use crate::store::{Command, Refusal, Result};

pub(super) use monitor::{check_monitors, fits_rule, monitored_by};

/// Whether `who` is `other`'s supervisor.
pub(super) fn reaches(conn: &Connection, who: RepresentativeId, other: RepresentativeId) -> Result<bool> {
    Ok(people::oversight(conn, who)?.reaches(other))
}

/// Whether a session is one of the sessions that `who` supervises.
pub(super) fn reaches_case(conn: &Connection, who: RepresentativeId, case: &Case) -> Result<bool> {
    Ok(people::oversight(conn, who)?.reaches_session(&case.session.state, case.last_queue))
}

/// Carries out a supervisor's command.
pub(super) fn perform(write: &Write<'_>, who: RepresentativeId, command: Command) -> Result<Outcome> {
    match command {
        Command::Monitor { lsid, seen } => opened(monitor::start(write, who, &lsid, seen), lsid),
        Command::Join { lsid } => opened(take::join(write, who, &lsid), lsid),
        Command::TakeOver { lsid, from } => opened(take::take_over(write, who, &lsid, from), lsid),
        Command::SignOutColleague { who: whom } => govern::sign_out(write, who, whom),
        Command::Broadcast { broadcast } => govern::broadcast(write, who, &broadcast),
        _ => Err(Refusal::NotFound("command").into()),
    }
}

fn opened(done: Result<()>, lsid: SessionId) -> Result<Outcome> {
    done.map(|()| Outcome::Opened(lsid))
}
