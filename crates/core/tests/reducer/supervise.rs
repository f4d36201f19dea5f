//! Supervisors: seeing, joining, taking over, offering; people; what is asked of the appliance.

use farhand_core::contract::{Command, Part};
use farhand_core::{Answer, Call, Event};
use farhand_protocol::chat::{Body, Entry, SessionEvent};
use farhand_protocol::live::{Change, ServerFrame};
use farhand_protocol::people::{AutoPresence, Presence, Representative};
use farhand_protocol::session::Session;
use farhand_protocol::team::{Assigning, Broadcast};
use farhand_protocol::{ErrorCode, Timestamp};

use crate::console::{Console, api, calls};
use crate::sample::{
    BRAM, INES, START, TEAM_ID, active, client_id, ended, lsid, message, shared, teams, waiting,
};

fn lead(sessions: Vec<Session>) -> Console {
    Console::online_with(teams(100, sessions))
}

fn monitoring(on: bool) -> Change {
    Change::Monitoring { lsid: lsid(1), on }
}

/// Sees Bram's session, seen by nobody.
fn seeing() -> Console {
    let mut console = lead(vec![]);
    console.command(Command::MonitorSession { lsid: lsid(1), seen: false });
    let session = active(1, BRAM);
    console.answer(&Call::Monitor(lsid(1), false), Ok(Answer::Session(Box::new(session.clone()))));
    console.detail(session, vec![]);
    console.change(monitoring(true));
    console
}

#[test]
fn what_is_seen_has_a_tab_in_which_nothing_can_be_done() {
    let mut console = seeing();
    assert_eq!(console.tabs().tabs[0].part, Part::Monitor);
    assert_eq!(console.tabs().show, Some(lsid(1)));
    let view = console.session(lsid(1)).unwrap();
    assert_eq!((view.part, view.mine), (Part::Monitor, false));
    let write = Command::SendMessage { lsid: lsid(1), client_id: client_id(1), text: "x".into() };
    assert_eq!(console.refused(write), "You see this session without taking part. Join it to write.");
    let ask = Command::AskFor { lsid: lsid(1), what: farhand_protocol::capability::Capability::View };
    assert_eq!(console.refused(ask), "Only those who take part in an active session can do this.");
    console.command(Command::OpenScreen { lsid: lsid(1) });
    let effects = console.entry_added(crate::sample::message(1, 1, "hello"));
    assert_eq!(calls(&effects), Vec::<&Call>::new());
    assert_eq!(console.chat(lsid(1)).entries.len(), 1);
}

#[test]
fn closing_the_tab_ends_seeing() {
    let mut console = seeing();
    assert_eq!(calls(&console.command(Command::CloseTab { lsid: lsid(1) })), [&Call::Leave(lsid(1))]);
    assert_eq!(console.tabs().tabs.len(), 1, "until the appliance has said so");
    console.change(monitoring(false));
    assert_eq!((console.tabs().tabs.len(), console.notices()), (0, vec![]));
    console.answer(&Call::Leave(lsid(1)), Ok(Answer::Done));
    assert_eq!((console.tabs().tabs.len(), console.notices()), (0, vec![]));
}

#[test]
fn a_right_that_is_withdrawn_closes_the_tab_and_says_so() {
    let mut console = seeing();
    console.change(monitoring(false));
    assert_eq!(console.tabs().tabs, []);
    assert_eq!(console.notices(), ["You do not see the session with Mara any more."]);
    assert_eq!(console.session(lsid(1)), None);
    let mut console = seeing();
    console.session_changed(ended(1, farhand_protocol::session::EndReason::Customer));
    console.change(monitoring(false));
    assert_eq!(console.notices(), ["The session with Mara is over."]);
}

#[test]
fn who_joins_or_takes_over_keeps_the_tab() {
    for (command, call, owner) in [
        (Command::JoinSession { lsid: lsid(1) }, Call::Join(lsid(1)), BRAM),
        (Command::TakeOver { lsid: lsid(1), from: BRAM }, Call::TakeOver(lsid(1), BRAM), INES),
    ] {
        let mut console = seeing();
        assert_eq!(calls(&console.command(command)), [&call]);
        let others = if owner == INES { [INES, BRAM] } else { [BRAM, INES] };
        console.answer(&call, Ok(Answer::Session(Box::new(shared(1, &others)))));
        console.change(monitoring(false));
        let part = if owner == INES { Part::Owner } else { Part::Participant };
        assert_eq!(console.tabs().tabs[0].part, part);
        assert_eq!(console.notices(), Vec::<String>::new());
    }
}

#[test]
fn of_two_who_take_over_the_slower_one_is_told() {
    let mut console = lead(vec![waiting(2)]);
    console.command(Command::TakeOver { lsid: lsid(1), from: BRAM });
    console.answer(&Call::TakeOver(lsid(1), BRAM), Err(api(ErrorCode::AlreadyTaken)));
    assert_eq!(
        console.notices(),
        ["The session with the customer was not taken over. The appliance says no."]
    );
    console.command(Command::MonitorSession { lsid: lsid(1), seen: true });
    console.answer(&Call::Monitor(lsid(1), true), Err(api(ErrorCode::Forbidden)));
    assert_eq!(console.tabs().tabs, []);
}

#[test]
fn monitoring_that_a_snapshot_tells_opens_tabs_and_closes_others() {
    let mut snapshot = teams(100, vec![active(1, BRAM), active(2, BRAM)]);
    snapshot.monitoring = vec![lsid(1)];
    let mut console = Console::online_with(snapshot);
    assert_eq!(console.tabs().tabs.iter().map(|tab| tab.lsid.clone()).collect::<Vec<_>>(), [lsid(1)]);
    console.event(farhand_core::Event::Live(farhand_protocol::live::ServerFrame::Resync));
    let again = teams(200, vec![]);
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(again))));
    assert_eq!(console.tabs().tabs, []);
}

#[test]
fn assigning_asks_who_is_there() {
    let mut console = lead(vec![waiting(1)]);
    let assign = Command::AssignSession { lsid: lsid(1), to: BRAM };
    assert_eq!(calls(&console.command(assign.clone())), [&Call::Assign(lsid(1), BRAM)]);
    assert!(console.session(lsid(1)).unwrap().busy);
    console.answer(&Call::Assign(lsid(1), BRAM), Ok(Answer::Session(Box::new(waiting(1)))));
    assert_eq!(console.notices(), ["The session with Mara is offered to Bram."]);
    let representative = Representative {
        id: BRAM,
        name: "Bram".into(),
        presence: Presence::Busy,
        presence_since: START,
        auto: Some(AutoPresence::Full),
    };
    console.change(Change::RepresentativeChanged { representative });
    assert_eq!(console.refused(assign.clone()), "Bram is busy now.");
    console.session_changed(crate::sample::held(1, BRAM));
    assert_eq!(console.refused(assign), "This session does not wait any more.");
}

#[test]
fn people_and_broadcasts() {
    let mut console = lead(vec![]);
    console.command(Command::SetPresenceOf { who: BRAM, presence: Presence::Away });
    let representative = Representative {
        id: BRAM,
        name: "Bram".into(),
        presence: Presence::Away,
        presence_since: START,
        auto: None,
    };
    let call = Call::SetPresenceOf(BRAM, Presence::Away);
    console.answer(&call, Ok(Answer::Representative(representative)));
    assert_eq!(console.colleagues().people[0].presence, Presence::Away);
    console.command(Command::SignOutColleague { who: BRAM });
    console.answer(&Call::SignOutColleague(BRAM), Ok(Answer::Done));
    let told = |teams: Vec<_>, text: &str| Command::Broadcast { teams, text: text.into() };
    assert_eq!(console.refused(told(vec![], "x")), "Choose a team.");
    assert_eq!(console.refused(told(vec![TEAM_ID], " ")), "Write something first.");
    assert!(console.refused(told(vec![TEAM_ID], &"x".repeat(4_097))).contains("too long"));
    console.command(told(vec![TEAM_ID], " Lunch is over. "));
    let call = Call::Broadcast(Broadcast { teams: vec![TEAM_ID], text: "Lunch is over.".into() });
    console.answer(&call, Err(api(ErrorCode::Forbidden)));
    assert_eq!(console.notices(), ["Bram is signed out.", "Nobody was told. The appliance says no."]);
    assert_eq!(console.refused(Command::SignOutColleague { who: INES }), "Sign yourself out from the menu.");
}

#[test]
fn who_leads_no_team_does_none_of_it() {
    let console = Console::online(vec![active(1, BRAM), waiting(2)]);
    for command in [
        Command::MonitorSession { lsid: lsid(1), seen: true },
        Command::JoinSession { lsid: lsid(1) },
        Command::TakeOver { lsid: lsid(1), from: BRAM },
        Command::AssignSession { lsid: lsid(2), to: BRAM },
        Command::SetPresenceOf { who: BRAM, presence: Presence::Away },
        Command::SignOutColleague { who: BRAM },
        Command::Broadcast { teams: vec![TEAM_ID], text: "x".into() },
    ] {
        assert_eq!(console.refused(command), "Only those who lead a team can do this.");
    }
    let hand_over = Command::HandOver { lsid: lsid(1), to: INES };
    assert_eq!(console.refused(hand_over), "Only the owner of an active session can do this.");
}

/// A session that Ines has offered to Bram, as the queue shows it.
fn offered(until: Timestamp) -> Session {
    let assigning = Assigning { to: BRAM, name: "Bram".into(), until, by: Some("Ines".into()) };
    Session { assigning: Some(assigning), ..waiting(1) }
}

#[test]
fn who_has_offered_a_session_hears_when_it_is_not_taken() {
    let bram = |presence| Change::RepresentativeChanged {
        representative: Representative {
            id: BRAM,
            name: "Bram".into(),
            presence,
            presence_since: START,
            auto: None,
        },
    };
    for (after_ms, presence, how) in [
        (1_000, Presence::Available, "Bram has declined"),
        (30_000, Presence::Available, "Bram did not answer in time"),
        (1_000, Presence::Away, "Bram is not available any more"),
    ] {
        let mut console = lead(vec![waiting(1)]);
        let until = console.now.plus(30_000);
        console.session_changed(offered(until));
        console.later(after_ms).change(bram(presence));
        console.session_changed(waiting(1));
        assert_eq!(console.notices(), [format!("{how}\nThe session with Mara still waits.")]);
    }
}

#[test]
fn an_offer_that_was_taken_changed_or_made_by_others_is_not_told_of() {
    let offer = || offered(START.plus(3_600_000));
    let mut console = lead(vec![waiting(1)]);
    console.session_changed(offer());
    console.session_changed(active(1, BRAM));
    assert_eq!(console.notices(), Vec::<String>::new(), "taken");
    let mut console = lead(vec![waiting(1)]);
    console.session_changed(offer());
    console.command(Command::AssignSession { lsid: lsid(1), to: BRAM });
    console.session_changed(waiting(1));
    assert_eq!(console.notices(), Vec::<String>::new(), "it is being offered anew");
    let mut console = lead(vec![waiting(1)]);
    let assigning = offer().assigning.map(|offer| Assigning { by: None, ..offer });
    console.session_changed(Session { assigning, ..waiting(1) });
    console.session_changed(waiting(1));
    assert_eq!(console.notices(), Vec::<String>::new(), "the rule's own");
}

#[test]
fn a_session_that_is_taken_over_is_told_of_to_who_had_it_alone() {
    for (from, told) in [
        ("Ines", vec!["Bram took the session with Mara over from you\nYou still take part."]),
        ("Kenji", vec![]),
    ] {
        let mut console = Console::online(vec![active(1, INES)]);
        console.detail(active(1, INES), vec![]);
        let event = SessionEvent::ConferenceOwnerChanged { name: "Bram".into(), from: Some(from.into()) };
        let body = Body::Event { event };
        console.entry_added(Entry { body, ..message(1, 1, "") });
        assert_eq!(console.notices(), told);
    }
}

#[test]
fn a_status_that_a_supervisor_sets_is_told() {
    let mut console = Console::online(vec![]);
    console.change(Change::PresenceSet { by: "Bram".into(), presence: Presence::Busy });
    assert_eq!(console.notices(), ["Bram has set you to busy."]);
}

#[test]
fn whom_a_supervisor_signs_out_is_told_so_and_what_became_of_sessions() {
    for (sessions, went) in [
        (vec![active(1, INES)], " Your sessions went to those who share them, or back to a queue."),
        (vec![active(1, BRAM), waiting(2)], ""),
    ] {
        let mut console = Console::online(sessions);
        console.event(Event::Live(ServerFrame::SignedOut { by: Some("Bram".into()) }));
        let told = console.page().error.unwrap().message;
        let expected = format!("Bram has signed you out.{went} Drafts and unsent messages are kept.");
        assert_eq!(told, expected);
    }
}
