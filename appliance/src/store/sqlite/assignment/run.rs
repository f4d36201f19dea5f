//! Ends the offers that are over, and makes those that can be made.

use farhand_protocol::{RepresentativeId, SessionId, Timestamp};
use rusqlite::Connection;

use super::super::Write;
use super::{end_offer, offer, rows};
use crate::domain::assign;
use crate::store::Result;

/// Offers in one transaction: others write, too.
const TOGETHER: usize = 64;

/// Whether nothing is to be done, which is nearly always.
pub(in super::super) fn nothing_to_do(conn: &Connection, now: Timestamp) -> Result<bool> {
    Ok(rows::ended(conn, now)?.is_empty() && offers(conn, now)?.is_empty())
}

/// Does what is to be done. Answers how many offers were made or ended; where there are any, there may
/// be more to do.
pub(in super::super) fn run(write: &Write<'_>) -> Result<usize> {
    let ended = rows::ended(write, write.now)?;
    for (lsid, response) in &ended {
        end_offer(write, lsid, *response)?;
    }
    let mut offers = offers(write, write.now)?;
    offers.truncate(TOGETHER);
    for (lsid, to) in &offers {
        offer(write, lsid, *to, None)?;
    }
    Ok(ended.len() + offers.len())
}

fn offers(conn: &Connection, now: Timestamp) -> Result<Vec<(SessionId, RepresentativeId)>> {
    if !rows::any_waiting(conn)? {
        return Ok(Vec::new());
    }
    let people = rows::candidates(conn)?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (lsids, waiting): (Vec<_>, Vec<_>) = rows::waiting(conn)?.into_iter().unzip();
    let offers = assign::decide(&waiting, &people, now);
    Ok(offers.into_iter().map(|offer| (lsids[offer.session].clone(), offer.to)).collect())
}

/// When the next offer is past.
pub(in super::super) fn next_end(conn: &Connection) -> Result<Option<Timestamp>> {
    let sql = "SELECT min(offered_until) FROM session WHERE offered_until IS NOT NULL";
    let at: Option<i64> = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(at.map(Timestamp))
}
