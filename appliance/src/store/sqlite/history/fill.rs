//! Sessions that ended before there was a history.

use farhand_protocol::SessionId;
use rusqlite::OptionalExtension;

use super::write::write as write_one;
use crate::store::sqlite::Write;
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
        let lsid: SessionId =
            lsid.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))?;
        write_one(write, &lsid)?;
        write.prepare_cached("DELETE FROM past_todo WHERE lsid = ?")?.execute([lsid.as_str()])?;
    }
    Ok(true)
}
