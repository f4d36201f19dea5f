//! Rows of comma-separated values (RFC 4180) that no spreadsheet takes for anything but text and numbers.

use farhand_protocol::Timestamp;
use farhand_protocol::history::HistoryRow;
use jiff::Timestamp as Instant;

/// The heading line.
pub const HEADING: &str = "session,customer,company,issue,queue,channel,representative,began,ended,reason,\
                           waited_seconds,handled_seconds,rating\r\n";

/// One row, its line's end among it.
#[must_use]
pub fn line(row: &HistoryRow) -> String {
    let cells = [
        row.lsid.as_str().to_owned(),
        row.customer.clone(),
        row.company.clone().unwrap_or_default(),
        row.issue.clone().unwrap_or_default(),
        row.queue_name.clone(),
        word(&row.channel),
        row.owner.clone().unwrap_or_default(),
        time(row.created_at),
        time(row.ended_at),
        word(&row.reason),
        seconds(row.waited_ms),
        seconds(row.handled_ms),
        row.rating.map(|rating| rating.to_string()).unwrap_or_default(),
    ];
    cells.map(|cell| safe(&cell)).join(",") + "\r\n"
}

/// An enumeration's word on the wire.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

fn time(at: Timestamp) -> String {
    Instant::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}

/// A cell as it stands in a line. One that a spreadsheet would take for a formula has an apostrophe before
/// it.
fn safe(cell: &str) -> String {
    let first = cell.chars().find(|c| !c.is_whitespace() && !c.is_control());
    let formula = first.is_some_and(|c| "=+-@＝＋－＠|".contains(c)) || cell.starts_with(['\t', '\r', '\n']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_its_line() {
        for (cell, expected) in [
            ("Tobias", "Tobias"),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" =cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("\r\n=1", "\"'\r\n=1\""),
            ("＝1", "'＝1"),
            ("a=b", "a=b"),
            (" a ", "\" a \""),
            ("Smith, \"Jo\"", "\"Smith, \"\"Jo\"\"\""),
            ("", ""),
        ] {
            assert_eq!(safe(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn times_are_iso_8601_and_durations_seconds() {
        assert_eq!(time(Timestamp(1_700_000_000_000)), "2023-11-14T22:13:20Z");
        assert_eq!(seconds(61_007), "61.007");
    }
}
