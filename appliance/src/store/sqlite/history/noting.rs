//! What is noted in the audit log of reading and searching, so that one reading or searching is one row.
//!
//! A console searches while somebody types. A search whose text begins with the one before, or the other way
//! round, is the same search for a minute, unless something else was done in between. Its row keeps the longer
//! text, and every place of which something was shown, so nothing that was looked for gets lost by deleting it
//! again.

use std::collections::BTreeSet;

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::upload::UploadPurpose;
use farhand_protocol::{QueueId, RepresentativeId, SessionId};
use rusqlite::{Connection, params};

use crate::store::sqlite::{Write, audit, from_json, session_row, to_json};
use crate::store::{Result, Standing, Upload};

/// Milliseconds in which reading on in the same session, or paging on in the same search, is nothing new.
const READING_MS: u64 = 10 * 60 * 1000;
/// Milliseconds for which a search is being typed.
const TYPING_MS: u64 = 60 * 1000;
/// Rows of somebody that are looked at.
const ROWS: u32 = 100;

/// A row of the audit log.
struct Noted {
    id: i64,
    at: i64,
    deed: AuditDeed,
    places: BTreeSet<QueueId>,
}

/// Notes that `who` reads a session of others.
pub fn reading(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let case = session_row::get(write, lsid)?;
    let deed = AuditDeed::HistoryRead { lsid: lsid.clone(), customer: case.session.customer.name.clone() };
    once(write, who, &deed, &BTreeSet::from([audit::place_of(&case)]))
}

/// Notes that `who` fetches a file from the chat of a session of others, where it is still kept.
pub fn fetching(write: &Write<'_>, who: RepresentativeId, file: &Upload) -> Result<()> {
    let UploadPurpose::Chat { name, .. } = &file.purpose else { return Ok(()) };
    if !matches!(file.standing, Standing::Kept { .. }) {
        return Ok(());
    }
    let case = session_row::get(write, &file.lsid)?;
    let (lsid, customer) = (file.lsid.clone(), case.session.customer.name.clone());
    let deed = AuditDeed::HistoryFileFetched { lsid, customer, name: name.for_display() };
    once(write, who, &deed, &BTreeSet::from([audit::place_of(&case)]))
}

/// Notes what `who` does, unless it was noted just now.
fn once(
    write: &Write<'_>,
    who: RepresentativeId,
    deed: &AuditDeed,
    places: &BTreeSet<QueueId>,
) -> Result<()> {
    let since = write.now.0.saturating_sub_unsigned(READING_MS);
    let noted = lately(write, who, since)?;
    if noted.iter().any(|row| row.deed == *deed && row.places.is_superset(places)) {
        return Ok(());
    }
    audit::note_at(write, who, deed, places)
}

/// Notes that `who` looks for words, and is shown where they stand in these places.
pub fn searching(
    write: &Write<'_>,
    who: RepresentativeId,
    text: &str,
    places: &BTreeSet<QueueId>,
) -> Result<()> {
    let since = write.now.0.saturating_sub_unsigned(TYPING_MS);
    if let Some(row) = lately(write, who, since)?.into_iter().next()
        && let AuditDeed::HistorySearched { text: before } = &row.deed
        && let Some(longer) = longer(before, text)
    {
        return widen(write, &row, &AuditDeed::HistorySearched { text: longer.to_owned() }, places);
    }
    once(write, who, &AuditDeed::HistorySearched { text: text.to_owned() }, places)
}

/// The longer one of two texts of which one begins with the other.
fn longer<'t>(before: &'t str, now: &'t str) -> Option<&'t str> {
    if now.starts_with(before) {
        return Some(now);
    }
    before.starts_with(now).then_some(before)
}

/// A row that says more now.
fn widen(write: &Write<'_>, row: &Noted, deed: &AuditDeed, places: &BTreeSet<QueueId>) -> Result<()> {
    let places: BTreeSet<_> = row.places.union(places).copied().collect();
    if row.deed == *deed && row.places == places {
        return Ok(());
    }
    write.prepare_cached("UPDATE audit SET body = ?, places = ? WHERE id = ?")?.execute(params![
        to_json(deed)?,
        to_json(&places)?,
        row.id
    ])?;
    Ok(())
}

/// What `who` did lately, the newest first.
fn lately(conn: &Connection, who: RepresentativeId, since: i64) -> Result<Vec<Noted>> {
    let mut statement = conn
        .prepare_cached("SELECT id, at, body, places FROM audit WHERE by_id = ? ORDER BY id DESC LIMIT ?")?;
    let mut rows = statement.query(params![who.0, ROWS])?;
    let mut lately = Vec::new();
    while let Some(row) = rows.next()? {
        let noted = Noted {
            id: row.get(0)?,
            at: row.get(1)?,
            deed: from_json(&row.get::<_, String>(2)?)?,
            places: from_json(&row.get::<_, String>(3)?)?,
        };
        if noted.at <= since {
            break;
        }
        lately.push(noted);
    }
    Ok(lately)
}
