//! One agent's connection, several viewers.
//!
//! A stream cannot be joined in the middle: most encodings have a history. So the first viewer is
//! spliced to the agent, as fast as without a hub, and a viewer of the hub's own listens to the same
//! bytes from their beginning and keeps the picture (`follower`). Everyone who comes later, also the
//! first one when it comes back, is served from that picture, each at its own pace: what is damaged
//! adds up while a viewer is busy, and then it gets the newest (`served`). When the spliced viewer
//! leaves, the hub's own asks for updates in its place. The agent notices none of this.
//!
//! A viewer that leaves before it has signed in to the agent leaves the place to the next one, which
//! hears the agent from its first byte on (`retold`).
//!
//! While there is a spliced viewer, its pace is the agent's, and so are its encodings; a caller to
//! whom it is too slow lets it leave and join again. Each viewer has its own [`Allowed`]; of the
//! input, only the driver's passes.

mod follower;
mod retold;
mod served;

use std::collections::BTreeMap;
use std::time::Duration;

use self::follower::Follower;
use self::retold::Retold;
use self::served::Served;
use super::{Allowed, Desktop, Output, Splice};
use crate::error::Error;

/// One agent's connection, several viewers. The caller's loop is: agent's bytes to [`Hub::agent`],
/// every viewer's [`Hub::take_output`] to its socket, then [`Hub::follow`], a portion at a time and
/// none of the agent's bytes while [`Hub::is_behind`]; then, and at
/// [`Hub::wakes_at`], [`Hub::update`] for each viewer whose socket has taken all, and its output.
/// What lies in `to_agent` after a call goes to the agent. Times are since any moment that the
/// caller chose.
pub struct Hub {
    splice: Splice,
    first: First,
    /// What the spliced viewer is to get.
    output: Vec<u8>,
    following: Following,
    /// The handshake so far, until it is done.
    retold: Retold,
    served: BTreeMap<u64, Served>,
}

/// Bytes that may wait to be followed before the agent is not read any more.
const UNREAD_BYTES: usize = 4 * 1024 * 1024;

/// The first viewer, which is spliced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Expected,
    Joined(u64),
    Gone,
}

enum Following {
    NotYet,
    Running(Box<Follower>),
    /// The hub's own viewer does not understand the agent.
    Lost(Error),
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}

impl Hub {
    /// Before the agent's first byte and before the first viewer.
    #[must_use]
    pub fn new() -> Self {
        Self {
            splice: Splice::shared(),
            first: First::Expected,
            output: Vec::new(),
            following: Following::NotYet,
            retold: Retold::default(),
            served: BTreeMap::new(),
        }
    }

    /// A viewer comes, by a number of its own. Its output greets it.
    ///
    /// # Errors
    /// When it cannot be served (yet): the first viewer has not signed in to the agent, or the
    /// agent's stream cannot be shared.
    pub fn join(&mut self, id: u64, allowed: Allowed, to_agent: &mut Vec<u8>) -> Result<(), Error> {
        if self.first == First::Expected {
            self.first = First::Joined(id);
            self.splice(to_agent, |splice, out| splice.allow(allowed, out));
            return Ok(());
        }
        let served = match &self.following {
            Following::Running(follower) => Served::begin(allowed, follower)?,
            Following::NotYet => return Err(Error::Refused("the first viewer is still signing in".into())),
            Following::Lost(error) => return Err(error.clone()),
        };
        self.served.insert(id, served);
        self.pace(to_agent);
        Ok(())
    }

    /// Bytes from the agent. Send the viewers' output, and call [`Hub::follow`] when there are no more
    /// for the moment.
    ///
    /// # Errors
    /// When the agent's stream is of no use any more; all is over.
    pub fn agent(&mut self, bytes: &[u8], to_agent: &mut Vec<u8>) -> Result<(), Error> {
        self.lost()?;
        if self.splice.desktop().is_none() {
            self.retold.hear(bytes);
        }
        if self.first != First::Gone {
            let pass = self.splice(to_agent, |splice, out| splice.device(bytes, out))?;
            self.output.extend_from_slice(pass.of(bytes));
        }
        match &mut self.following {
            Following::Running(follower) => follower.hear(bytes),
            Following::NotYet => self.begin_following(),
            Following::Lost(_) => {}
        }
        Ok(())
    }

    /// Bytes from the agent that were not followed yet.
    #[must_use]
    pub fn unread(&self) -> usize {
        match &self.following {
            Following::Running(follower) => follower.unread(),
            Following::NotYet | Following::Lost(_) => 0,
        }
    }

    /// Whether so much waits to be followed that the agent is not to be read.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.unread() > UNREAD_BYTES
    }

    /// From when on [`Hub::follow`] goes on; `None` when there is nothing to follow.
    #[must_use]
    pub fn follows_at(&self) -> Option<Duration> {
        match &self.following {
            Following::Running(follower) if follower.unread() > 0 => Some(follower.ready_at()),
            _ => None,
        }
    }

    /// Decodes a portion of what the agent has sent, for the viewers that are not spliced; nothing
    /// before [`Hub::follows_at`].
    ///
    /// # Errors
    /// As with [`Hub::agent`]. While a viewer is spliced, it is no error that the hub's own does not
    /// understand the agent: then others cannot join.
    pub fn follow(&mut self, now: Duration, to_agent: &mut Vec<u8>) -> Result<(), Error> {
        let Following::Running(follower) = &mut self.following else { return self.lost() };
        if follower.unread() == 0 || now < follower.ready_at() {
            return Ok(());
        }
        match follower.read(now, to_agent) {
            Ok(events) => {
                for served in self.served.values_mut() {
                    events.iter().try_for_each(|event| served.tell(event, follower, now))?;
                }
            }
            Err(error) => self.following = Following::Lost(error),
        }
        self.lost()
    }

    /// With neither a spliced viewer nor the hub's own, nobody speaks with the agent.
    fn lost(&self) -> Result<(), Error> {
        match &self.following {
            Following::Lost(error) if self.first == First::Gone => Err(error.clone()),
            Following::Lost(error) if !self.served.is_empty() => Err(error.clone()),
            Following::NotYet if self.first == First::Gone => {
                Err(Error::Refused("the first viewer left while it was signing in".into()))
            }
            _ => Ok(()),
        }
    }

    /// Bytes from a viewer. Its output may have grown.
    ///
    /// # Errors
    /// When the bytes are not what a viewer says: let it leave.
    pub fn viewer(
        &mut self,
        id: u64,
        bytes: &[u8],
        now: Duration,
        to_agent: &mut Vec<u8>,
    ) -> Result<(), Error> {
        if self.first == First::Joined(id) {
            let pass = self.splice(to_agent, |splice, out| splice.viewer(bytes, out))?;
            self.retold.check()?;
            to_agent.extend_from_slice(pass.of(bytes));
            // The format may change until the first update.
            let following = match &self.following {
                Following::Running(follower) => Some(follower.format),
                Following::NotYet | Following::Lost(_) => None,
            };
            if following.is_some_and(|format| Some(format) != self.splice.format()) {
                self.following = Following::NotYet;
            }
            if matches!(self.following, Following::NotYet) {
                self.begin_following();
            }
            return Ok(());
        }
        let Following::Running(follower) = &mut self.following else { return Ok(()) };
        let Some(served) = self.served.get_mut(&id) else { return Ok(()) };
        let received = served.receive(bytes, now, follower, to_agent);
        self.listen();
        received
    }

    /// The agent's texts are unpacked only if they are of interest to anybody.
    fn listen(&mut self) {
        let wanted = self.served.values().any(Served::wants_texts);
        if let Following::Running(follower) = &mut self.following {
            follower.listen(wanted);
        }
    }

    /// Begins to listen, if the handshake is done.
    fn begin_following(&mut self) {
        let Some((desktop, format)) = self.splice.desktop().zip(self.splice.format()) else { return };
        let (desktop, early) = (desktop.clone(), self.splice.early());
        self.following = match Follower::begin(&desktop, format, early) {
            Ok(follower) => Following::Running(Box::new(follower)),
            Err(error) => Following::Lost(error),
        };
    }

    /// A viewer's grants have changed, or whether it drives. What it held is let go where it must.
    pub fn allow(&mut self, id: u64, allowed: Allowed, to_agent: &mut Vec<u8>) {
        if self.first == First::Joined(id) {
            self.splice(to_agent, |splice, out| splice.allow(allowed, out));
        } else if let Some(served) = self.served.get_mut(&id) {
            served.allow(allowed, to_agent);
            self.pace(to_agent);
        }
    }

    /// A viewer is slow (its socket does not take what it is sent) or has caught up.
    pub fn hold(&mut self, id: u64, slow: bool, to_agent: &mut Vec<u8>) {
        if self.first == First::Joined(id) {
            self.splice(to_agent, |splice, out| splice.hold_requests(slow, out));
        } else if let Some(served) = self.served.get_mut(&id) {
            served.set_slow(slow);
            self.pace(to_agent);
        }
    }

    /// A viewer is gone. What it held is let go.
    pub fn leave(&mut self, id: u64, to_agent: &mut Vec<u8>) {
        if self.first == First::Joined(id) && self.splice.desktop().is_none() {
            self.begin_again();
        } else if self.first == First::Joined(id) {
            self.splice(to_agent, |splice, out| splice.hand_over(out));
            self.first = First::Gone;
            self.output = Vec::new();
            if let Following::Running(follower) = &mut self.following {
                follower.lead(to_agent);
            }
        } else if let Some(mut served) = self.served.remove(&id) {
            served.release(to_agent);
        }
        self.pace(to_agent);
    }

    /// The next viewer goes through the handshake as the first one did.
    fn begin_again(&mut self) {
        (self.splice, self.first) = (Splice::shared(), First::Expected);
        self.output = Vec::new();
        let heard = self.retold.begin_again();
        // It went well the first time; what is wrong with it shows when the agent goes on.
        let _ = self.splice(&mut Vec::new(), |splice, out| splice.device(&heard, out));
    }

    /// Whether this viewer is spliced to the agent.
    #[must_use]
    pub fn is_spliced(&self, id: u64) -> bool {
        self.first == First::Joined(id)
    }

    /// Where the hub's own viewer leads, it asks for updates as long as anybody watches.
    fn pace(&mut self, to_agent: &mut Vec<u8>) {
        self.listen();
        let watched = self.served.values().any(Served::watches);
        if let Following::Running(follower) = &mut self.following {
            follower.pause(!watched, to_agent);
        }
    }

    /// Makes an update for this viewer if there is something new for it and it can take it; call it
    /// only when its socket has taken everything. The spliced viewer needs none.
    pub fn update(&mut self, id: u64, now: Duration) {
        if let (Following::Running(follower), Some(served)) = (&self.following, self.served.get_mut(&id)) {
            served.update(follower, now);
        }
    }

    /// When [`Hub::update`] will have something to do for some viewer although nothing happens.
    #[must_use]
    pub fn wakes_at(&self) -> Option<Duration> {
        self.served.values().filter_map(Served::wakes_at).min()
    }

    /// The bytes for this viewer since the last call.
    #[must_use]
    pub fn take_output(&mut self, id: u64) -> Vec<u8> {
        if self.first == First::Joined(id) {
            return std::mem::take(&mut self.output);
        }
        self.served.get_mut(&id).map(Served::take_output).unwrap_or_default()
    }

    /// Whether this viewer has to leave and join again to see more: a part of the picture was
    /// withheld from it, see [`Splice::torn`].
    #[must_use]
    pub fn torn(&self, id: u64) -> bool {
        self.first == First::Joined(id) && self.splice.torn()
    }

    /// Whether the agent owes the spliced viewer the rest of a message that it has begun.
    #[must_use]
    pub fn mid_message(&self) -> bool {
        self.first != First::Gone && self.splice.mid_message()
    }

    /// The desktop as the agent described it last to the spliced viewer; `None` until that has
    /// signed in.
    #[must_use]
    pub fn desktop(&self) -> Option<&Desktop> {
        self.splice.desktop()
    }

    fn splice<T>(&mut self, to_agent: &mut Vec<u8>, act: impl FnOnce(&mut Splice, &mut Output) -> T) -> T {
        let mut out = Output::default();
        std::mem::swap(&mut out.to_viewer, &mut self.output);
        std::mem::swap(&mut out.to_device, to_agent);
        let (before, signing_in) = (out.to_device.len(), self.splice.desktop().is_none());
        let result = act(&mut self.splice, &mut out);
        if signing_in {
            self.retold.tell(before, &mut out.to_device);
        }
        std::mem::swap(&mut out.to_viewer, &mut self.output);
        std::mem::swap(&mut out.to_device, to_agent);
        result
    }
}
