//! What is offered to the reader in person.

use farhand_core::contract::{Command, OfferKind, OfferRow, Part};
use farhand_core::{Answer, Call};
use farhand_protocol::live::Change;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::team::{Assigning, Passed, Share, ShareWith};
use farhand_protocol::{ErrorCode, QueueId, RepresentativeId, SessionId, Timestamp};

use crate::console::{Console, api, calls};
use crate::sample::{BRAM, INES, SECOND, START, TEAM_ID, active, lsid, session, shared, teams, waiting};

fn online(sessions: Vec<Session>) -> Console {
    Console::online_with(teams(100, sessions))
}

fn assigned(n: u32, to: RepresentativeId) -> Session {
    let offer = Assigning { to, name: "Ines".into(), until: START.plus(30_000), by: Some("Lea\n".into()) };
    Session { assigning: Some(offer), ..waiting(n) }
}

fn passed(n: u32) -> Session {
    let state = SessionState::Waiting { queue: QueueId::Personal(INES), since: START };
    let passed = Passed { by: BRAM, name: "Bram".into(), at: START, note: Some("knows\u{202e}".into()) };
    Session { passed: Some(passed), ..session(n, state) }
}

fn invited(n: u32, id: u32, with: ShareWith) -> Session {
    let name = "Billing".to_owned();
    let share =
        Share { id, with, name, by: BRAM, by_name: "Bram".into(), at: START, note: Some("help".into()) };
    Session { shares: vec![share], ..active(n, BRAM) }
}

const ME: ShareWith = ShareWith::Representative { id: INES };
const MY_TEAM: ShareWith = ShareWith::Team { id: SECOND };

fn kinds(console: &Console) -> Vec<(SessionId, OfferKind)> {
    console.offers().into_iter().map(|OfferRow { lsid, kind, .. }| (lsid, kind)).collect()
}

#[test]
fn each_kind_has_its_row_and_the_most_urgent_is_first() {
    let mut console = online(vec![]);
    console.session_changed(invited(1, 5, MY_TEAM));
    console.session_changed(passed(2));
    console.session_changed(assigned(3, INES));
    let by = Some("Lea ".to_owned());
    let expected = [
        (lsid(3), OfferKind::Assigned { until: START.plus(30_000), since: START, by }),
        (lsid(2), OfferKind::Passed { by: "Bram".into(), note: Some("knows\u{fffd}".into()) }),
        (
            lsid(1),
            OfferKind::Shared {
                share: 5,
                by: "Bram".into(),
                team: Some("Billing".into()),
                note: Some("help".into()),
            },
        ),
    ];
    assert_eq!(kinds(&console), expected);
    let rows = console.offers();
    let waits: Vec<Option<Timestamp>> = rows.iter().map(|row| row.waiting_since).collect();
    assert_eq!(waits, [Some(START), Some(START), None]);
    let queues: Vec<&str> = rows.iter().map(|row| row.queue_name.as_str()).collect();
    assert_eq!(queues, ["Mobile Support", "Personal", "Mobile Support"]);
    assert_eq!(console.session(lsid(1)).unwrap().part, Part::Invited);
}

#[test]
fn what_is_not_for_the_reader_is_no_offer() {
    let mut console = online(vec![]);
    let mine = Share { by: INES, ..invited(2, 1, MY_TEAM).shares[0].clone() };
    let inside = Session { shares: invited(3, 1, MY_TEAM).shares, ..shared(3, &[BRAM, INES]) };
    let other = ShareWith::Team { id: farhand_protocol::TeamId(99) };
    for session in [
        assigned(1, BRAM),
        Session { shares: vec![mine], ..active(2, BRAM) },
        inside,
        invited(4, 1, other),
        invited(5, 1, ShareWith::Representative { id: BRAM }),
    ] {
        console.session_changed(session);
        assert_eq!(kinds(&console), []);
    }
    let row = console.queues().waiting.into_iter().find(|row| row.lsid == lsid(1)).unwrap();
    assert_eq!(row.offered_to.as_deref(), Some("Ines"), "the name that comes with the offer");
}

#[test]
fn an_offer_goes_with_what_it_was_about() {
    let mut console = online(vec![]);
    console.session_changed(assigned(1, INES));
    console.session_changed(waiting(1));
    assert_eq!(kinds(&console), []);
    console.session_changed(invited(2, 1, ME));
    console.change(Change::SessionRemoved { lsid: lsid(2), taken_by: None });
    assert_eq!((kinds(&console), console.session(lsid(2))), (vec![], None));
    console.session_changed(passed(3));
    console.session_changed(active(3, INES));
    assert_eq!(kinds(&console), []);
}

#[test]
fn an_assignment_is_answered_once() {
    let mut console = online(vec![assigned(1, INES)]);
    let answer = |accept| Command::AnswerAssignment { lsid: lsid(1), accept };
    let call = Call::AnswerAssignment(lsid(1), true);
    assert_eq!(calls(&console.command(answer(true))), [&call]);
    assert!(console.offers()[0].busy);
    assert_eq!(console.refused(answer(true)), "Something about this session is under way. Wait a moment.");
    console.answer(&call, Ok(Answer::Session(Box::new(active(1, INES)))));
    assert_eq!((kinds(&console), console.tabs().show), (vec![], Some(lsid(1))));
    assert_eq!(console.refused(answer(true)), "This offer is past.");
}

#[test]
fn declining_leaves_the_session_in_its_queue() {
    let mut console = online(vec![assigned(1, INES)]);
    console.command(Command::AnswerAssignment { lsid: lsid(1), accept: false });
    let declined = Box::new(waiting(1));
    console.answer(&Call::AnswerAssignment(lsid(1), false), Ok(Answer::Session(declined)));
    assert_eq!((kinds(&console), console.queues().waiting.len(), console.tabs().tabs.len()), (vec![], 1, 0));
}

#[test]
fn an_answer_that_came_too_late_is_told() {
    let mut console = online(vec![assigned(1, INES)]);
    console.command(Command::AnswerAssignment { lsid: lsid(1), accept: true });
    console.answer(&Call::AnswerAssignment(lsid(1), true), Err(api(ErrorCode::WrongState)));
    let text = "Your answer about the session with Mara did not count. The appliance says no.";
    assert_eq!(console.notices(), [text]);
    assert!(!console.offers()[0].busy);
}

#[test]
fn an_invitation_is_accepted_or_declined() {
    let mut console = online(vec![invited(1, 5, ME)]);
    let answer = |share, accept| Command::AnswerShare { lsid: lsid(1), share, accept };
    assert_eq!(console.refused(answer(4, true)), "This invitation is past.");
    assert_eq!(calls(&console.command(answer(5, true))), [&Call::AcceptShare(lsid(1), 5)]);
    let inside = shared(1, &[BRAM, INES]);
    console.answer(&Call::AcceptShare(lsid(1), 5), Ok(Answer::Session(Box::new(inside))));
    assert_eq!(console.tabs().show, Some(lsid(1)));
    assert_eq!(console.tabs().tabs[0].part, Part::Participant);
    let mut console = online(vec![invited(1, 5, ME)]);
    assert_eq!(calls(&console.command(answer(5, false))), [&Call::DeclineShare(lsid(1), 5)]);
    console.answer(&Call::DeclineShare(lsid(1), 5), Ok(Answer::Done));
    console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: None });
    assert_eq!((kinds(&console), console.notices()), (vec![], vec![]));
}

#[test]
fn a_teams_invitation_is_only_put_out_of_sight() {
    let mut console = online(vec![invited(1, 5, MY_TEAM)]);
    let decline = Command::AnswerShare { lsid: lsid(1), share: 5, accept: false };
    assert_eq!(calls(&console.command(decline)), Vec::<&Call>::new());
    assert_eq!(kinds(&console), []);
    console.session_changed(Session { last_entry: 9, ..invited(1, 5, MY_TEAM) });
    assert_eq!(kinds(&console), []);
    console.session_changed(invited(1, 6, MY_TEAM));
    assert_eq!(kinds(&console).len(), 1, "another invitation is another question");
}

#[test]
fn what_was_passed_on_is_accepted_like_any_other() {
    let mut console = online(vec![passed(1)]);
    console.command(Command::AcceptSession { lsid: lsid(1) });
    assert!(console.offers()[0].busy);
    console.answer(&Call::Accept(lsid(1)), Err(api(ErrorCode::Unavailable)));
    assert!(!console.offers()[0].busy);
    let passed = console.queues().waiting[0].passed.clone().unwrap();
    assert_eq!((passed.by, passed.note.as_deref()), (BRAM, Some("knows\u{fffd}")));
}

#[test]
fn colleagues_and_teams_stand_by_name_with_who_is_free() {
    let console = online(vec![]);
    let colleagues = console.colleagues();
    let names: Vec<&str> = colleagues.people.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Bram"]);
    let teams: Vec<_> =
        colleagues.teams.iter().map(|team| (team.name.as_str(), team.id, team.free)).collect();
    assert_eq!(teams, [("Billing\u{fffd}", SECOND, 1), ("Mobile Support", TEAM_ID, 2)]);
    assert!(colleagues.teams.iter().all(|team| team.role.is_some()));
}
