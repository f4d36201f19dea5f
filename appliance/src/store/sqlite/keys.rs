//! Session keys. Only a hash is kept, made with the appliance's own secret; a key is used up by the
//! session that it starts.

use farhand_protocol::keys::{NewKey, SessionKey};
use farhand_protocol::{QueueId, RepresentativeId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, Write, people, queues};
use crate::domain::field;
use crate::random;
use crate::store::{Refusal, Result, StoreError};

/// The digits as people type them, without what they put between.
pub(super) fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let form = digits.len() == limits::KEY_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    form.then_some(digits)
}

/// Makes a key into a queue that `who` serves; answers it with its hash.
pub(super) fn make(
    write: &Write<'_>,
    who: RepresentativeId,
    new: NewKey,
    portal: &str,
) -> Result<(SessionKey, [u8; 32])> {
    let life_s = new.life_s.unwrap_or(limits::KEY_LIFE_DEFAULT_S);
    let allowed = limits::KEY_LIFE_MIN_S..=limits::KEY_LIFE_MAX_S;
    if !allowed.contains(&life_s) {
        let (least, most) = (allowed.start(), allowed.end());
        return Err(Refusal::InvalidField(format!("life_s must be from {least} to {most}")).into());
    }
    let reference = field::optional_line(
        "external_reference",
        new.external_reference.as_deref(),
        limits::CUSTOMER_FIELD,
    )?;
    if !people::scope(write, who)?.serves(new.queue) {
        return Err(Refusal::Forbidden("you do not serve this queue").into());
    }
    queues::get(write, new.queue)?;
    let expires_at = write.now.plus(u64::from(life_s) * 1000);
    let (key, hash) = unused(write)?;
    write
        .prepare_cached(
            "INSERT INTO session_key (hash, site_id, queue, made_by, external_reference, created_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            hash,
            SITE,
            new.queue.to_string(),
            who.0,
            reference,
            write.now.0,
            expires_at.0
        ])?;
    Ok((SessionKey { link: format!("{portal}/k/{key}"), key, queue: new.queue, expires_at }, hash))
}

/// Digits that no other key or code has, with their hash.
pub(super) fn unused(write: &Write<'_>) -> Result<(String, [u8; 32])> {
    loop {
        let key = random::digits(limits::KEY_DIGITS);
        let hash = write.key_secret.hash(&key);
        let taken: bool = write
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM session_key WHERE hash = ?1)
                             OR EXISTS (SELECT 1 FROM elevation_code WHERE hash = ?1)",
            )?
            .query_row([hash], |row| row.get(0))?;
        if !taken {
            return Ok((key, hash));
        }
    }
}

/// The queue of a key that can still start a session, by the key's hash.
pub(super) fn queue_of(conn: &Connection, hash: [u8; 32], now: Timestamp) -> Result<QueueId> {
    let queue: Option<String> = conn
        .prepare_cached(
            "SELECT queue FROM session_key WHERE hash = ? AND site_id = ? AND used_at IS NULL AND expires_at > ?",
        )?
        .query_row(params![hash, SITE, now.0], |row| row.get(0))
        .optional()?;
    let queue = queue.ok_or(Refusal::KeyInvalid)?;
    queue.parse().map_err(|_| StoreError::Failed("a stored queue".to_owned()))
}

/// Takes back a key whose digits may never have arrived, so that another one can be made in its
/// place.
pub(super) fn take_back(write: &Write<'_>, hash: [u8; 32]) -> Result<()> {
    let used: bool = write
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM session_key WHERE hash = ? AND used_at IS NOT NULL)")?
        .query_row([hash], |row| row.get(0))?;
    if used {
        return Err(Refusal::WrongState("a session has begun with this key already").into());
    }
    write.prepare_cached("DELETE FROM session_key WHERE hash = ?")?.execute([hash])?;
    Ok(())
}

/// Uses a key up.
pub(super) fn use_up(write: &Write<'_>, hash: [u8; 32]) -> Result<()> {
    let changed = write
        .prepare_cached(
            "UPDATE session_key SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2",
        )?
        .execute(params![hash, write.now.0])?;
    if changed == 0 { Err(Refusal::KeyInvalid.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_may_be_typed_in_groups() {
        assert_eq!(digits(" 123 456-789 ").as_deref(), Some("123456789"));
        for bad in ["", "12345678", "1234567890", "12345678a", "١٢٣٤٥٦٧٨٩"] {
            assert_eq!(digits(bad), None, "{bad}");
        }
    }
}
