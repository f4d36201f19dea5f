//! How mail leaves the site.

use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, Write, admin, customer, from_json, log, to_json};
use crate::mail::MailSettings;
use crate::store::{Kind, Refusal, Result};

/// How mail leaves; none where it does not.
pub(super) fn get(conn: &Connection) -> Result<Option<MailSettings>> {
    let body: Option<String> = conn
        .prepare_cached("SELECT body FROM mail_settings WHERE site_id = ?")?
        .query_row([SITE], |row| row.get(0))
        .optional()?;
    body.map(|body| from_json(&body)).transpose()
}

/// The sender of invitations, for people; none where there are no invitations.
pub(super) fn from(conn: &Connection) -> Result<Option<String>> {
    let Some(settings) = get(conn)? else { return Ok(None) };
    Ok(Some(settings.sender(&customer::settings(conn)?.name)))
}

/// Sets how mail leaves, or that it does not.
pub(super) fn set(write: &Write<'_>, settings: Option<MailSettings>) -> Result<()> {
    admin::ensure_site(write)?;
    match settings {
        Some(settings) => {
            let settings = settings.checked().map_err(Refusal::InvalidField)?;
            write
                .prepare_cached(
                    "INSERT INTO mail_settings (site_id, body) VALUES (?, ?)
                     ON CONFLICT DO UPDATE SET body = excluded.body",
                )?
                .execute(params![SITE, to_json(&settings)?])?;
            try_again(write)?;
        }
        None => drop(write.prepare_cached("DELETE FROM mail_settings WHERE site_id = ?")?.execute([SITE])?),
    }
    log::append(write, &Kind::InviteSetup)
}

/// What waits for another try may go another way now.
fn try_again(write: &Write<'_>) -> Result<()> {
    write
        .prepare_cached("UPDATE invitation SET next_at = ? WHERE next_at IS NOT NULL AND state = 'delayed'")?
        .execute([write.now.0])?;
    Ok(())
}
