//! Rows of `past`, and what is told of them.

use std::collections::HashMap;

use farhand_protocol::history::HistoryRow;
use farhand_protocol::session::SessionState;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};
use rusqlite::{Connection, Row};

use crate::store::sqlite::{people, queues, session_row};
use crate::store::{Refusal, Result, StoreError};

/// A row of `past`.
pub struct Past {
    /// Which session.
    pub lsid: SessionId,
    /// The queue that it came from last.
    pub queue: QueueId,
    /// Who had it last.
    pub owner: Option<RepresentativeId>,
    waited_ms: u64,
    handled_ms: u64,
    rating: Option<u8>,
}

const COLUMNS: &str = "lsid, queue, owner, waited_ms, handled_ms, rating";

fn past(row: &Row<'_>) -> Result<Past> {
    let broken = |what: &str| StoreError::Failed(format!("a stored {what}"));
    Ok(Past {
        lsid: row.get::<_, String>(0)?.parse().map_err(|_| broken("session id"))?,
        queue: row.get::<_, String>(1)?.parse().map_err(|_| broken("queue"))?,
        owner: row.get::<_, Option<u32>>(2)?.map(RepresentativeId),
        waited_ms: row.get(3)?,
        handled_ms: row.get(4)?,
        rating: row.get(5)?,
    })
}

/// A session's row.
pub fn of(conn: &Connection, lsid: &SessionId) -> Result<Past> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM past WHERE lsid = ?"))?;
    let mut rows = statement.query([lsid.as_str()])?;
    rows.next()?.map(past).transpose()?.ok_or_else(|| Refusal::NotFound("session").into())
}

/// Rows by their numbers.
pub fn by_numbers(conn: &Connection, ids: &[i64]) -> Result<Vec<Past>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM past WHERE id = ?"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query([id])?;
        found.extend(rows.next()?.map(past).transpose()?);
    }
    Ok(found)
}

/// Numbers that a millisecond has for what ended in it.
pub const IN_A_MS: i64 = 1024;

/// The first number of those that ended at `at`.
pub fn first_number(at: Timestamp) -> i64 {
    at.0.clamp(0, i64::MAX / IN_A_MS - 1) * IN_A_MS
}

/// Tells of rows what their sessions say; names are looked up once.
pub struct Teller<'c> {
    conn: &'c Connection,
    queues: HashMap<QueueId, String>,
    people: HashMap<RepresentativeId, Option<String>>,
}

impl<'c> Teller<'c> {
    /// One that knows no name yet.
    pub fn new(conn: &'c Connection) -> Self {
        Self { conn, queues: HashMap::new(), people: HashMap::new() }
    }

    /// What is told of a row; none of a session that goes on, which does not happen.
    pub fn tell(&mut self, past: &Past) -> Result<Option<HistoryRow>> {
        let session = session_row::get(self.conn, &past.lsid)?.session;
        let SessionState::Ended { at, reason } = session.state else { return Ok(None) };
        let owner = past.owner.map(|who| self.person(who)).transpose()?.flatten();
        Ok(Some(HistoryRow {
            lsid: session.lsid,
            customer: session.customer.name,
            company: session.customer.company,
            issue: session.issue.map(|issue| issue.title),
            queue: past.queue,
            queue_name: self.queue(past.queue)?,
            channel: session.channel,
            owner,
            created_at: session.created_at,
            ended_at: at,
            reason,
            waited_ms: past.waited_ms,
            handled_ms: past.handled_ms,
            rating: past.rating,
            found: None,
        }))
    }

    /// Who took part in a session at any time.
    pub fn took_part(&self, lsid: &SessionId) -> Result<Vec<RepresentativeId>> {
        let mut statement =
            self.conn.prepare_cached("SELECT representative_id FROM took_part WHERE lsid = ?")?;
        let people = statement.query_map([lsid.as_str()], |row| row.get(0).map(RepresentativeId))?;
        Ok(people.collect::<rusqlite::Result<_>>()?)
    }

    /// A representative's name now; none of an account that is gone.
    pub fn person(&mut self, who: RepresentativeId) -> Result<Option<String>> {
        if let Some(name) = self.people.get(&who) {
            return Ok(name.clone());
        }
        let name = known(people::get(self.conn, who))?.map(|one| one.name);
        self.people.insert(who, name.clone());
        Ok(name)
    }

    /// A personal queue has its owner's name, one that is gone its id.
    fn queue(&mut self, id: QueueId) -> Result<String> {
        if let Some(name) = self.queues.get(&id) {
            return Ok(name.clone());
        }
        let name = match id {
            QueueId::Personal(who) => self.person(who)?,
            _ => known(queues::get(self.conn, id))?.map(|queue| queue.name),
        };
        let name = name.unwrap_or_else(|| id.to_string());
        self.queues.insert(id, name.clone());
        Ok(name)
    }
}

fn known<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::Refused(Refusal::NotFound(_))) => Ok(None),
        Err(error) => Err(error),
    }
}
