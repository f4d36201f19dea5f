//! How ready a representative is: what the one has chosen, what was set in place of that, and whether
//! there is a connection.

use farhand_protocol::people::{AutoPresence, Presence};

/// What readiness is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// What the one has chosen: available, busy or away.
    pub chosen: Presence,
    /// Keyboard and pointer were idle for the minutes that the account or the site has set.
    pub idle: bool,
    /// As many sessions as the account takes at once.
    pub full: bool,
    /// Whether a console is connected.
    pub connected: bool,
}

impl Readiness {
    /// What others see, and what has set it where the one has not.
    #[must_use]
    pub fn seen(self) -> (Presence, Option<AutoPresence>) {
        match self {
            Readiness { connected: false, .. } => (Presence::Offline, None),
            Readiness { chosen: Presence::Available, idle: true, .. } => {
                (Presence::Away, Some(AutoPresence::Idle))
            }
            Readiness { chosen: Presence::Available, full: true, .. } => {
                (Presence::Busy, Some(AutoPresence::Full))
            }
            Readiness { chosen, .. } => (chosen, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_readiness() {
        use AutoPresence::{Full, Idle};
        use Presence::{Available, Away, Busy, Offline};
        // Chosen, idle, full, connected; what is seen.
        let table = [
            (Available, false, false, true, (Available, None)),
            (Available, true, false, true, (Away, Some(Idle))),
            (Available, false, true, true, (Busy, Some(Full))),
            (Available, true, true, true, (Away, Some(Idle))),
            (Busy, false, false, true, (Busy, None)),
            (Busy, true, false, true, (Busy, None)),
            (Busy, false, true, true, (Busy, None)),
            (Busy, true, true, true, (Busy, None)),
            (Away, false, false, true, (Away, None)),
            (Away, true, false, true, (Away, None)),
            (Away, false, true, true, (Away, None)),
            (Away, true, true, true, (Away, None)),
            (Available, false, false, false, (Offline, None)),
            (Available, true, true, false, (Offline, None)),
            (Busy, false, false, false, (Offline, None)),
            (Away, true, false, false, (Offline, None)),
        ];
        for (chosen, idle, full, connected, expected) in table {
            let readiness = Readiness { chosen, idle, full, connected };
            assert_eq!(readiness.seen(), expected, "{readiness:?}");
        }
    }
}
