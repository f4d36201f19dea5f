//! Whose sessions move on: those of an owner, and those in a queue, that nobody comes back to.
//!
//! Who lost the connection has the reconnect window. Who was signed out, or whose account was disabled,
//! is gone at once.

use rusqlite::{Connection, params};

use super::super::session_row::{self, Case};
use crate::store::Result;

/// What moves on:
/// - sessions of an owner who is gone. Whoever accepts without being connected gets the time to connect;
/// - sessions in the personal queue of somebody who is gone;
/// - sessions in the queue of a team of which nobody is there: nobody at all, where the queue keeps its
///   sessions, and else nobody who is connected or may come back within the window. A session that came
///   after the last one left waits for the length of the window;
/// - sessions in the general queue while no account serves it.
///
/// One that is held stays while a participant is there to accept it again.
const ORPHANS: &str = "lsid IN (
    SELECT lsid FROM representative JOIN session ON owner = representative.id
    WHERE (NOT online OR NOT enabled) AND (signed_out OR (presence_since <= ?1 AND since <= ?1))
UNION ALL
    SELECT lsid FROM representative JOIN session ON queue = 'rep:' || representative.id
    WHERE (NOT online OR NOT enabled) AND ((presence_since <= ?1 AND since <= ?1)
        OR (signed_out AND (since <= ?1 OR since <= presence_since)))
UNION ALL
    SELECT lsid FROM team JOIN session ON queue = 'team:' || team.id
    WHERE NOT EXISTS (SELECT 1 FROM membership JOIN representative ON representative.id = representative_id
            WHERE team_id = team.id AND enabled
            AND (persistent OR online OR (NOT signed_out AND presence_since > ?1)))
        AND (since <= ?1 OR EXISTS (SELECT 1 FROM membership
            JOIN representative ON representative.id = representative_id
            WHERE team_id = team.id AND signed_out AND since <= presence_since))
UNION ALL
    SELECT lsid FROM session WHERE queue = 'general' AND since <= ?1
    AND NOT EXISTS (SELECT 1 FROM representative WHERE enabled AND general_queue)
) AND NOT (state = 'held' AND EXISTS (SELECT 1 FROM participant
    JOIN representative ON representative.id = representative_id
    WHERE participant.lsid = session.lsid AND online AND enabled))";

/// Whether any session moves on. `until` is when whoever was lost must have been lost.
pub(super) fn any(conn: &Connection, until: i64) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM session WHERE {ORPHANS})");
    Ok(conn.prepare_cached(&sql)?.query_row([until], |row| row.get(0))?)
}

/// Sessions that move on, at most so many.
pub(super) fn select(conn: &Connection, until: i64, most: usize) -> Result<Vec<Case>> {
    session_row::select(conn, &format!("{ORPHANS} LIMIT ?2"), params![until, most])
}
