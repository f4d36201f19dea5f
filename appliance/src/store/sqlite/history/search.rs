//! Pages of what was looked for.

use std::collections::BTreeSet;

use farhand_protocol::history::{HistoryPage, HistoryQuery};
use farhand_protocol::{QueueId, RepresentativeId, Timestamp, limits};
use rusqlite::{Connection, params};

use super::expression::{self, Wanted, asked};
use super::rights::Sight;
use super::rows::{self, Teller};
use super::{found, words};
use crate::store::sqlite::audit;
use crate::store::{Refusal, Result};

/// A page, and what it shows of sessions of others.
pub struct Found {
    /// The page.
    pub page: HistoryPage,
    /// Where those sessions of others were of which it shows pieces of what was said.
    pub others: BTreeSet<QueueId>,
}

/// A page for `who`. The index has found what is on it, and the right to each is asked once more.
pub fn page(conn: &Connection, who: RepresentativeId, query: &HistoryQuery) -> Result<Found> {
    let before = query.after.as_deref().map(place).transpose()?;
    let (by_default, most) = limits::HISTORY_ROWS;
    let limit = query.limit.unwrap_or(by_default).clamp(1, most) as usize;
    check(query)?;
    let sight = Sight::of(conn, who)?;
    let Some(expression) = expression::of(&sight, wanted(query)) else {
        return Ok(Found { page: HistoryPage { rows: Vec::new(), next: None }, others: BTreeSet::new() });
    };
    let (first, last) = between(query.from, query.to);
    let end = before.unwrap_or(i64::MAX).min(last);
    let mut ids = newest(conn, &expression, (first, end), limit + 1)?;
    let next = (ids.len() > limit).then(|| text_of(ids[limit - 1]));
    ids.truncate(limit);
    let (mut teller, mut told) = (Teller::new(conn), Vec::with_capacity(ids.len()));
    let mut others = BTreeSet::new();
    for past in rows::by_numbers(conn, &ids)? {
        let Some(own) = sight.sees(conn, &past)? else {
            tracing::error!(lsid = %past.lsid, who = who.0, "the index shows what is not for these eyes");
            continue;
        };
        told.extend(teller.tell(&past)?);
        others.extend((!own).then(|| audit::place(past.owner, past.queue)));
    }
    match asked(query.text.as_deref()).and_then(words::all_of) {
        Some(words) => found::mark(conn, &words, &mut told)?,
        None => others.clear(),
    }
    Ok(Found { page: HistoryPage { rows: told, next }, others })
}

fn wanted(query: &HistoryQuery) -> Wanted<'_> {
    Wanted {
        text: query.text.as_deref(),
        customer: query.customer.as_deref(),
        representative: query.representative.map(RepresentativeId),
        queue: query.queue,
    }
}

fn check(query: &HistoryQuery) -> Result<()> {
    let long =
        |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > limits::HISTORY_TEXT);
    if long(&query.text) || long(&query.customer) {
        let most = limits::HISTORY_TEXT;
        return Err(Refusal::InvalidField(format!("at most {most} characters are looked for")).into());
    }
    Ok(())
}

/// The numbers of what ended at `from` or later and before `to`: the first one, and the one behind the last.
pub fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> (i64, i64) {
    (from.map_or(0, rows::first_number), to.map_or(i64::MAX, rows::first_number))
}

/// The newest numbers that an expression finds.
fn newest(conn: &Connection, expression: &str, (first, end): (i64, i64), limit: usize) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT rowid FROM past_text WHERE past_text MATCH ? AND rowid >= ? AND rowid < ?
         ORDER BY rowid DESC LIMIT ?",
    )?;
    let rows = statement.query_map(params![expression, first, end, limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Where a page ends, for whoever asks for the next one.
fn text_of(id: i64) -> String {
    format!("{id:x}")
}

fn place(text: &str) -> Result<i64> {
    let wrong = || Refusal::InvalidField("after must be from an earlier page".to_owned());
    if text.is_empty() || text.len() > 15 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(wrong().into());
    }
    i64::from_str_radix(text, 16).map_err(|_| wrong().into())
}
