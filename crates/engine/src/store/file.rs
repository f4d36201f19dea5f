//! Opening the file: its rights, its settings, its tables; and what to do with a damaged one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farhand_core::stored::Stored;
use rusqlite::{Connection, ErrorCode};
use rusqlite_migration::{Error as MigrationError, M, MigrationDefinitionError, Migrations};

use super::{StoreError, read};
use crate::private_file;

const NAME: &str = "console.db";
/// What SQLite keeps beside the file.
const COMPANIONS: [&str; 2] = ["console.db-wal", "console.db-shm"];

const STEPS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_console.sql")),
    M::up(include_str!("migrations/0002_transfers.sql")),
    M::up(include_str!("migrations/0003_invites.sql")),
    M::up(include_str!("migrations/0004_talk.sql")),
    M::up(include_str!("migrations/0005_whispers.sql")),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Opens the file, brings its tables up to date and reads it. Where it is damaged it is moved
/// aside, and the answer says where to.
pub(super) fn open(folder: &Path) -> Result<(Connection, Stored, Option<PathBuf>), StoreError> {
    match open_and_read(folder) {
        Ok((connection, stored)) => Ok((connection, stored, None)),
        Err(error) if damaged(&error) => {
            let aside = move_aside(folder)?;
            tracing::error!(%error, moved_to = %aside.display(), "the console's store is damaged; a new one begins");
            let (connection, stored) = open_and_read(folder)?;
            Ok((connection, stored, Some(aside)))
        }
        Err(error) => Err(error),
    }
}

fn open_and_read(folder: &Path) -> Result<(Connection, Stored), StoreError> {
    let path = folder.join(NAME);
    private_file::open(&path).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
    let mut connection = Connection::open(&path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let health: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if health != "ok" {
        return Err(StoreError::Unreadable("page"));
    }
    MIGRATIONS.to_latest(&mut connection).map_err(migration_failed)?;
    let stored = read::all(&connection)?;
    Ok((connection, stored))
}

fn migration_failed(error: MigrationError) -> StoreError {
    match error {
        MigrationError::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            StoreError::Newer
        }
        MigrationError::RusqliteError { err, .. } => StoreError::Sqlite(err),
        other => StoreError::Migration(other),
    }
}

fn damaged(error: &StoreError) -> bool {
    match error {
        StoreError::Unreadable(_) => true,
        StoreError::Sqlite(e) => {
            matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        }
        _ => false,
    }
}

fn move_aside(folder: &Path) -> Result<PathBuf, StoreError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let moved = |name: &str| folder.join(format!("damaged-{now}-{name}"));
    let failed = |source| StoreError::Folder { path: folder.to_owned(), source };
    for name in COMPANIONS.into_iter().filter(|name| folder.join(name).exists()) {
        fs::rename(folder.join(name), moved(name)).map_err(failed)?;
    }
    fs::rename(folder.join(NAME), moved(NAME)).map_err(failed)?;
    Ok(moved(NAME))
}

/// The file as it was when the tables of talks did not exist.
#[cfg(test)]
pub(super) fn open_before_talk(folder: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(folder.join(NAME))?;
    MIGRATIONS.to_version(&mut connection, 3).map_err(migration_failed)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_sound() {
        MIGRATIONS.validate().unwrap();
    }
}
