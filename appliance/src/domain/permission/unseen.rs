//! What is allowed while its customer has no sign of it, and no button to stop it: a VNC agent shows
//! nothing, so that is the session's page. Once the page has been closed for a minute, what was
//! allowed on it ends. What dialling out permits by itself stays.

use farhand_protocol::Timestamp;
use farhand_protocol::capability::{Capability, StoppedBy};
use farhand_protocol::chat::Author;

use super::{ALL, History, Turn, chain};

/// Seconds for which what was allowed on the session's page outlasts it, where nothing else shows it:
/// enough to load the page again or to change the network.
pub const UNSEEN_S: u32 = 60;

impl History {
    /// When what nobody sees ends.
    #[must_use]
    pub fn unseen_until(&self) -> Option<Timestamp> {
        self.unseen_since.map(|since| since.plus(u64::from(UNSEEN_S) * 1000))
    }
}

impl Turn<'_> {
    /// The first of what is allowed unseen.
    fn unseen(&self) -> Option<Capability> {
        self.ground.device?.unasked?;
        ALL.into_iter().find(|what| self.is_granted(*what) && !self.ground.permits(*what))
    }

    /// Notes since when something is allowed unseen.
    pub(super) fn note_unseen(&mut self) {
        let since = self.to.history.unseen_since.unwrap_or(self.now);
        self.to.history.unseen_since = self.unseen().map(|_| since);
    }

    /// Ends what has been allowed unseen for too long.
    pub(super) fn stop_unseen(&mut self) {
        let due = self.to.history.unseen_until().is_some_and(|until| until <= self.now);
        // What does not depend on one another ends together, too.
        while let Some(what) = self.unseen().filter(|_| due) {
            let ended: Vec<_> = ALL
                .into_iter()
                .filter(|other| chain(*other).contains(&what) && self.is_granted(*other))
                .collect();
            self.stop(what, StoppedBy::Device, Author::Appliance);
            ended.into_iter().for_each(|what| self.put_back(what));
        }
    }
}
