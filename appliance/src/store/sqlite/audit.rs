//! What supervisors did, written with what they did.

use farhand_protocol::audit::{AuditDeed, AuditPage, AuditRow};
use farhand_protocol::{RepresentativeId, Timestamp};
use rusqlite::{Connection, params};

use super::{SITE, Write, from_json, people, to_json};
use crate::store::Result;

/// Rows in a page.
const ROWS: usize = 100;

/// Writes down what `by` does.
pub(super) fn note(write: &Write<'_>, by: RepresentativeId, deed: &AuditDeed) -> Result<()> {
    let name = people::get(write, by)?.name;
    write
        .prepare_cached("INSERT INTO audit (site_id, at, by_id, by_name, body) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![SITE, write.now.0, by.0, name, to_json(deed)?])?;
    Ok(())
}

/// What `who` did, and those of lower rank in the teams that `who` leads; newest first.
pub(super) fn page(conn: &Connection, who: RepresentativeId, before: Option<u64>) -> Result<AuditPage> {
    let oversight = people::oversight(conn, who)?;
    let doers: Vec<u32> = oversight.people.iter().chain([&who]).map(|id| id.0).collect();
    let before = i64::try_from(before.unwrap_or(u64::MAX)).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(
        "SELECT id, at, by_id, by_name, body FROM audit
         WHERE site_id = ?1 AND by_id IN (SELECT value FROM json_each(?2)) AND id < ?3
         ORDER BY id DESC LIMIT ?4",
    )?;
    let mut found = statement.query(params![SITE, to_json(&doers)?, before, ROWS + 1])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let body: String = row.get(4)?;
        rows.push(AuditRow {
            id: row.get(0)?,
            at: Timestamp(row.get(1)?),
            by: RepresentativeId(row.get(2)?),
            by_name: row.get(3)?,
            deed: from_json(&body)?,
        });
    }
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Ok(AuditPage { before: rows.last().filter(|_| more).map(|row| row.id), rows })
}
