//! What one representative may see of the log's rows.

use farhand_protocol::Seq;
use farhand_protocol::live::{Change, Row};

use crate::feed::FeedRow;
use crate::store::{Kind, Scope, hears};

/// What a row means to one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning<'r> {
    /// It is shown, as this JSON of a [`Row`].
    Shown(&'r str),
    /// It is not for these eyes.
    Hidden,
    /// What the reader may see is different now.
    ScopeChanged,
    /// A token of the reader's account ended, perhaps the one that it came with; by whom, where that was a
    /// supervisor.
    TokensEnded(Option<&'r str>),
}

/// What `row` means to the reader with `scope`.
#[must_use]
pub fn meaning<'r>(row: &'r FeedRow, scope: &Scope) -> Meaning<'r> {
    match &row.kind {
        Kind::Session { after, .. } if scope.sees(after) => shown(row),
        Kind::Session { before, .. } if scope.sees(before) => {
            Meaning::Shown(row.removed.get_or_init(|| text(row, removal(&row.kind))))
        }
        Kind::Key { after, key: Some(_), .. } if scope.sees(after) => shown(row),
        // It leads into another queue now. That is rare, and a fresh copy says so best.
        Kind::Key { before, .. } if scope.sees(before) => Meaning::ScopeChanged,
        Kind::Entry { sight, .. } if sight.people.contains(&scope.who) => shown(row),
        Kind::Representative { .. } | Kind::Canned | Kind::InviteSetup => shown(row),
        Kind::Talk { entry } if hears(scope, entry) => shown(row),
        Kind::Monitoring { who, .. } if *who == scope.who => shown(row),
        Kind::ScopeChanged { who } if who.contains(&scope.who) => Meaning::ScopeChanged,
        Kind::PresenceSet { who, .. } if *who == scope.who => shown(row),
        Kind::TokensEnded { who, by } if *who == scope.who => Meaning::TokensEnded(by.as_deref()),
        _ => Meaning::Hidden,
    }
}

/// The frame `rows` of rows that are JSON already.
#[must_use]
pub fn rows_frame(to: Seq, rows: &[&str]) -> String {
    format!(r#"{{"type":"rows","to":{},"rows":[{}]}}"#, to.0, rows.join(","))
}

fn shown(row: &FeedRow) -> Meaning<'_> {
    Meaning::Shown(row.shown.get_or_init(|| text(row, change(&row.kind))))
}

fn text(row: &FeedRow, change: Option<Change>) -> String {
    let row = change.map(|change| Row { seq: row.seq, at: row.at, change });
    serde_json::to_string(&row).expect("what came out of the store as JSON goes into JSON")
}

fn change(kind: &Kind) -> Option<Change> {
    match kind.clone() {
        Kind::Session { session, .. } => Some(Change::SessionChanged { session }),
        Kind::Entry { entry, .. } => Some(Change::EntryAdded { entry: *entry }),
        Kind::Representative { representative } => Some(Change::RepresentativeChanged { representative }),
        Kind::Canned => Some(Change::CannedChanged),
        Kind::Key { key, .. } => key.map(|key| Change::KeyChanged { key }),
        Kind::InviteSetup => Some(Change::InviteSetupChanged),
        Kind::Talk { entry } => Some(Change::TalkAdded { entry: *entry }),
        Kind::Monitoring { lsid, on, .. } => Some(Change::Monitoring { lsid, on }),
        Kind::PresenceSet { by, presence, .. } => Some(Change::PresenceSet { by, presence }),
        Kind::Waited { .. }
        | Kind::Handled { .. }
        | Kind::AccountRights { .. }
        | Kind::ScopeChanged { .. }
        | Kind::TokensEnded { .. } => None,
    }
}

fn removal(kind: &Kind) -> Option<Change> {
    match kind {
        Kind::Session { session, taken_by, .. } => {
            Some(Change::SessionRemoved { lsid: session.lsid.clone(), taken_by: taken_by.clone() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use farhand_protocol::live::ServerFrame;
    use farhand_protocol::{QueueId, RepresentativeId, Seq, TeamId, Timestamp};

    use super::*;
    use crate::store::{LogRow, Sight};

    const TEAM: QueueId = QueueId::Team(TeamId(7));

    fn session_row(before: Sight, after: Sight) -> FeedRow {
        let session = serde_json::from_value(serde_json::json!({
            "lsid": "00112233445566778899aabbccddeeff",
            "state": {"kind": "waiting", "queue": "team:7", "since": 0},
            "channel": "browser_phone",
            "customer": {"name": "Tobias", "company": null, "details": null, "language": null,
                         "browser": null, "presence": {"kind": "here"}},
            "issue": null, "started_from": "issue", "entry_queue": "team:7", "priority": "normal",
            "created_at": 0, "recording": "not_asked", "participants": [], "attributes": {}, "last_entry": 0
        }))
        .unwrap();
        let taken_by = Some("Bram".to_owned());
        let kind = Kind::Session { session, before, after, taken_by };
        LogRow { seq: Seq(1), at: Timestamp(0), kind }.into()
    }

    fn check(before: Sight, after: Sight, expected: &str) {
        let scope = Scope { who: RepresentativeId(1), teams: vec![TeamId(7)], general: false };
        let row = session_row(before, after);
        let word = match meaning(&row, &scope) {
            Meaning::Shown(text) => match serde_json::from_str::<Row>(text).unwrap().change {
                Change::SessionChanged { .. } => "changed",
                Change::SessionRemoved { taken_by, .. } => {
                    assert_eq!(taken_by.as_deref(), Some("Bram"));
                    "removed"
                }
                _ => "other",
            },
            _ => "hidden",
        };
        assert_eq!(word, expected);
    }

    #[test]
    fn a_session_comes_changes_and_goes_by_who_sees_it() {
        let nobody = Sight::default;
        let queue = || Sight { queue: Some(TEAM), ..Sight::default() };
        let mine = || Sight { people: vec![RepresentativeId(1)], ..Sight::default() };
        let theirs = || Sight { people: vec![RepresentativeId(2)], ..Sight::default() };
        let general = || Sight { queue: Some(QueueId::General), ..Sight::default() };
        check(nobody(), queue(), "changed");
        check(queue(), mine(), "changed");
        check(queue(), theirs(), "removed");
        check(theirs(), queue(), "changed");
        check(theirs(), theirs(), "hidden");
        check(nobody(), general(), "hidden");
        check(mine(), general(), "removed");
    }

    #[test]
    fn a_frame_of_ready_rows_is_what_the_type_would_write() {
        let row = |seq| Row { seq: Seq(seq), at: Timestamp(5), change: Change::CannedChanged };
        for rows in [vec![], vec![row(7)], vec![row(7), row(9)]] {
            let texts: Vec<_> = rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect();
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            let typed = serde_json::to_string(&ServerFrame::Rows { to: Seq(9), rows }).unwrap();
            assert_eq!(rows_frame(Seq(9), &texts), typed);
        }
    }
}
