//! Reading everything, once.

use std::str::FromStr;

use farhand_core::contract::{DraftField, OutboxKind, Settings};
use farhand_core::stored::{
    DraftKey, Stored, StoredDraft, StoredInvites, StoredMessage, StoredSite, StoredTab, StoredTransfer,
};
use farhand_protocol::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{StoreError, talk};

pub(super) fn all(db: &Connection) -> Result<Stored, StoreError> {
    Ok(Stored {
        settings: settings(db)?,
        sites: rows(db, "SELECT * FROM sites ORDER BY used_at DESC NULLS LAST, rowid DESC", site)?,
        drafts: rows(db, "SELECT * FROM drafts ORDER BY site, lsid, field", draft)?,
        outbox: rows(db, "SELECT * FROM outbox ORDER BY place", message)?,
        tabs: rows(db, "SELECT * FROM tabs ORDER BY site, place", tab)?,
        transfers: rows(db, "SELECT * FROM transfers ORDER BY place", transfer)?,
        invites: rows(db, "SELECT * FROM invites ORDER BY site, user_name", invites)?,
        talks: rows(db, "SELECT * FROM talks ORDER BY site, user_name, partner", talk::kept)?,
        talk_lines: rows(db, "SELECT * FROM talk_lines ORDER BY place", talk::line)?,
    })
}

fn settings(db: &Connection) -> Result<Settings, StoreError> {
    let json: Option<String> = db.query_row("SELECT value FROM settings", [], |row| row.get(0)).optional()?;
    json.map_or(Ok(Settings::default()), |json| from_json(&json, "setting"))
}

fn rows<T>(
    db: &Connection,
    sql: &str,
    read: fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    db.prepare(sql)?.query_and_then([], read)?.collect()
}

fn site(row: &Row<'_>) -> Result<StoredSite, StoreError> {
    Ok(StoredSite {
        address: row.get("address")?,
        name: row.get("name")?,
        user_name: row.get("user_name")?,
        used_at: row.get::<_, Option<i64>>("used_at")?.map(Timestamp),
    })
}

fn draft(row: &Row<'_>) -> Result<StoredDraft, StoreError> {
    let field = match row.get::<_, String>("field")?.as_str() {
        "message" => DraftField::Message,
        "whisper" => DraftField::Whisper,
        "note" => DraftField::Note,
        _ => return Err(StoreError::Unreadable("draft")),
    };
    let key = DraftKey { site: row.get("site")?, lsid: id(row, "lsid")?, field };
    Ok(StoredDraft { key, text: row.get("text")? })
}

fn message(row: &Row<'_>) -> Result<StoredMessage, StoreError> {
    let kind = match row.get::<_, String>("kind")?.as_str() {
        "message" => OutboxKind::Message,
        "note" => OutboxKind::Note,
        "whisper" => OutboxKind::Whisper,
        _ => return Err(StoreError::Unreadable("message")),
    };
    let failed: Option<String> = row.get("failed")?;
    Ok(StoredMessage {
        site: row.get("site")?,
        user_name: row.get("user_name")?,
        lsid: id(row, "lsid")?,
        client_id: id(row, "client_id")?,
        kind,
        text: row.get("text")?,
        at: Timestamp(row.get("at")?),
        failed: failed.map(|json| from_json(&json, "error")).transpose()?,
    })
}

fn tab(row: &Row<'_>) -> Result<StoredTab, StoreError> {
    let read: i64 = row.get("read")?;
    Ok(StoredTab { site: row.get("site")?, lsid: id(row, "lsid")?, read: read.cast_unsigned() })
}

fn transfer(row: &Row<'_>) -> Result<StoredTransfer, StoreError> {
    from_json(&row.get::<_, String>("value")?, "transfer")
}

fn invites(row: &Row<'_>) -> Result<StoredInvites, StoreError> {
    let form: Option<String> = row.get("form")?;
    Ok(StoredInvites {
        site: row.get("site")?,
        user_name: row.get("user_name")?,
        form: form.map(|json| from_json(&json, "invitation")).transpose()?,
        recent: from_json(&row.get::<_, String>("recent")?, "invitation")?,
    })
}

pub(super) fn id<T: FromStr>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    row.get::<_, String>(column)?.parse().map_err(|_| StoreError::Unreadable("id"))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(
    json: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable(what))
}
