//! Ended sessions and the audit log made fit for showing, once, where they come in: no text can hide or
//! reorder what a reader sees.

use farhand_protocol::audit::{AuditDeed, AuditPage, AuditRow};
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{HistoryDetail, HistoryPage, HistoryRow, TookPart};
use farhand_protocol::text::{for_display_line, neutralised};

use crate::info;
use crate::state::display;

/// A page of rows that can be shown as they are.
#[must_use]
pub fn page(page: HistoryPage) -> HistoryPage {
    HistoryPage { rows: page.rows.into_iter().map(row).collect(), next: page.next }
}

/// A session that can be shown as it is.
#[must_use]
pub fn detail(detail: HistoryDetail) -> HistoryDetail {
    HistoryDetail {
        session: display::session(detail.session),
        row: row(detail.row),
        took_part: detail.took_part.into_iter().map(took_part).collect(),
        entries: detail.entries.into_iter().map(display::entry).collect(),
        snapshots: detail.snapshots.into_iter().map(info::snapshot_head).collect(),
    }
}

/// Entries that can be shown as they are.
#[must_use]
pub fn entries(page: EntriesPage) -> EntriesPage {
    EntriesPage { entries: page.entries.into_iter().map(display::entry).collect(), ..page }
}

/// A page of the audit log that can be shown as it is.
#[must_use]
pub fn audit(page: AuditPage) -> AuditPage {
    AuditPage { rows: page.rows.into_iter().map(audit_row).collect(), before: page.before }
}

fn row(mut row: HistoryRow) -> HistoryRow {
    line(&mut row.customer);
    line(&mut row.queue_name);
    row.company.iter_mut().chain(&mut row.issue).chain(&mut row.owner).for_each(line);
    row.found = row.found.map(|text| found(&text));
    row
}

fn took_part(mut one: TookPart) -> TookPart {
    line(&mut one.name);
    one
}

/// Where a text was found: the marks around its words stay.
fn found(text: &str) -> String {
    let mark = |letter: char| matches!(letter, '\u{1}' | '\u{2}');
    let shown = |letter: char| match letter {
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        letter if neutralised(letter) && !mark(letter) => '\u{fffd}',
        letter => letter,
    };
    text.chars().map(shown).collect()
}

fn audit_row(mut row: AuditRow) -> AuditRow {
    line(&mut row.by_name);
    match &mut row.deed {
        AuditDeed::MonitoringStarted { customer, .. }
        | AuditDeed::MonitoringStopped { customer, .. }
        | AuditDeed::Joined { customer, .. }
        | AuditDeed::Transferred { customer, .. }
        | AuditDeed::HistoryRead { customer, .. } => line(customer),
        AuditDeed::TookOver { customer, from: name, .. }
        | AuditDeed::OwnerChanged { customer, to: name, .. }
        | AuditDeed::Removed { customer, name, .. }
        | AuditDeed::HistoryFileFetched { customer, name, .. }
        | AuditDeed::Assigned { customer, to: name, .. } => {
            line(customer);
            line(name);
        }
        AuditDeed::PresenceSet { name, .. }
        | AuditDeed::SignedOut { name }
        | AuditDeed::HistorySearched { text: name } => line(name),
        AuditDeed::Broadcast { .. } | AuditDeed::HistoryExportBegun | AuditDeed::HistoryExported { .. } => {}
    }
    row
}

fn line(text: &mut String) {
    *text = for_display_line(text);
}

#[cfg(test)]
mod tests {
    use farhand_protocol::text::for_display;

    use super::*;

    #[test]
    fn the_marks_of_what_was_found_stay_and_nothing_else_that_hides() {
        assert_eq!(found("a \u{1}Wi-Fi\u{2}\ndrops\u{202e}\u{3}"), "a \u{1}Wi-Fi\u{2} drops\u{fffd}\u{fffd}");
        assert_eq!(for_display("\u{1}"), "\u{fffd}", "which is why they need care");
    }
}
