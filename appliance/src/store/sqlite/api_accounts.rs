//! Programs' API accounts and their tokens. Secrets and tokens have enough randomness of their own, so
//! that plain hashes of them are kept.

use farhand_protocol::{Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};
use subtle::ConstantTimeEq;

use super::{SITE, Write, admin, one};
use crate::domain::field;
use crate::random;
use crate::store::{AccountId, ApiAccountSummary, NewAccount, Refusal, Result};

/// Makes an account; its secret is shown this once.
pub(super) fn add(write: &Write<'_>, name: &str) -> Result<NewAccount> {
    admin::ensure_site(write)?;
    let name = field::optional_plain_line("name", Some(name), limits::CODE_NAME)?;
    let name = name.ok_or_else(|| Refusal::InvalidField("name must not be empty".to_owned()))?;
    let new = NewAccount { client_id: random::secret::<12>(), client_secret: random::secret::<32>() };
    let done = write
        .prepare_cached(
            "INSERT INTO api_account (site_id, name, client_id, secret_hash, made_at) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![SITE, name, new.client_id, random::hash(&new.client_secret), write.now.0]);
    admin::unique("name", done)?;
    Ok(new)
}

/// Lets a program in no more.
pub(super) fn disable(write: &Write<'_>, name: &str) -> Result<()> {
    let changed = write
        .prepare_cached("UPDATE api_account SET enabled = 0 WHERE site_id = ? AND name = ?")?
        .execute(params![SITE, name.trim()])?;
    one(changed, "API account")?;
    write
        .prepare_cached(
            "DELETE FROM api_token WHERE account_id = (SELECT id FROM api_account WHERE site_id = ? AND name = ?)",
        )?
        .execute(params![SITE, name.trim()])?;
    Ok(())
}

/// All accounts, by name.
pub(super) fn all(conn: &Connection) -> Result<Vec<ApiAccountSummary>> {
    let mut statement = conn
        .prepare_cached("SELECT name, client_id, enabled FROM api_account WHERE site_id = ? ORDER BY name")?;
    let rows = statement.query_map([SITE], |row| {
        Ok(ApiAccountSummary { name: row.get(0)?, client_id: row.get(1)?, enabled: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An account's name for people.
pub(super) fn name(conn: &Connection, account: AccountId) -> Result<String> {
    conn.prepare_cached("SELECT name FROM api_account WHERE id = ? AND enabled")?
        .query_row([account.0], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Refusal::NotFound("API account").into())
}

/// Keeps a token, if id and secret are good.
pub(super) fn open_token(write: &Write<'_>, id: &str, secret: &str, token: [u8; 32]) -> Result<bool> {
    let found: Option<(u32, [u8; 32])> = write
        .prepare_cached(
            "SELECT id, secret_hash FROM api_account WHERE site_id = ? AND client_id = ? AND enabled",
        )?
        .query_row(params![SITE, id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((account, hash)) = found else { return Ok(false) };
    if !bool::from(hash.ct_eq(&random::hash(secret))) {
        return Ok(false);
    }
    let expires_at = write.now.plus(u64::from(limits::ACCOUNT_TOKEN_S) * 1000);
    write
        .prepare_cached("INSERT INTO api_token (hash, account_id, expires_at) VALUES (?, ?, ?)")?
        .execute(params![token, account, expires_at.0])?;
    Ok(true)
}

/// Whose token this is.
pub(super) fn of_token(conn: &Connection, token: [u8; 32], now: Timestamp) -> Result<Option<AccountId>> {
    Ok(conn
        .prepare_cached(
            "SELECT account_id FROM api_token JOIN api_account ON id = account_id
             WHERE hash = ? AND expires_at > ? AND enabled",
        )?
        .query_row(params![token, now.0], |row| row.get(0).map(AccountId))
        .optional()?)
}
