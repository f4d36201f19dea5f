//! A session's entries.

use farhand_protocol::chat::{Author, Body, EntriesPage, Entry, SessionEvent};
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::upload::ChatFile;
use farhand_protocol::{ClientId, RepresentativeId, SessionId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Write, from_json, history, log, session_row, to_json};
use crate::domain::field;
use crate::store::{Kind, PageOf, Refusal, Result, StoreError};

/// Whose message or note it is, in a form that is unique within a session.
fn author_key(author: &Author) -> String {
    match author {
        Author::Customer => "customer".to_owned(),
        Author::Representative { id, .. } => id.0.to_string(),
        Author::Helper { id, .. } => format!("helper:{id}"),
        Author::Appliance => String::new(),
    }
}

/// Appends an event to a session's log.
pub(super) fn add_event(
    write: &Write<'_>,
    session: &Session,
    author: Author,
    event: SessionEvent,
) -> Result<()> {
    append(write, session, author, None, Body::Event { event }).map(|_| ())
}

/// Appends a message or note. The caller has looked whether it was [`sent`] before.
pub(super) fn add_text(
    write: &Write<'_>,
    session: &Session,
    author: Author,
    client_id: ClientId,
    body: Body,
) -> Result<Entry> {
    if let Body::Message { text } | Body::Note { text } | Body::Whisper { text } = &body {
        field::text("text", text, limits::MESSAGE_BYTES)?;
    }
    append(write, session, author, Some(client_id), body)
}

/// Appends a file that is complete.
pub(super) fn add_file(
    write: &Write<'_>,
    session: &Session,
    author: Author,
    client_id: ClientId,
    file: ChatFile,
) -> Result<()> {
    append(write, session, author, Some(client_id), Body::File { file }).map(|_| ())
}

/// Whether the author has sent something under this id.
pub(super) fn is_used(
    conn: &Connection,
    lsid: &SessionId,
    author: &Author,
    client_id: &ClientId,
) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE lsid = ? AND author_key = ? AND client_id = ?)";
    let values = params![lsid.as_str(), author_key(author), client_id.as_str()];
    Ok(conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
}

fn append(
    write: &Write<'_>,
    session: &Session,
    author: Author,
    client_id: Option<ClientId>,
    body: Body,
) -> Result<Entry> {
    let number = write
        .prepare_cached("UPDATE session SET last_entry = last_entry + 1 WHERE lsid = ? RETURNING last_entry")?
        .query_row([session.lsid.as_str()], |row| row.get(0))?;
    let entry = Entry { lsid: session.lsid.clone(), number, at: write.now, author, client_id, body };
    write
        .prepare_cached(
            "INSERT INTO entry (lsid, number, at, author, body, author_key, client_id, for_customer)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            entry.lsid.as_str(),
            entry.number,
            entry.at.0,
            to_json(&entry.author)?,
            to_json(&entry.body)?,
            author_key(&entry.author),
            entry.client_id.as_ref().map(ClientId::as_str),
            entry.body.for_customer()
        ])?;
    let sight = session_row::sight_of(write, session)?;
    log::append(write, &Kind::Entry { entry: Box::new(entry.clone()), sight })?;
    if matches!(session.state, SessionState::Ended { .. }) && history::is_told(&entry.body) {
        history::write(write, &entry.lsid)?;
    }
    Ok(entry)
}

const COLUMNS: &str = "lsid, number, at, author, client_id, body";

fn read(row: &Row<'_>) -> Result<Entry> {
    let broken = |what: &str| StoreError::Failed(format!("a stored {what}"));
    let (lsid, author, body): (String, String, String) = (row.get(0)?, row.get(3)?, row.get(5)?);
    let client_id: Option<String> = row.get(4)?;
    Ok(Entry {
        lsid: lsid.parse().map_err(|_| broken("session id"))?,
        number: row.get(1)?,
        at: Timestamp(row.get(2)?),
        author: from_json(&author)?,
        client_id: client_id.map(|id| id.parse()).transpose().map_err(|_| broken("client id"))?,
        body: from_json(&body)?,
    })
}

/// The message or note that the same author has sent under the same id. Asked before anything else
/// is checked: what was stored must be answered, also when the session has ended since.
pub(super) fn sent(
    conn: &Connection,
    lsid: &SessionId,
    author: &Author,
    client_id: &ClientId,
    body: &Body,
) -> Result<Option<Entry>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM entry WHERE lsid = ? AND author_key = ? AND client_id = ?"
    ))?;
    let mut rows = statement.query(params![lsid.as_str(), author_key(author), client_id.as_str()])?;
    let there = rows.next()?.map(read).transpose()?;
    if there.as_ref().is_some_and(|there| there.body != *body) {
        return Err(Refusal::IdempotencyMismatch.into());
    }
    Ok(there)
}

fn select(conn: &Connection, rest: &'static str, values: impl rusqlite::Params) -> Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM entry WHERE {rest}"))?;
    let mut rows = statement.query(values)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row)?);
    }
    Ok(entries)
}

/// A page of a session's log, for representatives who hear all that is said in it.
pub(super) fn page(conn: &Connection, lsid: &SessionId, of: PageOf, limit: u32) -> Result<EntriesPage> {
    page_of(conn, lsid, of, limit, false)
}

/// The same of what is for the customer, too, for representatives who hear no more.
pub(super) fn shared_page(
    conn: &Connection,
    lsid: &SessionId,
    of: PageOf,
    limit: u32,
) -> Result<EntriesPage> {
    page_of(conn, lsid, of, limit, true)
}

fn page_of(
    conn: &Connection,
    lsid: &SessionId,
    of: PageOf,
    limit: u32,
    for_customer: bool,
) -> Result<EntriesPage> {
    let limit = limit.clamp(1, limits::ENTRIES_PER_PAGE);
    let before = |number: u64, limit: u32| -> Result<Vec<Entry>> {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let mut entries = select(
            conn,
            "lsid = ? AND number < ? AND for_customer >= ? ORDER BY number DESC LIMIT ?",
            params![lsid.as_str(), number, for_customer, limit],
        )?;
        entries.reverse();
        Ok(entries)
    };
    let entries = match of {
        PageOf::Newest => before(u64::MAX, limit)?,
        PageOf::Before(number) => before(number, limit)?,
        PageOf::After(number) => select(
            conn,
            "lsid = ? AND number > ? AND for_customer >= ? ORDER BY number LIMIT ?",
            params![lsid.as_str(), i64::try_from(number).unwrap_or(i64::MAX), for_customer, limit],
        )?,
    };
    let has_earlier = match entries.first() {
        Some(first) if for_customer => !before(first.number, 1)?.is_empty(),
        first => first.is_some_and(|first| first.number > 1),
    };
    Ok(EntriesPage { entries, has_earlier })
}

/// Entries after a number, for the customer.
pub(super) fn for_customer(conn: &Connection, lsid: &SessionId, after: u64) -> Result<Vec<Entry>> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    select(
        conn,
        "lsid = ? AND number > ? AND for_customer ORDER BY number LIMIT ?",
        params![lsid.as_str(), after, limits::ENTRIES_PER_PAGE],
    )
}

/// The newest message of a representative: whoever wrote it has seen what stands before it.
pub(super) fn newest_of_representatives(conn: &Connection, lsid: &SessionId) -> Result<u64> {
    let number: Option<u64> = conn
        .prepare_cached(
            "SELECT number FROM entry WHERE lsid = ? AND for_customer AND author_key NOT IN ('customer', '') AND author_key NOT GLOB 'helper:*'
             AND client_id IS NOT NULL ORDER BY number DESC LIMIT 1",
        )?
        .query_row([lsid.as_str()], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or(0))
}

/// The representative as an author.
pub(super) fn representative(id: RepresentativeId, name: &str) -> Author {
    Author::Representative { id, name: name.to_owned() }
}
