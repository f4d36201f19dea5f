//! What the site has: two teams, and issues that lead to them.

use farhand_protocol::TeamId;
use farhand_protocol::capability::Capability;
use farhand_protocol::files::{FilesArea, FilesScope};

pub const PHONES: TeamId = TeamId(1);
pub const FIELD: TeamId = TeamId(2);

/// Teams, their names, and the seconds within which what waits there should be accepted.
pub const TEAMS: [(TeamId, &str, u32); 2] = [(PHONES, "Mobile Support", 300), (FIELD, "Field Devices", 120)];

/// An issue: its code, the team that it leads to (or the general queue), the skills that it asks for.
pub type Issue = (&'static str, Option<TeamId>, &'static [&'static str]);

pub const ISSUES: [Issue; 5] = [
    ("bill", Some(PHONES), &["billing"]),
    ("roaming", Some(PHONES), &["billing", "network"]),
    ("device", Some(FIELD), &["network"]),
    ("screen", Some(FIELD), &[]),
    ("other", None, &[]),
];

/// What customers are asked for here.
pub const ASKED: [Capability; 4] =
    [Capability::View, Capability::Control, Capability::Clipboard, Capability::Files];

/// How much of the files is asked for.
pub const FILES: FilesScope =
    FilesScope { to_device: true, from_device: true, change: false, area: FilesArea::Whole {} };

/// Seconds for which an offer holds.
pub const OFFER_S: u32 = 30;

/// A team's name.
pub fn name(team: TeamId) -> &'static str {
    TEAMS.iter().find(|(id, ..)| *id == team).map(|(_, name, _)| *name).expect("one of the teams")
}
