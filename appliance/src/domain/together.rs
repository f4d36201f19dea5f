//! What is kept of the people of a session beside what its readers see.

use farhand_protocol::{RepresentativeId, Timestamp};
use serde::{Deserialize, Serialize};

/// Kept with the session, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Together {
    /// Those to whom assignment has offered it since it waits.
    pub tried: Vec<Tried>,
    /// Supervisors who see it without the representatives in it knowing.
    pub unseen: Vec<RepresentativeId>,
    /// How many invitations of colleagues there were; the next one's number is one higher.
    pub shares: u32,
    /// How many outside helpers were invited; the next one's number is one higher.
    pub helpers: u32,
    /// How long the customer waited for the first accept, in milliseconds.
    pub waited_ms: Option<u64>,
    /// How long it was in representatives' hands before the present owner, in milliseconds.
    pub handled_ms: u64,
    /// Since when the owner has it that is on hold now.
    pub held_from: Option<Timestamp>,
    /// Who owned it last.
    pub owner: Option<RepresentativeId>,
}

/// Somebody to whom a session was offered. Who becomes available anew counts as not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tried {
    /// Who.
    pub who: RepresentativeId,
    /// Since when the one was available then.
    pub since: Timestamp,
}
