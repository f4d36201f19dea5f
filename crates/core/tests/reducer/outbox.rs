//! Sending messages and notes.

use farhand_core::contract::{Command, DraftField, OutboxKind, OutboxState};
use farhand_core::stored::{Stored, StoredMessage, Write};
use farhand_core::{Answer, Call, CallError, Effect, Event, Timer};
use farhand_protocol::chat::NewMessage;
use farhand_protocol::team::TalkWith;
use farhand_protocol::{ApiError, ErrorCode};

use crate::console::{Console, api, calls, timer, unreachable, writes};
use crate::sample::{BRAM, INES, SITE, START, active, client_id, ended, lsid, own_message, snapshot, stored};

fn open() -> Console {
    let mut console = Console::online(vec![active(1, INES)]);
    console.detail(active(1, INES), vec![]);
    console.command(Command::LookAt { lsid: Some(lsid(1)) });
    console
}

fn send(n: u32) -> Command {
    Command::SendMessage { lsid: lsid(1), client_id: client_id(n), text: format!("text {n}") }
}

fn call(n: u32) -> Call {
    Call::Message(lsid(1), NewMessage { client_id: client_id(n), text: format!("text {n}") })
}

fn entry(n: u32, number: u64) -> Result<Answer, CallError> {
    Ok(Answer::Entry(own_message(1, number, client_id(n), &format!("text {n}"))))
}

fn states(console: &Console) -> Vec<&'static str> {
    let rows = console.chat(lsid(1)).state.outbox;
    let state = |state| match state {
        OutboxState::Sending => "sending",
        OutboxState::Offline => "offline",
        OutboxState::Failed { .. } => "failed",
    };
    rows.into_iter().map(|row| state(row.state)).collect()
}

#[test]
fn a_message_is_stored_with_its_emptied_draft_before_it_is_sent() {
    let mut console = open();
    let field = DraftField::Message;
    console.command(Command::SaveDraft { lsid: lsid(1), field, text: "text 1".into() });
    assert_eq!(console.chat(lsid(1)).draft, "text 1");
    let effects = console.command(send(1));
    let [Effect::Store(stored), Effect::Request(request)] = &effects[..] else { panic!("{effects:?}") };
    assert!(matches!(&stored[..], [Write::PutMessage(m), Write::PutDraft(d)]
        if m.client_id == client_id(1) && d.text.is_empty()));
    assert_eq!((request.key.as_ref(), &request.call), (Some(&client_id(1)), &call(1)));
    assert_eq!((console.chat(lsid(1)).draft.as_str(), states(&console)), ("", vec!["sending"]));
}

#[test]
fn one_at_a_time_in_order() {
    let mut console = open();
    console.command(send(1));
    assert!(calls(&console.command(send(2))).is_empty());
    assert!(calls(&console.command(send(3))).is_empty());
    let effects = console.answer(&call(1), entry(1, 1));
    assert_eq!(calls(&effects), [&call(2)]);
    assert!(matches!(writes(&effects)[0], Write::RemoveMessage { client_id: id, .. } if *id == client_id(1)));
    assert_eq!(calls(&console.answer(&call(2), entry(2, 2))), [&call(3)]);
    console.answer(&call(3), entry(3, 3));
    let chat = console.chat(lsid(1));
    assert_eq!((chat.entries.len(), chat.state.outbox.len()), (3, 0));
}

#[test]
fn the_feed_acknowledges_too_and_nothing_shows_twice() {
    let mut console = open();
    console.command(send(1));
    console.command(send(2));
    let id = console.open[0].id;
    let effects = console.entry_added(own_message(1, 1, client_id(1), "text 1"));
    assert_eq!(calls(&effects), [&call(2)]);
    let effects = console.answer_id(id, entry(1, 1));
    assert!(effects.is_empty(), "{effects:?}");
    let chat = console.chat(lsid(1));
    assert_eq!((chat.entries.len(), chat.state.outbox.len()), (1, 1));
}

#[test]
fn without_a_link_messages_wait_and_go_out_in_order_when_it_is_back() {
    let mut console = open();
    console.command(send(1));
    console.cut();
    console.answer(&call(1), Err(unreachable()));
    assert!(calls(&console.command(send(2))).is_empty());
    assert_eq!(states(&console), ["offline", "offline"]);
    console.due(Timer::Reconnect);
    assert_eq!(calls(&console.hello()), [&call(1)]);
    assert_eq!(states(&console), ["sending", "sending"]);
}

#[test]
fn a_request_that_hangs_does_not_hold_up_what_follows_a_new_link() {
    let mut console = open();
    console.command(send(1));
    let hanging = console.open.remove(0).id;
    console.cut();
    console.due(Timer::Reconnect);
    assert_eq!(calls(&console.hello()), [&call(1)]);
    assert!(calls(&console.answer_id(hanging, Err(unreachable()))).is_empty());
    let effects = console.answer(&call(1), entry(1, 1));
    assert!(matches!(writes(&effects)[0], Write::RemoveMessage { .. }));
}

#[test]
fn a_failed_try_is_repeated_under_the_same_id() {
    let busy = ApiError { retry_after_s: Some(7), ..ApiError::new(ErrorCode::RateLimited, "wait") };
    for (error, pause) in [(unreachable(), 801), (busy.into(), 7_000), (api(ErrorCode::Internal), 801)] {
        let mut console = open();
        console.command(send(1));
        console.command(send(2));
        let effects = console.answer(&call(1), Err(error));
        assert!(calls(&effects).is_empty());
        let outbox = Timer::Outbox(lsid(1));
        assert_eq!(timer(&effects, &outbox), Some(console.now.plus(pause)));
        assert_eq!(states(&console), ["sending", "sending"]);
        assert_eq!(calls(&console.due(outbox)), [&call(1)]);
        assert_eq!(console.open[0].key, Some(client_id(1)));
    }
}

#[test]
fn a_refused_message_keeps_its_place_and_the_next_ones_go_on() {
    let mut console = open();
    console.command(send(1));
    console.command(send(2));
    let effects = console.answer(&call(1), Err(api(ErrorCode::WrongState)));
    assert!(matches!(writes(&effects)[..], [Write::PutMessage(m)] if m.failed.is_some()));
    assert_eq!(calls(&effects), [&call(2)]);
    assert_eq!(states(&console), ["failed", "sending"]);
    assert!(console.notices().is_empty(), "it is in front");
    let retry = || Command::RetryMessage { lsid: lsid(1), client_id: client_id(1) };
    let effects = console.command(retry());
    assert!(matches!(writes(&effects)[..], [Write::PutMessage(m)] if m.failed.is_none()));
    assert!(calls(&effects).is_empty(), "one at a time");
    console.refused(retry());
    assert_eq!(calls(&console.answer(&call(2), entry(2, 1))), [&call(1)]);
}

#[test]
fn a_refusal_that_nobody_sees_is_told() {
    let mut console = open();
    console.command(send(1));
    console.command(Command::LookAt { lsid: None });
    console.answer(&call(1), Err(api(ErrorCode::Forbidden)));
    assert_eq!(console.notices(), ["A message in the session with Mara was not sent."]);
    let delete = Command::DeleteMessage { lsid: lsid(1), client_id: client_id(1) };
    assert!(matches!(writes(&console.command(delete))[..], [Write::RemoveMessage { .. }]));
    assert!(states(&console).is_empty());
}

#[test]
fn another_page_in_the_way_is_no_refusal() {
    let mut console = open();
    console.command(send(1));
    let effects = console.answer(&call(1), Err(CallError::NotAnAppliance));
    assert!(timer(&effects, &Timer::Outbox(lsid(1))).is_some());
    assert_eq!(states(&console), ["sending"]);
}

fn kept(n: u32, user_name: &str, site: &str) -> StoredMessage {
    StoredMessage {
        site: site.into(),
        user_name: user_name.into(),
        lsid: lsid(1),
        client_id: client_id(n),
        kind: OutboxKind::Message,
        text: format!("text {n}"),
        at: START,
        failed: None,
    }
}

#[test]
fn after_a_restart_only_the_writers_messages_to_this_site_go_out() {
    let outbox = vec![
        kept(1, "bram", SITE),
        kept(2, "ines", "https://depot.example.com"),
        kept(3, "ines", SITE),
        kept(4, "ines", SITE),
    ];
    let mut console = Console::started(Stored { outbox, ..stored() }, Some("token-of-ines"));
    let snapshot = snapshot(100, vec![active(1, INES)]);
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    assert!(calls(&console.hello()).contains(&&call(3)));
    assert_eq!(states(&console), ["sending", "sending"]);
    // The log has it already: the console died between sending and hearing of it.
    let effects = console.detail(active(1, INES), vec![own_message(1, 1, client_id(3), "text 3")]);
    assert_eq!(calls(&effects), [&call(4)]);
    assert_eq!(states(&console), ["sending"]);
}

#[test]
fn signing_out_keeps_what_was_not_sent() {
    let mut console = open();
    console.command(send(1));
    let effects = console.command(Command::SignOut);
    assert!(!writes(&effects).iter().any(|write| matches!(write, Write::RemoveMessage { .. })));
}

#[test]
fn a_failing_store_is_told_and_loses_nothing() {
    let mut console = open();
    console.command(send(1));
    console.event(Event::StoreFailed("the disk is full".into()));
    console.event(Event::StoreFailed("the disk is full".into()));
    let notices = console.notices();
    assert_eq!(notices.len(), 1);
    assert!(notices[0].contains("could not be stored on this computer: the disk is full"));
    assert_eq!(states(&console), ["sending"]);
}

#[test]
fn what_cannot_be_sent_is_refused_at_once() {
    let mut console = open();
    let write =
        |text: &str| Command::SendMessage { lsid: lsid(1), client_id: client_id(1), text: text.into() };
    assert_eq!(console.refused(write(" \n")), "Write something first.");
    assert_eq!(console.refused(write(&"x".repeat(16 * 1024 + 1))), "The text is too long: at most 16 KiB.");
    console.session_changed(ended(1, farhand_protocol::session::EndReason::Customer));
    assert_eq!(console.refused(write("hello")), "The session is over. Notes can still be added.");
    let note = Command::AddNote { lsid: lsid(1), client_id: client_id(1), text: "called back".into() };
    let effects = console.command(note);
    assert!(matches!(calls(&effects)[..], [Call::Note(..)]));
}

#[test]
fn what_was_typed_until_the_sign_in_ended_is_still_kept() {
    let mut console = open();
    let draft = || Command::SaveDraft { lsid: lsid(1), field: DraftField::Note, text: "half a".into() };
    let bram = TalkWith::Representative { id: BRAM };
    let line = || Command::SaveTalkDraft { to: bram, text: "half a line".into() };
    console.command(Command::SignOut);
    let kept = console.command(draft());
    assert!(matches!(writes(&kept)[..], [Write::PutDraft(draft)] if draft.text == "half a"), "{kept:?}");
    let kept = console.command(line());
    assert!(matches!(writes(&kept)[..], [Write::PutTalk(talk)] if talk.draft == "half a line"), "{kept:?}");
    let strange = Console::started(stored(), None);
    for nobody in [draft(), line()] {
        assert_eq!(strange.refused(nobody), "Sign in first.");
    }
}
