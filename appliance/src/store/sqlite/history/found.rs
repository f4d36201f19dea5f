//! Where words were found: a piece of what was said, for each row of a page.
//!
//! The index keeps no texts. Those of the page's sessions are read again and looked through by an index of
//! their own, in memory, which takes words for the same as the large one does.

use std::collections::HashMap;

use farhand_protocol::chat::Body;
use farhand_protocol::history::HistoryRow;
use rusqlite::{Connection, params};

use super::write::{document_head, said};
use crate::store::Result;
use crate::store::sqlite::{from_json, session_row};

/// Bytes of one session that are looked through, and of all of a page.
const BYTES: (usize, usize) = (64 * 1024, 1024 * 1024);
/// Characters of a piece, its marks among them.
const CHARACTERS: usize = 200;

/// Stands between what was said.
const APART: &str = " · ";

/// Adds to each row where the words stand in it.
pub fn mark(conn: &Connection, words: &str, rows: &mut [HistoryRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let look = Connection::open_in_memory()?;
    look.execute_batch(
        "CREATE VIRTUAL TABLE piece USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2'); BEGIN",
    )?;
    let mut room = BYTES.1;
    let mut insert = look.prepare("INSERT INTO piece (rowid, text) VALUES (?, ?)")?;
    for (place, row) in rows.iter().enumerate() {
        let text = text_of(conn, row, room.min(BYTES.0))?;
        room = room.saturating_sub(text.len());
        insert.execute(params![place, text])?;
    }
    let mut statement = look.prepare(
        "SELECT rowid, snippet(piece, 0, char(1), char(2), '…', 24) FROM piece WHERE piece MATCH ?",
    )?;
    let pieces = statement.query_map([words], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut pieces = pieces.collect::<rusqlite::Result<HashMap<usize, String>>>()?;
    for (place, row) in rows.iter_mut().enumerate() {
        row.found = pieces.remove(&place).map(|piece| shortened(&news(&piece, row)));
    }
    Ok(())
}

/// What was said in a session, in one line and without what could be taken for a mark.
fn text_of(conn: &Connection, row: &HistoryRow, room: usize) -> Result<String> {
    let head = document_head(&session_row::get(conn, &row.lsid)?);
    let mut text = head.lines().map(plain).collect::<Vec<_>>().join(APART);
    let mut statement = conn.prepare_cached("SELECT body FROM entry WHERE lsid = ? ORDER BY number")?;
    let mut rows = statement.query([row.lsid.as_str()])?;
    while let Some(row) = rows.next()? {
        let Ok(body) = from_json::<Body>(&row.get::<_, String>(0)?) else { continue };
        let more = said(&body);
        if text.len() + more.len() >= room {
            break;
        }
        if !more.is_empty() {
            text.push_str(APART);
            text.push_str(&plain(more));
        }
    }
    Ok(text)
}

/// A piece without what stands in the row already, where that was not looked for.
fn news(piece: &str, row: &HistoryRow) -> String {
    let said: Vec<_> =
        [Some(&row.customer), row.company.as_ref(), row.issue.as_ref()].into_iter().flatten().collect();
    let known = |part: &&str| said.iter().any(|text| plain(text) == *part);
    piece.split(APART).filter(|part| !known(part)).collect::<Vec<_>>().join(APART)
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A long piece from a little before its first mark on, with as many opened as closed marks.
fn shortened(piece: &str) -> String {
    let characters: Vec<char> = piece.chars().collect();
    if characters.len() <= CHARACTERS {
        return piece.to_owned();
    }
    let mark = characters.iter().position(|c| *c == '\u{1}').unwrap_or(0);
    let start = mark.saturating_sub(CHARACTERS / 4).min(characters.len() - CHARACTERS + 1);
    let mut short: String = characters[start..].iter().take(CHARACTERS - 1).collect();
    if short.rfind('\u{1}') > short.rfind('\u{2}') {
        short.push('\u{2}');
    }
    short
}

#[cfg(test)]
mod tests {
    use farhand_protocol::Timestamp;
    use farhand_protocol::session::{Channel, EndReason};

    use super::*;

    #[test]
    fn a_piece_leaves_out_what_the_row_says_unless_it_was_looked_for() {
        let row = HistoryRow {
            lsid: farhand_protocol::SessionId::from_bytes([0; 16]),
            customer: "Tilo Vzorek".to_owned(),
            company: Some("Example Ltd".to_owned()),
            issue: Some("Phone or tablet".to_owned()),
            queue: farhand_protocol::QueueId::General,
            queue_name: "General".to_owned(),
            channel: Channel::BrowserDesktop,
            owner: None,
            created_at: Timestamp(0),
            ended_at: Timestamp(1),
            reason: EndReason::Customer,
            waited_ms: 0,
            handled_ms: 0,
            rating: None,
            found: None,
        };
        let piece = "Tilo Vzorek · Example Ltd · The \u{1}keyboard\u{2} is gone · Phone or tablet · Hello…";
        assert_eq!(news(piece, &row), "The \u{1}keyboard\u{2} is gone · Hello…");
        let piece = "Tilo Vzorek · Example Ltd · The keyboard is gone · \u{1}Phone\u{2} or tablet";
        assert_eq!(news(piece, &row), "The keyboard is gone · \u{1}Phone\u{2} or tablet");
    }

    #[test]
    fn a_long_piece_is_cut_around_its_mark_and_marks_stay_in_pairs() {
        let long = format!("{}\u{1}{}\u{2} and more", "a".repeat(300), "b".repeat(400));
        let short = shortened(&long);
        assert_eq!(short.chars().count(), CHARACTERS);
        assert!(short.starts_with('a') && short.ends_with('\u{2}') && short.contains("\u{1}b"));
        let at_the_end = shortened(&format!("{}\u{1}b\u{2}", "a".repeat(300)));
        assert!(at_the_end.ends_with("\u{1}b\u{2}"), "{at_the_end:?}");
        assert_eq!(shortened("\u{1}b\u{2}"), "\u{1}b\u{2}");
    }
}
