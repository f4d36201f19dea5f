//! Accounts' part of the store: counted tries, tokens.

use async_trait::async_trait;
use farhand_protocol::auth::Me;
use farhand_protocol::people::Rights;
use farhand_protocol::{RepresentativeId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, SqliteStore, Write, log, people, readiness};
use crate::random;
use crate::store::{AccountSecrets, AccountStore, Kind, Refusal, Result, SignInTry, Token};

/// Milliseconds that a token lives without being used.
const TOKEN_LIFE_MS: u64 = 12 * 60 * 60 * 1000;
/// How far a token's end lags behind its use, to spare a write with each request.
const SLIDE_MS: u64 = 5 * 60 * 1000;
const PAUSE_MS: u64 = limits::SIGN_IN_PAUSE_S as u64 * 1000;

/// What tries are counted under: the name without regard to case.
fn name_hash(user_name: &str) -> [u8; 32] {
    random::hash(&user_name.trim().to_lowercase())
}

fn try_sign_in(write: &Write<'_>, user_name: &str) -> Result<SignInTry> {
    let name = name_hash(user_name);
    let (wrong, last_at) = tries(write, name)?;
    let passed_ms = write.now.since(last_at);
    let spent = wrong >= limits::SIGN_IN_ATTEMPTS;
    if spent && passed_ms < PAUSE_MS {
        let left_s = (PAUSE_MS - passed_ms).div_ceil(1000);
        return Ok(SignInTry::Locked { retry_after_s: u32::try_from(left_s).unwrap_or(u32::MAX) });
    }
    let wrong = if spent { 1 } else { wrong + 1 };
    write
        .prepare_cached(
            "INSERT INTO sign_in_try (site_id, name_hash, wrong, last_at) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET wrong = excluded.wrong, last_at = excluded.last_at",
        )?
        .execute(params![SITE, name, wrong, write.now.0])?;
    Ok(SignInTry::Open {
        attempts_left: limits::SIGN_IN_ATTEMPTS.saturating_sub(wrong),
        account: secrets(write, user_name)?,
    })
}

fn tries(conn: &Connection, name: [u8; 32]) -> Result<(u32, Timestamp)> {
    let found = conn
        .prepare_cached("SELECT wrong, last_at FROM sign_in_try WHERE site_id = ? AND name_hash = ?")?
        .query_row(params![SITE, name], |row| Ok((row.get(0)?, Timestamp(row.get(1)?))))
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn secrets(conn: &Connection, user_name: &str) -> Result<Option<AccountSecrets>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, password_hash, second_factor FROM representative
             WHERE site_id = ? AND user_name = ? AND enabled",
        )?
        .query_row(params![SITE, user_name.trim()], |row| {
            Ok(AccountSecrets {
                id: RepresentativeId(row.get(0)?),
                password_hash: row.get(1)?,
                second_factor: row.get(2)?,
            })
        })
        .optional()?)
}

fn uncount(write: &Write<'_>, user_name: &str) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE sign_in_try SET wrong = max(0, wrong - 1) WHERE site_id = ? AND name_hash = ?",
        )?
        .execute(params![SITE, name_hash(user_name)])?;
    Ok(())
}

/// Forgets the wrong tries of a name.
pub(super) fn clear_tries(write: &Write<'_>, user_name: &str) -> Result<()> {
    write
        .prepare_cached("DELETE FROM sign_in_try WHERE site_id = ? AND name_hash = ?")?
        .execute(params![SITE, name_hash(user_name)])?;
    Ok(())
}

fn open_token(
    write: &Write<'_>,
    user_name: &str,
    who: RepresentativeId,
    hash: [u8; 32],
    step: Option<u64>,
) -> Result<(Token, Me)> {
    if let Some(step) = step {
        let changed = write
            .prepare_cached(
                "UPDATE representative SET second_factor_step = ?2 WHERE id = ?1 AND second_factor_step < ?2",
            )?
            .execute(params![who.0, step])?;
        if changed == 0 {
            return Err(Refusal::SecondFactorInvalid.into());
        }
    }
    readiness::came(write, who)?;
    let me = people::me(write, who)?;
    clear_tries(write, user_name)?;
    let expires_at = write.now.plus(TOKEN_LIFE_MS);
    write
        .prepare_cached(
            "INSERT INTO token (hash, representative_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![hash, who.0, write.now.0, expires_at.0])?;
    Ok((Token { who, expires_at }, me))
}

fn token(conn: &Connection, hash: [u8; 32], now: Timestamp) -> Result<Option<Token>> {
    Ok(conn
        .prepare_cached(
            "SELECT representative_id, expires_at FROM token JOIN representative ON id = representative_id
             WHERE hash = ? AND expires_at > ? AND enabled",
        )?
        .query_row(params![hash, now.0], |row| {
            Ok(Token { who: RepresentativeId(row.get(0)?), expires_at: Timestamp(row.get(1)?) })
        })
        .optional()?)
}

/// Whether a token is not there at all: those whose time is over stay for a while.
fn was_signed_out(conn: &Connection, hash: [u8; 32]) -> Result<bool> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM token WHERE hash = ?)";
    Ok(conn.prepare_cached(sql)?.query_row([hash], |row| row.get(0))?)
}

/// Ends the time of all tokens of an account, which has to sign in anew to go on. No clock that is set back
/// makes them good again.
pub(super) fn expire_tokens(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    write.prepare_cached("UPDATE token SET expires_at = 0 WHERE representative_id = ?")?.execute([who.0])?;
    log::append(write, &Kind::TokensEnded { who, by: None })
}

/// Ends all tokens of an account.
pub(super) fn close_tokens(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    close_tokens_by(write, who, None)
}

/// Ends all tokens of an account, by a supervisor of this name where one does it.
pub(super) fn close_tokens_by(write: &Write<'_>, who: RepresentativeId, by: Option<String>) -> Result<()> {
    write.prepare_cached("DELETE FROM token WHERE representative_id = ?")?.execute([who.0])?;
    log::append(write, &Kind::TokensEnded { who, by })
}

fn close_token(write: &Write<'_>, hash: [u8; 32]) -> Result<()> {
    let who: Option<u32> = write
        .prepare_cached("DELETE FROM token WHERE hash = ? RETURNING representative_id")?
        .query_row([hash], |row| row.get(0))
        .optional()?;
    match who {
        Some(id) => log::append(write, &Kind::TokensEnded { who: RepresentativeId(id), by: None }),
        None => Ok(()),
    }
}

#[async_trait]
impl AccountStore for SqliteStore {
    async fn try_sign_in(&self, user_name: &str) -> Result<SignInTry> {
        let user_name = user_name.to_owned();
        self.write(move |write| try_sign_in(write, &user_name)).await
    }

    async fn uncount_try(&self, user_name: &str) -> Result<()> {
        let user_name = user_name.to_owned();
        self.write(move |write| uncount(write, &user_name)).await
    }

    async fn open_token(
        &self,
        user_name: &str,
        who: RepresentativeId,
        token_hash: [u8; 32],
        second_factor_step: Option<u64>,
    ) -> Result<(Token, Me)> {
        let user_name = user_name.to_owned();
        self.write(move |write| open_token(write, &user_name, who, token_hash, second_factor_step)).await
    }

    async fn token(&self, token_hash: [u8; 32], used: bool) -> Result<Option<Token>> {
        let now = self.clock.now();
        let found = self.read(move |conn, now| token(conn, token_hash, now)).await?;
        let Some(mut token) = found else { return Ok(None) };
        let end = now.plus(TOKEN_LIFE_MS);
        if used && end.since(token.expires_at) > SLIDE_MS {
            let before = std::mem::replace(&mut token.expires_at, end);
            // One that has ended meanwhile stays so.
            self.write(move |write| {
                write
                    .prepare_cached("UPDATE token SET expires_at = ? WHERE hash = ? AND expires_at = ?")?
                    .execute(params![end.0, token_hash, before.0])?;
                Ok(())
            })
            .await?;
        }
        Ok(Some(token))
    }

    async fn was_signed_out(&self, token_hash: [u8; 32]) -> Result<bool> {
        self.read(move |conn, _| was_signed_out(conn, token_hash)).await
    }

    async fn rights(&self, who: RepresentativeId) -> Result<Rights> {
        self.read(move |conn, _| Ok(people::me(conn, who)?.rights)).await
    }

    async fn close_token(&self, token_hash: [u8; 32]) -> Result<()> {
        self.write(move |write| close_token(write, token_hash)).await
    }
}
