//! How the demonstration's teams work: thresholds, skills, and a team that gives out its sessions.

use farhand_protocol::IssueCode;
use farhand_protocol::team::Assignment;

use crate::store::{RepresentativeChange, Result, Store, TeamChange};

pub(super) const MOBILE: &str = "Mobile Support";
pub(super) const FIELD: &str = "Field Devices";
/// Names, and targets in seconds.
pub(super) const TEAMS: [(&str, u32); 2] = [(MOBILE, 300), (FIELD, 480)];

/// Seconds from which on the queues stand at warning, and are critical.
const THRESHOLDS: [(&str, u32, u32); 2] = [(MOBILE, 300, 600), (FIELD, 480, 900)];

/// User names and what they know.
const SKILLS: [(&str, &[&str]); 4] = [
    ("ines", &["accounts", "android", "ios"]),
    ("bram", &["android", "ios"]),
    ("yusuf", &["android", "network", "scanners"]),
    ("odile", &["network"]),
];

/// Issues and what they ask for.
const ASKS: [(&str, &[&str]); 4] = [
    ("phone-or-tablet", &["android", "ios"]),
    ("company-app", &["android"]),
    ("wifi-or-network", &["network"]),
    ("signing-in", &["accounts"]),
];

/// Sets the teams up, whose people and issues are there.
pub(super) async fn set_up(store: &dyn Store) -> Result<()> {
    for (team, warning_s, critical_s) in THRESHOLDS {
        let assignment = if team == FIELD { Assignment::Skills } else { Assignment::Off };
        let change = TeamChange {
            warning_s: Some(Some(warning_s)),
            critical_s: Some(Some(critical_s)),
            assignment: Some(assignment),
            ..TeamChange::default()
        };
        store.change_team(team, change).await?;
    }
    for (user_name, skills) in SKILLS {
        let change = RepresentativeChange {
            skills: Some(words(skills)),
            // Who looks around picks, and is not asked.
            assignable: Some(user_name != super::USER_NAME),
            ..RepresentativeChange::default()
        };
        store.change_representative(user_name, change).await?;
    }
    for (issue, skills) in ASKS {
        let code: IssueCode = issue.parse().expect("the issues' code names are well formed");
        store.set_issue_skills(&code, words(skills)).await?;
    }
    Ok(())
}

fn words(skills: &[&str]) -> Vec<String> {
    skills.iter().map(|skill| (*skill).to_owned()).collect()
}
