//! What customers are asked for and allow, and who drives.

use std::collections::BTreeMap;

use farhand_protocol::capability::Capability::{self, Clipboard, Control, View};
use farhand_protocol::{RepresentativeId, Timestamp, limits};

use super::{Allowed, Model, need};
use crate::acts::{Case, Customer, Deed};
use crate::session::Session;
use crate::site::ASKED;
use crate::staff::People;

/// The customer's device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    None,
    Here,
    /// The connection is lost since then.
    Lost(Timestamp),
}

/// Where something stands that a customer can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It cannot be had now.
    Never,
    Free,
    Asked,
    Given,
    Refused,
    Stopped,
}

#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub number: u64,
    pub what: Capability,
    pub by: RepresentativeId,
    until: Timestamp,
}

/// All of it in one session.
#[derive(Default)]
pub struct Permits {
    stands: BTreeMap<Capability, Stand>,
    pub question: Option<Question>,
    /// Questions so far.
    pub asked: u64,
    /// The question that was answered last, and how.
    pub answered: Option<(u64, Option<Capability>)>,
    /// Refusals in a row, and until when asking pauses for them.
    refusals: BTreeMap<Capability, (u32, Option<Timestamp>)>,
    pub driver: Option<RepresentativeId>,
}

/// What something needs, and itself.
fn with_needs(what: Capability) -> &'static [Capability] {
    match what {
        View => &[View],
        Control => &[View, Control],
        Clipboard => &[View, Control, Clipboard],
        Capability::Files => &[Capability::Files],
        Capability::Info => &[Capability::Info],
    }
}

impl Permits {
    pub fn stand(&self, what: Capability) -> Stand {
        self.stands.get(&what).copied().unwrap_or(Stand::Never)
    }

    pub fn is_given(&self, what: Capability) -> bool {
        self.stand(what) == Stand::Given
    }

    /// Everything must be asked anew. Whether anything was given.
    pub fn forget_all(&mut self) -> bool {
        let any = ASKED.iter().any(|what| self.is_given(*what));
        self.stands.clear();
        (self.question, self.driver) = (None, None);
        any
    }

    fn drop_question(&mut self) {
        self.question = None;
        self.stands.retain(|_, stand| *stand != Stand::Asked);
    }

    fn ask(&mut self, what: Capability, by: RepresentativeId, now: Timestamp) -> Allowed {
        let seeing_too = what == Control && !self.is_given(View);
        let about = if seeing_too { vec![View, Control] } else { vec![what] };
        let paused =
            |what: &Capability| matches!(self.refusals.get(what), Some((_, Some(until))) if *until > now);
        need(!about.iter().any(paused), "asking pauses")?;
        need(what != Clipboard || self.is_given(Control), "needs control")?;
        about.into_iter().for_each(|what| _ = self.stands.insert(what, Stand::Asked));
        self.asked += 1;
        let until = now.plus(u64::from(limits::ASK_LIFE_S) * 1000);
        self.question = Some(Question { number: self.asked, what, by, until });
        Ok(())
    }

    fn answer(&mut self, allow: Option<Capability>, now: Timestamp) {
        for what in allow.map_or(&[][..], with_needs) {
            if !self.is_given(*what) {
                self.stands.insert(*what, Stand::Given);
                self.refusals.remove(what);
            }
        }
        for what in ASKED.into_iter().filter(|what| self.stand(*what) == Stand::Asked).collect::<Vec<_>>() {
            self.stands.insert(what, Stand::Refused);
            let (times, until) = self.refusals.entry(what).or_default();
            *times += 1;
            let pauses = *times >= limits::ASK_REFUSALS;
            *until = pauses.then(|| now.plus(u64::from(limits::ASK_PAUSE_S) * 1000));
        }
        self.question = None;
    }

    /// Stops what is given, and what needs it.
    fn stop(&mut self, what: Capability) {
        if !self.is_given(what) {
            return;
        }
        for other in ASKED.into_iter().filter(|other| with_needs(*other).contains(&what)) {
            if self.is_given(other) {
                self.stands.insert(other, Stand::Stopped);
            }
        }
        if self.question.is_some_and(|question| with_needs(question.what).contains(&what)) {
            self.drop_question();
        }
    }
}

impl Session {
    pub fn has_device(&self) -> bool {
        self.device != Device::None
    }

    /// Whether the customer can be asked.
    fn can_be_asked(&self) -> bool {
        self.active_owner().is_some() && self.device == Device::Here
    }

    /// Nobody's session, or one without a device, gives nothing; what nobody may ask or do is over.
    pub fn settle_permits(&mut self, people: &People) {
        let may = |who: RepresentativeId, what| self.takes_part(who) && people.of(who).may(what);
        let asker = self.permits.question.is_none_or(|question| may(question.by, question.what));
        let control = self.permits.is_given(Control);
        let driver = self.permits.driver.filter(|who| control && may(*who, Control));
        self.permits.driver = driver;
        if !asker {
            self.permits.drop_question();
        }
        if self.active_owner().is_none() || self.device == Device::None {
            self.permits.forget_all();
        }
        let rest = if self.can_be_asked() { Stand::Free } else { Stand::Never };
        for what in ASKED {
            if matches!(self.permits.stand(what), Stand::Never | Stand::Free) {
                self.permits.stands.insert(what, rest);
            }
        }
    }
}

impl Model {
    pub(super) fn permits(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        self.part(who, case)?;
        let (now, may) = (self.now, |what| self.people.of(who).may(what));
        let session = &self.sessions[case];
        let can = session.can_be_asked();
        match deed {
            Deed::Attach => {
                need(session.active_owner().is_some(), "nobody has it")?;
                let session = self.at(case);
                session.device = Device::Here;
                session.permits.forget_all();
            }
            Deed::Ask(what) => {
                need(may(what), "the account may not")?;
                let permits = &mut self.at(case).permits;
                if permits.is_given(what) {
                    return Ok(());
                }
                if let Some(open) = permits.question {
                    return need(open.by == who && open.what == what, "another question is open");
                }
                need(can, "nobody to ask")?;
                permits.ask(what, who, now)?;
            }
            Deed::TakeBack(what) => {
                let permits = &mut self.at(case).permits;
                if permits.stand(what) == Stand::Asked {
                    permits.drop_question();
                }
            }
            Deed::Stop(what) => self.at(case).permits.stop(what),
            Deed::Drive(true) => {
                need(may(Control), "the account may not")?;
                need(session.permits.is_given(Control), "not allowed")?;
                self.at(case).permits.driver = Some(who);
            }
            Deed::Drive(false) => {
                let permits = &mut self.at(case).permits;
                permits.driver = permits.driver.filter(|driver| *driver != who);
            }
            _ => unreachable!("is not about permits"),
        }
        Ok(())
    }

    pub(super) fn customer(&mut self, case: Case, what: Customer) -> Allowed {
        let now = self.now;
        let session = self.at(case);
        match what {
            Customer::Answer(number, allow) => return self.answer(case, number, allow),
            Customer::Withdraw(what) => session.permits.stop(what),
            Customer::Ends => {}
            // The device of a session that is over has no way to say anything.
            _ if session.is_over() => {}
            Customer::DeviceLost if session.device == Device::Here => session.device = Device::Lost(now),
            Customer::DeviceBack if session.device != Device::None => session.device = Device::Here,
            Customer::DeviceLeaves => session.device = Device::None,
            Customer::DeviceLost | Customer::DeviceBack => {}
        }
        Ok(())
    }

    fn answer(&mut self, case: Case, number: u64, allow: Option<Capability>) -> Allowed {
        let now = self.now;
        let session = &self.sessions[case];
        let open = session.permits.question.filter(|question| question.number == number);
        let Some(question) = open else {
            return need(session.permits.answered == Some((number, allow)), "no such question");
        };
        let fits = match (question.what, allow) {
            (View, Some(Control)) => session.can_be_asked(),
            (Control, Some(View)) | (_, None) => true,
            (asked, Some(allow)) => asked == allow,
        };
        need(fits, "does not go with the question")?;
        let drives = allow == Some(Control) && self.people.of(question.by).may(Control);
        let permits = &mut self.at(case).permits;
        permits.answered = Some((number, allow));
        permits.answer(allow, now);
        if drives {
            permits.driver = permits.driver.or(Some(question.by));
        }
        Ok(())
    }

    /// Questions that are not answered in time, links that nobody opens, devices that do not come back.
    pub(super) fn lapse(&mut self) {
        let now = self.now;
        for case in self.open() {
            let session = &mut self.sessions[case];
            if session.permits.question.is_some_and(|question| question.until <= now) {
                session.permits.drop_question();
                session.touched = true;
                self.tally.count("question lapsed");
            }
            let links = session.helpers.len();
            session.helpers.retain(|helper| !helper.is_too_late(now));
            if session.helpers.len() < links {
                session.touched = true;
                self.tally.count("helper's link lapsed");
            }
            let window_ms = u64::from(limits::RECONNECT_WINDOW_S) * 1000;
            if matches!(session.device, Device::Lost(since) if now.since(since) >= window_ms) {
                session.device = Device::None;
                session.touched = true;
                self.tally.count("device gone");
            }
        }
    }
}
