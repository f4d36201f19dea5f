//! Looking at a key with one of its links or its digits. It uses nothing up.

use farhand_protocol::Timestamp;
use farhand_protocol::keys::KeyState;
use rusqlite::{Connection, OptionalExtension, params};

use super::super::Write;
use super::super::key_secret::KeySecret;
use super::row::{self, KeyRow};
use super::{Found, Lead, find, tell};
use crate::store::{Deed, LinkLook, LinkStanding, Result};

/// How a key stands now.
pub(in super::super) fn standing_of(row: &KeyRow, now: Timestamp) -> LinkStanding {
    match row.state {
        KeyState::Outstanding if row.is_good(now) => LinkStanding::Good,
        KeyState::Outstanding | KeyState::Expired { .. } => LinkStanding::Expired,
        KeyState::Started { .. } => LinkStanding::Used,
        KeyState::Revoked { .. } => LinkStanding::Revoked,
    }
}

/// What a customer sees whom `lead` leads to a key.
pub(in super::super) fn look(
    conn: &Connection,
    secret: &KeySecret,
    lead: &Lead,
    now: Timestamp,
) -> Result<Option<LinkLook>> {
    let Some(Found { row, link }) = find(conn, secret, lead)? else { return Ok(None) };
    let standing = standing_of(&row, now);
    let digits = if standing == LinkStanding::Good { row.digits(secret) } else { String::new() };
    Ok(Some(LinkLook {
        standing,
        inviter: row.maker().to_owned(),
        line: line(conn, &row, link)?,
        starts_as: row.starts_as,
        digits,
        expires_at: row.expires_at,
        name: row.name,
    }))
}

fn line(conn: &Connection, row: &KeyRow, link: Option<u32>) -> Result<Option<String>> {
    let Some(number) = link else { return Ok(None) };
    let line = conn
        .prepare_cached("SELECT line FROM invitation WHERE key_id = ? AND number = ?")?
        .query_row(params![row.id.0, number], |row| row.get(0))
        .optional()?;
    Ok(line.flatten())
}

/// Notes that a person has the page of a link in sight, the first time.
pub(in super::super) fn note_opened(write: &Write<'_>, lead: &Lead) -> Result<()> {
    let Some(Found { mut row, link }) = find(write, write.key_secret, lead)? else { return Ok(()) };
    if !row.is_good(write.now) {
        return Ok(());
    }
    let news = write
        .prepare_cached(
            "UPDATE invitation SET opened_at = ?3 WHERE key_id = ?1 AND number = ?2 AND opened_at IS NULL",
        )?
        .execute(params![row.id.0, link, write.now.0])?;
    if row.opened_at.is_some() && news == 0 {
        return Ok(());
    }
    row.opened_at.get_or_insert(write.now);
    row::save(write, &row)?;
    tell(write, &row, Deed::Opened, "customer")
}
