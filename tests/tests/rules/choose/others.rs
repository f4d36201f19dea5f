//! Choosing what customers, helpers, supervisors and administrators do, and representatives for
//! themselves.

use farhand_protocol::capability::Capability;
use farhand_protocol::people::{Rights, Role};
use farhand_protocol::team::Assignment;

use super::Chooser;
use crate::acts::{Act, Case, Customer, Governing, Helping, Own, Setting};
use crate::site::{ASKED, FIELD, PHONES};

impl Chooser<'_> {
    pub(super) fn customer(&mut self, case: Case) -> Act {
        let asked = self.percent(60);
        let case =
            if asked { self.case_where(case, |session| session.permits.question.is_some()) } else { case };
        let session = &self.model.sessions[case];
        let permits = &session.permits;
        let what = match permits.question {
            Some(question) if asked => Customer::Answer(question.number, self.allowed(question.what)),
            _ => match self.below(100) {
                0..20 => Customer::Ends,
                20..30 => Customer::DeviceLost,
                30..50 => Customer::DeviceBack,
                50..54 => Customer::DeviceLeaves,
                54..68 => match permits.answered {
                    Some((number, answer)) if self.percent(60) => Customer::Answer(number, answer),
                    _ => Customer::Answer(permits.asked, self.allowed(Capability::View)),
                },
                _ => Customer::Withdraw(self.one_of(&ASKED)),
            },
        };
        Act::Customer(case, what)
    }

    fn allowed(&mut self, asked: Capability) -> Option<Capability> {
        match self.below(10) {
            0..6 => Some(asked),
            6..8 => None,
            _ => Some(self.one_of(&ASKED)),
        }
    }

    pub(super) fn helping(&mut self, case: Case) -> Act {
        let case = self.case_where(case, |session| !session.helpers.is_empty());
        let helpers = &self.model.sessions[case].helpers;
        let made = self.model.sessions[case].made_helpers;
        if made == 0 {
            return self.permits(case);
        }
        let number = if helpers.is_empty() || self.percent(15) {
            1 + u32::try_from(self.below(made as usize)).expect("a few")
        } else {
            helpers[self.below(helpers.len())].number
        };
        let what = match self.below(10) {
            0..6 => Helping::OpenLink,
            6..9 => Helping::Speak,
            _ => Helping::GoAway,
        };
        Act::Helper(case, number, what)
    }

    pub(super) fn alone(&mut self) -> Act {
        let who = self.somebody();
        let own = match self.below(100) {
            _ if !self.model.people.of(who).ready.online && self.percent(70) => Own::Back,
            0..50 => Own::Choose(self.presence()),
            50..66 => Own::Touch,
            66..85 => Own::Lost,
            _ => Own::SignOut,
        };
        Act::Alone(who, own)
    }

    pub(super) fn governing(&mut self) -> Act {
        let (by, who) = (self.somebody(), self.somebody());
        let what = if self.percent(65) {
            Governing::SetPresence(self.presence())
        } else {
            Governing::SignOutColleague
        };
        Act::Over(by, who, what)
    }

    pub(super) fn setting(&mut self) -> Act {
        let (who, team) = (self.somebody(), self.one_of(&[PHONES, FIELD]));
        let rules = [Assignment::Off, Assignment::LongestIdle, Assignment::LeastBusy, Assignment::Skills];
        Act::Site(match self.below(100) {
            0..20 => Setting::Queue(team, self.one_of(&rules), self.percent(40)),
            20..28 => Setting::Fallback(self.one_of(&[None, Some(PHONES), Some(FIELD)])),
            28..50 => {
                let most = self.one_of(&[None, None, Some(1), Some(2), Some(3)]);
                let minutes = self.one_of(&[None, None, Some(0), Some(1), Some(5)]);
                Setting::Account(who, most, minutes, self.percent(85))
            }
            50..68 => {
                let drivers: Vec<_> =
                    self.model.sessions.iter().filter_map(|session| session.permits.driver).collect();
                let whose = if drivers.is_empty() { who } else { self.one_of(&drivers) };
                Setting::Rights(whose, self.rights())
            }
            68..90 => {
                let role = self.one_of(&[Role::Member, Role::Member, Role::Lead, Role::Manager]);
                Setting::JoinTeam(who, team, role)
            }
            _ => Setting::LeaveTeam(who, team),
        })
    }

    fn rights(&mut self) -> Rights {
        let mut yes = || self.random.percent(75);
        Rights { view: yes(), control: yes(), files: yes(), info: yes(), helpers: yes() }
    }
}
