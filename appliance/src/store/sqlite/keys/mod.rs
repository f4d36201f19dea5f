//! Session keys: nine digits and links that start a session, once.
//!
//! Neither digits nor links are kept: both are made of the key's seed with the appliance's secret, and
//! looked up by their hashes. Each change writes a row into the log in the same transaction.

mod fields;
mod look;
mod make;
mod over;
mod row;
mod send;
#[cfg(test)]
mod tests;

use farhand_protocol::keys::Key;
use farhand_protocol::{KeyId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::key_secret::KeySecret;
use super::{SITE, Write, people};
use crate::random;
use crate::store::{Actor, Deed, Kind, Refusal, Result, Sight, StoreError};

pub(super) use fields::{name, personal_line};
pub(super) use look::{look, note_opened, standing_of};
pub(super) use make::{change, extend, lead_elsewhere, make, revoke};
pub(super) use over::{any_foreign, came_from, expire, expired, revoke_foreign, start, withdraw};
pub(super) use row::{KeyRow, get, in_sight_of, select, view};
pub(super) use send::{send, send_again};

/// The digits as people type them, without what they put between. A text as long as the secret of a link
/// is never read as digits: it is no guess to [`crate::http::guesses`], and is not counted there.
pub(super) fn digits(typed: &str) -> Option<String> {
    if typed.len() >= limits::LINK_SECRET {
        return None;
    }
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let form = digits.len() == limits::KEY_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    form.then_some(digits)
}

/// A link's secret as it came, if it has the form of one.
fn link_secret(came: &str) -> Option<&str> {
    let form = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (came.len() == limits::LINK_SECRET && came.bytes().all(form)).then_some(came)
}

/// What leads to a key: its digits, or one of its links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Digits(String),
    Link(String),
}

impl Lead {
    /// What was typed, or what a link carries; none where it has the form of neither.
    pub(super) fn of(typed: &str) -> Option<Self> {
        digits(typed).map(Self::Digits).or_else(|| link_secret(typed).map(|s| Self::Link(s.to_owned())))
    }

    /// The same, always written the same way.
    pub(super) fn text(&self) -> &str {
        let (Self::Digits(text) | Self::Link(text)) = self;
        text
    }
}

/// A key that something led to.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub row: KeyRow,
    /// The link that was followed: 0 is the key's own, others are those of invitations.
    pub link: Option<u32>,
}

/// The key that `lead` leads to, however it stands.
pub(super) fn find(conn: &Connection, secret: &KeySecret, lead: &Lead) -> Result<Option<Found>> {
    let link_hash = match lead {
        Lead::Digits(digits) => {
            let rows = select(conn, "hash = ? AND site_id = ?", params![secret.hash(digits), SITE])?;
            return Ok(rows.into_iter().next().map(|row| Found { row, link: None }));
        }
        Lead::Link(link) => random::hash(link),
    };
    let rows = select(conn, "link_hash = ? AND site_id = ?", params![link_hash, SITE])?;
    if let Some(row) = rows.into_iter().next() {
        return Ok(Some(Found { row, link: Some(0) }));
    }
    let found: Option<(u64, u32)> = conn
        .prepare_cached("SELECT key_id, number FROM invitation WHERE link_hash = ?")?
        .query_row([link_hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, number)) = found else { return Ok(None) };
    Ok(Some(Found { row: get(conn, KeyId(id))?, link: Some(number) }))
}

/// The key that `lead` leads to, if it can still start a session.
pub(super) fn good(conn: &Connection, secret: &KeySecret, lead: &Lead, now: Timestamp) -> Result<Found> {
    let found = find(conn, secret, lead)?.filter(|found| found.row.is_good(now));
    found.ok_or_else(|| Refusal::KeyInvalid.into())
}

/// The same of somebody who came a while ago: it may be over meanwhile.
pub(super) fn still_good(write: &Write<'_>, id: KeyId, link: Option<u32>) -> Result<Found> {
    let row = select(write, "id = ? AND site_id = ?", params![id.0, SITE])?.into_iter().next();
    let row = row.filter(|row| row.is_good(write.now)).ok_or(Refusal::KeyInvalid)?;
    Ok(Found { row, link })
}

/// A key that `actor` sees, for what it does with it.
pub(super) fn seen_by(conn: &Connection, actor: Actor, id: KeyId) -> Result<KeyRow> {
    let unseen = || StoreError::from(Refusal::NotFound("session key"));
    let row = match get(conn, id) {
        Err(StoreError::Refused(_)) => return Err(unseen()),
        other => other?,
    };
    let seen = match actor {
        Actor::Representative(who) => people::scope(conn, who)?.sees(&row.sight()),
        Actor::Account(account) => row.account == Some(account),
    };
    if seen { Ok(row) } else { Err(unseen()) }
}

/// Digits that no key and no code has, with their hash: for a code.
pub(super) fn unused(write: &Write<'_>) -> Result<(String, [u8; 32])> {
    loop {
        let digits = random::digits(limits::KEY_DIGITS);
        let hash = write.key_secret.hash(&digits);
        if !taken(write, hash)? {
            return Ok((digits, hash));
        }
    }
}

fn taken(conn: &Connection, hash: [u8; 32]) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM session_key WHERE hash = ?1)
                         OR EXISTS (SELECT 1 FROM elevation_code WHERE hash = ?1)",
        )?
        .query_row([hash], |row| row.get(0))?)
}

/// Tells whoever sees the key that it is different, and keeps who did it.
pub(super) fn tell(write: &Write<'_>, row: &KeyRow, deed: Deed, by: &str) -> Result<()> {
    moved(write, row, row.sight(), deed, by)
}

/// The same, of a key that others have seen before.
fn moved(write: &Write<'_>, row: &KeyRow, before: Sight, deed: Deed, by: &str) -> Result<()> {
    let kind = Kind::Key { id: row.id, deed, by: by.to_owned(), before, after: row.sight(), key: None };
    super::log::append(write, &kind)
}

/// The name of whoever does something, for people.
fn name_of(conn: &Connection, actor: Actor) -> Result<String> {
    match actor {
        Actor::Representative(who) => Ok(people::get(conn, who)?.name),
        Actor::Account(account) => super::api_accounts::name(conn, account),
    }
}

/// The key as it stands.
pub(super) fn shown(conn: &Connection, secret: &KeySecret, id: KeyId) -> Result<Key> {
    view(conn, secret, &get(conn, id)?)
}
