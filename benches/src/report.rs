//! What comes out: a table for people, JSON for programs.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::samples::Samples;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured, and how.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// The same of another program, measured in the same run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<f64>,
    /// Ours by the other's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// The most that the design allows.
    #[serde(skip)]
    pub budget: Option<f64>,
    /// What the design allows of the ratio.
    #[serde(skip)]
    pub bound: Option<Bound>,
}

/// What the design allows of ours by the other's.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// As much or more.
    AtLeast(f64),
    /// As much or less.
    AtMost(f64),
}

impl Row {
    /// A figure of its own, to three decimals.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        let value = (value * 1000.0).round() / 1000.0;
        Self { name: name.into(), value, unit, peer: None, ratio: None, budget: None, bound: None }
    }

    /// The same with the most that the design allows.
    pub fn within(self, budget: f64) -> Self {
        Self { budget: Some(budget), ..self }
    }

    /// The same beside what another program reached in the same run.
    pub fn beside(self, peer: f64) -> Self {
        let round = |value: f64| (value * 1000.0).round() / 1000.0;
        Self { ratio: Some(round(self.value / peer)), peer: Some(round(peer)), ..self }
    }

    /// The same beside another program, with what the design asks for.
    pub fn against(self, peer: f64, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self.beside(peer) }
    }

    fn verdict(&self) -> String {
        match self.budget {
            None => self.ratio.zip(self.bound).map(|(ratio, bound)| bound.verdict(ratio)).unwrap_or_default(),
            Some(budget) if self.value <= budget => format!("≤ {budget}"),
            Some(budget) => format!("≤ {budget}  MISSED"),
        }
    }
}

impl Bound {
    fn verdict(self, ratio: f64) -> String {
        let (sign, bound, kept) = match self {
            Bound::AtLeast(bound) => ('≥', bound, ratio >= bound),
            Bound::AtMost(bound) => ('≤', bound, ratio <= bound),
        };
        format!("{sign} ×{bound}{}", if kept { "" } else { "  MISSED" })
    }
}

/// What one measurement found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The measurement's name.
    pub bench: &'static str,
    /// Its figures.
    pub rows: Vec<Row>,
    /// So many of them were told before the end.
    #[serde(skip)]
    told: usize,
}

impl Report {
    /// One without figures yet.
    pub fn new(bench: &'static str) -> Self {
        Self { bench, rows: Vec::new(), told: 0 }
    }

    /// Adds a figure.
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds median, p95, p99 and the longest of some times; `budgets` names percentiles that the
    /// design limits.
    pub fn add_times(&mut self, name: &str, samples: &Samples, budgets: &[(u8, f64)]) {
        let count = samples.count();
        for percent in [50, 95, 99] {
            let row = Row::new(format!("{name}, p{percent} of {count}"), samples.percentile(percent), "ms");
            let budget = budgets.iter().find(|(limited, _)| *limited == percent);
            self.add(Row { budget: budget.map(|(_, ms)| *ms), ..row });
        }
        self.add(Row::new(format!("{name}, longest of {count}"), samples.max(), "ms"));
    }

    /// Tells the figures that are new: a run that is cut later has told them.
    pub fn tell(&mut self) {
        eprint!("{}", lines(&self.rows[self.told..]));
        self.told = self.rows.len();
    }

    /// The figures as a table.
    pub fn table(&self) -> String {
        format!("{}\n{}", self.bench, lines(&self.rows))
    }
}

fn lines(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut table = String::new();
    for row in rows {
        let (value, unit, verdict) = (figure(row.value), row.unit, row.verdict());
        let line = format!("  {:width$}  {value:>10} {unit:<4} {verdict}", row.name);
        let peer = row.peer.zip(row.ratio);
        let peer = peer.map_or(String::new(), |(peer, ratio)| format!("  peer {} ×{ratio:.2}", figure(peer)));
        // Writing to a string does not fail.
        let _ = writeln!(table, "{}{peer}", line.trim_end());
    }
    table
}

/// Three digits that say something.
fn figure(value: f64) -> String {
    let decimals = if value.fract() == 0.0 || value.abs() >= 1000.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}")
}

/// Writes all reports into one file: a JSON array with an object for each.
pub fn write_json(file: &Path, reports: &[Report]) -> Result<()> {
    let json = serde_json::to_string_pretty(reports)?;
    std::fs::write(file, json + "\n").with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_what_is_there_and_nothing_else() {
        let with_peer = Row { peer: Some(4.0), ratio: Some(0.5), ..Row::new("b", 2.0, "ms") };
        let rows = vec![Row::new("a", 1.5, "KB").within(1.0), with_peer];
        let report = Report { rows, ..Report::new("x") };
        let expected = serde_json::json!({"bench": "x", "rows": [
            {"name": "a", "value": 1.5, "unit": "KB"},
            {"name": "b", "value": 2.0, "unit": "ms", "peer": 4.0, "ratio": 0.5},
        ]});
        assert_eq!(serde_json::to_value(&report).expect("JSON"), expected);
    }

    #[test]
    fn the_table_says_where_the_other_is_ahead() {
        let mut report = Report::new("relay");
        for (value, bound) in
            [(8.0, Bound::AtLeast(2.0)), (8.0, Bound::AtMost(1.0)), (2.0, Bound::AtMost(1.0))]
        {
            report.add(Row::new("a", value, "ms").against(4.0, bound));
        }
        let table = report.table();
        let missed: Vec<bool> = table.lines().skip(1).map(|line| line.contains("MISSED")).collect();
        assert_eq!(missed, [false, true, false], "{table}");
    }

    #[test]
    fn the_table_says_which_budget_was_missed() {
        let mut report = Report::new("accept");
        report.add_times("click", &Samples::of_ms([10.0, 40.0]), &[(50, 30.0), (95, 30.0)]);
        let table = report.table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1].trim(), "click, p50 of 2              10 ms   ≤ 30");
        assert!(lines[2].ends_with("40 ms   ≤ 30  MISSED"), "{table}");
        assert!(lines[3].ends_with("40 ms"), "{table}");
    }
}
