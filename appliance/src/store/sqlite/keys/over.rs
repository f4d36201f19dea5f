//! A key is over: used by the session that it starts, or past its time.

use farhand_protocol::keys::{CameFrom, KeyState};
use farhand_protocol::session::Session;
use farhand_protocol::{KeyId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::Write;
use super::super::key_secret::KeySecret;
use super::row::{self, select};
use super::{Found, KeyRow, tell};
use crate::store::{Deed, Refusal, Result};

/// Keys that expire in one go.
const TOGETHER: u32 = 500;

/// Uses a key up for the session that it starts. Only one session ever gets here: whoever comes second
/// finds the key used.
pub(in super::super) fn start(write: &Write<'_>, found: &Found, session: &Session) -> Result<()> {
    let mut row = row::get(write, found.row.id)?;
    if !row.is_good(write.now) {
        return Err(Refusal::KeyInvalid.into());
    }
    let name = session.customer.name.clone();
    row.state = KeyState::Started { lsid: session.lsid.clone(), at: write.now, name };
    row::save(write, &row)?;
    withdraw(write, row.id)?;
    tell(write, &row, Deed::Started, "customer")
}

/// Where a session comes from that a key starts.
pub(in super::super) fn came_from(conn: &Connection, found: &Found) -> Result<CameFrom> {
    let row = &found.row;
    Ok(CameFrom {
        key: row.id,
        by: row.maker().to_owned(),
        made_at: row.made_at,
        address: address(conn, row, found.link)?,
        external_reference: row.external_reference.clone(),
    })
}

fn address(conn: &Connection, row: &KeyRow, link: Option<u32>) -> Result<Option<String>> {
    let Some(number) = link else { return Ok(None) };
    Ok(conn
        .prepare_cached("SELECT address FROM invitation WHERE key_id = ? AND number = ?")?
        .query_row(params![row.id.0, number], |row| row.get(0))
        .optional()?)
}

/// Takes back what of a key's messages has not gone.
pub(in super::super) fn withdraw(write: &Write<'_>, id: KeyId) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE invitation SET state = 'withdrawn', words = NULL, next_at = NULL, since = ?2
             WHERE key_id = ?1 AND next_at IS NOT NULL",
        )?
        .execute(params![id.0, write.now.0])?;
    Ok(())
}

/// Whether a key's time is over and nobody has noted it.
pub(in super::super) fn expired(conn: &Connection, now: Timestamp) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM session_key WHERE over_at IS NULL AND expires_at <= ?)",
        )?
        .query_row([now.0], |row| row.get(0))?)
}

/// Notes the keys whose time is over.
pub(in super::super) fn expire(write: &Write<'_>) -> Result<()> {
    let due = params![write.now.0, TOGETHER];
    for mut row in select(write, "over_at IS NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?", due)? {
        row.state = KeyState::Expired { at: row.expires_at };
        row::save(write, &row)?;
        withdraw(write, row.id)?;
        tell(write, &row, Deed::Expired, "time")?;
    }
    Ok(())
}

/// Whether a key that is outstanding was made with another secret than the one that is here now.
pub(in super::super) fn any_foreign(conn: &Connection, secret: &KeySecret) -> Result<bool> {
    let oldest = select(conn, "over_at IS NULL ORDER BY id LIMIT 1", [])?;
    oldest.first().map_or(Ok(false), |row| is_foreign(conn, secret, row))
}

fn is_foreign(conn: &Connection, secret: &KeySecret, row: &KeyRow) -> Result<bool> {
    let hash: [u8; 32] = conn
        .prepare_cached("SELECT hash FROM session_key WHERE id = ?")?
        .query_row([row.id.0], |row| row.get(0))?;
    Ok(hash != secret.hash(&row.digits(secret)))
}

/// Takes such keys back: nobody could show their digits and links any more.
pub(in super::super) fn revoke_foreign(write: &Write<'_>) -> Result<()> {
    for mut row in select(write, "over_at IS NULL", [])? {
        if is_foreign(write, write.key_secret, &row)? {
            row.state = KeyState::Revoked { at: write.now, by: "appliance".to_owned() };
            row::save(write, &row)?;
            withdraw(write, row.id)?;
            tell(write, &row, Deed::Revoked, "appliance")?;
        }
    }
    Ok(())
}
