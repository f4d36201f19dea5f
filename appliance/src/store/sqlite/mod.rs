//! The store in one SQLite file.
//!
//! One thread owns the connection that writes and commits whatever waits for it together; a
//! handful of read-only connections serve everybody else. Both run off the async threads.

mod account;
mod account_rights;
mod admin;
mod admin_teams;
mod api_accounts;
mod asked_change;
mod assignment;
mod attach;
mod attempts;
mod audit;
mod begin;
mod board;
mod chat;
mod commands;
mod company;
mod console;
mod customer;
#[cfg(test)]
mod desk;
mod devices;
mod elevation;
mod helpers;
mod history;
mod idempotency;
mod info;
mod info_row;
mod invite;
mod key_secret;
mod keys;
mod leaving;
mod log;
mod mail_settings;
mod numbers;
mod outbox;
mod passing;
mod people;
mod permission;
mod presence;
mod queues;
mod readers;
mod readiness;
mod session_row;
mod sessions;
mod sharing;
mod standing;
mod supervise;
mod talk;
mod templates;
#[cfg(test)]
mod tests;
mod transfer;
mod upload_row;
mod uploads;
mod view;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use farhand_protocol::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::{Refusal, Result, StoreError};
use crate::clock::Clock;
use key_secret::KeySecret;
use readers::Readers;
use writer::Writer;

/// The one site of an appliance, so far.
const SITE: i64 = 1;
/// The database's file name in the data folder.
const FILE: &str = "farhand.sqlite3";
/// How long one process waits for another one's write.
const BUSY: Duration = Duration::from_secs(5);

/// In order; one that was released is never changed.
const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("migrations/001-spine.sql")),
    M::up(include_str!("migrations/002-lost-answers.sql")),
    M::up(include_str!("migrations/003-devices.sql")),
    M::up(include_str!("migrations/004-attach-again.sql")),
    M::up(include_str!("migrations/005-uploads.sql")),
    M::up(include_str!("migrations/006-info.sql")),
    M::up(include_str!("migrations/007-invitations.sql")),
    M::up(include_str!("migrations/008-teams.sql")),
    M::up(include_str!("migrations/009-beside.sql")),
    M::up(include_str!("migrations/010-asked-changes.sql")),
];

/// The store in one SQLite file.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    clock: Arc<dyn Clock>,
    key_secret: Arc<KeySecret>,
    commits: watch::Sender<u64>,
    log_life_ms: u64,
    opened_at: Timestamp,
}

/// A write in progress: the connection inside its transaction, the time that it happens at, and
/// what session keys are hashed with.
struct Write<'c> {
    conn: &'c Connection,
    now: Timestamp,
    key_secret: &'c KeySecret,
}

impl std::ops::Deref for Write<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
    }
}

impl SqliteStore {
    /// Opens the database in `folder`, which is made (for its owner only) where there is none.
    ///
    /// # Errors
    /// When the folder or the database cannot be used.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>, log_days: u32) -> anyhow::Result<Self> {
        make_private(folder)?;
        let path = folder.join(FILE);
        let mut conn = Connection::open(&path)?;
        set_up(&conn)?;
        Migrations::from_slice(MIGRATIONS).to_latest(&mut conn)?;
        let key_secret = Arc::new(KeySecret::open(folder, &mut conn)?);
        if keys::any_foreign(&conn, &key_secret)? {
            let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let write = Write { conn: &transaction, now: clock.now(), key_secret: &key_secret };
            keys::revoke_foreign(&write)?;
            transaction.commit()?;
        }
        let commits = watch::Sender::new(0);
        let readers = Readers::open(|| open_reader(&path))?;
        readers.watch_others(commits.clone())?;
        Ok(Self {
            writer: Writer::start(conn, commits.clone())?,
            readers,
            opened_at: clock.now(),
            clock,
            key_secret,
            commits,
            log_life_ms: u64::from(log_days) * 24 * 60 * 60 * 1000,
        })
    }

    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (now, key_secret) = (self.clock.now(), self.key_secret.clone());
        self.writer.run(move |conn| job(&Write { conn, now, key_secret: &key_secret })).await
    }

    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection, Timestamp) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let now = self.clock.now();
        self.readers.run(move |conn| job(conn, now)).await
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn set_up(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

impl From<rusqlite::Error> for StoreError {
    fn from(e: rusqlite::Error) -> Self {
        StoreError::Failed(e.to_string())
    }
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Failed(e.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| StoreError::Failed(format!("a stored value: {e}")))
}

/// `NotFound` where an update has met no row.
fn one(changed: usize, what: &'static str) -> Result<()> {
    if changed == 0 { Err(Refusal::NotFound(what).into()) } else { Ok(()) }
}
