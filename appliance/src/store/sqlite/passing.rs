//! What happens because time passes.

use std::collections::HashSet;

use farhand_protocol::chat::Author;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::{RepresentativeId, SessionId, Timestamp, limits};
use rusqlite::Connection;

use super::session_row::Case;
use super::{Write, attempts, people, session_row, sessions};
use crate::domain::fallback::{self, Fallback};
use crate::store::Result;

const WINDOW_MS: u64 = limits::RECONNECT_WINDOW_S as u64 * 1000;
const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

const CUSTOMER_GONE: &str = "away_since <= ?1 AND ended_at IS NULL";
// Whoever accepts without being connected gets the same time to connect.
const OWNER_GONE: &str = "since <= ?1 AND owner IN (SELECT id FROM representative WHERE (NOT online OR NOT enabled) \
                          AND presence_since <= ?1)";

/// Whether there is nothing to do, which is nearly always.
pub(super) fn nothing_due(conn: &Connection, now: Timestamp) -> Result<bool> {
    let until = now.0.saturating_sub_unsigned(WINDOW_MS);
    let due: bool = conn
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM session WHERE {CUSTOMER_GONE})
             OR EXISTS (SELECT 1 FROM session WHERE {OWNER_GONE})"
        ))?
        .query_row([until], |row| row.get(0))?;
    Ok(!due)
}

/// Ends sessions whose customer, and moves on sessions whose owner is gone for longer than the
/// reconnect window.
pub(super) fn pass_time(write: &Write<'_>) -> Result<Vec<SessionId>> {
    let until = write.now.0.saturating_sub_unsigned(WINDOW_MS);
    let mut changed = Vec::new();
    for case in session_row::select(write, CUSTOMER_GONE, [until])? {
        changed.push(case.session.lsid.clone());
        sessions::end(write, case, Author::Appliance, EndReason::CustomerGone)?;
    }
    for case in session_row::select(write, OWNER_GONE, [until])? {
        if let SessionState::Active { owner, .. } = case.session.state {
            changed.push(case.session.lsid.clone());
            fall_back(write, case, owner)?;
        }
    }
    Ok(changed)
}

fn fall_back(write: &Write<'_>, case: Case, gone: RepresentativeId) -> Result<()> {
    let online: HashSet<_> =
        people::all(write)?.into_iter().filter(|r| r.presence != Presence::Offline).map(|r| r.id).collect();
    let session = &case.session;
    let there = |id| online.contains(&id);
    match fallback::of(gone, &session.participants, there, case.last_queue, session.entry_queue) {
        Fallback::Owner(heir) => sessions::pass_to(write, case, gone, heir),
        Fallback::Queue(queue) => sessions::requeue(write, case, gone, queue),
    }
}

/// Forgets what is past its life.
pub(super) fn prune(write: &Write<'_>, log_life_ms: u64) -> Result<()> {
    let before = |ms: u64| write.now.0.saturating_sub_unsigned(ms);
    let forget =
        |sql: &'static str, until: i64| -> Result<usize> { Ok(write.prepare_cached(sql)?.execute([until])?) };
    forget("DELETE FROM log WHERE at < ?", before(log_life_ms))?;
    forget("DELETE FROM idempotency WHERE at < ?", before(DAY_MS))?;
    forget("DELETE FROM token WHERE expires_at < ?", write.now.0)?;
    forget("DELETE FROM session_key WHERE expires_at < ?", before(DAY_MS))?;
    forget("DELETE FROM attempt WHERE created_at < ?", before(attempts::LIFE_MS))?;
    forget("DELETE FROM sign_in_try WHERE last_at < ?", before(DAY_MS))?;
    forget("DELETE FROM waited WHERE at < ?", before(7 * DAY_MS))?;
    Ok(())
}
