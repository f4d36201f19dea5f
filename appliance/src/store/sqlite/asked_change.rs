//! What devices were asked to change, until they have answered.

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::files::FilesRequest;
use farhand_protocol::{SessionId, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Write, chat, from_json, session_row, to_json};
use crate::store::Result;

/// Milliseconds for which an answer is waited for: a device may work for long, and then be away.
const KEPT_MS: u64 = limits::FILES_CHANGING_MS + limits::RECONNECT_WINDOW_S as u64 * 1000;

/// It is going to be asked.
pub(super) fn put(
    write: &Write<'_>,
    lsid: &SessionId,
    number: u64,
    (who, request): (&Author, &FilesRequest),
) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO asked_change (lsid, number, owner, request, asked_at) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![lsid.as_str(), number, to_json(who)?, to_json(request)?, write.now.0])?;
    Ok(())
}

/// Who has asked this, and what, while it is not answered.
pub(super) fn find(
    conn: &Connection,
    lsid: &SessionId,
    number: u64,
) -> Result<Option<(Author, FilesRequest)>> {
    let found: Option<(String, String)> = conn
        .prepare_cached("SELECT owner, request FROM asked_change WHERE lsid = ? AND number = ?")?
        .query_row(params![lsid.as_str(), number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(owner, request)| Ok((from_json(&owner)?, from_json(&request)?))).transpose()
}

/// It is answered, or was never asked. Answers whether it was waited for.
pub(super) fn remove(write: &Write<'_>, lsid: &SessionId, number: u64) -> Result<bool> {
    let removed = write
        .prepare_cached("DELETE FROM asked_change WHERE lsid = ? AND number = ?")?
        .execute(params![lsid.as_str(), number])?;
    Ok(removed > 0)
}

/// What was done goes into the session's log; of two late answers the first one.
pub(super) fn answered(
    write: &Write<'_>,
    lsid: &SessionId,
    (number, late): (u64, bool),
    (who, event): (Author, Option<SessionEvent>),
) -> Result<()> {
    let waited_for = remove(write, lsid, number)?;
    match event.filter(|_| waited_for || !late) {
        Some(event) => chat::add_event(write, &session_row::get(write, lsid)?.session, who, event),
        None => Ok(()),
    }
}

/// Forgets what nobody answers any more.
pub(super) fn lapse(write: &Write<'_>) -> Result<()> {
    let before = write.now.0.saturating_sub_unsigned(KEPT_MS);
    write.prepare_cached("DELETE FROM asked_change WHERE asked_at < ?")?.execute([before])?;
    Ok(())
}
