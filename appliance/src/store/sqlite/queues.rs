//! Queues: their names and targets, how long people wait in them.

use farhand_protocol::queue::Queue;
use farhand_protocol::{QueueId, TeamId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, customer, people};
use crate::domain::{GENERAL_TARGET_S, PERSONAL_TARGET_S};
use crate::store::{Refusal, Result, Scope, StoreError};

/// Waits that an estimate is made of, and how old they may be.
const RECENT: u32 = 20;
const RECENT_MS: u64 = 24 * 60 * 60 * 1000;

/// A team's queue.
fn team(conn: &Connection, id: TeamId) -> Result<Queue> {
    conn.prepare_cached(
        "SELECT name, target_s, warning_s, critical_s FROM team WHERE id = ? AND site_id = ?",
    )?
    .query_row(params![id.0, SITE], |row| {
        Ok(Queue {
            id: QueueId::Team(id),
            name: row.get(0)?,
            target_s: row.get(1)?,
            warning_s: row.get(2)?,
            critical_s: row.get(3)?,
        })
    })
    .optional()?
    .ok_or_else(|| Refusal::NotFound("team").into())
}

/// A queue without thresholds.
fn plain(id: QueueId, name: &str, target_s: u32) -> Queue {
    Queue { id, name: name.to_owned(), target_s, warning_s: None, critical_s: None }
}

/// A queue as representatives read it.
pub(super) fn get(conn: &Connection, id: QueueId) -> Result<Queue> {
    match id {
        QueueId::General => Ok(plain(id, "General", GENERAL_TARGET_S)),
        QueueId::Personal(_) => Ok(plain(id, "Personal", PERSONAL_TARGET_S)),
        QueueId::Team(team_id) => team(conn, team_id),
    }
}

/// A queue's name as customers read it: a personal one has its owner's, one that is there no more
/// the site's.
pub(super) fn name_for_customer(conn: &Connection, id: QueueId) -> Result<String> {
    match id {
        QueueId::Personal(who) => Ok(people::get(conn, who)?.name),
        _ => match get(conn, id) {
            Ok(queue) => Ok(queue.name),
            Err(StoreError::Refused(Refusal::NotFound(_))) => Ok(customer::settings(conn)?.name),
            Err(error) => Err(error),
        },
    }
}

/// The queues that somebody serves: personal, teams, general.
pub(super) fn served(conn: &Connection, scope: &Scope) -> Result<Vec<Queue>> {
    scope.queues().into_iter().map(|id| get(conn, id)).collect()
}

/// The average of recent waits in seconds; none where there are none.
pub(super) fn estimate_s(conn: &Connection, queue: QueueId, now: Timestamp) -> Result<Option<u32>> {
    let recent = now.0.saturating_sub_unsigned(RECENT_MS);
    let average: Option<f64> = conn
        .prepare_cached(
            "SELECT avg(ms) FROM (SELECT ms FROM waited WHERE queue = ? AND outcome = 'accepted' AND at > ?
             ORDER BY id DESC LIMIT ?)",
        )?
        .query_row(params![queue.to_string(), recent, RECENT], |row| row.get(0))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an average of positive waits"
    )]
    Ok(average.map(|ms| (ms / 1000.0).round() as u32))
}
