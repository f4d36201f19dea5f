//! What a dashboard starts from, read at one moment.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use farhand_protocol::people::Role;
use farhand_protocol::queue::Queue;
use farhand_protocol::{QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp};
use rusqlite::{Connection, params};

use super::{SITE, SqliteStore, customer, from_json, log, people, queues, session_row};
use crate::domain::GENERAL_TARGET_S;
use crate::store::{
    BoardStart, Colleague, HandledCount, Kind, LogRow, NumbersStore, Result, Running, StoreError, WaitCount,
};

/// Milliseconds that are counted.
const COUNTED_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// Rows of the log from which is told what has happened.
const TAIL: u32 = 5_000;

fn start(conn: &Connection, now: Timestamp) -> Result<BoardStart> {
    let since = now.0.saturating_sub_unsigned(COUNTED_MS);
    let sessions = running_of(session_row::select(conn, "ended_at IS NULL", [])?);
    let tail = tail(conn)?;
    let ended = ended(conn, &tail, &sessions)?;
    Ok(BoardStart {
        seq: log::head(conn)?,
        queues: team_queues(conn)?,
        people: colleagues(conn)?,
        waits: waits(conn, since)?,
        handled: handled(conn, since)?,
        sessions,
        tail,
        ended,
    })
}

fn running_of(cases: Vec<session_row::Case>) -> Vec<Running> {
    cases.into_iter().map(|case| Running { session: case.session, queue: case.last_queue }).collect()
}

fn team_queues(conn: &Connection) -> Result<Vec<Queue>> {
    people::teams(conn)?.into_iter().map(|team| queues::get(conn, QueueId::Team(team.id))).collect()
}

fn colleagues(conn: &Connection) -> Result<Vec<Colleague>> {
    let mut ranks: HashMap<RepresentativeId, Vec<(TeamId, Role)>> = HashMap::new();
    let mut statement =
        conn.prepare_cached("SELECT representative_id, team_id, role FROM membership ORDER BY team_id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let role = people::role(&row.get::<_, String>(2)?);
        ranks.entry(RepresentativeId(row.get(0)?)).or_default().push((TeamId(row.get(1)?), role));
    }
    let most = customer::settings(conn)?.teams.max_sessions;
    let mut statement =
        conn.prepare_cached("SELECT general_queue, max_sessions FROM representative WHERE id = ?")?;
    let colleague = |representative: farhand_protocol::people::Representative| {
        let id = representative.id;
        let (general, own): (bool, Option<u32>) =
            statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let teams = ranks.remove(&id).unwrap_or_default();
        Ok(Colleague { representative, teams, general, max_sessions: own.or(most) })
    };
    people::all(conn)?.into_iter().map(colleague).collect()
}

fn waits(conn: &Connection, since: i64) -> Result<Vec<WaitCount>> {
    let mut statement = conn.prepare_cached(
        "SELECT queue, at, ms, outcome = 'accepted', coalesce(target_s, ?3) FROM waited
         WHERE site_id = ?1 AND at > ?2 ORDER BY id",
    )?;
    let mut rows = statement.query(params![SITE, since, GENERAL_TARGET_S])?;
    let mut waits = Vec::new();
    while let Some(row) = rows.next()? {
        let (ms, accepted, target_s): (u64, bool, u64) = (row.get(2)?, row.get(3)?, row.get(4)?);
        waits.push(WaitCount {
            queue: queue(&row.get::<_, String>(0)?)?,
            at: Timestamp(row.get(1)?),
            ms,
            accepted: accepted.then_some(ms <= target_s * 1000),
        });
    }
    Ok(waits)
}

fn queue(text: &str) -> Result<QueueId> {
    text.parse().map_err(|_| StoreError::Failed("a stored queue".to_owned()))
}

fn handled(conn: &Connection, since: i64) -> Result<Vec<HandledCount>> {
    let mut statement =
        conn.prepare_cached("SELECT representative_id, at, ms FROM handled WHERE at > ? ORDER BY id")?;
    let rows = statement.query_map([since], |row| {
        Ok(HandledCount { who: RepresentativeId(row.get(0)?), at: Timestamp(row.get(1)?), ms: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The log's newest rows, oldest first.
fn tail(conn: &Connection) -> Result<Vec<LogRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, at, body FROM (SELECT seq, at, body FROM log ORDER BY seq DESC LIMIT ?) ORDER BY seq",
    )?;
    let mut rows = statement.query([TAIL])?;
    let mut tail = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = from_json(&row.get::<_, String>(2)?)?;
        tail.push(LogRow { seq: Seq(row.get(0)?), at: Timestamp(row.get(1)?), kind });
    }
    Ok(tail)
}

/// The sessions of which the tail tells and that are over.
fn ended(conn: &Connection, tail: &[LogRow], running: &[Running]) -> Result<Vec<Running>> {
    let open: BTreeSet<&SessionId> = running.iter().map(|one| &one.session.lsid).collect();
    let told = tail.iter().filter_map(|row| match &row.kind {
        Kind::Entry { entry, .. } => Some(&entry.lsid),
        Kind::Waited { waited } => Some(&waited.lsid),
        _ => None,
    });
    let over: BTreeSet<_> = told.filter(|lsid| !open.contains(lsid)).collect();
    let mut ended = Vec::new();
    for lsid in over {
        ended.extend(session_row::find(conn, lsid)?);
    }
    Ok(running_of(ended))
}

#[async_trait]
impl NumbersStore for SqliteStore {
    async fn board_start(&self) -> Result<BoardStart> {
        self.read(start).await
    }
}
