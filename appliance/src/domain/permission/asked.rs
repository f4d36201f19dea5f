//! Questions: how one is put, taken back, and answered.

use farhand_protocol::capability::{Capabilities, Capability, CapabilityState, CustomerAnswer};
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::info::InfoScope;
use farhand_protocol::{RepresentativeId, Timestamp, limits};

use super::{ALL, Scopes, Stop, Turn, chain};

/// The open question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub ask: u64,
    /// What it is about; control stands for seeing and control.
    pub what: Capability,
    /// How much, where it is about files or system information.
    pub scopes: Scopes,
    /// Who asks.
    pub by: RepresentativeId,
    /// The asker's name.
    pub name: String,
    /// When it lapses.
    pub until: Timestamp,
}

/// The open question, if there is one.
#[must_use]
pub fn question(capabilities: &Capabilities) -> Option<Asked> {
    use Capability::{Clipboard, Control, Files, Info, View};
    [Control, View, Clipboard, Files, Info].into_iter().find_map(|what| {
        let CapabilityState::Requested { ask, by, name, until, .. } = capabilities.get(what) else {
            return None;
        };
        let scopes = Scopes::of(capabilities, what);
        Some(Asked { ask: *ask, what, scopes, by: *by, name: name.clone(), until: *until })
    })
}

impl Turn<'_> {
    pub(super) fn ask(&mut self, by: RepresentativeId, what: Capability, scopes: Scopes) -> Result<(), Stop> {
        let author = self.representative(by)?;
        self.check_account(by, what)?;
        if self.is_granted(what) {
            let enough = scopes.is_none() || scopes == Scopes::of(&self.to.capabilities, what);
            return if enough { Ok(()) } else { Err(Stop::StopFirst) };
        }
        if let Some(asked) = question(&self.to.capabilities) {
            let same = asked.by == by && asked.what == what && asked.scopes == scopes;
            return if same { Ok(()) } else { Err(Stop::AskedAlready) };
        }
        let about = self.about(what)?;
        for what in &about {
            self.offers(*what).map_err(Stop::Unavailable)?;
        }
        self.check_pause(&about)?;
        if self.ground.permits(what) || self.is_unasked(what, &scopes) {
            scopes.set(&mut self.to.capabilities, what);
            self.allow(what);
            self.tell(Author::Appliance, SessionEvent::CapabilityGranted { what });
            return self.drive_first(what, by);
        }
        scopes.set(&mut self.to.capabilities, what);
        self.to.history.newest += 1;
        let until = self.now.plus(u64::from(limits::ASK_LIFE_S) * 1000);
        let name = self.ground.name(by).unwrap_or_default().to_owned();
        let (ask, at) = (self.to.history.newest, self.now);
        for what in about {
            self.set(what, CapabilityState::Requested { ask, by, name: name.clone(), at, until });
        }
        self.tell(author, SessionEvent::CapabilityRequested { what });
        Ok(())
    }

    /// Whether the site lets ordinary system information be read without a question. A customer who has
    /// refused or stopped it is asked all the same.
    fn is_unasked(&self, what: Capability, scopes: &Scopes) -> bool {
        what == Capability::Info
            && !self.ground.asks_info
            && scopes.info == Some(InfoScope::default())
            && !self.to.history.declined.contains(&what)
    }

    /// What a question is about: that, and what it needs besides.
    fn about(&self, what: Capability) -> Result<Vec<Capability>, Stop> {
        match what {
            Capability::View => Ok(vec![what]),
            Capability::Control if self.is_granted(Capability::View) => Ok(vec![what]),
            Capability::Control => Ok(vec![Capability::View, what]),
            Capability::Clipboard if self.is_granted(Capability::Control) => Ok(vec![what]),
            Capability::Clipboard => Err(Stop::NeedsControl),
            Capability::Files | Capability::Info => Ok(vec![what]),
        }
    }

    fn check_pause(&self, about: &[Capability]) -> Result<(), Stop> {
        let until = about.iter().filter_map(|what| self.to.history.refusals.get(what)?.until).max();
        match until {
            Some(until) if until > self.now => {
                let wait_s = u32::try_from(until.since(self.now).div_ceil(1000)).unwrap_or(u32::MAX);
                Err(Stop::Paused { wait_s })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn take_back(&mut self, by: RepresentativeId, what: Capability) -> Result<(), Stop> {
        let author = self.representative(by)?;
        if matches!(self.to.capabilities.get(what), CapabilityState::Requested { .. }) {
            self.drop_question(&author);
        }
        Ok(())
    }

    /// Ends the open question unanswered.
    pub(super) fn drop_question(&mut self, author: &Author) {
        let Some(asked) = question(&self.to.capabilities) else { return };
        for what in self.asked_for() {
            self.put_back(what);
        }
        self.tell(author.clone(), SessionEvent::CapabilityLapsed { what: asked.what });
    }

    /// What the open question is about.
    pub(super) fn asked_for(&self) -> Vec<Capability> {
        let is_asked =
            |what: &Capability| matches!(self.to.capabilities.get(*what), CapabilityState::Requested { .. });
        ALL.into_iter().filter(is_asked).collect()
    }

    pub(super) fn answer(&mut self, answer: CustomerAnswer) -> Result<(), Stop> {
        let asked = question(&self.to.capabilities).filter(|asked| asked.ask == answer.ask);
        let Some(asked) = asked else {
            return match self.to.history.answered {
                Some((ask, said)) if ask == answer.ask && said == answer.allow => Ok(()),
                Some((ask, _)) if ask == answer.ask => Err(Stop::AnsweredOtherwise),
                _ => Err(Stop::NotAsked),
            };
        };
        self.check_fit(asked.what, answer.allow)?;
        let scopes = asked.scopes.narrowed(&answer)?;
        self.to.history.answered = Some((answer.ask, answer.allow));
        let asked_for = self.asked_for();
        if let Some(allow) = answer.allow {
            scopes.set(&mut self.to.capabilities, allow);
            let new = !self.is_granted(allow);
            self.allow(allow);
            if new {
                self.tell(Author::Customer, SessionEvent::CapabilityGranted { what: allow });
            }
        }
        let mut refused = asked_for.into_iter().filter(|what| !self.is_granted(*what)).collect::<Vec<_>>();
        refused.iter().for_each(|what| self.refuse(*what));
        if refused.pop().is_some() {
            self.tell(Author::Customer, SessionEvent::CapabilityDenied { what: asked.what });
        }
        answer.allow.map_or(Ok(()), |allow| self.drive_first(allow, asked.by))
    }

    fn check_fit(&self, asked: Capability, allow: Option<Capability>) -> Result<(), Stop> {
        use Capability as C;
        match (asked, allow) {
            (C::View, Some(C::Control)) => self.ground.offers(C::Control).map_err(Stop::Unavailable),
            (_, None)
            | (C::View | C::Control, Some(C::View))
            | (C::Control, Some(C::Control))
            | (C::Clipboard, Some(C::Clipboard))
            | (C::Files, Some(C::Files))
            | (C::Info, Some(C::Info)) => Ok(()),
            _ => Err(Stop::DoesNotFit),
        }
    }

    /// Allows it, and what it needs besides.
    fn allow(&mut self, what: Capability) {
        for needed in chain(what) {
            if !self.is_granted(*needed) {
                self.set(*needed, CapabilityState::Granted { at: self.now });
                self.to.history.refusals.remove(needed);
                self.to.history.declined.remove(needed);
            }
        }
    }

    /// Whoever asked begins to use control, where the account may. One who has asked for seeing alone may
    /// be given control, too.
    fn drive_first(&mut self, what: Capability, by: RepresentativeId) -> Result<(), Stop> {
        let free = self.to.driver.is_none() && self.ground.lets(by, what);
        if what == Capability::Control && free { self.take_control(by) } else { Ok(()) }
    }

    fn refuse(&mut self, what: Capability) {
        let refusals = self.to.history.refusals.entry(what).or_default();
        refusals.times = refusals.times.saturating_add(1);
        let pauses = refusals.times >= limits::ASK_REFUSALS;
        refusals.until = pauses.then(|| self.now.plus(u64::from(limits::ASK_PAUSE_S) * 1000));
        let ask_again_at = refusals.until;
        self.to.history.declined.insert(what);
        self.set(what, CapabilityState::Denied { at: self.now, ask_again_at });
    }
}
