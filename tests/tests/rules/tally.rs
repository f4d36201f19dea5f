//! How often everything has happened. A run in which nearly all is refused would prove nothing.

use std::collections::BTreeMap;

/// What must have happened in 10,000 steps, and how often at least: acts that were allowed, and what has
/// followed from them.
const FLOORS: [(&str, u64); 70] = [
    ("Accept", 150),
    ("AcceptShare", 50),
    ("Account", 50),
    ("Answer", 50),
    ("AnswerOffer", 80),
    ("Ask", 80),
    ("Assign", 25),
    ("Attach", 70),
    ("Back", 90),
    ("Begin", 70),
    ("CancelShare", 8),
    ("Choose", 120),
    ("DeclineShare", 10),
    ("DeviceBack", 40),
    ("DeviceLeaves", 10),
    ("DeviceLost", 30),
    ("Drive", 30),
    ("End", 10),
    ("Ends", 60),
    ("Fallback", 15),
    ("GoAway", 10),
    ("HandOver", 30),
    ("Hold", 25),
    ("InviteHelper", 80),
    ("Join", 15),
    ("JoinTeam", 50),
    ("Leave", 20),
    ("LeaveTeam", 12),
    ("Lost", 45),
    ("Monitor", 40),
    ("OpenLink", 40),
    ("Pass", 150),
    ("Pick", 12),
    ("Queue", 40),
    ("Remove", 10),
    ("RemoveHelper", 20),
    ("Rights", 40),
    ("Say", 20),
    ("SetPresence", 15),
    ("Share", 100),
    ("SignOut", 35),
    ("SignOutColleague", 10),
    ("Speak", 40),
    ("Stop", 15),
    ("TakeBack", 8),
    ("TakeOver", 20),
    ("Touch", 40),
    ("Transfer", 40),
    ("Whisper", 20),
    ("Withdraw", 70),
    ("accepted the offer", 35),
    ("asked anew for another owner", 5),
    ("asked by LeastBusy", 40),
    ("asked by LongestIdle", 30),
    ("asked by Skills", 30),
    ("away by idle minutes", 50),
    ("busy by the limit", 50),
    ("declined the offer", 35),
    ("device gone", 10),
    ("drives no longer, though control is given", 4),
    ("fell to the entry queue", 1),
    ("fell to the last queue", 60),
    ("fell to the site's queue", 5),
    ("fell to who shares it", 15),
    ("helper's link lapsed", 5),
    ("left because gone", 30),
    ("let the offer pass", 50),
    ("offer withdrawn", 12),
    ("question lapsed", 8),
    ("refused", 800),
];

/// Counts by name.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    pub fn count(&mut self, what: &str) {
        *self.0.entry(what.to_owned()).or_default() += 1;
    }

    /// What has happened too seldom in so many steps.
    pub fn too_seldom(&self, steps: u64) -> Vec<String> {
        let times = |what| self.0.get(what).copied().unwrap_or_default();
        let seldom = FLOORS.iter().filter(|(what, least)| times(*what) * 10_000 < least * steps);
        seldom.map(|(what, least)| format!("{what}: {} instead of {least}", times(*what))).collect()
    }
}
