//! System information: who may have what read, what is kept of it, and snapshots.

use farhand_protocol::chat::SessionEvent;
use farhand_protocol::info::{Category, ReadingHead, SnapshotHead, Source};
use farhand_protocol::session::Session;
use farhand_protocol::{RepresentativeId, SessionId, limits};
use rusqlite::params;

use super::{Write, chat, session_row, sessions, to_json};
use crate::domain::field;
use crate::store::{InfoAllowed, Refusal, Result};

/// Characters of a snapshot's name.
const NAME: usize = 100;
/// Bytes of a session's readings together.
const READINGS_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes of a session's snapshots together.
const SNAPSHOTS_BYTES: u64 = 128 * 1024 * 1024;

/// What may be read of a session now.
pub(super) fn allowed(session: &Session) -> std::result::Result<InfoAllowed, Refusal> {
    let scope = session.capabilities.info_allowed();
    let client = session.device.as_ref().is_some_and(|device| device.abilities.info);
    let none = Refusal::WrongState("the customer has not allowed system information");
    Ok(InfoAllowed { scope: scope.ok_or(none)?, client })
}

/// Notes that `who` has it read; tells the first time.
pub(super) fn note_read(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let case = sessions::shared(write, who, lsid, write.now)?;
    allowed(&case.session)?;
    let first = write
        .prepare_cached("INSERT OR IGNORE INTO info_reader (lsid, representative_id) VALUES (?, ?)")?
        .execute(params![lsid.as_str(), who.0])?;
    if first == 0 {
        return Ok(());
    }
    let name = sessions::name_in(&case, who);
    let author = chat::representative(who, &name);
    chat::add_event(write, &case.session, author, SessionEvent::SystemInformationRetrieved { name })
}

/// Keeps what a source has told; `body` is the reading's in JSON.
pub(super) fn keep(
    write: &Write<'_>,
    lsid: &SessionId,
    source: Source,
    category: Category,
    body: &str,
) -> Result<ReadingHead> {
    let session = session_row::get(write, lsid)?.session;
    if !allowed(&session)?.scope.covers(category) {
        return Err(Refusal::Forbidden("the customer has not allowed this part to be read").into());
    }
    let (told_by, about) = (to_json(&source)?, to_json(&category)?);
    check_room(write, lsid, (&told_by, &about), body.len())?;
    let number = write
        .prepare_cached(
            "UPDATE session SET last_reading = last_reading + 1 WHERE lsid = ? RETURNING last_reading",
        )?
        .query_row([lsid.as_str()], |row| row.get(0))?;
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO reading (lsid, number, source, category, at, bytes, body)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![lsid.as_str(), number, told_by, about, write.now.0, body.len(), body])?;
    forget_old_phones(write, lsid)?;
    Ok(ReadingHead { number, category, source, at: write.now })
}

/// What a source told of a category before makes room for what it tells now.
fn check_room(write: &Write<'_>, lsid: &SessionId, place: (&str, &str), bytes: usize) -> Result<()> {
    let others: u64 = write
        .prepare_cached(
            "SELECT coalesce(sum(bytes), 0) FROM reading
             WHERE lsid = ? AND NOT (source = ? AND category = ?)",
        )?
        .query_row(params![lsid.as_str(), place.0, place.1], |row| row.get(0))?;
    if others.saturating_add(bytes as u64) <= READINGS_BYTES {
        return Ok(());
    }
    Err(Refusal::TooLarge("this session has no room for more system information".to_owned()).into())
}

/// Of more phones than one computer has, those that told last are kept.
fn forget_old_phones(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    write
        .prepare_cached(
            r#"DELETE FROM reading WHERE lsid = ?1 AND source IN (
                 SELECT source FROM reading WHERE lsid = ?1 AND source LIKE '{"kind":"adb"%'
                 GROUP BY source ORDER BY max(number) DESC LIMIT -1 OFFSET ?2)"#,
        )?
        .execute(params![lsid.as_str(), limits::INFO_PHONES])?;
    Ok(())
}

/// Another device joins: what the one before has told is not to stand beside what this one tells.
pub(super) fn forget_device(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    write
        .prepare_cached("DELETE FROM reading WHERE lsid = ? AND source != ?")?
        .execute(params![lsid.as_str(), to_json(&Source::Browser {})?])?;
    Ok(())
}

/// Keeps the newest readings under a name.
pub(super) fn keep_snapshot(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    name: &str,
) -> Result<SnapshotHead> {
    let case = sessions::shared(write, who, lsid, write.now)?;
    let name = field::optional_line("name", Some(name), NAME)?.unwrap_or_default();
    let by = sessions::name_in(&case, who);
    let head = SnapshotHead { number: room_for_snapshot(write, lsid)?, name, by: by.clone(), at: write.now };
    write
        .prepare_cached(
            "INSERT INTO info_snapshot (lsid, number, name, kept_by, at, bytes)
             SELECT ?1, ?2, ?3, ?4, ?5, sum(bytes) FROM reading WHERE lsid = ?1",
        )?
        .execute(params![lsid.as_str(), head.number, head.name, head.by, head.at.0])?;
    write
        .prepare_cached(
            "INSERT INTO kept_reading (lsid, snapshot, number, source, category, at, body)
             SELECT lsid, ?2, number, source, category, at, body FROM reading WHERE lsid = ?1",
        )?
        .execute(params![lsid.as_str(), head.number])?;
    let event = SessionEvent::SystemInformationKept { name: by.clone(), number: head.number };
    chat::add_event(write, &case.session, chat::representative(who, &by), event)?;
    Ok(head)
}

/// The number of the next snapshot, if the session may have one more.
fn room_for_snapshot(write: &Write<'_>, lsid: &SessionId) -> Result<u32> {
    let sum = |table: &str| -> Result<(u64, u64)> {
        let sql = format!("SELECT count(*), coalesce(sum(bytes), 0) FROM {table} WHERE lsid = ?");
        Ok(write.prepare_cached(&sql)?.query_row([lsid.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    let ((readings, bytes), (kept, kept_bytes)) = (sum("reading")?, sum("info_snapshot")?);
    if readings == 0 {
        return Err(Refusal::WrongState("nothing has been read yet").into());
    }
    if kept >= u64::from(limits::INFO_SNAPSHOTS) || kept_bytes + bytes > SNAPSHOTS_BYTES {
        return Err(Refusal::WrongState("this session has as many snapshots as it can have").into());
    }
    Ok(u32::try_from(kept).unwrap_or(u32::MAX) + 1)
}
