//! The log's rows.

use std::collections::BTreeSet;

use async_trait::async_trait;
use farhand_protocol::session::Session;
use farhand_protocol::{RepresentativeId, Seq, SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::watch;

use super::key_secret::KeySecret;
use super::{
    SITE, SqliteStore, Write, assignment, from_json, keys, passing, people, readiness, session_row, to_json,
};
use crate::store::{Kind, LogRow, LogStore, Refusal, Result, Scope, StoreError};

/// Appends a row.
pub(super) fn append(write: &Write<'_>, kind: &Kind) -> Result<()> {
    write.prepare_cached("INSERT INTO log (at, site_id, body) VALUES (?, ?, ?)")?.execute(params![
        write.now.0,
        SITE,
        to_json(kind)?
    ])?;
    Ok(())
}

/// The newest place, also of a log whose rows are all forgotten.
pub(super) fn head(conn: &Connection) -> Result<Seq> {
    let seq: Option<u64> = conn
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'log'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(Seq(seq.unwrap_or(0)))
}

fn after(conn: &Connection, secret: &KeySecret, since: Seq, limit: u32) -> Result<Option<Vec<LogRow>>> {
    let head = head(conn)?;
    let oldest: Option<u64> =
        conn.prepare_cached("SELECT min(seq) FROM log")?.query_row([], |row| row.get(0))?;
    if since > head || since.0 + 1 < oldest.unwrap_or(head.0 + 1) {
        return Ok(None);
    }
    let mut statement =
        conn.prepare_cached("SELECT seq, at, body FROM log WHERE seq > ? ORDER BY seq LIMIT ?")?;
    let mut rows = statement.query(params![since.0, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(2)?;
        let kind = whole(conn, secret, from_json(&body)?)?;
        found.push(LogRow { seq: Seq(row.get(0)?), at: Timestamp(row.get(1)?), kind });
    }
    Ok(Some(found))
}

/// A session key's row says which key is different. What it is like is read with it: its digits and
/// links are kept nowhere, the log included.
fn whole(conn: &Connection, secret: &KeySecret, mut kind: Kind) -> Result<Kind> {
    if let Kind::Key { id, key, .. } = &mut kind {
        match keys::shown(conn, secret, *id) {
            Ok(found) => *key = Some(Box::new(found)),
            // It was forgotten meanwhile.
            Err(StoreError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kind)
}

#[async_trait]
impl LogStore for SqliteStore {
    fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    async fn log_head(&self) -> Result<Seq> {
        self.read(|conn, _| head(conn)).await
    }

    async fn log_after(&self, since: Seq, limit: u32) -> Result<Option<Vec<LogRow>>> {
        let secret = self.key_secret.clone();
        self.read(move |conn, _| after(conn, &secret, since, limit)).await
    }

    async fn scope(&self, who: RepresentativeId) -> Result<Scope> {
        self.read(move |conn, _| people::scope(conn, who)).await
    }

    async fn standing(&self, lsid: &SessionId) -> Result<Session> {
        let lsid = lsid.clone();
        self.read(move |conn, _| {
            let case = session_row::find(conn, &lsid)?.ok_or(Refusal::NotFound("session"))?;
            Ok(case.session)
        })
        .await
    }

    async fn assign(&self) -> Result<Option<Timestamp>> {
        loop {
            let (done, next) = self
                .read(|conn, now| Ok((assignment::nothing_to_do(conn, now)?, assignment::next_end(conn)?)))
                .await?;
            if done {
                return Ok(next);
            }
            self.write(assignment::run).await?;
        }
    }

    async fn note_idle(&self, silent: Vec<(RepresentativeId, Timestamp)>) -> Result<Vec<RepresentativeId>> {
        let idle = self.read(move |conn, now| readiness::idle(conn, &silent, now)).await?;
        if idle.is_empty() {
            return Ok(idle);
        }
        self.write(move |write| readiness::note_idle(write, &idle).map(|()| idle)).await
    }

    async fn monitors(&self, lsid: &SessionId) -> Result<Vec<RepresentativeId>> {
        let lsid = lsid.clone();
        self.read(move |conn, _| {
            let case = session_row::get(conn, &lsid)?;
            let seen = case.session.monitors.iter().map(|p| p.id);
            Ok(seen.chain(case.together.unseen.iter().copied()).collect())
        })
        .await
    }

    async fn pass_time(&self) -> Result<Vec<SessionId>> {
        let opened_at = self.opened_at;
        let mut changed = BTreeSet::new();
        while !self.read(move |conn, now| passing::nothing_due(conn, now, opened_at)).await? {
            let some = self.write(move |write| passing::pass_time(write, opened_at)).await?;
            let (all, before) = (some.len() < passing::TOGETHER, changed.len());
            changed.extend(some);
            // Where only the same ones come again, nothing is gained by going on at once.
            if all || changed.len() == before {
                break;
            }
        }
        Ok(changed.into_iter().collect())
    }

    async fn prune(&self) -> Result<()> {
        let log_life_ms = self.log_life_ms;
        self.write(move |write| passing::prune(write, log_life_ms)).await
    }
}
