//! What is kept of talks with colleagues: drafts, marks of what was read, lines on their way.

use farhand_core::stored::{StoredTalk, StoredTalkLine};
use farhand_protocol::team::TalkWith;
use farhand_protocol::{RepresentativeId, TeamId, Timestamp};
use rusqlite::{Row, Transaction, params};

use super::StoreError;
use super::read::{from_json, id};
use super::write::{json, run};

pub(super) fn kept(row: &Row<'_>) -> Result<StoredTalk, StoreError> {
    let partner: String = row.get("partner")?;
    let read: i64 = row.get("read")?;
    Ok(StoredTalk {
        site: row.get("site")?,
        user_name: row.get("user_name")?,
        with: if partner.is_empty() { None } else { Some(from_words(&partner)?) },
        draft: row.get("draft")?,
        read: read.cast_unsigned(),
    })
}

pub(super) fn line(row: &Row<'_>) -> Result<StoredTalkLine, StoreError> {
    let failed: Option<String> = row.get("failed")?;
    Ok(StoredTalkLine {
        site: row.get("site")?,
        user_name: row.get("user_name")?,
        to: from_words(&row.get::<_, String>("partner")?)?,
        client_id: id(row, "client_id")?,
        text: row.get("text")?,
        at: Timestamp(row.get("at")?),
        failed: failed.map(|json| from_json(&json, "error")).transpose()?,
    })
}

pub(super) fn put_kept(db: &Transaction<'_>, kept: &StoredTalk) -> Result<(), StoreError> {
    let partner = kept.with.map(in_words).unwrap_or_default();
    run(
        db,
        "REPLACE INTO talks (site, user_name, partner, draft, read) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![kept.site, kept.user_name, partner, kept.draft, kept.read.cast_signed()],
    )
}

pub(super) fn put_line(db: &Transaction<'_>, line: &StoredTalkLine) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO talk_lines (site, user_name, client_id, partner, text, at, failed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (site, client_id) DO UPDATE SET failed = excluded.failed",
        params![
            line.site,
            line.user_name,
            line.client_id.as_str(),
            in_words(line.to),
            line.text,
            line.at.0,
            line.failed.as_ref().map(json),
        ],
    )
}

fn in_words(with: TalkWith) -> String {
    match with {
        TalkWith::Team { id } => format!("team:{}", id.0),
        TalkWith::Representative { id } => format!("rep:{}", id.0),
    }
}

fn from_words(words: &str) -> Result<TalkWith, StoreError> {
    let (kind, number) = words.split_once(':').ok_or(StoreError::Unreadable("talk"))?;
    let number = number.parse().map_err(|_| StoreError::Unreadable("talk"))?;
    match kind {
        "team" => Ok(TalkWith::Team { id: TeamId(number) }),
        "rep" => Ok(TalkWith::Representative { id: RepresentativeId(number) }),
        _ => Err(StoreError::Unreadable("talk")),
    }
}
