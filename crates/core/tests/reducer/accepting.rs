//! Accepting sessions, and tabs.

use farhand_core::contract::{Command, Payload};
use farhand_core::stored::{Stored, StoredTab, Write};
use farhand_core::{Answer, Call, Event};
use farhand_protocol::live::Change;
use farhand_protocol::session::{EndReason, Session, SessionState};
use farhand_protocol::{ErrorCode, Timestamp};

use crate::console::{Console, api, calls, unreachable, writes};
use crate::sample::{
    BRAM, INES, SITE, START, TEAM, active, client_id, ended, held, lsid, message, snapshot, stored, waiting,
};

fn accept(n: u32) -> Command {
    Command::AcceptSession { lsid: lsid(n) }
}

#[test]
fn an_accepted_session_opens_and_is_shown() {
    let mut console = Console::online(vec![waiting(1)]);
    assert_eq!(calls(&console.command(accept(1))), [&Call::Accept(lsid(1))]);
    assert!(console.open[0].key.is_some());
    assert!(console.queues().waiting[0].accepting);
    assert_eq!(console.refused(accept(1)), "This session is being accepted already.");
    let answer = Answer::Session(Box::new(active(1, INES)));
    let effects = console.answer(&Call::Accept(lsid(1)), Ok(answer));
    assert_eq!(calls(&effects), [&Call::Detail(lsid(1))]);
    assert!(matches!(writes(&effects)[..], [Write::PutTabs { tabs, .. }] if tabs.len() == 1));
    let tabs = console.tabs();
    assert_eq!((tabs.tabs.len(), tabs.show, tabs.show_serial), (1, Some(lsid(1)), 1));
    assert!(console.queues().waiting.is_empty());
    assert!(console.session(lsid(1)).unwrap().mine);
}

#[test]
fn an_answer_never_takes_back_what_the_feed_told() {
    let mut console = Console::online(vec![waiting(1)]);
    console.command(accept(1));
    let mut accepted = active(1, INES);
    accepted.last_entry = 2;
    console.session_changed(accepted.clone());
    let mut over = ended(1, EndReason::Customer);
    over.last_entry = 3;
    console.session_changed(over);
    console.answer(&Call::Accept(lsid(1)), Ok(Answer::Session(Box::new(accepted))));
    assert!(console.tabs().tabs[0].ended);
}

#[test]
fn when_somebody_was_faster_the_row_names_who() {
    let mut console = Console::online(vec![waiting(1)]);
    console.command(accept(1));
    console.answer(&Call::Accept(lsid(1)), Err(api(ErrorCode::AlreadyTaken)));
    assert!(console.notices().is_empty());
    console.state.take_changes();
    console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: Some("Bram".into()) });
    let changes = console.state.take_changes();
    assert!(changes.iter().any(|(_, payload)| matches!(
        payload,
        Payload::QueuesPatch(patch) if patch.remove[0].taken_by.as_deref() == Some("Bram")
    )));
}

#[test]
fn a_failed_accept_leaves_the_row() {
    let mut console = Console::online(vec![waiting(1)]);
    console.command(accept(1));
    console.answer(&Call::Accept(lsid(1)), Err(unreachable()));
    assert!(!console.queues().waiting[0].accepting);
    assert_eq!(console.notices(), ["The session with Mara was not accepted. The appliance does not answer."]);
}

#[test]
fn get_next_accepts_or_tells() {
    let mut console = Console::online(vec![]);
    console.command(Command::GetNext);
    console.answer(&Call::Next, Err(api(ErrorCode::NobodyWaiting)));
    assert_eq!(console.notices(), ["Nobody is waiting."]);
    let asked = console.command(Command::GetNext);
    let again = console.command(Command::GetNext);
    assert_eq!((calls(&asked), calls(&again)), (vec![&Call::Next], vec![]));
    console.answer(&Call::Next, Ok(Answer::Session(Box::new(active(4, INES)))));
    assert_eq!(console.tabs().show, Some(lsid(4)));
}

#[test]
fn own_sessions_open_as_tabs_and_stored_tabs_come_back() {
    let tab = |n, read| StoredTab { site: SITE.into(), lsid: lsid(n), read };
    let stored = Stored { tabs: vec![tab(9, 3), tab(8, 1)], ..stored() };
    let mut console = Console::started(stored, Some("token-of-ines"));
    let snapshot = snapshot(100, vec![active(1, INES), waiting(2)]);
    let effects = console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    let asked = calls(&effects);
    for n in [1, 8, 9] {
        assert!(asked.contains(&&Call::Detail(lsid(n))), "{n}");
    }
    console.detail(ended(9, EndReason::Customer), vec![message(9, 4, "and thanks")]);
    console.answer(&Call::Detail(lsid(8)), Err(api(ErrorCode::NotFound)));
    let tabs: Vec<_> = console.tabs().tabs.into_iter().map(|t| (t.lsid, t.ended, t.unread)).collect();
    assert_eq!(tabs, [(lsid(9), true, 1), (lsid(1), false, 0)]);
}

#[test]
fn tabs_close_when_there_is_nothing_left_to_do() {
    let mut console = Console::online(vec![active(1, INES)]);
    let close = || Command::CloseTab { lsid: lsid(1) };
    assert_eq!(console.refused(close()), "End, leave or pass on the session, or put it on hold first.");
    console.detail(active(1, INES), vec![]);
    console.command(Command::SendMessage { lsid: lsid(1), client_id: client_id(1), text: "bye".into() });
    console.session_changed(ended(1, EndReason::Customer));
    assert_eq!(console.refused(close()), "Something here is not sent yet. Send or delete it first.");
    let send = console.open[0].id;
    console.answer_id(send, Err(api(ErrorCode::WrongState)));
    console.command(Command::DeleteMessage { lsid: lsid(1), client_id: client_id(1) });
    let effects = console.command(close());
    assert!(matches!(writes(&effects)[..], [Write::PutTabs { tabs, .. }] if tabs.is_empty()));
    assert!(console.session(lsid(1)).is_none());
}

#[test]
fn a_held_session_that_a_colleague_takes_leaves_its_tab() {
    let mut console = Console::online(vec![active(1, INES)]);
    console.session_changed(held(1, INES));
    assert!(console.tabs().tabs[0].held);
    assert_eq!(console.queues().waiting[0].held_by.as_deref(), Some("Ines"));
    console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: Some("Bram".into()) });
    assert!(console.tabs().tabs.is_empty());
    assert_eq!(console.notices(), ["Bram has accepted the session with Mara."]);
    assert!(console.session(lsid(1)).is_none());
}

#[test]
fn a_clicked_notification_shows_its_session() {
    let mut console = Console::online(vec![waiting(1), active(2, INES)]);
    console.event(Event::ShowSession(lsid(2)));
    console.event(Event::ShowSession(lsid(77)));
    let tabs = console.tabs();
    assert_eq!((tabs.show, tabs.show_serial), (Some(lsid(2)), 1));
    assert!(!console.session(lsid(1)).unwrap().mine);
    console.session_changed(active(1, BRAM));
}

#[test]
fn a_tab_tells_the_length_of_the_whole_session_and_the_time_on_hold() {
    let later = Timestamp(START.0 + 60_000);
    let of = |state| Session { state, ..active(1, INES) };
    let mut console = Console::online(vec![of(SessionState::Active { owner: INES, since: later })]);
    assert_eq!(console.tabs().tabs[0].since, START);
    console.session_changed(of(SessionState::Held { queue: TEAM, by: INES, since: later }));
    assert_eq!(console.tabs().tabs[0].since, later);
}
