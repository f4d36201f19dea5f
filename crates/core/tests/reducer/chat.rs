//! What comes into a chat, unread marks, typing.

use farhand_core::contract::{ChatPatch, Command, Payload, Topic};
use farhand_core::{Answer, Call, Effect, Event, Timer};
use farhand_protocol::chat::{Author, EntriesPage, Entry};
use farhand_protocol::live::{ClientFrame, ServerFrame};

use crate::console::{Console, calls, timer, unreachable};
use crate::sample::{INES, active, client_id, lsid, message, own_message, snapshot};

/// One open session whose log has entries up to `last`.
fn open(last: u64) -> Console {
    let mut session = active(1, INES);
    session.last_entry = last;
    let mut console = Console::online(vec![session.clone()]);
    console.detail(session, entries(1..=last));
    console.state.take_changes();
    console
}

fn entries(numbers: impl IntoIterator<Item = u64>) -> Vec<Entry> {
    numbers.into_iter().map(|number| message(1, number, &format!("entry {number}"))).collect()
}

fn numbers(console: &Console) -> Vec<u64> {
    console.chat(lsid(1)).entries.iter().map(|entry| entry.number).collect()
}

fn patch(console: &mut Console) -> ChatPatch {
    let mut changes = console.state.take_changes().into_iter();
    changes
        .find_map(|(topic, payload)| match payload {
            Payload::ChatPatch(patch) if topic == Topic::Chat(lsid(1)) => Some(patch),
            _ => None,
        })
        .expect("the chat changed")
}

fn look(console: &mut Console, at: Option<u32>) {
    console.command(Command::LookAt { lsid: at.map(lsid) });
}

fn unread(console: &Console) -> (u32, Option<u64>) {
    (console.tabs().tabs[0].unread, console.chat(lsid(1)).state.unread_from)
}

#[test]
fn entries_are_added_once_and_in_order() {
    let mut console = open(2);
    console.entry_added(message(1, 3, "three"));
    console.entry_added(message(1, 3, "three"));
    console.entry_added(message(1, 1, "one"));
    assert_eq!(numbers(&console), [1, 2, 3]);
    let patch = patch(&mut console);
    assert_eq!(patch.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [3]);
    assert!(patch.state.loaded);
}

#[test]
fn a_gap_is_filled_before_anything_shows_after_it() {
    let mut console = open(2);
    let effects = console.entry_added(message(1, 6, "six"));
    let after = |number| Call::Entries { lsid: lsid(1), before: None, after: Some(number) };
    assert_eq!(calls(&effects), [&after(2)]);
    assert_eq!(numbers(&console), [1, 2]);
    assert!(!console.chat(lsid(1)).state.loaded);
    console.entry_added(message(1, 7, "seven"));
    let page = EntriesPage { entries: entries(3..=5), has_earlier: true };
    let effects = console.answer(&after(2), Ok(Answer::Entries(page)));
    assert_eq!(calls(&effects), [&after(5)]);
    let page = EntriesPage { entries: entries(6..=7), has_earlier: true };
    console.answer(&after(5), Ok(Answer::Entries(page)));
    assert_eq!(numbers(&console), [1, 2, 3, 4, 5, 6, 7]);
    assert!(console.chat(lsid(1)).state.loaded);
}

#[test]
fn what_could_not_be_fetched_is_asked_for_again() {
    let mut console = open(2);
    console.entry_added(message(1, 6, "six"));
    let after = Call::Entries { lsid: lsid(1), before: None, after: Some(2) };
    let effects = console.answer(&after, Err(unreachable()));
    assert!(timer(&effects, &Timer::Fetch).is_some());
    assert_eq!(calls(&console.event(Event::TimerDue(Timer::Fetch))), [&after]);
    let page = EntriesPage { entries: entries(3..=6), has_earlier: true };
    console.answer(&after, Ok(Answer::Entries(page)));
    assert_eq!(numbers(&console), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_gap_that_nothing_fills_is_not_asked_for_for_ever() {
    let mut console = open(2);
    console.entry_added(message(1, 6, "six"));
    let call = Call::Entries { lsid: lsid(1), before: None, after: Some(2) };
    for entries in [vec![], entries([9])] {
        let page = EntriesPage { entries, has_earlier: false };
        if console.open.iter().any(|request| request.call == call) {
            assert!(calls(&console.answer(&call, Ok(Answer::Entries(page)))).is_empty());
        }
    }
}

#[test]
fn entries_that_a_new_snapshot_tells_of_are_fetched() {
    let mut console = open(2);
    console.event(Event::Live(ServerFrame::Resync));
    let mut session = active(1, INES);
    session.last_entry = 4;
    let effects =
        console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(900, vec![session])))));
    assert_eq!(calls(&effects), [&Call::Entries { lsid: lsid(1), before: None, after: Some(2) }]);
}

#[test]
fn earlier_entries_come_in_pages() {
    let mut session = active(1, INES);
    session.last_entry = 600;
    let mut console = Console::online(vec![session.clone()]);
    console.detail(session, entries(401..=600));
    assert!(console.chat(lsid(1)).state.has_earlier);
    for first in [201, 1] {
        console.command(Command::LoadEarlier { lsid: lsid(1) });
        assert!(console.chat(lsid(1)).state.loading_earlier);
        console.command(Command::LoadEarlier { lsid: lsid(1) });
        assert_eq!(console.open.len(), 1, "asked once");
        let call = Call::Entries { lsid: lsid(1), before: Some(first + 200), after: None };
        let page = EntriesPage { entries: entries(first..first + 200), has_earlier: first > 1 };
        console.answer(&call, Ok(Answer::Entries(page)));
    }
    assert_eq!(numbers(&console), (1..=600).collect::<Vec<_>>());
    let state = console.chat(lsid(1)).state;
    assert!(!state.has_earlier && !state.loading_earlier);
}

#[test]
fn a_chat_that_did_not_load_says_why_and_loads_again() {
    let mut console = Console::online(vec![active(1, INES)]);
    console.answer(&Call::Detail(lsid(1)), Err(unreachable()));
    let state = console.chat(lsid(1)).state;
    assert!(!state.loaded && state.load_error.is_some());
    let effects = console.command(Command::LoadEarlier { lsid: lsid(1) });
    assert_eq!(calls(&effects), [&Call::Detail(lsid(1))]);
    console.detail(active(1, INES), entries(1..=2));
    let state = console.chat(lsid(1)).state;
    assert!(state.loaded && state.load_error.is_none());
}

#[test]
fn an_own_entry_waits_for_those_before_it() {
    let mut console = open(1);
    console.command(Command::SendMessage { lsid: lsid(1), client_id: client_id(1), text: "mine".into() });
    let id = console.open[0].id;
    let effects = console.answer_id(id, Ok(Answer::Entry(own_message(1, 3, client_id(1), "mine"))));
    assert!(calls(&effects).is_empty(), "the feed brings what is between");
    let chat = console.chat(lsid(1));
    assert_eq!((chat.entries.len(), chat.state.outbox.len(), chat.state.loaded), (1, 1, true));
    console.entry_added(message(1, 2, "theirs"));
    let chat = console.chat(lsid(1));
    assert_eq!((chat.entries.len(), chat.state.outbox.len()), (3, 0));
    console.entry_added(own_message(1, 3, client_id(1), "mine"));
    assert_eq!(numbers(&console), [1, 2, 3]);
}

#[test]
fn messages_count_as_unread_until_somebody_looks() {
    let mut console = open(2);
    assert_eq!(unread(&console), (2, None));
    look(&mut console, Some(1));
    assert_eq!(unread(&console), (0, Some(1)));
    console.entry_added(message(1, 3, "seen at once"));
    assert_eq!(unread(&console), (0, Some(1)));
    look(&mut console, None);
    console.entry_added(own_message(1, 4, client_id(4), "own ones never count"));
    console.entry_added(message(1, 5, "not seen"));
    console.entry_added(message(1, 6, "not seen"));
    assert_eq!(unread(&console).0, 2);
    look(&mut console, Some(1));
    assert_eq!(unread(&console), (0, Some(5)));
    look(&mut console, None);
    look(&mut console, Some(1));
    assert_eq!(unread(&console), (0, None));
}

#[test]
fn what_comes_while_the_chat_is_in_front_is_not_new_even_if_the_chat_still_loads() {
    let mut console = Console::online(vec![active(1, INES)]);
    look(&mut console, Some(1));
    console.entry_added(message(1, 2, "while it loads"));
    console.detail(active(1, INES), entries(1..=2));
    assert_eq!(unread(&console), (0, Some(1)), "only what was there before is new");

    let mut console = Console::online(vec![active(1, INES)]);
    look(&mut console, Some(1));
    console.entry_added(message(1, 1, "while it loads"));
    console.detail(active(1, INES), entries(1..=1));
    assert_eq!(unread(&console), (0, None));
    console.entry_added(message(1, 2, "seen at once"));
    console.event(Event::WindowFocus(true));
    assert_eq!(unread(&console), (0, None));
}

#[test]
fn a_window_in_the_back_reads_nothing() {
    let mut console = open(1);
    look(&mut console, Some(1));
    console.event(Event::WindowFocus(false));
    console.entry_added(message(1, 2, "not seen"));
    assert_eq!(unread(&console).0, 1);
    console.event(Event::WindowFocus(true));
    assert_eq!(unread(&console), (0, Some(2)));
}

#[test]
fn a_typing_line_goes_with_time_or_with_the_message() {
    let mut console = open(1);
    let typing = |author| Event::Live(ServerFrame::Typing { lsid: lsid(1), author });
    let effects = console.event(typing(Author::Customer));
    assert_eq!(timer(&effects, &Timer::Typing(lsid(1))), Some(console.now.plus(5_000)));
    assert_eq!(console.chat(lsid(1)).state.typing.as_deref(), Some("Mara"));
    console.due(Timer::Typing(lsid(1)));
    assert_eq!(console.chat(lsid(1)).state.typing, None);
    console.event(typing(Author::Customer));
    console.entry_added(message(1, 2, "there"));
    assert_eq!(console.chat(lsid(1)).state.typing, None);
    console.event(typing(Author::Representative { id: INES, name: "Ines".into() }));
    assert_eq!(console.chat(lsid(1)).state.typing, None, "not the own typing");
}

#[test]
fn own_typing_is_told_every_three_seconds_at_most() {
    let mut console = open(1);
    let frame = Effect::SendLive(ClientFrame::Typing { lsid: lsid(1) });
    let told = |console: &mut Console, ms| {
        console.later(ms).command(Command::Typing { lsid: lsid(1) }).contains(&frame)
    };
    let told: Vec<bool> = [0, 100, 2_800, 100, 2_999, 1].map(|ms| told(&mut console, ms)).into();
    assert_eq!(told, [true, false, false, true, false, true]);
    console.cut();
    assert!(console.later(9_000).command(Command::Typing { lsid: lsid(1) }).is_empty());
}

#[test]
fn what_the_customer_has_read_only_grows() {
    let mut console = open(5);
    for (number, read) in [(3, 3), (2, 3), (5, 5)] {
        console.event(Event::Live(ServerFrame::Read { lsid: lsid(1), number }));
        assert_eq!(console.chat(lsid(1)).state.customer_read, read);
    }
}

#[test]
fn texts_of_messages_are_made_harmless() {
    let mut console = open(0);
    console.entry_added(message(1, 1, "a\u{202e}b\nc\u{0}"));
    let text = format!("{:?}", console.chat(lsid(1)).entries[0].body);
    assert!(text.contains("a\u{fffd}b\\nc\u{fffd}"), "{text}");
}
