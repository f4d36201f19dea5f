//! Readings and snapshots: reading their rows.

use async_trait::async_trait;
use farhand_protocol::info::{
    Category, Info, InfoSnapshot, Reading, ReadingBody, ReadingHead, SnapshotHead, Source,
};
use farhand_protocol::{RepresentativeId, SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::account_rights::{self, AccountRight};
use super::{SqliteStore, customer, from_json, info, session_row, sessions, standing, to_json};
use crate::store::{InfoAllowed, InfoStore, Refusal, Result};

const HEAD: &str = "number, category, source, at";

fn head(row: &Row<'_>) -> Result<ReadingHead> {
    let (category, source): (String, String) = (row.get(1)?, row.get(2)?);
    Ok(ReadingHead {
        number: row.get(0)?,
        category: from_json(&category)?,
        source: from_json(&source)?,
        at: Timestamp(row.get(3)?),
    })
}

fn reading(row: &Row<'_>) -> Result<Reading> {
    let body: String = row.get(4)?;
    Ok(Reading { head: head(row)?, body: from_json(&body)? })
}

fn snapshot_head(row: &Row<'_>) -> rusqlite::Result<SnapshotHead> {
    Ok(SnapshotHead { number: row.get(0)?, name: row.get(1)?, by: row.get(2)?, at: Timestamp(row.get(3)?) })
}

/// All rows that a query finds.
fn all<T>(
    conn: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn heads(conn: &Connection, lsid: &SessionId) -> Result<Info> {
    let readings = format!("SELECT {HEAD} FROM reading WHERE lsid = ? ORDER BY number");
    Ok(Info {
        readings: all(conn, &readings, [lsid.as_str()], head)?,
        snapshots: snapshot_heads(conn, lsid)?,
        asks: customer::settings(conn)?.asks_info,
    })
}

/// What was kept of a session.
pub(super) fn snapshot_heads(conn: &Connection, lsid: &SessionId) -> Result<Vec<SnapshotHead>> {
    let sql = "SELECT number, name, kept_by, at FROM info_snapshot WHERE lsid = ? ORDER BY number";
    all(conn, sql, [lsid.as_str()], |row| Ok(snapshot_head(row)?))
}

fn one_reading(conn: &Connection, lsid: &SessionId, number: u64) -> Result<Reading> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let sql = format!("SELECT {HEAD}, body FROM reading WHERE lsid = ? AND number = ?");
    let found = all(conn, &sql, params![lsid.as_str(), number], reading)?;
    found.into_iter().next().ok_or_else(|| Refusal::NotFound("reading").into())
}

/// A snapshot, for whoever may see it.
pub(super) fn snapshot(conn: &Connection, lsid: &SessionId, number: u32) -> Result<InfoSnapshot> {
    let head = conn
        .prepare_cached("SELECT number, name, kept_by, at FROM info_snapshot WHERE lsid = ? AND number = ?")?
        .query_row(params![lsid.as_str(), number], snapshot_head)
        .optional()?;
    let kept =
        format!("SELECT {HEAD}, body FROM kept_reading WHERE lsid = ? AND snapshot = ? ORDER BY number");
    Ok(InfoSnapshot {
        head: head.ok_or(Refusal::NotFound("snapshot"))?,
        readings: all(conn, &kept, params![lsid.as_str(), number], reading)?,
    })
}

/// Refuses whoever neither takes part nor monitors, and accounts that may not read system information.
fn readable(conn: &Connection, who: RepresentativeId, lsid: &SessionId, now: Timestamp) -> Result<()> {
    sessions::attended(conn, who, lsid, now)?;
    account_rights::check(conn, who, AccountRight::Info)
}

#[async_trait]
impl InfoStore for SqliteStore {
    async fn info_allowed(&self, who: RepresentativeId, lsid: &SessionId) -> Result<InfoAllowed> {
        let lsid = lsid.clone();
        self.read(move |conn, now| {
            account_rights::check(conn, who, AccountRight::Info)?;
            Ok(info::allowed(&sessions::shared(conn, who, &lsid, now)?.session)?)
        })
        .await
    }

    async fn may_look(&self, who: RepresentativeId, lsid: &SessionId) -> Result<bool> {
        let lsid = lsid.clone();
        self.read(move |conn, _| {
            let case = session_row::get(conn, &lsid)?;
            Ok(standing::takes_part(&case.session, who)
                && account_rights::check(conn, who, AccountRight::Info).is_ok())
        })
        .await
    }

    async fn note_info_read(&self, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| info::note_read(write, who, &lsid)).await
    }

    async fn keep_reading(
        &self,
        lsid: &SessionId,
        source: Source,
        category: Category,
        body: ReadingBody,
    ) -> Result<ReadingHead> {
        let (lsid, body) = (lsid.clone(), to_json(&body)?);
        self.write(move |write| info::keep(write, &lsid, source, category, &body)).await
    }

    async fn info(&self, who: RepresentativeId, lsid: &SessionId) -> Result<Info> {
        let lsid = lsid.clone();
        self.read(move |conn, now| {
            readable(conn, who, &lsid, now)?;
            heads(conn, &lsid)
        })
        .await
    }

    async fn reading(&self, who: RepresentativeId, lsid: &SessionId, number: u64) -> Result<Reading> {
        let lsid = lsid.clone();
        self.read(move |conn, now| {
            readable(conn, who, &lsid, now)?;
            one_reading(conn, &lsid, number)
        })
        .await
    }

    async fn info_snapshot(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        number: u32,
    ) -> Result<InfoSnapshot> {
        let lsid = lsid.clone();
        self.read(move |conn, now| {
            readable(conn, who, &lsid, now)?;
            snapshot(conn, &lsid, number)
        })
        .await
    }
}
