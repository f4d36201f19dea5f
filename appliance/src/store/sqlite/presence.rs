//! Whether the customer is there: on the session's page, or on the device that has joined.

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::device::DevicePresence;
use farhand_protocol::session::CustomerPresence;
use farhand_protocol::{SessionId, Timestamp};
use rusqlite::Connection;

use super::session_row::{self, Case};
use super::{Write, chat, permission};
use crate::store::Result;

/// Notes in a session, which the caller saves, whether its customer is there. One who is not has
/// been away since `at`. Answers what to tell then.
pub(super) fn note(case: &mut Case, at: Timestamp) -> Option<SessionEvent> {
    let device = case.session.device.as_ref().map(|device| device.presence);
    let there = case.unattended || case.page_here || device == Some(DevicePresence::Here);
    let presence = &mut case.session.customer.presence;
    match *presence {
        CustomerPresence::Here if !there => {
            *presence = CustomerPresence::Away { since: at };
            Some(SessionEvent::CustomerAway)
        }
        CustomerPresence::Away { .. } if there => {
            *presence = CustomerPresence::Here;
            Some(SessionEvent::CustomerReturned)
        }
        _ => None,
    }
}

/// Tells what [`note`] has found.
pub(super) fn tell(write: &Write<'_>, case: &Case, event: Option<SessionEvent>) -> Result<()> {
    event.map_or(Ok(()), |event| chat::add_event(write, &case.session, Author::Appliance, event))
}

/// The customer's page is connected.
pub(super) fn page_here(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    set_page(write, lsid, true, write.now)
}

/// The customer's page was lost at `since`.
pub(super) fn page_away(write: &Write<'_>, lsid: &SessionId, since: Timestamp) -> Result<()> {
    set_page(write, lsid, false, since)
}

fn set_page(write: &Write<'_>, lsid: &SessionId, here: bool, at: Timestamp) -> Result<()> {
    let mut case = session_row::get(write, lsid)?;
    let before = case.clone();
    case.page_here = here;
    case.unattended &= !here;
    // A page makes it possible to ask where there is only a VNC agent.
    let told = permission::settle(write, &mut case)?;
    let presence = note(&mut case, at);
    session_row::save_changed(write, &before, &case)?;
    permission::tell(write, &case.session, told)?;
    tell(write, &case, presence)
}

/// Sessions whose page counts as connected.
pub(super) fn pages_here(conn: &Connection) -> Result<Vec<SessionId>> {
    let cases = session_row::select(conn, "page_here AND ended_at IS NULL AND NOT unattended", [])?;
    Ok(cases.into_iter().map(|case| case.session.lsid).collect())
}
