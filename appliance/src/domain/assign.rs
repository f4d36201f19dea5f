//! Automatic assignment: which waiting session is offered to whom.
//!
//! One decision gives out as much as there is to give: each session to at most one representative, each
//! representative at most one session, the most urgent session first. Who was tried is passed over until
//! becoming available anew; a session that has tried everybody is offered to nobody.

use std::cmp::Reverse;
use std::collections::HashMap;

use farhand_protocol::team::Assignment;
use farhand_protocol::{RepresentativeId, TeamId, Timestamp};

use super::line::{self, Turn};
use super::together::Tried;

/// A session that waits in a team's queue and is offered to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The team.
    pub team: TeamId,
    /// The team's rule.
    pub rule: Assignment,
    /// How urgent it is.
    pub turn: Turn,
    /// What its issue asks for.
    pub skills: Vec<String>,
    /// Those who were asked.
    pub tried: Vec<Tried>,
    /// Whoever has passed it on: the one is not asked to take it back.
    pub passed_by: Option<RepresentativeId>,
}

/// A representative who may be asked now: connected, available, below the limit, without an open offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub who: RepresentativeId,
    /// The teams whose queues the one serves.
    pub teams: Vec<TeamId>,
    /// What the one knows.
    pub skills: Vec<String>,
    /// Sessions that the one owns.
    pub open: u32,
    /// When the last session came to the one.
    pub given_at: Timestamp,
    /// Since when the one is available.
    pub since: Timestamp,
}

impl Candidate {
    /// Whether the one may be asked for this session.
    fn fits(&self, waits: &Waits) -> bool {
        let tried = Tried { who: self.who, since: self.since };
        waits.passed_by != Some(self.who) && !waits.tried.contains(&tried)
    }

    /// How many of these skills the one has.
    fn matches(&self, skills: &[String]) -> usize {
        skills.iter().filter(|skill| self.skills.contains(skill)).count()
    }
}

/// A session for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The session's index among those that wait.
    pub session: usize,
    /// To whom.
    pub to: RepresentativeId,
}

/// Gives out what can be given out, the most urgent first.
///
/// Candidates are put in order once for each team, and with skills once for each set of them; after
/// that each session takes the first one who is left.
#[must_use]
pub fn decide(waiting: &[Waits], people: &[Candidate], now: Timestamp) -> Vec<Offer> {
    let turns: Vec<_> = waiting.iter().map(|waits| waits.turn).collect();
    let mut members: HashMap<TeamId, Vec<usize>> = HashMap::new();
    for (index, candidate) in people.iter().enumerate() {
        for team in &candidate.teams {
            members.entry(*team).or_default().push(index);
        }
    }
    let mut lines: HashMap<(TeamId, &[String]), Line> = HashMap::new();
    let mut taken = vec![false; people.len()];
    let mut offers = Vec::new();
    for session in line::order(&turns, now) {
        if offers.len() == people.len() {
            break;
        }
        let waits = &waiting[session];
        let line = lines.entry((waits.team, asked_of(waits))).or_insert_with(|| {
            let members = members.get(&waits.team).map_or(&[][..], Vec::as_slice);
            Line::of(waits, members, people)
        });
        if let Some(index) = line.take(&taken, |index| people[index].fits(waits)) {
            taken[index] = true;
            offers.push(Offer { session, to: people[index].who });
        }
    }
    offers
}

/// The skills that the order of candidates depends on.
fn asked_of(waits: &Waits) -> &[String] {
    if waits.rule == Assignment::Skills { &waits.skills } else { &[] }
}

/// A team's candidates, the best first.
struct Line {
    order: Vec<usize>,
    /// Everybody before this place is taken.
    first: usize,
}

impl Line {
    fn of(waits: &Waits, members: &[usize], people: &[Candidate]) -> Self {
        let mut order = members.to_vec();
        match waits.rule {
            Assignment::Off => order.clear(),
            Assignment::LongestIdle => order.sort_by_key(|index| longest_idle(&people[*index])),
            Assignment::LeastBusy => order.sort_by_key(|index| least_busy(&people[*index])),
            Assignment::Skills => order.sort_by_cached_key(|index| {
                let candidate = &people[*index];
                (Reverse(candidate.matches(&waits.skills)), least_busy(candidate))
            }),
        }
        Self { order, first: 0 }
    }

    fn take(&mut self, taken: &[bool], fits: impl Fn(usize) -> bool) -> Option<usize> {
        while self.order.get(self.first).is_some_and(|index| taken[*index]) {
            self.first += 1;
        }
        self.order[self.first..].iter().copied().find(|index| !taken[*index] && fits(*index))
    }
}

fn longest_idle(candidate: &Candidate) -> (Timestamp, RepresentativeId) {
    (candidate.given_at, candidate.who)
}

fn least_busy(candidate: &Candidate) -> (u32, Timestamp, RepresentativeId) {
    (candidate.open, candidate.given_at, candidate.who)
}

#[cfg(test)]
mod tests;
