//! What supervisors did, written with what they did.
//!
//! A row says where it was, as queues: a session's last one, or the owner's personal one where it came from
//! the general queue; the personal ones of colleagues; those of teams. Of what others did a supervisor sees
//! what was within the own reach.

use std::collections::BTreeSet;

use farhand_protocol::audit::{AuditDeed, AuditPage, AuditRow};
use farhand_protocol::session::SessionState;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};
use rusqlite::{Connection, params};

use super::session_row::{self, Case};
use super::{SITE, Write, from_json, people, to_json};
use crate::store::Result;

/// Rows in a page.
const ROWS: usize = 100;

/// Where a session is that `owner` has or had, or nobody, and that came from a queue.
pub(super) fn place(owner: Option<RepresentativeId>, last_queue: QueueId) -> QueueId {
    match (owner, last_queue) {
        (Some(owner), QueueId::General) => QueueId::Personal(owner),
        _ => last_queue,
    }
}

/// Where a session is.
pub(super) fn place_of(case: &Case) -> QueueId {
    let owner = match case.session.state {
        SessionState::Active { owner, .. } | SessionState::Held { by: owner, .. } => Some(owner),
        SessionState::Waiting { .. } => None,
        SessionState::Ended { .. } => case.together.owner,
    };
    place(owner, case.last_queue)
}

/// Writes down what `by` does. Where it is follows from the deed and from how things stand.
pub(super) fn note(write: &Write<'_>, by: RepresentativeId, deed: &AuditDeed) -> Result<()> {
    let places = match deed {
        AuditDeed::Broadcast { teams, .. } => teams.iter().map(|team| QueueId::Team(*team)).collect(),
        _ => match session(deed) {
            Some(lsid) => BTreeSet::from([place_of(&session_row::get(write, lsid)?)]),
            None => BTreeSet::new(),
        },
    };
    note_at(write, by, deed, &places)
}

/// Writes down what `by` does in these places; without any it is everybody's who reaches `by`.
pub(super) fn note_at(
    write: &Write<'_>,
    by: RepresentativeId,
    deed: &AuditDeed,
    places: &BTreeSet<QueueId>,
) -> Result<()> {
    let name = people::get(write, by)?.name;
    write
        .prepare_cached(
            "INSERT INTO audit (site_id, at, by_id, by_name, body, places) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![SITE, write.now.0, by.0, name, to_json(deed)?, to_json(places)?])?;
    Ok(())
}

/// The session that a deed is about.
fn session(deed: &AuditDeed) -> Option<&SessionId> {
    match deed {
        AuditDeed::MonitoringStarted { lsid, .. }
        | AuditDeed::MonitoringStopped { lsid, .. }
        | AuditDeed::Joined { lsid, .. }
        | AuditDeed::TookOver { lsid, .. }
        | AuditDeed::Transferred { lsid, .. }
        | AuditDeed::OwnerChanged { lsid, .. }
        | AuditDeed::Removed { lsid, .. }
        | AuditDeed::Assigned { lsid, .. }
        | AuditDeed::HistoryFileFetched { lsid, .. }
        | AuditDeed::HistoryRead { lsid, .. } => Some(lsid),
        AuditDeed::PresenceSet { .. }
        | AuditDeed::SignedOut { .. }
        | AuditDeed::Broadcast { .. }
        | AuditDeed::HistorySearched { .. }
        | AuditDeed::HistoryExportBegun
        | AuditDeed::HistoryExported { .. } => None,
    }
}

/// What `who` did, and, as far as it was within reach of `who`, those of lower rank in the teams that `who`
/// leads; newest first.
pub(super) fn page(conn: &Connection, who: RepresentativeId, before: Option<u64>) -> Result<AuditPage> {
    let oversight = people::past_oversight(conn, who)?;
    let doers: Vec<u32> = oversight.people.iter().chain([&who]).map(|id| id.0).collect();
    let before = i64::try_from(before.unwrap_or(u64::MAX)).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(
        "SELECT id, at, by_id, by_name, body FROM audit
         WHERE site_id = ?1 AND by_id IN (SELECT value FROM json_each(?2)) AND id < ?3
         AND (by_id = ?5 OR places = '[]' OR EXISTS (
             SELECT 1 FROM json_each(places) AS place WHERE place.value IN (SELECT value FROM json_each(?6))))
         ORDER BY id DESC LIMIT ?4",
    )?;
    let reached = to_json(&oversight.queues())?;
    let mut found = statement.query(params![SITE, to_json(&doers)?, before, ROWS + 1, who.0, reached])?;
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
