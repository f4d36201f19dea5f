//! Who is there, and what others see of that.

use farhand_protocol::people::Presence;
use farhand_protocol::{RepresentativeId, Timestamp};

use super::Model;
use crate::acts::Own;
use crate::session::State;
use crate::staff::Staff;

/// How somebody stands.
pub struct Ready {
    /// What the one has set, or a supervisor.
    pub chosen: Presence,
    /// Away by the minutes without keyboard and pointer.
    pub idle: bool,
    /// Busy by the number of sessions.
    pub full: bool,
    pub online: bool,
    pub signed_out: bool,
    /// Since when others see what they see.
    pub since: Timestamp,
    /// When keyboard or pointer were last touched.
    pub touched_at: Timestamp,
    /// When a session last came to the one.
    pub given_at: Timestamp,
    /// Sessions at once.
    pub most: Option<u32>,
    /// Minutes until away.
    pub minutes: Option<u32>,
    /// Whether automatic assignment asks the one.
    pub assignable: bool,
}

impl Default for Ready {
    fn default() -> Self {
        Self {
            chosen: Presence::Available,
            idle: false,
            full: false,
            online: true,
            signed_out: false,
            since: Timestamp(0),
            touched_at: Timestamp(0),
            given_at: Timestamp(0),
            most: None,
            minutes: None,
            assignable: true,
        }
    }
}

impl Ready {
    /// What others see.
    pub fn seen(&self) -> Presence {
        if !self.online {
            Presence::Offline
        } else if self.chosen != Presence::Available {
            self.chosen
        } else if self.idle {
            Presence::Away
        } else if self.full {
            Presence::Busy
        } else {
            Presence::Available
        }
    }

    pub fn is_available(&self) -> bool {
        self.seen() == Presence::Available
    }
}

impl Staff {
    fn change(&mut self, now: Timestamp, change: impl FnOnce(&mut Ready)) {
        let before = self.ready.seen();
        change(&mut self.ready);
        if self.ready.seen() != before {
            self.ready.since = now;
        }
    }

    pub fn touch(&mut self, now: Timestamp) {
        self.ready.touched_at = now;
        self.change(now, |ready| ready.idle = false);
    }

    /// A status is chosen. Whoever is busy by the limit and chooses to be available takes one more.
    pub fn choose(&mut self, presence: Presence, now: Timestamp) {
        self.change(now, |ready| {
            let full_shows = ready.seen() == Presence::Busy && ready.chosen == Presence::Available;
            ready.full &= !(full_shows && presence == Presence::Available);
            ready.idle = false;
            ready.chosen = presence;
        });
    }

    pub fn sign_out(&mut self, now: Timestamp) {
        self.change(now, |ready| (ready.online, ready.signed_out) = (false, true));
    }
}

impl Model {
    pub(super) fn alone(&mut self, who: RepresentativeId, own: Own) {
        let now = self.now;
        let one = self.people.of_mut(who);
        match own {
            Own::Choose(presence) => one.choose(presence, now),
            Own::Touch => {}
            Own::Lost => one.change(now, |ready| ready.online = false),
            Own::Back => one.change(now, |ready| (ready.online, ready.signed_out) = (true, false)),
            Own::SignOut => one.sign_out(now),
        }
    }

    /// Away after the minutes without keyboard and pointer.
    pub(super) fn note_idle(&mut self) {
        let now = self.now;
        for one in &mut self.people.0 {
            let due =
                one.ready.minutes.filter(|minutes| *minutes > 0).map(|minutes| u64::from(minutes) * 60_000);
            let silent = now.since(one.ready.touched_at);
            if one.ready.online && !one.ready.idle && due.is_some_and(|due| silent >= due) {
                one.change(now, |ready| ready.idle = true);
                self.tally.count("away by idle minutes");
            }
        }
    }

    /// Busy at the limit of open sessions, and no longer below it.
    pub(super) fn count_sessions(&mut self, who: RepresentativeId) {
        let open = self.open_of(who);
        let now = self.now;
        let one = self.people.of_mut(who);
        let full = one.ready.most.is_some_and(|most| most <= open);
        if full && !one.ready.full {
            self.tally.count("busy by the limit");
        }
        one.change(now, |ready| ready.full = full);
    }

    /// How many sessions somebody has.
    pub(super) fn open_of(&self, who: RepresentativeId) -> u32 {
        let own = self.sessions.iter().filter(|session| session.state == State::Active(who));
        u32::try_from(own.count()).expect("a few")
    }
}
