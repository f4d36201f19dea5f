//! Automatic assignment: who is asked for what waits, and what becomes of it.

use std::cmp::Reverse;

use farhand_protocol::team::Assignment;
use farhand_protocol::{QueueId, RepresentativeId, TeamId, Timestamp};

use super::{Allowed, Model, No, need};
use crate::acts::{Case, Deed};
use crate::session::State;
use crate::site::{OFFER_S, TEAMS};
use crate::staff::Staff;

/// A session is offered to somebody.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub to: RepresentativeId,
    pub until: Timestamp,
}

impl Model {
    pub(super) fn about_offers(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Allowed {
        match deed {
            Deed::AnswerOffer(accept) => {
                let offer = self.sessions[case].offer.ok_or(No("no offer"))?;
                need(offer.to == who && self.now < offer.until, "not the one's, or past")?;
                if accept {
                    self.tally.count("accepted the offer");
                    return self.accept(who, case);
                }
                self.at(case).offer = None;
                self.tally.count("declined the offer");
                Ok(())
            }
            Deed::Assign(to) => {
                let session = &self.sessions[case];
                let State::Waiting(queue) = session.state else { return Err(No("it does not wait")) };
                need(session.is_supervised_by(&self.people, who), "not a supervisor")?;
                need(self.people.reaches(who, to), "not of lower rank")?;
                let one = self.people.of(to);
                need(one.ready.is_available() && one.serves(queue), "not available for it")?;
                let same = session.offer.is_some_and(|offer| offer.to == to);
                need(same || !self.is_asked(to), "asked for another one")?;
                self.offer(case, to);
                Ok(())
            }
            _ => unreachable!("is not about offers"),
        }
    }

    fn is_asked(&self, who: RepresentativeId) -> bool {
        self.sessions.iter().any(|session| session.offer.is_some_and(|offer| offer.to == who))
    }

    fn offer(&mut self, case: Case, to: RepresentativeId) {
        let until = self.now.plus(u64::from(OFFER_S) * 1000);
        let since = self.people.of(to).ready.since;
        let session = self.at(case);
        session.offer = Some(Offer { to, until });
        session.tried.insert(to, since);
    }

    /// Ends the offers that are over, and makes those that can be made: the most due session first.
    pub(super) fn assign(&mut self) {
        for case in self.open() {
            self.end_offer(case);
        }
        let mut line: Vec<_> = self.open().into_iter().filter_map(|case| self.turn(case)).collect();
        line.sort();
        for (.., team, case) in line {
            if let Some(to) = self.choice(case, team) {
                self.tally.count(&format!("asked by {:?}", self.queues[&team].assignment));
                self.offer(case, to);
            }
        }
    }

    fn end_offer(&mut self, case: Case) {
        let session = &self.sessions[case];
        let (Some(offer), Some(queue)) = (session.offer, session.queue()) else { return };
        let one = self.people.of(offer.to);
        let told = if offer.until <= self.now {
            "let the offer pass"
        } else if !one.ready.is_available() || !one.serves(queue) {
            "offer withdrawn"
        } else {
            return;
        };
        self.tally.count(told);
        self.at(case).offer = None;
    }

    /// Where a session stands in line, if it is to be given out: the larger share of its queue's time it
    /// has waited, and then the longer, the earlier.
    fn turn(&self, case: Case) -> Option<(Reverse<u64>, Timestamp, TeamId, Case)> {
        let session = &self.sessions[case];
        let State::Waiting(QueueId::Team(team)) = session.state else { return None };
        if session.offer.is_some() || self.queues[&team].assignment == Assignment::Off {
            return None;
        }
        let (.., target_s) = TEAMS.iter().find(|(id, ..)| *id == team).expect("one of the teams");
        // In parts of a target that both targets can be told in.
        let share = self.now.since(session.since) * (600 / u64::from(*target_s));
        Some((Reverse(share), session.since, team, case))
    }

    /// Who is asked.
    fn choice(&self, case: Case, team: TeamId) -> Option<RepresentativeId> {
        let session = &self.sessions[case];
        let may = |one: &&Staff| {
            let ready = &one.ready;
            let room = ready.most.is_none_or(|most| self.open_of(one.id) < most);
            let fresh = session.tried.get(&one.id) != Some(&ready.since);
            let there = one.is_of(team) && ready.is_available() && ready.assignable && room;
            there && fresh && session.passed_by != Some(one.id) && !self.is_asked(one.id)
        };
        let skills = |one: &Staff| session.skills.iter().filter(|skill| one.skills.contains(skill)).count();
        let idle = |one: &Staff| (one.ready.given_at, one.id);
        let busy = |one: &Staff| (self.open_of(one.id), idle(one));
        let all = self.people.0.iter().filter(may);
        let best = match self.queues[&team].assignment {
            Assignment::Off => None,
            Assignment::LongestIdle => all.min_by_key(|one| idle(one)),
            Assignment::LeastBusy => all.min_by_key(|one| busy(one)),
            Assignment::Skills => all.min_by_key(|one| (Reverse(skills(one)), busy(one))),
        };
        best.map(|one| one.id)
    }
}
