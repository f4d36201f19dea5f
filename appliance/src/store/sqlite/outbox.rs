//! The outbox: invitations with a time at which they are due.

use async_trait::async_trait;
use farhand_protocol::keys::{InvitationPreview, PreviewInvitation};
use farhand_protocol::{KeyId, Timestamp, limits};
use jiff::tz::TimeZone;
use rusqlite::{Connection, Row, params};

use super::key_secret::KeySecret;
use super::keys::KeyRow;
use super::{SqliteStore, Write, customer, from_json, keys, mail_settings, templates};
use crate::mail::render::{NO_KEY, NO_LINK, Values, render};
use crate::mail::{MailSettings, Source, Template, expiry};
use crate::store::{Deed, Fate, Letter, LetterId, MailStore, Result, SiteSettings, StoreError};

const DUE: &str = "SELECT key_id, number, address, message_id, template, line, tries, invitation.since
     FROM invitation JOIN session_key ON session_key.id = key_id
     WHERE next_at <= ?1 AND over_at IS NULL AND expires_at > ?1 ORDER BY next_at LIMIT ?2";

/// What the outbox alone knows of a letter.
struct Queued {
    key: KeyId,
    number: u32,
    address: String,
    message_id: String,
    template: String,
    line: Option<String>,
    tries: u32,
    since: Timestamp,
}

impl Queued {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: KeyId(row.get(0)?),
            number: row.get(1)?,
            address: row.get(2)?,
            message_id: row.get(3)?,
            template: row.get(4)?,
            line: row.get(5)?,
            tries: row.get(6)?,
            since: Timestamp(row.get(7)?),
        })
    }
}

fn due(conn: &Connection, secret: &KeySecret, now: Timestamp, most: usize) -> Result<Vec<Letter>> {
    let mut statement = conn.prepare_cached(DUE)?;
    let queued = statement
        .query_map(params![now.0, most], Queued::read)?
        .collect::<rusqlite::Result<Vec<Queued>>>()?;
    if queued.is_empty() {
        return Ok(Vec::new());
    }
    let site = customer::settings(conn)?;
    queued.into_iter().map(|queued| letter(conn, secret, queued, &site)).collect()
}

fn letter(conn: &Connection, secret: &KeySecret, queued: Queued, site: &SiteSettings) -> Result<Letter> {
    let row = keys::get(conn, queued.key)?;
    Ok(Letter {
        key: queued.key,
        number: queued.number,
        address: queued.address,
        inviter: row.maker().to_owned(),
        site: site.name.clone(),
        digits: row.digits(secret),
        link: row.link(secret, queued.number),
        expires_at: row.expires_at,
        line: queued.line,
        help: site.invites.help_address.clone(),
        source: from_json::<Source>(&queued.template)?,
        message_id: queued.message_id,
        tries: queued.tries,
        queued_at: queued.since,
        name: row.name,
        portal: row.portal,
    })
}

/// What an invitation to a key would look like, or to one that is not made yet.
pub(super) fn preview(
    conn: &Connection,
    inviter: &str,
    key: Option<(&KeyRow, &KeySecret)>,
    asked: &PreviewInvitation,
    portal: &str,
    now: Timestamp,
) -> Result<InvitationPreview> {
    let source = templates::chosen(conn, asked.template.as_deref(), asked.language.as_deref())?;
    let site = customer::settings(conn)?;
    let mail = mail_settings::get(conn)?;
    let zone = mail.as_ref().map_or_else(TimeZone::system, MailSettings::zone);
    let life_ms = u64::from(site.invites.life_default_s()) * 1000;
    let expires_at = key.map_or_else(|| now.plus(life_ms), |(row, _)| row.expires_at);
    let not_yet = || (NO_KEY.to_owned(), format!("{portal}/i/{NO_LINK}"));
    let (digits, link) = key.map_or_else(not_yet, |(row, secret)| (row.digits(secret), row.link(secret, 0)));
    let values = Values {
        representative: inviter.to_owned(),
        customer: asked.name.clone().or_else(|| key.and_then(|(row, _)| row.name.clone())),
        key: digits,
        link,
        portal: key.map_or(portal, |(row, _)| &row.portal).to_owned(),
        expires: expiry::words(expires_at, now, &zone, &source.language),
        line: asked.line.clone(),
        help: site.invites.help_address.clone(),
        site: site.name,
    };
    let parts = render(&source, &values).map_err(|_| StoreError::Failed("a stored template".to_owned()))?;
    Ok(InvitationPreview {
        from: mail.map(|mail| mail.sender(&values.site)).unwrap_or_default(),
        subject: parts.subject,
        text: parts.text,
        html: parts.html,
    })
}

fn next_at(conn: &Connection) -> Result<Option<Timestamp>> {
    let next: Option<i64> = conn
        .prepare_cached("SELECT min(next_at) FROM invitation WHERE next_at IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    Ok(next.map(Timestamp))
}

/// A letter may have been withdrawn while it was under way: if the server has taken it, it is sent.
fn note(write: &Write<'_>, (key, number): LetterId, fate: &Fate) -> Result<()> {
    let changed = match fate {
        Fate::Sent => write
            .prepare_cached(
                "UPDATE invitation SET state = 'sent', words = NULL, next_at = NULL, tries = tries + 1, since = ?3
                 WHERE key_id = ?1 AND number = ?2 AND state IN ('queued', 'delayed', 'withdrawn')",
            )?
            .execute(params![key.0, number, write.now.0])?,
        // Once delayed, it is so since the first time.
        Fate::Delayed { words, next_at } => write
            .prepare_cached(
                "UPDATE invitation SET since = iif(state = 'delayed', since, ?3), state = 'delayed', words = ?4,
                 next_at = ?5, tries = tries + 1
                 WHERE key_id = ?1 AND number = ?2 AND state IN ('queued', 'delayed')",
            )?
            .execute(params![key.0, number, write.now.0, short(words), next_at.0])?,
        Fate::Bounced { words } => write
            .prepare_cached(
                "UPDATE invitation SET state = 'bounced', words = ?4, next_at = NULL, tries = tries + 1, since = ?3
                 WHERE key_id = ?1 AND number = ?2 AND state IN ('queued', 'delayed')",
            )?
            .execute(params![key.0, number, write.now.0, short(words)])?,
    };
    if changed == 0 {
        return Ok(());
    }
    let row = keys::get(write, key)?;
    let by = row.maker().to_owned();
    keys::tell(write, &row, Deed::Mail, &by)
}

fn short(words: &str) -> String {
    words.chars().take(limits::SERVER_WORDS).collect()
}

#[async_trait]
impl MailStore for SqliteStore {
    async fn mail_settings(&self) -> Result<Option<MailSettings>> {
        self.read(|conn, _| mail_settings::get(conn)).await
    }

    async fn set_mail_settings(&self, settings: Option<MailSettings>) -> Result<()> {
        self.write(move |write| mail_settings::set(write, settings)).await
    }

    async fn templates(&self) -> Result<Vec<Template>> {
        self.read(|conn, _| templates::all(conn)).await
    }

    async fn put_template(&self, code: &str, name: Option<&str>, source: Source) -> Result<()> {
        let (code, name) = (code.to_owned(), name.map(str::to_owned));
        self.write(move |write| templates::put(write, &code, name.as_deref(), source)).await
    }

    async fn remove_template(&self, code: &str, language: Option<&str>) -> Result<()> {
        let (code, language) = (code.to_owned(), language.map(str::to_owned));
        self.write(move |write| templates::remove(write, &code, language.as_deref())).await
    }

    async fn due_letters(&self, most: usize) -> Result<Vec<Letter>> {
        let secret = self.key_secret.clone();
        self.read(move |conn, now| due(conn, &secret, now, most)).await
    }

    async fn next_letter_at(&self) -> Result<Option<Timestamp>> {
        self.read(|conn, _| next_at(conn)).await
    }

    async fn note_letter(&self, letter: LetterId, fate: Fate) -> Result<()> {
        self.write(move |write| note(write, letter, &fate)).await
    }
}
