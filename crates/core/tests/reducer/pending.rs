//! Ending and holding with undo.

use farhand_core::contract::{Command, Payload, PendingKind, Topic};
use farhand_core::{Answer, Call, Effect, Event, Timer, view};
use farhand_protocol::ErrorCode;
use farhand_protocol::chat::NewMessage;
use farhand_protocol::session::EndReason;

use crate::console::{Console, api, calls, timer};
use crate::sample::{BRAM, INES, active, client_id, ended, held, lsid, own_message, waiting};

fn undo_of(console: &Console) -> Option<u32> {
    match view(&console.state, &Topic::Notices) {
        Payload::Notices(view) => view.notices.first().and_then(|notice| notice.undo),
        other => panic!("{other:?}"),
    }
}

fn planned() -> (Console, u32) {
    let mut console = Console::online(vec![active(1, INES)]);
    console.detail(active(1, INES), vec![]);
    let effects = console.command(Command::EndSession { lsid: lsid(1) });
    let id = undo_of(&console).unwrap();
    assert_eq!(timer(&effects, &Timer::Pending(id)), Some(console.now.plus(5_000)));
    assert!(calls(&effects).is_empty());
    (console, id)
}

#[test]
fn it_is_done_when_the_time_has_passed() {
    let (mut console, id) = planned();
    let pending = console.session(lsid(1)).unwrap().pending.unwrap();
    assert_eq!((pending.id, pending.kind), (id, PendingKind::End));
    assert_eq!(console.notices(), ["Ending the session with Mara."]);
    assert_eq!(calls(&console.later(5_000).due(Timer::Pending(id))), [&Call::End(lsid(1))]);
    assert!(console.notices().is_empty());
    let answer = Answer::Session(Box::new(ended(1, EndReason::Representative)));
    console.answer(&Call::End(lsid(1)), Ok(answer));
    assert!(console.tabs().tabs[0].ended);
}

#[test]
fn undone_it_never_happens() {
    let (mut console, id) = planned();
    assert!(console.command(Command::Undo { id }).contains(&Effect::ClearTimer(Timer::Pending(id))));
    assert!(console.session(lsid(1)).unwrap().pending.is_none());
    assert!(console.due(Timer::Pending(id)).is_empty());
    assert_eq!(console.refused(Command::Undo { id }), "It is too late to undo this.");
}

#[test]
fn holding_puts_it_back() {
    let mut console = Console::online(vec![active(1, INES)]);
    console.command(Command::HoldSession { lsid: lsid(1) });
    let id = undo_of(&console).unwrap();
    console.due(Timer::Pending(id));
    console.answer(&Call::Hold(lsid(1)), Ok(Answer::Session(Box::new(held(1, INES)))));
    assert!(console.tabs().tabs[0].held);
    assert!(console.session(lsid(1)).unwrap().mine);
}

#[test]
fn a_refusal_is_told() {
    let (mut console, id) = planned();
    console.due(Timer::Pending(id));
    console.answer(&Call::End(lsid(1)), Err(api(ErrorCode::Internal)));
    assert_eq!(console.notices(), ["The session with Mara was not ended. The appliance says no."]);
}

#[test]
fn it_falls_away_when_the_session_goes_on_without() {
    for session in [ended(1, EndReason::Customer), active(1, BRAM)] {
        let (mut console, id) = planned();
        console.session_changed(session);
        assert!(console.notices().is_empty());
        assert!(console.due(Timer::Pending(id)).is_empty());
    }
}

#[test]
fn only_owners_plan_and_only_one_thing() {
    let (console, _) = planned();
    let hold = |n| Command::HoldSession { lsid: lsid(n) };
    assert_eq!(console.refused(hold(1)), "The session is being ended, passed on or put on hold already.");
    assert_eq!(console.refused(hold(9)), "This session is not here any more.");
    let console = Console::online(vec![waiting(1)]);
    assert_eq!(console.refused(hold(1)), "Only the owner of an active session can do this.");
}

fn send(n: u32) -> Command {
    Command::SendMessage { lsid: lsid(1), client_id: client_id(n), text: "wait".into() }
}

fn message_call(n: u32) -> Call {
    Call::Message(lsid(1), NewMessage { client_id: client_id(n), text: "wait".into() })
}

#[test]
fn it_lets_what_was_written_before_go_first_and_can_be_undone_meanwhile() {
    let (mut console, id) = planned();
    console.command(send(1));
    console.command(send(2));
    assert!(calls(&console.due(Timer::Pending(id))).is_empty());
    assert_eq!(console.session(lsid(1)).unwrap().pending.unwrap().id, id);
    assert_eq!(console.notices(), ["Ending the session with Mara as soon as your messages are sent."]);
    assert_eq!(undo_of(&console), Some(id));
    let entry = own_message(1, 1, client_id(1), "wait");
    assert_eq!(calls(&console.answer(&message_call(1), Ok(Answer::Entry(entry)))), [&message_call(2)]);
    // A refused message stays in the outbox, and holds nothing up.
    let effects = console.answer(&message_call(2), Err(api(ErrorCode::Forbidden)));
    assert_eq!(calls(&effects), [&Call::End(lsid(1))]);
    assert!(console.session(lsid(1)).unwrap().pending.is_none());

    let (mut console, id) = planned();
    console.command(send(1));
    console.due(Timer::Pending(id));
    console.command(Command::Undo { id });
    let entry = own_message(1, 1, client_id(1), "wait");
    assert!(calls(&console.answer(&message_call(1), Ok(Answer::Entry(entry)))).is_empty());
}

#[test]
fn signing_out_ends_the_session_first_and_gives_the_token_back_after_that() {
    let (mut console, _) = planned();
    let effects = console.command(Command::SignOut);
    assert_eq!(calls(&effects), [&Call::End(lsid(1))]);
    assert_eq!(timer(&effects, &Timer::Leaving), Some(console.now.plus(3_000)));
    let answer = Answer::Session(Box::new(ended(1, EndReason::Representative)));
    let effects = console.answer(&Call::End(lsid(1)), Ok(answer));
    assert_eq!(calls(&effects), [&Call::SignOut]);
    assert!(effects.contains(&Effect::ClearTimer(Timer::Leaving)));
    console.page();
}

#[test]
fn signing_out_waits_for_the_messages_too_but_not_for_ever() {
    let (mut console, _) = planned();
    console.command(send(1));
    assert!(calls(&console.command(Command::SignOut)).is_empty());
    let entry = own_message(1, 1, client_id(1), "wait");
    let effects = console.answer(&message_call(1), Ok(Answer::Entry(entry)));
    assert_eq!(calls(&effects), [&Call::End(lsid(1))]);
    assert_eq!(calls(&console.later(3_000).due(Timer::Leaving)), [&Call::SignOut]);
    console.page();
}

#[test]
fn an_orderly_end_of_the_program_does_at_once_what_is_planned() {
    let (mut console, _) = planned();
    assert!(!console.state.settled());
    assert_eq!(calls(&console.event(Event::Stopping)), [&Call::End(lsid(1))]);
    assert!(!console.state.settled());
    let answer = Answer::Session(Box::new(ended(1, EndReason::Representative)));
    console.answer(&Call::End(lsid(1)), Ok(answer));
    assert!(console.state.settled());
}

#[test]
fn without_a_link_nobody_waits_for_what_cannot_be_sent() {
    let (mut console, _) = planned();
    console.command(send(1));
    console.cut();
    console.event(Event::Stopping);
    assert!(console.state.settled());
    assert_eq!(calls(&console.command(Command::SignOut)), [&Call::SignOut]);
}
