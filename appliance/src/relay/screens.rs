//! What the relay's handlers share.

use farhand_protocol::{SessionId, limits};

use super::agents::Links;
use super::streams::Streams;
use crate::api::tickets::Tickets;
use crate::http::rate::Buckets;
use crate::http::seats::Seats;

/// Failures of one session that are told in its log at once.
const FAILURES: f64 = 3.0;
/// Seconds after which one more is told.
const FAILURE_EVERY_S: f64 = 20.0;

/// What the relay's handlers share.
pub struct Screens {
    /// Tickets that were not used yet, each for one session's screen.
    pub tickets: Tickets<SessionId>,
    /// Viewers of each session's screen.
    pub seats: Seats<SessionId>,
    /// Those whom nobody is to notice: they take no place away from the others.
    pub hidden_seats: Seats<SessionId>,
    /// Streams that devices were told to open.
    pub streams: Streams,
    /// The VNC agents that are connected.
    pub agents: Links,
    /// Failures that are told in each session's log.
    pub failures: Buckets<SessionId>,
}

impl Default for Screens {
    fn default() -> Self {
        Self {
            tickets: Tickets::default(),
            seats: Seats::new(limits::SCREEN_STREAMS),
            hidden_seats: Seats::new(limits::SCREEN_STREAMS),
            streams: Streams::default(),
            agents: Links::default(),
            failures: Buckets::new(1.0 / FAILURE_EVERY_S, FAILURES),
        }
    }
}
