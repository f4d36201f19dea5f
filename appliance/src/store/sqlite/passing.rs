//! What happens because time passes.

use std::collections::HashSet;

use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::people::Presence;
use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp, limits};
use rusqlite::Connection;

use super::session_row::Case;
use super::{Write, attempts, chat, devices, elevation, keys, people, permission, session_row, sessions};
use crate::domain::fallback::{self, Fallback};
use crate::domain::permission::Step as PermissionStep;
use crate::store::{Result, Scope};

const WINDOW_MS: u64 = limits::RECONNECT_WINDOW_S as u64 * 1000;
const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

const CUSTOMER_GONE: &str = "away_since <= ?1 AND ended_at IS NULL";
const DEVICE_GONE: &str = "device_away_since <= ?1 AND ended_at IS NULL";
// Whoever accepts without being connected gets the same time to connect.
const OWNER_GONE: &str = "since <= ?1 AND owner IN (SELECT id FROM representative WHERE (NOT online OR NOT enabled) \
                          AND presence_since <= ?1)";
// In the personal queue of somebody who is gone. One that is held stays while a participant is
// there to accept it again.
const QUEUE_DESERTED: &str = "since <= ?1 AND queue IN (SELECT 'rep:' || id FROM representative
    WHERE (NOT online OR NOT enabled) AND presence_since <= ?1)
    AND NOT EXISTS (SELECT 1 FROM participant JOIN representative ON id = representative_id
    WHERE participant.lsid = session.lsid AND online AND enabled)";

/// Until when somebody must have been gone to be gone for longer than the reconnect window. While
/// the appliance was down nobody could be here: after it was opened everybody has the whole window.
fn gone_until(now: Timestamp, opened_at: Timestamp) -> i64 {
    if now.since(opened_at) < WINDOW_MS { i64::MIN } else { now.0.saturating_sub_unsigned(WINDOW_MS) }
}

/// Whether there is nothing to do, which is nearly always.
pub(super) fn nothing_due(conn: &Connection, now: Timestamp, opened_at: Timestamp) -> Result<bool> {
    if keys::expired(conn, now)? {
        return Ok(false);
    }
    let due: bool = conn
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM session WHERE {CUSTOMER_GONE})
             OR EXISTS (SELECT 1 FROM session WHERE {DEVICE_GONE})
             OR EXISTS (SELECT 1 FROM session WHERE {OWNER_GONE})
             OR EXISTS (SELECT 1 FROM session WHERE {QUEUE_DESERTED})
             OR EXISTS (SELECT 1 FROM session WHERE due_at <= ?2 AND ended_at IS NULL)"
        ))?
        .query_row([gone_until(now, opened_at), now.0], |row| row.get(0))?;
    Ok(!due)
}

/// Notes keys whose time is over, lets questions and elevations lapse, ends sessions whose customer, parts with devices that, and
/// moves on sessions whose owner or whose queue's only server is gone for longer than the
/// reconnect window.
pub(super) fn pass_time(write: &Write<'_>, opened_at: Timestamp) -> Result<Vec<SessionId>> {
    keys::expire(write)?;
    let until = gone_until(write.now, opened_at);
    let mut changed = Vec::new();
    for case in session_row::select(write, "due_at <= ? AND ended_at IS NULL", [write.now.0])? {
        changed.push(case.session.lsid.clone());
        lapse(write, case)?;
    }
    for case in session_row::select(write, CUSTOMER_GONE, [until])? {
        changed.push(case.session.lsid.clone());
        sessions::end(write, case, Author::Appliance, EndReason::CustomerGone)?;
    }
    for case in session_row::select(write, DEVICE_GONE, [until])? {
        changed.push(case.session.lsid.clone());
        devices::gone(write, case, Author::Appliance)?;
    }
    let staff = Staff::read(write)?;
    for case in session_row::select(write, OWNER_GONE, [until])? {
        if let SessionState::Active { owner, .. } = case.session.state {
            changed.push(case.session.lsid.clone());
            fall_back(write, &staff, case, owner)?;
        }
    }
    for case in session_row::select(write, QUEUE_DESERTED, [until])? {
        if let Some(QueueId::Personal(gone)) = session_row::sight(&case.session).queue {
            changed.push(case.session.lsid.clone());
            let entry_queue = case.session.entry_queue;
            let to = fallback::queue(gone, |queue| staff.serves(queue), case.last_queue, entry_queue);
            move_on(write, case, gone, to)?;
        }
    }
    Ok(changed)
}

fn lapse(write: &Write<'_>, mut case: Case) -> Result<()> {
    let before = case.clone();
    let told = permission::take(write, &mut case, PermissionStep::Lapse, write.now)?;
    let elevation = elevation::lapse(write, &mut case)?;
    session_row::save_changed(write, &before, &case)?;
    if elevation {
        chat::add_event(write, &case.session, Author::Appliance, SessionEvent::ElevationTimedOut)?;
    }
    permission::tell(write, &case.session, told)
}

/// Who is left to help.
struct Staff {
    /// Those who are connected.
    online: HashSet<RepresentativeId>,
    /// What each enabled account serves, connected or not: such a queue keeps its sessions.
    scopes: Vec<Scope>,
}

impl Staff {
    fn read(conn: &Connection) -> Result<Self> {
        let all = people::all(conn)?;
        let scopes = all.iter().map(|r| people::scope(conn, r.id)).collect::<Result<_>>()?;
        let online = all.iter().filter(|r| r.presence != Presence::Offline).map(|r| r.id).collect();
        Ok(Self { online, scopes })
    }

    fn serves(&self, queue: QueueId) -> bool {
        match queue {
            QueueId::Personal(who) => self.online.contains(&who),
            QueueId::Team(_) | QueueId::General => self.scopes.iter().any(|scope| scope.serves(queue)),
        }
    }
}

fn fall_back(write: &Write<'_>, staff: &Staff, case: Case, gone: RepresentativeId) -> Result<()> {
    let session = &case.session;
    let there = |id| staff.online.contains(&id);
    let serves = |queue| staff.serves(queue);
    match fallback::of(gone, &session.participants, there, serves, case.last_queue, session.entry_queue) {
        Fallback::Owner(heir) => sessions::pass_to(write, case, gone, heir),
        Fallback::Queue(queue) => move_on(write, case, gone, Some(queue)),
        Fallback::End => move_on(write, case, gone, None),
    }
}

fn move_on(write: &Write<'_>, case: Case, gone: RepresentativeId, to: Option<QueueId>) -> Result<()> {
    match to {
        Some(queue) => sessions::requeue(write, case, gone, queue),
        None => sessions::end(write, case, Author::Appliance, EndReason::NobodyAvailable),
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
    forget("DELETE FROM api_token WHERE expires_at < ?", write.now.0)?;
    forget("DELETE FROM session_key WHERE over_at < ?", before(30 * DAY_MS))?;
    forget("DELETE FROM attempt WHERE created_at < ?", before(attempts::LIFE_MS))?;
    forget("DELETE FROM sign_in_try WHERE last_at < ?", before(DAY_MS))?;
    forget("DELETE FROM waited WHERE at < ?", before(7 * DAY_MS))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use farhand_protocol::session::Participant;

    use super::*;
    use crate::clock::{Clock, ManualClock};
    use crate::demo;
    use crate::store::sqlite::SqliteStore;
    use crate::store::{ConsoleStore, LogStore, Store};

    const BRAM: RepresentativeId = RepresentativeId(2);
    const YUSUF: RepresentativeId = RepresentativeId(3);

    /// Puts a session on hold in Bram's queue, shared with Yusuf.
    fn hold_shared(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
        let mut case = session_row::get(write, lsid)?;
        let before = session_row::sight(&case.session);
        case.last_queue = QueueId::Personal(BRAM);
        case.session.state = SessionState::Held { queue: case.last_queue, by: BRAM, since: write.now };
        let one = |id| Participant { id, name: String::new(), joined_at: write.now };
        case.session.participants = vec![one(BRAM), one(YUSUF)];
        session_row::save(write, &before, &case, None)
    }

    #[tokio::test]
    async fn a_held_session_stays_while_a_participant_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_000)));
        let store = SqliteStore::open(folder.path(), clock.clone(), 7).unwrap();
        demo::seed(&store as &dyn Store, "no password fits").await.unwrap();
        demo::seed_waiting(&store).await.unwrap();
        store.representative_here(YUSUF).await.unwrap();
        let lsid = store.read(|conn, _| session_row::select(conn, "queue = 'general'", [])).await.unwrap()[0]
            .session
            .lsid
            .clone();
        let held = lsid.clone();
        store.write(move |write| hold_shared(write, &held)).await.unwrap();
        clock.advance_s(limits::RECONNECT_WINDOW_S);
        assert_eq!(store.pass_time().await.unwrap(), []);
        store.representative_gone(YUSUF).await.unwrap();
        assert_eq!(store.pass_time().await.unwrap(), std::slice::from_ref(&lsid));
        let back = SessionState::Waiting { queue: QueueId::General, since: clock.now() };
        assert_eq!(store.standing(&lsid).await.unwrap().state, back);
    }
}
