//! What happens because time passes.

mod beside;
mod gone;
mod moving;
#[cfg(test)]
mod tests;

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::session::EndReason;
use farhand_protocol::{SessionId, Timestamp, limits};
use rusqlite::{Connection, params};

use super::session_row::Case;
use super::{Write, attempts, chat, devices, elevation, helpers, keys, permission, session_row, sessions};
use crate::domain::permission::Step as PermissionStep;
use crate::store::Result;
use moving::Staff;

pub(super) use moving::{desert, fallback_queue};

const WINDOW_MS: u64 = limits::RECONNECT_WINDOW_S as u64 * 1000;
const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Sessions in one transaction: others write, too.
pub(super) const TOGETHER: usize = 64;

const DUE: &str = "due_at <= ?1 AND ended_at IS NULL";
const CUSTOMER_GONE: &str = "away_since <= ?1 AND ended_at IS NULL";
const DEVICE_GONE: &str = "device_away_since <= ?1 AND ended_at IS NULL";

/// Until when somebody must have been gone to be gone for longer than the reconnect window. While
/// the appliance was down nobody could be here: after it was opened everybody has the whole window.
fn gone_until(now: Timestamp, opened_at: Timestamp) -> i64 {
    if now.since(opened_at) < WINDOW_MS { i64::MIN } else { now.0.saturating_sub_unsigned(WINDOW_MS) }
}

/// Whether there is nothing to do, which is nearly always.
pub(super) fn nothing_due(conn: &Connection, now: Timestamp, opened_at: Timestamp) -> Result<bool> {
    let until = gone_until(now, opened_at);
    if keys::expired(conn, now)? || gone::any(conn, until)? || beside::any(conn, until)? {
        return Ok(false);
    }
    let due: bool = conn
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM session WHERE {CUSTOMER_GONE})
             OR EXISTS (SELECT 1 FROM session WHERE {DEVICE_GONE})
             OR EXISTS (SELECT 1 FROM session WHERE due_at <= ?2 AND ended_at IS NULL)"
        ))?
        .query_row([until, now.0], |row| row.get(0))?;
    Ok(!due)
}

/// Notes keys whose time is over, lets questions, elevations and helpers' links lapse, ends sessions whose
/// customer, parts with devices and participants that, and moves on sessions whose owner or whose queue's
/// people are gone for longer than the reconnect window. At most [`TOGETHER`] sessions: where it were so many,
/// there may be more.
pub(super) fn pass_time(write: &Write<'_>, opened_at: Timestamp) -> Result<Vec<SessionId>> {
    keys::expire(write)?;
    let until = gone_until(write.now, opened_at);
    let mut changed = Vec::new();
    let due = format!("{DUE} LIMIT ?2");
    for case in session_row::select(write, &due, params![write.now.0, TOGETHER])? {
        changed.push(case.session.lsid.clone());
        lapse(write, case)?;
    }
    let customer_gone = format!("{CUSTOMER_GONE} LIMIT ?2");
    for case in session_row::select(write, &customer_gone, params![until, TOGETHER - changed.len()])? {
        changed.push(case.session.lsid.clone());
        sessions::end(write, case, Author::Appliance, EndReason::CustomerGone)?;
    }
    let device_gone = format!("{DEVICE_GONE} LIMIT ?2");
    for case in session_row::select(write, &device_gone, params![until, TOGETHER - changed.len()])? {
        changed.push(case.session.lsid.clone());
        devices::gone(write, case, Author::Appliance)?;
    }
    let orphans = gone::select(write, until, TOGETHER - changed.len())?;
    if !orphans.is_empty() {
        let staff = Staff::read(write)?;
        for case in orphans {
            changed.push(case.session.lsid.clone());
            moving::fall_back(write, &staff, case)?;
        }
    }
    // Now that each has its owner: nobody leaves of whom one becomes the owner first.
    changed.extend(beside::leave(write, until, TOGETHER - changed.len())?);
    Ok(changed)
}

fn lapse(write: &Write<'_>, mut case: Case) -> Result<()> {
    let before = case.clone();
    let told = permission::take(write, &mut case, PermissionStep::Lapse, write.now)?;
    let elevation = elevation::lapse(write, &mut case)?;
    let helpers = helpers::lapse(write, &mut case)?;
    session_row::save_changed(write, &before, &case)?;
    for name in helpers {
        chat::add_event(write, &case.session, Author::Appliance, SessionEvent::HelperLinkExpired { name })?;
    }
    if elevation {
        chat::add_event(write, &case.session, Author::Appliance, SessionEvent::ElevationTimedOut)?;
    }
    permission::tell(write, &case.session, told)
}

/// Forgets what is past its life.
pub(super) fn prune(write: &Write<'_>, log_life_ms: u64) -> Result<()> {
    let before = |ms: u64| write.now.0.saturating_sub_unsigned(ms);
    let forget =
        |sql: &'static str, until: i64| -> Result<usize> { Ok(write.prepare_cached(sql)?.execute([until])?) };
    forget("DELETE FROM log WHERE at < ?", before(log_life_ms))?;
    forget("DELETE FROM idempotency WHERE at < ?", before(DAY_MS))?;
    forget("DELETE FROM token WHERE expires_at < ?", write.now.0)?;
    forget("DELETE FROM api_token WHERE expires_at < ?", write.now.0)?;
    forget("DELETE FROM session_key WHERE over_at < ?", before(30 * DAY_MS))?;
    forget("DELETE FROM attempt WHERE created_at < ?", before(attempts::LIFE_MS))?;
    forget("DELETE FROM sign_in_try WHERE last_at < ?", before(DAY_MS))?;
    forget("DELETE FROM waited WHERE at < ?", before(7 * DAY_MS))?;
    forget("DELETE FROM handled WHERE at < ?", before(7 * DAY_MS))?;
    Ok(())
}
