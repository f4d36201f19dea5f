//! How the next act is chosen: mostly one that the state makes possible.

mod deed;
mod others;

use farhand_protocol::people::Presence;
use farhand_protocol::{QueueId, RepresentativeId};
use farhand_testkit::SplitMix64;

use crate::acts::{Act, Case, Own};
use crate::model::Model;
use crate::session::Session;
use crate::site::{FIELD, ISSUES, PHONES};
use crate::staff::IDS;

/// Sessions that are open at least, and at most.
const OPEN: (usize, usize) = (4, 12);

/// What is chosen with, and from.
struct Chooser<'a> {
    random: &'a mut SplitMix64,
    model: &'a Model,
}

impl Act {
    /// The next one.
    pub fn choose(random: &mut SplitMix64, model: &Model) -> Self {
        let mut chooser = Chooser { random, model };
        let act = chooser.act();
        // Who was signed out does nothing before signing in again.
        match act.who() {
            Some(who) if model.people.of(who).ready.signed_out => Act::Alone(who, Own::Back),
            _ => act,
        }
    }
}

impl Chooser<'_> {
    fn act(&mut self) -> Act {
        let open = self.model.open();
        if open.len() < OPEN.0 || (open.len() < OPEN.1 && self.percent(6)) {
            return self.customer_comes();
        }
        let case = if self.percent(1) { self.below(self.model.sessions.len()) } else { self.one_of(&open) };
        match self.below(100) {
            0..36 => self.deed(case),
            36..44 => self.answer_offer(case),
            44..54 => self.permits(case),
            54..66 => self.customer(case),
            66..72 => self.helping(case),
            72..82 => self.alone(),
            82..87 => self.governing(),
            87..94 => self.setting(),
            94..99 => Act::Pass(self.one_of(&[7, 15, 31, 61])),
            _ => Act::Pass(self.one_of(&[121, 301, 301, 3601])),
        }
    }

    fn customer_comes(&mut self) -> Act {
        if self.percent(30) { Act::Pick(self.somebody()) } else { Act::Begin(self.below(ISSUES.len())) }
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.random.below(end as u64)).expect("a few")
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.random.percent(chance)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn somebody(&mut self) -> RepresentativeId {
        self.one_of(&IDS)
    }

    fn queue(&mut self) -> QueueId {
        let teams = [QueueId::General, QueueId::Team(PHONES), QueueId::Team(FIELD)];
        if self.percent(40) { QueueId::Personal(self.somebody()) } else { self.one_of(&teams) }
    }

    fn presence(&mut self) -> Presence {
        let all = [Presence::Busy, Presence::Away];
        if self.percent(70) { Presence::Available } else { self.one_of(&all) }
    }

    /// This session, or another one that is as it is wanted, where there is one.
    fn case_where(&mut self, case: Case, is_wanted: impl Fn(&Session) -> bool) -> Case {
        let sessions = &self.model.sessions;
        let mut fit = self.model.open();
        fit.retain(|case| is_wanted(&sessions[*case]));
        if fit.is_empty() || is_wanted(&sessions[case]) { case } else { self.one_of(&fit) }
    }

    /// Mostly one of those who know of a session, so that much is allowed.
    fn concerned(&mut self, case: Case) -> RepresentativeId {
        let near: Vec<_> = self.model.sessions[case].seen_by(&self.model.people).into_iter().collect();
        if near.is_empty() || self.percent(25) { self.somebody() } else { self.one_of(&near) }
    }

    /// Mostly the owner, or else somebody who takes part.
    fn participant(&mut self, case: Case) -> RepresentativeId {
        let session = &self.model.sessions[case];
        let all: Vec<_> = session.participants.keys().copied().collect();
        match session.owner() {
            Some(owner) if self.percent(55) => owner,
            _ if all.is_empty() || self.percent(10) => self.concerned(case),
            _ => self.one_of(&all),
        }
    }

    /// Mostly somebody who takes part beside the owner.
    fn beside(&mut self, case: Case) -> RepresentativeId {
        let session = &self.model.sessions[case];
        let owner = session.owner();
        let all: Vec<_> = session.participants.keys().copied().filter(|who| Some(*who) != owner).collect();
        if all.is_empty() || self.percent(15) { self.participant(case) } else { self.one_of(&all) }
    }

    /// Mostly a supervisor of the session.
    fn supervisor(&mut self, case: Case) -> RepresentativeId {
        let (session, people) = (&self.model.sessions[case], &self.model.people);
        let all: Vec<_> = IDS.into_iter().filter(|who| session.is_supervised_by(people, *who)).collect();
        if all.is_empty() || self.percent(20) { self.somebody() } else { self.one_of(&all) }
    }
}
