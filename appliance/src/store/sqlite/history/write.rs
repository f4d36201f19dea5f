//! Making an ended session findable.

use farhand_protocol::chat::{Body, SessionEvent};
use farhand_protocol::session::SessionState;
use farhand_protocol::{RepresentativeId, SessionId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::{facts, name, rows};
use crate::store::Result;
use crate::store::sqlite::session_row::{self, Case};
use crate::store::sqlite::{SITE, Write, from_json};

/// Whether an entry changes what is found, or ends the session.
pub fn is_told(body: &Body) -> bool {
    match body {
        Body::Message { .. } | Body::Note { .. } | Body::Whisper { .. } | Body::File { .. } => true,
        Body::Event { event } => matches!(
            event,
            SessionEvent::SessionEnd { .. } | SessionEvent::CustomerExitSurveyCompleted { .. }
        ),
    }
}

/// Makes an ended session findable as it is now.
pub fn write(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    let case = session_row::get(write, lsid)?;
    let SessionState::Ended { at, .. } = case.session.state else { return Ok(()) };
    let told = Told::read(write, &case, at)?;
    let id = match known(write, lsid)? {
        Some(id) => {
            write
                .prepare_cached("UPDATE past SET rating = ? WHERE id = ?")?
                .execute(params![told.rating, id])?;
            write.prepare_cached("DELETE FROM past_text WHERE rowid = ?")?.execute([id])?;
            id
        }
        None => insert(write, &case, &told, at)?,
    };
    let facts = facts_of(write, &case, told.owner)?;
    write
        .prepare_cached("INSERT INTO past_text (rowid, text, facts, name) VALUES (?, ?, ?, ?)")?
        .execute(params![id, told.text, facts, name::threes(&case.session.customer.name)])?;
    Ok(())
}

fn known(conn: &Connection, lsid: &SessionId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT id FROM past WHERE lsid = ?")?
        .query_row([lsid.as_str()], |row| row.get(0))
        .optional()?)
}

fn insert(write: &Write<'_>, case: &Case, told: &Told, at: Timestamp) -> Result<i64> {
    let (id, lsid) = (free_number(write, at)?, case.session.lsid.as_str());
    write.prepare_cached("DELETE FROM past_todo WHERE lsid = ?")?.execute([lsid])?;
    write
        .prepare_cached(
            "INSERT INTO past (id, lsid, site_id, queue, owner, ended_at, waited_ms, handled_ms, accepted, rating)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id,
            lsid,
            SITE,
            case.last_queue.to_string(),
            told.owner.map(|who| who.0),
            at.0,
            told.waited_ms,
            told.handled_ms,
            told.accepted,
            told.rating
        ])?;
    Ok(id)
}

/// The first number of a moment that no session has. Where a moment has none left, the next one has.
fn free_number(conn: &Connection, at: Timestamp) -> Result<i64> {
    let mut first = rows::first_number(at);
    let mut statement = conn.prepare_cached("SELECT max(id) FROM past WHERE id >= ? AND id < ?")?;
    loop {
        let next = first + rows::IN_A_MS;
        match statement.query_row([first, next], |row| row.get::<_, Option<i64>>(0))? {
            None => return Ok(first),
            Some(last) if last + 1 < next => return Ok(last + 1),
            Some(_) => first = next,
        }
    }
}

fn facts_of(conn: &Connection, case: &Case, owner: Option<RepresentativeId>) -> Result<String> {
    let mut statement = conn.prepare_cached("SELECT representative_id FROM took_part WHERE lsid = ?")?;
    let people = statement.query_map([case.session.lsid.as_str()], |row| row.get(0).map(RepresentativeId))?;
    let mut facts = vec![facts::owner(owner), facts::queue(case.last_queue)];
    for who in people {
        facts.push(facts::took_part(who?));
    }
    Ok(facts.join(" "))
}

/// What an ended session's row and document say.
struct Told {
    text: String,
    owner: Option<RepresentativeId>,
    accepted: bool,
    waited_ms: u64,
    handled_ms: u64,
    rating: Option<u8>,
}

impl Told {
    fn read(conn: &Connection, case: &Case, ended_at: Timestamp) -> Result<Self> {
        let session = &case.session;
        let mut text = document_head(case);
        let (mut rating, mut first_owner) = (None, None);
        let mut statement =
            conn.prepare_cached("SELECT at, body FROM entry WHERE lsid = ? ORDER BY number")?;
        let mut rows = statement.query([session.lsid.as_str()])?;
        while let Some(row) = rows.next()? {
            let Ok(body) = from_json::<Body>(&row.get::<_, String>(1)?) else {
                tracing::warn!(lsid = %session.lsid, "an entry cannot be read, and will not be found");
                continue;
            };
            match body {
                Body::Event { event: SessionEvent::ConferenceOwnerChanged { .. } } => {
                    first_owner = first_owner.or(Some(Timestamp(row.get(0)?)));
                }
                Body::Event {
                    event: SessionEvent::CustomerExitSurveyCompleted { rating: given, comment },
                } => {
                    rating = Some(given);
                    add(&mut text, comment.as_deref().unwrap_or_default());
                }
                body => add(&mut text, said(&body)),
            }
        }
        // Sessions of the time before these were counted have the entry that somebody accepted.
        let owner =
            case.together.owner.or(first_owner.and_then(|_| session.participants.first().map(|p| p.id)));
        let accepted_at = first_owner.unwrap_or(ended_at);
        let counted = case.together.owner.is_some();
        let handled_ms = if counted { case.together.handled_ms } else { ended_at.since(accepted_at) };
        let waited_ms = case.together.waited_ms.unwrap_or(accepted_at.since(session.created_at));
        Ok(Self {
            text,
            owner,
            accepted: owner.is_some() || first_owner.is_some(),
            waited_ms,
            handled_ms,
            rating,
        })
    }
}

/// What stands in a document before all that was said.
pub(super) fn document_head(case: &Case) -> String {
    let session = &case.session;
    let mut text = session.customer.name.clone();
    for more in [&session.customer.company, &session.customer.details].into_iter().flatten() {
        add(&mut text, more);
    }
    if let Some(issue) = &session.issue {
        add(&mut text, &issue.title);
    }
    text
}

/// What people have said in an entry, or the name of what they have sent.
pub(super) fn said(body: &Body) -> &str {
    match body {
        Body::Message { text } | Body::Note { text } | Body::Whisper { text } => text,
        Body::File { file } => file.name.as_str(),
        Body::Event { event: SessionEvent::CustomerExitSurveyCompleted { comment, .. } } => {
            comment.as_deref().unwrap_or_default()
        }
        Body::Event { .. } => "",
    }
}

/// Adds to a document what has room in it.
fn add(text: &mut String, more: &str) {
    if !more.is_empty() && text.len() + more.len() < limits::HISTORY_DOCUMENT_BYTES {
        text.push('\n');
        text.push_str(more);
    }
}
