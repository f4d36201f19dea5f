//! The rules, as simply as they can be said. `docs/PROTOCOL.md` tells them in words.
//!
//! What follows from an act is not written where the act is: [`Model::settle`] and [`Model::look`] say it
//! once for all of them.

mod company;
mod gone;
pub mod helpers;
mod life;
pub mod offers;
pub mod permits;
pub mod ready;
mod settings;
mod supervise;

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::capability::Capability;
use farhand_protocol::team::Assignment;
use farhand_protocol::{QueueId, RepresentativeId, TeamId, Timestamp};

use crate::acts::{Act, Case, Customer, Deed, Governing};
use crate::session::{Session, State};
use crate::site::{ISSUES, TEAMS};
use crate::staff::People;
use crate::tally::Tally;

/// Why the rules do not allow something.
#[derive(Debug)]
pub struct No(#[expect(dead_code, reason = "for the failed test's reader")] &'static str);

pub type Allowed = Result<(), No>;

fn need(condition: bool, what: &'static str) -> Allowed {
    if condition { Ok(()) } else { Err(No(what)) }
}

/// Seconds for which those who took part still see a session that is over.
const WRAP_UP_S: u64 = 24 * 60 * 60;

/// How a team's queue works.
#[derive(Clone, Copy)]
pub struct Queue {
    pub assignment: Assignment,
    pub persistent: bool,
}

/// All there is.
pub struct Model {
    pub people: People,
    pub sessions: Vec<Session>,
    pub tally: Tally,
    queues: BTreeMap<TeamId, Queue>,
    fallback: QueueId,
    now: Timestamp,
}

impl Model {
    /// The site at first: everybody is here.
    pub fn new(now: Timestamp) -> Self {
        let queue = Queue { assignment: Assignment::Off, persistent: true };
        let queues = TEAMS.iter().map(|(id, ..)| (*id, queue)).collect();
        let fallback = QueueId::General;
        let (sessions, tally) = (Vec::new(), Tally::default());
        Self { people: People::new(), sessions, tally, queues, fallback, now }
    }

    /// Those that are not over.
    pub fn open(&self) -> Vec<Case> {
        let open = self.sessions.iter().enumerate().filter(|(_, session)| !session.is_over());
        open.map(|(case, _)| case).collect()
    }

    /// Those that the step may have changed.
    pub fn touched(&mut self) -> Vec<Case> {
        let all = self.sessions.iter_mut().enumerate();
        all.filter_map(|(case, session)| std::mem::take(&mut session.touched).then_some(case)).collect()
    }

    /// Open sessions that `who` knows of.
    pub fn seen_by(&self, who: RepresentativeId) -> BTreeSet<Case> {
        let sees = |case: &Case| self.sessions[*case].seen_by(&self.people).contains(&who);
        self.open().into_iter().filter(sees).collect()
    }

    /// Open sessions that `who` sees without taking part.
    pub fn watched_by(&self, who: RepresentativeId) -> BTreeSet<Case> {
        self.open().into_iter().filter(|case| self.sessions[*case].monitors.contains_key(&who)).collect()
    }

    /// Does it, if the rules allow it.
    pub fn does(&mut self, act: &Act, now: Timestamp) -> Allowed {
        self.now = now;
        if let Some(who) = act.who() {
            self.people.of_mut(who).touch(now);
        }
        self.carry_out(act)?;
        self.tally.count(&act.kind());
        self.settle();
        Ok(())
    }

    /// What happens because of the time that it is: as the appliance, which looks all the time.
    pub fn look(&mut self, now: Timestamp) {
        self.now = now;
        self.note_idle();
        self.lapse();
        self.move_on();
        self.settle();
        self.assign();
    }

    fn carry_out(&mut self, act: &Act) -> Allowed {
        match *act {
            Act::Begin(issue) => {
                let (_, team, skills) = ISSUES[issue];
                let queue = team.map_or(QueueId::General, QueueId::Team);
                self.sessions.push(Session::new(queue, skills, self.now));
            }
            Act::Pick(who) => {
                need(self.people.of(who).ready.is_available(), "not offered on the portal")?;
                self.sessions.push(Session::new(QueueId::Personal(who), &[], self.now));
            }
            Act::Customer(case, Customer::Ends) => self.end(case),
            Act::Customer(case, what) => self.customer(case, what)?,
            Act::Helper(case, number, what) => self.helper(case, number, what)?,
            Act::In(who, case, deed) => self.in_session(who, case, deed)?,
            Act::Alone(who, own) => self.alone(who, own),
            Act::Over(by, who, what) => {
                need(self.people.reaches(by, who), "not of lower rank")?;
                match what {
                    Governing::SetPresence(presence) => {
                        need(self.people.of(who).ready.online, "not there")?;
                        self.people.of_mut(who).choose(presence, self.now);
                    }
                    Governing::SignOutColleague => self.people.of_mut(who).sign_out(self.now),
                }
            }
            Act::Site(setting) => self.set(setting)?,
            Act::Pass(_) => {}
        }
        Ok(())
    }

    fn in_session(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        match deed {
            Deed::Accept
            | Deed::Hold
            | Deed::End
            | Deed::Say
            | Deed::Whisper
            | Deed::Transfer(..)
            | Deed::HandOver(_) => self.life(who, case, deed),
            Deed::Leave
            | Deed::Remove(_)
            | Deed::Share(_)
            | Deed::AcceptShare(_)
            | Deed::DeclineShare(_)
            | Deed::CancelShare(_) => self.company(who, case, deed),
            Deed::InviteHelper(_) | Deed::RemoveHelper(_) => self.about_helpers(who, case, deed),
            Deed::Monitor(_) | Deed::Join | Deed::TakeOver(_) => self.supervise(who, case, deed),
            Deed::Assign(_) | Deed::AnswerOffer(_) => self.about_offers(who, case, deed),
            Deed::Attach | Deed::Ask(_) | Deed::TakeBack(_) | Deed::Stop(_) | Deed::Drive(_) => {
                self.permits(who, case, deed)
            }
        }
    }

    fn at(&mut self, case: Case) -> &mut Session {
        let session = &mut self.sessions[case];
        session.touched = true;
        session
    }

    fn end(&mut self, case: Case) {
        let now = self.now;
        let session = self.at(case);
        if !session.is_over() {
            session.becomes(State::Ended, now);
        }
    }

    /// Whether `who` takes part, or last did, and still sees it.
    fn part(&self, who: RepresentativeId, case: Case) -> Allowed {
        let session = &self.sessions[case];
        let past = session.is_over() && self.now.since(session.since) > WRAP_UP_S * 1000;
        need(session.takes_part(who) && !past, "no participant")
    }

    /// What follows from a change: those who go with others, what the customer has to be asked anew, how
    /// many sessions everybody has.
    fn settle(&mut self) {
        let mut changed = BTreeSet::new();
        for session in self.sessions.iter_mut().filter(|session| session.touched) {
            let (before, after) = (session.had, session.active_owner());
            session.had = after;
            if before != after {
                changed.extend(before.into_iter().chain(after));
                after.into_iter().for_each(|who| self.people.of_mut(who).ready.given_at = self.now);
                if before.is_some() && after.is_some() && session.permits.forget_all() {
                    self.tally.count("asked anew for another owner");
                }
            }
            let drove = session.permits.driver.is_some();
            session.settle(&self.people);
            if drove && session.permits.driver.is_none() && session.permits.is_given(Capability::Control) {
                self.tally.count("drives no longer, though control is given");
            }
        }
        changed.into_iter().for_each(|who| self.count_sessions(who));
    }
}
