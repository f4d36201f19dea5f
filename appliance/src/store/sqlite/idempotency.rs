//! What commands answered, so that a repeated one happens once.

use farhand_protocol::{KeyId, SessionId};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::{SITE, Write, to_json};
use crate::random;
use crate::store::{Actor, Answer, Idempotency, Refusal, Result, StoreError};

/// How a command was carried out.
pub(super) enum Outcome {
    /// It answers this, now and when repeated.
    Said(Answer),
    /// It answers with the session as it is when it answers.
    Opened(SessionId),
    /// It answers with the session key as it is when it answers.
    Key(KeyId),
    /// It is safe to carry out again by itself (messages know their own ids).
    Repeatable(Answer),
}

/// Whose idempotency keys are looked among: a representative's number, or an API account's with a minus.
fn account(actor: Actor) -> i64 {
    match actor {
        Actor::Representative(who) => i64::from(who.0),
        Actor::Account(account) => -i64::from(account.0),
    }
}

/// How an earlier command under the same key was carried out; none where there was none, or where it
/// may be carried out again.
pub(super) fn earlier(
    conn: &Connection,
    actor: Actor,
    key: &Idempotency,
    command: &impl Serialize,
) -> Result<Option<Outcome>> {
    type Kept = (Vec<u8>, Option<String>, u16, Option<String>, Option<u64>);
    let kept: Option<Kept> = conn
        .prepare_cached(
            "SELECT request_hash, lsid, status, body, key_id FROM idempotency WHERE account = ? AND key = ?",
        )?
        .query_row(params![account(actor), key.0.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((hash, lsid, status, body, made)) = kept else { return Ok(None) };
    if hash != request_hash(command)? {
        return Err(Refusal::IdempotencyMismatch.into());
    }
    if let Some(id) = made {
        return Ok(Some(Outcome::Key(KeyId(id))));
    }
    Ok(match (lsid, body) {
        (_, Some(body)) => Some(Outcome::Said(Answer { status, body })),
        (Some(lsid), None) => {
            let lsid = lsid.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))?;
            Some(Outcome::Opened(lsid))
        }
        (None, None) => None,
    })
}

/// Keeps how a command was carried out.
pub(super) fn keep(
    write: &Write<'_>,
    actor: Actor,
    key: &Idempotency,
    command: &impl Serialize,
    outcome: &Outcome,
) -> Result<()> {
    let (status, lsid, body, made) = match outcome {
        Outcome::Said(answer) => (answer.status, None, Some(answer.body.as_str()), None),
        Outcome::Opened(lsid) => (200, Some(lsid.as_str()), None, None),
        Outcome::Key(id) => (200, None, None, Some(id.0)),
        Outcome::Repeatable(answer) => (answer.status, None, None, None),
    };
    write
        .prepare_cached(
            "INSERT INTO idempotency (account, key, site_id, at, request_hash, lsid, status, body, key_id)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            account(actor),
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

fn request_hash(command: &impl Serialize) -> Result<[u8; 32]> {
    Ok(random::hash(&to_json(command)?))
}
