//! What the customer allows, as this device enforces it.
//!
//! The appliance says what is allowed: the customer may answer on the session's page too. But what
//! the customer stopped *here* stays stopped, whatever the appliance says, until a newer question
//! was asked and answered; and what the one who started this program ruled out is never allowed.

use farhand_protocol::capability::{Capability, Question, Sharing};
use farhand_protocol::device::DeviceView;
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::InfoScope;
use farhand_protocol::portal::CustomerState;
use serde::{Deserialize, Serialize};

use crate::face::Policy;
use crate::files::cut;
use crate::info;

/// See the module's comment.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// What may ever be allowed; everything where it is not set.
    ceiling: Option<Policy>,
    said: Sharing,
    question: Option<Question>,
    newest: u64,
    stops: Stops,
}

/// What was stopped on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stops {
    view: Option<Stop>,
    control: Option<Stop>,
    #[serde(default)]
    files: Option<Stop>,
    #[serde(default)]
    info: Option<Stop>,
}

/// One capability, stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stop {
    /// The newest question when it was stopped: only a newer one counts.
    after: u64,
    /// A newer one was asked.
    asked: bool,
}

impl Consent {
    /// Nothing is allowed; what was stopped before is still stopped.
    #[must_use]
    pub fn new(ceiling: Option<Policy>, stops: Stops) -> Self {
        let all = [stops.view, stops.control, stops.files, stops.info];
        let newest = all.into_iter().flatten().map(|stop| stop.after).max();
        Self { ceiling, stops, newest: newest.unwrap_or(0), ..Self::default() }
    }

    /// The appliance says where things stand.
    pub fn hear(&mut self, view: &DeviceView) {
        let active = matches!(view.state, CustomerState::Active { .. });
        self.said = if active { view.sharing.clone() } else { Sharing::default() };
        self.question.clone_from(&view.question);
        if let Some(question) = &view.question {
            self.newest = self.newest.max(question.ask);
            self.stops.ask(question);
        }
        let (open, said) = (view.question.as_ref(), &self.said);
        self.stops.lift(open, said);
    }

    /// The connection is lost for longer than the window: what was allowed has lapsed.
    pub fn lapse(&mut self) {
        self.said = Sharing::default();
        self.question = None;
    }

    /// The customer stops something here. Stopping the view also stops control, and leaves the files and
    /// the system information.
    pub fn stop(&mut self, what: Capability) {
        let stop = Some(Stop { after: self.newest, asked: false });
        match what {
            Capability::Files => self.stops.files = stop,
            Capability::Info => self.stops.info = stop,
            Capability::View => (self.stops.view, self.stops.control) = (stop, stop),
            Capability::Control | Capability::Clipboard => self.stops.control = stop,
        }
    }

    /// What was stopped here.
    #[must_use]
    pub fn stops(&self) -> Stops {
        self.stops
    }

    /// What the appliance has to be told: it says that this is allowed, and it was stopped here.
    #[must_use]
    pub fn to_withdraw(&self) -> Option<Capability> {
        let unasked = |stop: Option<Stop>| stop.is_some_and(|stop| !stop.asked);
        if self.said.view && unasked(self.stops.view) {
            return Some(Capability::View);
        }
        if self.said.control && unasked(self.stops.control) {
            return Some(Capability::Control);
        }
        if self.said.files.is_some() && unasked(self.stops.files) {
            return Some(Capability::Files);
        }
        (self.said.info.is_some() && unasked(self.stops.info)).then_some(Capability::Info)
    }

    /// What is allowed on this device now.
    #[must_use]
    pub fn sharing(&self) -> Sharing {
        let permits = |what| self.ceiling.as_ref().is_none_or(|policy| policy.permits(what));
        let view = self.said.view && self.stops.view.is_none() && permits(Capability::View);
        let control =
            view && self.said.control && self.stops.control.is_none() && permits(Capability::Control);
        let clipboard = control && self.said.clipboard && permits(Capability::Clipboard);
        let driver = self.said.driver.clone().filter(|_| control);
        let driver_id = self.said.driver_id.filter(|_| control);
        Sharing { view, control, clipboard, driver, driver_id, files: self.files(), info: self.info() }
    }

    /// How much of the files is allowed on this device now.
    fn files(&self) -> Option<FilesScope> {
        let said = self.said.files.as_ref().filter(|_| self.stops.files.is_none())?;
        match &self.ceiling {
            Some(policy) => cut(said, policy.files.as_ref()?),
            None => Some(said.clone()),
        }
    }

    /// How much system information is allowed on this device now.
    fn info(&self) -> Option<InfoScope> {
        let said = self.said.info.filter(|_| self.stops.info.is_none())?;
        match &self.ceiling {
            Some(policy) => Some(info::cut(said, policy.info?)),
            None => Some(said),
        }
    }

    /// Whether the appliance lets system information be read, and this device does not.
    #[must_use]
    pub fn refuses_info(&self) -> bool {
        self.said.info.is_some() && self.info().is_none()
    }

    /// Whether the appliance lets files be sent to this device, and this device does not.
    #[must_use]
    pub fn refuses_files(&self) -> bool {
        let sends = |scope: Option<FilesScope>| scope.is_some_and(|scope| scope.to_device);
        sends(self.said.files.clone()) && !sends(self.files())
    }

    /// What the customer is asked now.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }
}

impl Stops {
    /// A question for seeing may be answered with control, so it counts for both.
    fn ask(&mut self, question: &Question) {
        let note = |stop: &mut Option<Stop>| {
            if let Some(stop) = stop {
                stop.asked |= question.ask > stop.after;
            }
        };
        match question.what {
            Capability::View | Capability::Control => {
                note(&mut self.view);
                note(&mut self.control);
            }
            Capability::Files => note(&mut self.files),
            Capability::Info => note(&mut self.info),
            Capability::Clipboard => {}
        }
    }

    /// A stop ends when a newer question was asked, is no longer open, and the appliance says that
    /// it was allowed.
    fn lift(&mut self, open: Option<&Question>, said: &Sharing) {
        let answered = |stop: Stop| stop.asked && open.is_none_or(|question| question.ask <= stop.after);
        if said.view && self.view.is_some_and(answered) {
            self.view = None;
        }
        if said.control && self.control.is_some_and(answered) {
            self.control = None;
        }
        if said.files.is_some() && self.files.is_some_and(answered) {
            self.files = None;
        }
        if said.info.is_some() && self.info.is_some_and(answered) {
            self.info = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Clipboard, Control, Files, Info, View};
    use farhand_protocol::{RepresentativeId, Timestamp};

    fn view(question: Option<(u64, Capability)>, view: bool, control: bool) -> DeviceView {
        let question = question.map(|(ask, what)| Question {
            ask,
            what,
            files: None,
            info: None,
            name: "Mara".into(),
            until: Timestamp(9),
        });
        let driver = control.then(|| "Mara".to_owned());
        let driver_id = control.then_some(RepresentativeId(1));
        let sharing =
            Sharing { view, control, clipboard: control, driver, driver_id, files: None, info: None };
        let state = CustomerState::Active { representative: "Mara".into(), present: true };
        DeviceView { now: Timestamp(1), state, name: "Ada Example".into(), question, sharing }
    }

    /// What is seen and driven after each step.
    fn check(consent: &mut Consent, heard: &DeviceView, expected: (bool, bool)) {
        consent.hear(heard);
        let sharing = consent.sharing();
        assert_eq!((sharing.view, sharing.control), expected, "{heard:?}");
        assert_eq!(sharing.driver_id.is_some(), sharing.control);
    }

    #[test]
    fn what_was_stopped_here_stays_stopped_until_a_newer_question_is_answered() {
        let mut consent = Consent::default();
        check(&mut consent, &view(Some((4, Control)), false, false), (false, false));
        check(&mut consent, &view(None, true, true), (true, true));
        consent.stop(Control);
        assert_eq!(consent.to_withdraw(), Some(Control));
        check(&mut consent, &view(None, true, true), (true, false));
        check(&mut consent, &view(None, true, false), (true, false));
        assert_eq!(consent.to_withdraw(), None);
        // It is not enough to say that it is allowed.
        check(&mut consent, &view(None, true, true), (true, false));
        // Nor to ask the old question, nor to ask for something else.
        check(&mut consent, &view(Some((4, Control)), true, true), (true, false));
        check(&mut consent, &view(Some((5, Clipboard)), true, false), (true, false));
        check(&mut consent, &view(None, true, true), (true, false));
        // Nor to ask without an answer.
        check(&mut consent, &view(Some((6, Control)), true, false), (true, false));
        check(&mut consent, &view(Some((6, Control)), true, true), (true, false));
        check(&mut consent, &view(None, true, true), (true, true));
    }

    #[test]
    fn stopping_the_view_stops_everything() {
        let mut consent = Consent::default();
        check(&mut consent, &view(None, true, true), (true, true));
        consent.stop(View);
        check(&mut consent, &view(None, true, true), (false, false));
        assert_eq!(consent.to_withdraw(), Some(View));
        check(&mut consent, &view(Some((1, View)), false, false), (false, false));
        // The question for seeing was answered with seeing alone.
        check(&mut consent, &view(None, true, false), (true, false));
        assert!(consent.stops().control.is_some());
    }

    #[test]
    fn a_stop_outlives_the_program() {
        let mut consent = Consent::default();
        check(&mut consent, &view(Some((3, Control)), true, true), (true, true));
        consent.stop(Control);
        let kept = serde_json::to_string(&consent.stops()).unwrap();
        let mut again = Consent::new(None, serde_json::from_str(&kept).unwrap());
        check(&mut again, &view(None, true, true), (true, false));
        assert_eq!(again.to_withdraw(), Some(Control));
    }

    #[test]
    fn nothing_is_allowed_beyond_the_ceiling() {
        let ceiling = Policy { allow: Some(View), clipboard: true, ..Policy::default() };
        let mut consent = Consent::new(Some(ceiling), Stops::default());
        check(&mut consent, &view(None, true, true), (true, false));
        let mut nothing = Consent::new(Some(Policy::default()), Stops::default());
        check(&mut nothing, &view(None, true, true), (false, false));
        assert!(!nothing.sharing().clipboard);
    }

    fn lent(question: Option<(u64, Capability)>, files: Option<FilesScope>) -> DeviceView {
        let mut heard = view(question, true, false);
        heard.sharing.files = files;
        heard
    }

    #[test]
    fn files_that_were_stopped_here_need_a_newer_question_about_files() {
        let all = Some(FilesScope::everything());
        let mut consent = Consent::default();
        consent.hear(&lent(Some((4, Files)), None));
        consent.hear(&lent(None, all.clone()));
        assert_eq!(consent.sharing().files, all);
        consent.stop(Files);
        assert!(consent.sharing().files.is_none() && consent.sharing().view && consent.refuses_files());
        assert_eq!(consent.to_withdraw(), Some(Files));
        // What was said before, another question, and a question without an answer open nothing.
        for heard in [
            lent(None, all.clone()),
            lent(Some((5, Control)), all.clone()),
            lent(Some((6, Files)), all.clone()),
        ] {
            consent.hear(&heard);
            assert_eq!(consent.sharing().files, None, "{heard:?}");
        }
        consent.hear(&lent(None, all.clone()));
        assert_eq!(consent.sharing().files, all);
        assert!(!consent.refuses_files());
    }

    #[test]
    fn no_more_of_the_files_is_allowed_than_the_ceiling_says() {
        let read = FilesScope { to_device: false, change: false, ..FilesScope::everything() };
        let ceiling = Policy { files: Some(read.clone()), ..Policy::default() };
        let mut consent = Consent::new(Some(ceiling), Stops::default());
        consent.hear(&lent(None, Some(FilesScope::everything())));
        assert_eq!(consent.sharing().files, Some(read));
        assert!(consent.refuses_files());
        let mut nothing = Consent::new(Some(Policy::default()), Stops::default());
        nothing.hear(&lent(None, Some(FilesScope::everything())));
        assert_eq!(nothing.sharing().files, None);
    }

    fn informed(question: Option<(u64, Capability)>, info: Option<InfoScope>) -> DeviceView {
        let mut heard = view(question, false, false);
        heard.sharing.info = info;
        heard
    }

    #[test]
    fn system_information_that_was_stopped_here_needs_a_newer_question_about_it() {
        let plain = Some(InfoScope::default());
        let mut consent = Consent::default();
        // The site gives it without a question.
        consent.hear(&informed(None, plain));
        assert_eq!(consent.sharing().info, plain);
        consent.stop(Info);
        assert!(consent.sharing().info.is_none() && consent.refuses_info());
        assert_eq!(consent.to_withdraw(), Some(Info));
        for heard in [informed(None, None), informed(None, plain), informed(Some((5, Info)), None)] {
            consent.hear(&heard);
            assert_eq!(consent.sharing().info, None, "{heard:?}");
        }
        consent.hear(&informed(None, plain));
        assert_eq!(consent.sharing().info, plain);
        assert_eq!((consent.to_withdraw(), consent.refuses_info()), (None, false));
    }

    #[test]
    fn no_more_system_information_is_allowed_than_the_ceiling_says() {
        let all = Some(InfoScope { location: true, log: true });
        for (ceiling, expected) in [(None, None), (Some(InfoScope::default()), Some(InfoScope::default()))] {
            let ceiling = Policy { info: ceiling, ..Policy::default() };
            let mut consent = Consent::new(Some(ceiling), Stops::default());
            consent.hear(&informed(None, all));
            assert_eq!(consent.sharing().info, expected);
        }
    }

    #[test]
    fn a_session_that_is_not_active_shares_nothing() {
        let mut consent = Consent::default();
        let mut held = view(None, true, true);
        held.state = CustomerState::Held { since: Timestamp(1) };
        check(&mut consent, &held, (false, false));
        check(&mut consent, &view(None, true, true), (true, true));
        consent.lapse();
        assert!(!consent.sharing().view);
    }
}
