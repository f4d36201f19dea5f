//! Those who take part beside the owner and do not come back: they leave by themselves, after the same time
//! as an owner. Somebody is always left: whoever owns or holds the session stays (what becomes of that one is
//! another rule), and in one that waits the others leave as long as somebody who is connected takes part.

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::{Connection, params};

use super::super::session_row;
use super::super::{Write, chat, company};
use crate::store::{Result, StoreError};

/// Who leaves which session: gone for the window, or at once after being signed out. Whoever has come in
/// without being connected gets the time to connect.
const GONE: &str = "representative JOIN participant AS gone ON gone.representative_id = representative.id
    WHERE gone.beside_since IS NOT NULL AND (NOT online OR NOT enabled)
    AND (signed_out OR (presence_since <= ?1 AND gone.beside_since <= ?1))
    AND EXISTS (SELECT 1 FROM participant AS stays
        JOIN representative AS other ON other.id = stays.representative_id
        WHERE stays.lsid = gone.lsid AND (stays.beside_since IS NULL OR (other.online AND other.enabled)))";

/// Whether anybody leaves. `until` is when whoever was lost must have been lost.
pub(super) fn any(conn: &Connection, until: i64) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {GONE})");
    Ok(conn.prepare_cached(&sql)?.query_row([until], |row| row.get(0))?)
}

/// Lets those leave who do not come back, at most so many; answers the sessions.
pub(super) fn leave(write: &Write<'_>, until: i64, most: usize) -> Result<Vec<SessionId>> {
    let mut changed = Vec::new();
    for (lsid, who) in select(write, until, most)? {
        take_out(write, &lsid, who)?;
        changed.push(lsid);
    }
    Ok(changed)
}

fn select(conn: &Connection, until: i64, most: usize) -> Result<Vec<(SessionId, RepresentativeId)>> {
    let sql = format!("SELECT gone.lsid, gone.representative_id FROM {GONE} LIMIT ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![until, most])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let lsid: String = row.get(0)?;
        let lsid = lsid.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))?;
        found.push((lsid, RepresentativeId(row.get(1)?)));
    }
    Ok(found)
}

fn take_out(write: &Write<'_>, lsid: &SessionId, who: RepresentativeId) -> Result<()> {
    let mut case = session_row::get(write, lsid)?;
    let Some(at) = case.session.participants.iter().position(|p| p.id == who) else { return Ok(()) };
    let before = session_row::sight(&case);
    let name = case.session.participants.remove(at).name;
    company::save(write, &before, &mut case, None)?;
    chat::add_event(write, &case.session, Author::Appliance, SessionEvent::ConferenceMemberDeparted { name })
}
