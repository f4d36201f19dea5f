//! What a customer is asked for and allows: `unavailable -> available -> requested -> granted ->
//! stopped`, or `-> denied`.
//!
//! One function, [`after`], holds the whole table. A session has at most one open question.
//! Asking for control is one question about control and, where it is not allowed yet, seeing. What
//! a step changes comes with the entries that tell it in the session's log.

mod asked;
mod ground;
#[cfg(test)]
mod invariants;
mod scopes;
#[cfg(test)]
mod tests;
mod unseen;

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::capability::{
    Capabilities, Capability, CapabilityState, CustomerAnswer, StoppedBy, UnavailableReason,
};
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::InfoScope;
use farhand_protocol::{RepresentativeId, Timestamp};
use serde::{Deserialize, Serialize};

pub use asked::{Asked, question};
pub use ground::{AgentAllows, Ground, Joined, Rules};
pub use scopes::Scopes;
pub use unseen::UNSEEN_S;

/// All capabilities, those that others depend on first.
pub const ALL: [Capability; 5] =
    [Capability::View, Capability::Control, Capability::Clipboard, Capability::Files, Capability::Info];

/// What a capability needs, those first that others need, and itself.
fn chain(what: Capability) -> &'static [Capability] {
    use Capability::{Clipboard, Control, Files, Info, View};
    match what {
        View => &[View],
        Control => &[View, Control],
        Clipboard => &[View, Control, Clipboard],
        Files => &[Files],
        Info => &[Info],
    }
}

/// Those of them that need no other one of them.
fn tops(of: &[Capability]) -> Vec<Capability> {
    let alone = |what: &Capability| chain(*what).iter().filter(|needed| of.contains(needed)).count() == 1;
    of.iter().copied().filter(alone).collect()
}

/// What is asked and allowed in a session.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Permissions {
    /// Where each capability stands.
    pub capabilities: Capabilities,
    /// Who uses pointer and keys.
    pub driver: Option<RepresentativeId>,
    /// What came before.
    pub history: History,
}

/// What is remembered of earlier questions.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// The newest question's number.
    pub newest: u64,
    /// The question that was answered last, and the answer.
    pub answered: Option<(u64, Option<Capability>)>,
    /// Refusals since it was last allowed.
    pub refusals: BTreeMap<Capability, Refusals>,
    /// What the customer has refused or stopped since the device joined, and not allowed again. System
    /// information stays in it when another device joins: the browser tells it too.
    pub declined: BTreeSet<Capability>,
    /// Since when something is allowed that nobody sees or could stop.
    pub unseen_since: Option<Timestamp>,
}

/// Refusals of one capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refusals {
    /// How many in a row.
    pub times: u32,
    /// Until when asking pauses.
    pub until: Option<Timestamp>,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A representative asks.
    Ask(RepresentativeId, Capability),
    /// A representative asks for files.
    AskFiles(RepresentativeId, FilesScope),
    /// A representative asks for system information.
    AskInfo(RepresentativeId, InfoScope),
    /// A representative takes the open question back.
    TakeBack(RepresentativeId, Capability),
    /// The customer answers.
    Answer(CustomerAnswer),
    /// The customer stops what was allowed.
    Withdraw(Capability),
    /// A representative gives back what was allowed.
    Stop(RepresentativeId, Capability),
    /// A representative takes pointer and keys, or lets go of them.
    Drive(RepresentativeId, bool),
    /// Time passes.
    Lapse,
    /// The session, its device or its participants are different from before.
    Settle,
    /// Everything must be allowed anew: nobody has the session, or (then the log says it) another device.
    Reset(Option<StoppedBy>),
    /// Somebody else owns the session: what was allowed was not allowed to the new owner.
    Owner(RepresentativeId),
}

/// Why a step is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Only those who take part may do that.
    NotTakingPart,
    /// The account may not do that.
    Barred(Capability),
    /// It cannot be had.
    Unavailable(UnavailableReason),
    /// It needs control, which is not allowed.
    NeedsControl,
    /// Files, or system information, are allowed already, with another scope.
    StopFirst,
    /// The customer is being asked already.
    AskedAlready,
    /// Asking pauses after refusals.
    Paused {
        /// Seconds still to wait.
        wait_s: u32,
    },
    /// There is no such question (any more).
    NotAsked,
    /// The question was answered, and not like this.
    AnsweredOtherwise,
    /// The answer does not go with the question.
    DoesNotFit,
}

/// An entry for the session's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who caused it.
    pub author: Author,
    /// What happened.
    pub event: SessionEvent,
}

/// Takes a step; answers what is to be told. A refused step changes nothing.
///
/// # Errors
/// Why the step is not possible.
pub fn after(
    permissions: &mut Permissions,
    ground: &Ground<'_>,
    step: Step,
    now: Timestamp,
) -> Result<Vec<Told>, Stop> {
    let mut turn = Turn { now, ground, to: permissions.clone(), told: Vec::new() };
    match step {
        Step::Ask(by, what) => turn.ask(by, what, Scopes::default())?,
        Step::AskFiles(by, scope) => turn.ask(by, Capability::Files, Scopes::files(scope))?,
        Step::AskInfo(by, scope) => turn.ask(by, Capability::Info, Scopes::info(scope))?,
        Step::TakeBack(by, what) => turn.take_back(by, what)?,
        Step::Answer(answer) => turn.answer(answer)?,
        Step::Withdraw(what) => turn.stop(what, StoppedBy::Customer, Author::Customer),
        Step::Stop(by, what) => {
            let author = turn.representative(by)?;
            turn.stop(what, StoppedBy::Representative, author);
        }
        Step::Drive(by, true) => turn.take_control(by)?,
        Step::Drive(by, false) => turn.release_control(by)?,
        Step::Lapse => turn.lapse(),
        Step::Settle => turn.settle(),
        Step::Reset(by) => turn.reset(by.map(|by| (by, Author::Appliance))),
        Step::Owner(who) => {
            let author = turn.representative(who)?;
            turn.drop_question(&Author::Appliance);
            turn.reset(Some((StoppedBy::Representative, author)));
        }
    }
    turn.forget_scopes();
    turn.note_unseen();
    *permissions = turn.to;
    Ok(turn.told)
}

/// A step in progress.
struct Turn<'g> {
    now: Timestamp,
    ground: &'g Ground<'g>,
    to: Permissions,
    told: Vec<Told>,
}

impl Turn<'_> {
    fn representative(&self, who: RepresentativeId) -> Result<Author, Stop> {
        let name = self.ground.name(who).ok_or(Stop::NotTakingPart)?;
        Ok(Author::Representative { id: who, name: name.to_owned() })
    }

    fn check_account(&self, who: RepresentativeId, what: Capability) -> Result<(), Stop> {
        if self.ground.lets(who, what) { Ok(()) } else { Err(Stop::Barred(what)) }
    }

    fn tell(&mut self, author: Author, event: SessionEvent) {
        self.told.push(Told { author, event });
    }

    fn is_granted(&self, what: Capability) -> bool {
        self.to.capabilities.granted(what)
    }

    fn set(&mut self, what: Capability, state: CapabilityState) {
        *self.to.capabilities.get_mut(what) = state;
    }

    /// Whether something can be asked for. What the customer has declined is for the customer alone
    /// to allow: dialling out was before that.
    fn offers(&self, what: Capability) -> Result<(), UnavailableReason> {
        self.ground.offers(what)?;
        let declined =
            |needed: &Capability| !self.is_granted(*needed) && self.to.history.declined.contains(needed);
        let overruled = self.ground.permits(what) && chain(what).iter().any(declined);
        if overruled { Err(UnavailableReason::NobodyToAsk) } else { Ok(()) }
    }

    /// Puts a capability where it stands when nobody has asked.
    fn put_back(&mut self, what: Capability) {
        let state = match self.offers(what) {
            Ok(()) => CapabilityState::Available,
            Err(reason) => CapabilityState::Unavailable { reason },
        };
        self.set(what, state);
    }

    /// Stops what was allowed, and what depends on it.
    fn stop(&mut self, what: Capability, by: StoppedBy, author: Author) {
        if !self.is_granted(what) {
            return;
        }
        for dependent in ALL.into_iter().filter(|other| chain(*other).contains(&what)) {
            if self.is_granted(dependent) {
                self.set(dependent, CapabilityState::Stopped { at: self.now, by });
                if by == StoppedBy::Customer {
                    self.to.history.declined.insert(dependent);
                }
            }
        }
        if question(&self.to.capabilities).is_some_and(|asked| chain(asked.what).contains(&what)) {
            self.drop_question(&author);
        }
        self.forget_driver();
        self.tell(author, SessionEvent::CapabilityStopped { what, by });
    }

    fn take_control(&mut self, by: RepresentativeId) -> Result<(), Stop> {
        let author = self.representative(by)?;
        self.check_account(by, Capability::Control)?;
        if !self.is_granted(Capability::Control) {
            return Err(Stop::NeedsControl);
        }
        if self.to.driver != Some(by) {
            self.to.driver = Some(by);
            let name = self.ground.name(by).unwrap_or_default().to_owned();
            self.tell(author, SessionEvent::ControlTaken { name });
        }
        Ok(())
    }

    fn release_control(&mut self, by: RepresentativeId) -> Result<(), Stop> {
        let author = self.representative(by)?;
        if self.to.driver == Some(by) {
            self.to.driver = None;
            let name = self.ground.name(by).unwrap_or_default().to_owned();
            self.tell(author, SessionEvent::ControlReleased { name });
        }
        Ok(())
    }

    /// Without control, having left, or with an account that may not, nobody drives.
    fn forget_driver(&mut self) {
        let may = self.to.driver.is_some_and(|who| self.ground.lets(who, Capability::Control));
        if !may || !self.is_granted(Capability::Control) {
            self.to.driver = None;
        }
    }

    /// How much of the files and the system information goes with a question or a grant alone.
    fn forget_scopes(&mut self) {
        let to = &mut self.to.capabilities;
        let over = |state: &CapabilityState| {
            !matches!(state, CapabilityState::Requested { .. } | CapabilityState::Granted { .. })
        };
        if over(&to.files) {
            to.files_scope = None;
        }
        if over(&to.info) {
            to.info_scope = None;
        }
    }

    fn lapse(&mut self) {
        if question(&self.to.capabilities).is_some_and(|asked| asked.until <= self.now) {
            self.drop_question(&Author::Appliance);
        }
        self.stop_unseen();
    }

    /// Follows the ground. What is allowed ends where it cannot be had any more, and outlasts what
    /// passes.
    fn settle(&mut self) {
        if !self.ground.active {
            // What has become of the session is told already.
            return self.reset(None);
        }
        let asked = question(&self.to.capabilities);
        if asked.as_ref().is_some_and(|asked| !self.ground.lets(asked.by, asked.what)) {
            self.asked_for().into_iter().for_each(|what| self.put_back(what));
        }
        let lost = ALL.into_iter().filter(|what| self.is_lost(*what)).collect::<Vec<_>>();
        let stopped: Vec<_> = lost.iter().copied().filter(|what| self.is_granted(*what)).collect();
        for what in ALL {
            if lost.contains(&what) || self.is_at_rest(what) {
                self.put_back(what);
            }
        }
        self.forget_driver();
        for what in tops(&stopped) {
            self.tell(Author::Appliance, SessionEvent::CapabilityStopped { what, by: StoppedBy::Device });
        }
        if let Some(asked) = asked
            && question(&self.to.capabilities).is_none()
        {
            self.tell(Author::Appliance, SessionEvent::CapabilityLapsed { what: asked.what });
        }
    }

    /// Whether it cannot be had, and not only for the moment.
    fn is_lost(&self, what: Capability) -> bool {
        self.ground.offers(what).is_err_and(ground::ends)
    }

    fn is_at_rest(&self, what: Capability) -> bool {
        let state = self.to.capabilities.get(what);
        matches!(state, CapabilityState::Available | CapabilityState::Unavailable { .. })
    }

    fn reset(&mut self, told: Option<(StoppedBy, Author)>) {
        let lost: Vec<_> = ALL.into_iter().filter(|what| self.is_granted(*what)).collect();
        if told.as_ref().is_some_and(|(by, _)| *by == StoppedBy::Device) {
            self.to.history.declined.retain(|what| *what == Capability::Info);
        }
        ALL.into_iter().for_each(|what| self.put_back(what));
        self.to.driver = None;
        let Some((by, author)) = told else { return };
        for what in tops(&lost) {
            self.tell(author.clone(), SessionEvent::CapabilityStopped { what, by });
        }
    }
}
