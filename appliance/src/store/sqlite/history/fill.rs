//! Sessions that ended before there was a history.

use farhand_protocol::SessionId;
use rusqlite::{Connection, OptionalExtension};

use super::write::write as write_one;
use crate::store::sqlite::{Write, session_row};
use crate::store::{Result, StoreError};

/// Sessions in one go: others want to write, too.
const AT_ONCE: usize = 50;

/// Makes some more of them findable, the newest first. Answers whether there are any left.
pub fn fill(write: &Write<'_>) -> Result<bool> {
    for _ in 0..AT_ONCE {
        let lsid: Option<String> = write
            .prepare_cached("SELECT lsid FROM past_todo ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(lsid) = lsid else { return Ok(false) };
        match readable(write, &lsid) {
            Ok(lsid) => write_one(write, &lsid)?,
            // It would be so the next time, too.
            Err(error) => tracing::warn!(%error, lsid, "an earlier session cannot be read, and is left out"),
        }
        write.prepare_cached("DELETE FROM past_todo WHERE lsid = ?")?.execute([&lsid])?;
    }
    Ok(true)
}

fn readable(conn: &Connection, lsid: &str) -> Result<SessionId> {
    let lsid: SessionId = lsid.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))?;
    session_row::get(conn, &lsid)?;
    Ok(lsid)
}
