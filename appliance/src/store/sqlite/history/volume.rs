//! How many sessions ended, and how long they took, by hour or day.

use std::collections::BTreeMap;

use farhand_protocol::history::{Volume, VolumeBy, VolumePoint, VolumeQuery};
use farhand_protocol::{RepresentativeId, Timestamp};
use rusqlite::{Connection, params};

use super::expression::{self, Wanted};
use super::rights::Sight;
use super::search;
use crate::domain::median;
use crate::store::{Refusal, Result};

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Days that can be asked for by hours, and by days.
const DAYS: (u64, u64) = (31, 400);
/// Minutes that a clock can be ahead of or behind UTC.
const OFFSET_MIN: i32 = 840;

/// The volume for `who`.
pub fn of(conn: &Connection, who: RepresentativeId, query: &VolumeQuery) -> Result<Volume> {
    check(query)?;
    let sight = Sight::of(conn, who)?;
    let wanted = Wanted {
        representative: query.representative.map(RepresentativeId),
        queue: query.queue,
        ..Wanted::default()
    };
    let mut points = BTreeMap::new();
    if let Some(expression) = expression::of(&sight, wanted) {
        let (first, end) = search::between(Some(query.from), Some(query.to));
        let mut statement = conn.prepare_cached(
            "SELECT ended_at, accepted, waited_ms, handled_ms FROM past_text JOIN past ON id = past_text.rowid
             WHERE past_text MATCH ? AND past_text.rowid >= ? AND past_text.rowid < ?",
        )?;
        let mut rows = statement.query(params![expression, first, end])?;
        while let Some(row) = rows.next()? {
            let point: &mut Point = points.entry(begins(query, row.get(0)?)).or_default();
            point.add(row.get(1)?, row.get(2)?, row.get(3)?);
        }
    }
    let points = points.into_iter().map(|(at, point)| point.finish(Timestamp(at))).collect();
    Ok(Volume { by: query.by, points })
}

fn check(query: &VolumeQuery) -> Result<()> {
    let days = match query.by {
        VolumeBy::Hour => DAYS.0,
        VolumeBy::Day => DAYS.1,
    };
    let wrong = |message: String| Err(Refusal::InvalidField(message).into());
    if query.from >= query.to {
        return wrong("from must lie before to".to_owned());
    }
    if query.to.since(query.from) > days * DAY_MS.unsigned_abs() {
        return wrong(format!("from and to must be at most {days} days apart"));
    }
    if query.offset_min.is_some_and(|offset| !(-OFFSET_MIN..=OFFSET_MIN).contains(&offset)) {
        return wrong(format!("offset_min must be from -{OFFSET_MIN} to {OFFSET_MIN}"));
    }
    Ok(())
}

/// When the hour or day begins that something at `at` belongs to.
fn begins(query: &VolumeQuery, at: i64) -> i64 {
    let offset = i64::from(query.offset_min.unwrap_or(0)) * MINUTE_MS;
    let step = match query.by {
        VolumeBy::Hour => HOUR_MS,
        VolumeBy::Day => DAY_MS,
    };
    (at + offset).div_euclid(step) * step - offset
}

#[derive(Default)]
struct Point {
    abandoned: u32,
    /// The waits of those accepted.
    accepted: Vec<u64>,
    handled_ms: u64,
    longest_ms: Option<u64>,
}

impl Point {
    fn add(&mut self, accepted: bool, waited_ms: u64, handled_ms: u64) {
        self.longest_ms = self.longest_ms.max(Some(waited_ms));
        if accepted {
            self.accepted.push(waited_ms);
            self.handled_ms = self.handled_ms.saturating_add(handled_ms);
        } else {
            self.abandoned += 1;
        }
    }

    fn finish(mut self, at: Timestamp) -> VolumePoint {
        self.accepted.sort_unstable();
        VolumePoint {
            at,
            accepted: u32::try_from(self.accepted.len()).unwrap_or(u32::MAX),
            abandoned: self.abandoned,
            median_ms: median::of(&self.accepted),
            longest_ms: self.longest_ms,
            handled_ms: self.handled_ms.checked_div(self.accepted.len() as u64),
        }
    }
}
