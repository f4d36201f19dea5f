//! Committing writes.

use farhand_core::contract::{DraftField, OutboxKind};
use farhand_core::stored::{
    StoredDraft, StoredInvites, StoredMessage, StoredSite, StoredTab, StoredTransfer, Write,
};
use rusqlite::{Connection, Transaction, params};

use super::{StoreError, talk};

pub(super) fn commit(db: &mut Connection, writes: &[Write]) -> Result<(), StoreError> {
    let transaction = db.transaction()?;
    for one in writes {
        write(&transaction, one)?;
    }
    Ok(transaction.commit()?)
}

fn write(db: &Transaction<'_>, write: &Write) -> Result<(), StoreError> {
    match write {
        Write::Settings(settings) => {
            run(db, "REPLACE INTO settings (id, value) VALUES (1, ?1)", [json(settings)])
        }
        Write::PutSite(site) => put_site(db, site),
        Write::RemoveSite(address) => remove_site(db, address),
        Write::PutDraft(draft) => put_draft(db, draft),
        Write::PutMessage(message) => put_message(db, message),
        Write::RemoveMessage { site, lsid, client_id } => run(
            db,
            "DELETE FROM outbox WHERE site = ?1 AND lsid = ?2 AND client_id = ?3",
            [site, lsid.as_str(), client_id.as_str()],
        ),
        Write::PutTransfer(transfer) => put_transfer(db, transfer),
        Write::RemoveTransfer(id) => run(db, "DELETE FROM transfers WHERE id = ?1", [id.as_str()]),
        Write::PutInvites(invites) => put_invites(db, invites),
        Write::PutTalk(kept) => talk::put_kept(db, kept),
        Write::PutTalkLine(line) => talk::put_line(db, line),
        Write::RemoveTalkLine { site, client_id } => {
            let key = [site, client_id.as_str()];
            run(db, "DELETE FROM talk_lines WHERE site = ?1 AND client_id = ?2", key)
        }
        Write::PutTabs { site, tabs } => put_tabs(db, site, tabs),
    }
}

fn put_site(db: &Transaction<'_>, site: &StoredSite) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO sites (address, name, user_name, used_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (address) DO UPDATE SET
            name = excluded.name, user_name = excluded.user_name, used_at = excluded.used_at",
        params![site.address, site.name, site.user_name, site.used_at.map(|t| t.0)],
    )
}

fn remove_site(db: &Transaction<'_>, address: &str) -> Result<(), StoreError> {
    run(db, "DELETE FROM drafts WHERE site = ?1", [address])?;
    run(db, "DELETE FROM outbox WHERE site = ?1", [address])?;
    run(db, "DELETE FROM tabs WHERE site = ?1", [address])?;
    run(db, "DELETE FROM transfers WHERE site = ?1", [address])?;
    run(db, "DELETE FROM invites WHERE site = ?1", [address])?;
    run(db, "DELETE FROM talks WHERE site = ?1", [address])?;
    run(db, "DELETE FROM talk_lines WHERE site = ?1", [address])?;
    run(db, "DELETE FROM sites WHERE address = ?1", [address])
}

fn put_draft(db: &Transaction<'_>, draft: &StoredDraft) -> Result<(), StoreError> {
    let field = match draft.key.field {
        DraftField::Message => "message",
        DraftField::Whisper => "whisper",
        DraftField::Note => "note",
    };
    let key = [draft.key.site.as_str(), draft.key.lsid.as_str(), field];
    if draft.text.is_empty() {
        return run(db, "DELETE FROM drafts WHERE site = ?1 AND lsid = ?2 AND field = ?3", key);
    }
    run(
        db,
        "REPLACE INTO drafts (site, lsid, field, text) VALUES (?1, ?2, ?3, ?4)",
        [key[0], key[1], key[2], &draft.text],
    )
}

fn put_message(db: &Transaction<'_>, message: &StoredMessage) -> Result<(), StoreError> {
    let kind = match message.kind {
        OutboxKind::Message => "message",
        OutboxKind::Note => "note",
        OutboxKind::Whisper => "whisper",
    };
    run(
        db,
        "INSERT INTO outbox (site, user_name, lsid, client_id, kind, text, at, failed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (site, lsid, client_id) DO UPDATE SET
            user_name = excluded.user_name, kind = excluded.kind, text = excluded.text,
            at = excluded.at, failed = excluded.failed",
        params![
            message.site,
            message.user_name,
            message.lsid.as_str(),
            message.client_id.as_str(),
            kind,
            message.text,
            message.at.0,
            message.failed.as_ref().map(json),
        ],
    )
}

fn put_transfer(db: &Transaction<'_>, transfer: &StoredTransfer) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO transfers (id, site, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET value = excluded.value",
        params![transfer.id.as_str(), transfer.site, json(transfer)],
    )
}

fn put_invites(db: &Transaction<'_>, invites: &StoredInvites) -> Result<(), StoreError> {
    let StoredInvites { site, user_name, form, recent } = invites;
    run(
        db,
        "REPLACE INTO invites (site, user_name, form, recent) VALUES (?1, ?2, ?3, ?4)",
        params![site, user_name, form.as_ref().map(json), json(recent)],
    )
}

fn put_tabs(db: &Transaction<'_>, site: &str, tabs: &[StoredTab]) -> Result<(), StoreError> {
    run(db, "DELETE FROM tabs WHERE site = ?1", [site])?;
    for (place, tab) in (0_i64..).zip(tabs) {
        run(
            db,
            "INSERT INTO tabs (site, place, lsid, read) VALUES (?1, ?2, ?3, ?4)",
            params![site, place, tab.lsid.as_str(), tab.read.cast_signed()],
        )?;
    }
    Ok(())
}

pub(super) fn run(db: &Transaction<'_>, sql: &str, values: impl rusqlite::Params) -> Result<(), StoreError> {
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values have a JSON form")
}
