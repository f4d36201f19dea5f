#![allow(clippy::unwrap_used, reason = "whatever fails here fails a test")]

use std::time::{Duration, Instant};

use farhand_protocol::session::Priority;

use super::*;

const NOW: Timestamp = Timestamp(1_000_000);
const TEAM: TeamId = TeamId(7);
const OTHER: TeamId = TeamId(8);
/// Since when everybody is available.
const SINCE: Timestamp = Timestamp(500);

fn words(skills: &[&str]) -> Vec<String> {
    skills.iter().map(|skill| (*skill).to_owned()).collect()
}

/// Number, open sessions, given a session at.
fn candidate(who: u32, open: u32, given_at: i64) -> Candidate {
    Candidate {
        who: RepresentativeId(who),
        teams: vec![TEAM],
        skills: Vec::new(),
        open,
        given_at: Timestamp(given_at),
        since: SINCE,
    }
}

fn knows(skills: &[&str], candidate: Candidate) -> Candidate {
    Candidate { skills: words(skills), ..candidate }
}

fn waits(rule: Assignment, waited_s: i64) -> Waits {
    let since = Timestamp(NOW.0 - waited_s * 1000);
    let turn = Turn { priority: Priority::Normal, since, target_s: 300 };
    Waits { team: TEAM, rule, turn, skills: Vec::new(), tried: Vec::new(), passed_by: None }
}

fn asks(skills: &[&str], waits: Waits) -> Waits {
    Waits { skills: words(skills), ..waits }
}

fn after(tried: &[u32], waits: Waits) -> Waits {
    let tried = tried.iter().map(|who| Tried { who: RepresentativeId(*who), since: SINCE }).collect();
    Waits { tried, ..waits }
}

fn given(waiting: &[Waits], people: &[Candidate]) -> Vec<(usize, u32)> {
    decide(waiting, people, NOW).iter().map(|offer| (offer.session, offer.to.0)).collect()
}

#[test]
fn each_rule_with_its_ties() {
    use Assignment::{LeastBusy, LongestIdle, Off, Skills};
    let two = [candidate(1, 2, 10), candidate(2, 0, 20)];
    let equal = [candidate(2, 1, 10), candidate(1, 1, 10)];
    let idle = [candidate(1, 1, 20), candidate(2, 1, 10)];
    let able = [
        knows(&["ios"], candidate(1, 0, 0)),
        knows(&["ios", "wifi"], candidate(2, 5, 90)),
        candidate(3, 0, 0),
    ];
    let table: [(&str, Waits, &[Candidate], Option<u32>); 12] = [
        ("nobody", waits(LeastBusy, 1), &[], None),
        ("off", waits(Off, 1), &two, None),
        ("without a session for the longest time", waits(LongestIdle, 1), &two, Some(1)),
        ("with the fewest sessions", waits(LeastBusy, 1), &two, Some(2)),
        ("equally long idle: by number", waits(LongestIdle, 1), &equal, Some(1)),
        ("equally busy and idle: by number", waits(LeastBusy, 1), &equal, Some(1)),
        ("equally busy: longest idle", waits(LeastBusy, 1), &idle, Some(2)),
        ("most of the skills, however busy", asks(&["ios", "wifi"], waits(Skills, 1)), &able, Some(2)),
        ("equal skills: least busy", asks(&["ios"], waits(Skills, 1)), &able, Some(1)),
        ("without any of the skills too", asks(&["cobol"], waits(Skills, 1)), &able, Some(1)),
        ("an issue without skills", waits(Skills, 1), &able, Some(1)),
        ("skills do not matter to another rule", asks(&["wifi"], waits(LeastBusy, 1)), &able, Some(1)),
    ];
    for (what, waits, people, expected) in table {
        let given = given(&[waits], people);
        assert_eq!(given, expected.map(|who| (0, who)).into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[test]
fn who_was_tried_is_passed_over_until_available_anew() {
    let rule = Assignment::LongestIdle;
    let people = [candidate(1, 0, 1), candidate(2, 0, 2), candidate(3, 0, 3)];
    let table: [(&[u32], Option<u32>); 5] =
        [(&[], Some(1)), (&[1], Some(2)), (&[1, 2], Some(3)), (&[2], Some(1)), (&[3, 1, 2], None)];
    for (tried, expected) in table {
        let given = given(&[after(tried, waits(rule, 1))], &people);
        assert_eq!(given.first().map(|(_, who)| *who), expected, "{tried:?}");
    }
    let mut anew = people;
    anew[1].since = NOW;
    assert_eq!(given(&[after(&[1, 2, 3], waits(rule, 1))], &anew), [(0, 2)]);
}

#[test]
fn whoever_has_passed_it_on_is_not_asked_to_take_it_back() {
    let passed = |by| Waits { passed_by: Some(RepresentativeId(by)), ..waits(Assignment::LongestIdle, 1) };
    let people = [candidate(1, 0, 1), candidate(2, 0, 2)];
    assert_eq!(given(&[passed(1)], &people), [(0, 2)]);
    assert_eq!(given(&[passed(2)], &people), [(0, 1)]);
    assert_eq!(given(&[passed(1)], &people[..1]), []);
}

#[test]
fn one_session_each_and_the_most_urgent_first() {
    let rule = Assignment::LeastBusy;
    let people = [candidate(1, 0, 1), candidate(2, 0, 2)];
    let mut high = waits(rule, 1);
    high.turn.priority = Priority::High;
    let waiting = [waits(rule, 10), waits(rule, 90), high];
    assert_eq!(given(&waiting, &people), [(2, 1), (1, 2)]);
    // Whom the first one has tried is there for the second one.
    let waiting = [after(&[1], waits(rule, 90)), waits(rule, 10)];
    assert_eq!(given(&waiting, &people), [(0, 2), (1, 1)]);
}

#[test]
fn only_who_serves_the_queue() {
    let rule = Assignment::LongestIdle;
    let both = Candidate { teams: vec![TEAM, OTHER], ..candidate(1, 0, 1) };
    let people = [both, candidate(2, 0, 2)];
    let elsewhere = |waited_s| Waits { team: OTHER, ..waits(rule, waited_s) };
    assert_eq!(given(&[elsewhere(1)], &people), [(0, 1)]);
    assert_eq!(given(&[elsewhere(1)], &people[1..]), []);
    // The one who serves both is gone to the more urgent one.
    assert_eq!(given(&[waits(rule, 1), elsewhere(90)], &people), [(1, 1), (0, 2)]);
    assert_eq!(given(&[waits(rule, 90), elsewhere(1)], &people), [(0, 1)]);
}

#[test]
fn a_thousand_waiting_and_five_hundred_people_are_decided_at_once() {
    let names: Vec<_> = (0..20).map(|n| format!("skill {n}")).collect();
    let teams: Vec<_> = (0..10).map(TeamId).collect();
    let people: Vec<_> = (0..500_u32)
        .map(|n| Candidate {
            teams: vec![teams[n as usize % 10], teams[(n as usize + 3) % 10]],
            skills: names.iter().skip(n as usize % 7).step_by(3).cloned().collect(),
            ..candidate(n, n % 5, i64::from(n * 37 % 101))
        })
        .collect();
    let rules = [Assignment::LongestIdle, Assignment::LeastBusy, Assignment::Skills];
    let waiting: Vec<_> = (0..1000_usize)
        .map(|n| {
            // Everybody of one team was tried in vain.
            let tried: Vec<_> = if n % 10 == 4 { (0..500).collect() } else { Vec::new() };
            let skills = names.iter().skip(n % 5).step_by(4).cloned().collect();
            let waits = Waits { skills, team: teams[n % 10], ..waits(rules[n % 10 % 3], n as i64 % 600) };
            after(&tried, waits)
        })
        .collect();
    let started = Instant::now();
    let offers = decide(&waiting, &people, NOW);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    let mut asked: Vec<_> = offers.iter().map(|offer| offer.to).collect();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), offers.len(), "nobody is asked twice");
    assert!(offers.iter().all(|offer| waiting[offer.session].team != teams[4]), "they were all tried");
    assert!(offers.len() > 400, "{}", offers.len());
}
