//! What commands answered, so that a repeated one happens once.

use farhand_protocol::{RepresentativeId, SessionId};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, Write, to_json};
use crate::random;
use crate::store::{Answer, Command, Idempotency, Refusal, Result, StoreError};

/// How a command was carried out.
pub(super) enum Outcome {
    /// It answers this, now and when repeated.
    Said(Answer),
    /// It answers with the session as it is when it answers.
    Opened(SessionId),
    /// It made a session key with this hash. Its digits are not kept.
    Made([u8; 32], Answer),
    /// It is safe to carry out again by itself (messages know their own ids).
    Repeatable(Answer),
}

/// What was kept of an earlier command under the same key.
pub(super) enum Earlier {
    /// Nothing: this is the first one.
    None,
    /// It answered this.
    Said(Answer),
    /// It opened this session.
    Opened(SessionId),
    /// It made the session key with this hash.
    Made([u8; 32]),
    /// It may be carried out again.
    Repeatable,
}

/// Looks for an earlier command under the same key.
pub(super) fn earlier(
    conn: &Connection,
    who: RepresentativeId,
    key: &Idempotency,
    command: &Command,
) -> Result<Earlier> {
    type Kept = (Vec<u8>, Option<String>, u16, Option<String>, Option<[u8; 32]>);
    let kept: Option<Kept> = conn
        .prepare_cached(
            "SELECT request_hash, lsid, status, body, key_hash FROM idempotency WHERE account = ? AND key = ?",
        )?
        .query_row(params![who.0, key.0.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((hash, lsid, status, body, made)) = kept else { return Ok(Earlier::None) };
    if hash != request_hash(command)? {
        return Err(Refusal::IdempotencyMismatch.into());
    }
    if let Some(made) = made {
        return Ok(Earlier::Made(made));
    }
    Ok(match (lsid, body) {
        (_, Some(body)) => Earlier::Said(Answer { status, body }),
        (Some(lsid), None) => {
            Earlier::Opened(lsid.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))?)
        }
        (None, None) => Earlier::Repeatable,
    })
}

/// Keeps how a command was carried out; of a session key that was made again, the newest.
pub(super) fn keep(
    write: &Write<'_>,
    who: RepresentativeId,
    key: &Idempotency,
    command: &Command,
    outcome: &Outcome,
) -> Result<()> {
    let (status, lsid, body, made) = match outcome {
        Outcome::Said(answer) => (answer.status, None, Some(answer.body.as_str()), None),
        Outcome::Opened(lsid) => (200, Some(lsid.as_str()), None, None),
        Outcome::Made(hash, answer) => (answer.status, None, None, Some(hash)),
        Outcome::Repeatable(answer) => (answer.status, None, None, None),
    };
    write
        .prepare_cached(
            "INSERT INTO idempotency (account, key, site_id, at, request_hash, lsid, status, body, key_hash)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET key_hash = excluded.key_hash",
        )?
        .execute(params![
            who.0,
            key.0.as_str(),
            SITE,
            write.now.0,
            request_hash(command)?,
            lsid,
            status,
            body,
            made
        ])?;
    Ok(())
}

fn request_hash(command: &Command) -> Result<[u8; 32]> {
    Ok(random::hash(&to_json(command)?))
}
