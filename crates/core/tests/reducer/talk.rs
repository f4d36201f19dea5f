//! Talk with colleagues: lines, drafts, sending, and what was read.

use farhand_core::contract::{Command, OutboxState, TalkRow, TalkSending};
use farhand_core::effect::{Notification, Sound};
use farhand_core::stored::{Stored, StoredTalk, StoredTalkLine, Write};
use farhand_core::{Answer, Call, Effect, Event, Timer};
use farhand_protocol::live::Change;
use farhand_protocol::site::Snapshot;
use farhand_protocol::team::{NewTalk, TalkEntry, TalkPage, TalkWith};
use farhand_protocol::{ErrorCode, RepresentativeId};

use crate::console::{Console, api, calls, timer, unreachable, writes};
use crate::sample::{BRAM, INES, SECOND, SITE, TEAM_ID, client_id, stored, teams};

const TEAM: TalkWith = TalkWith::Team { id: TEAM_ID };
const WITH_BRAM: TalkWith = TalkWith::Representative { id: BRAM };

fn line(number: u64, from: RepresentativeId, to: TalkWith, text: &str) -> TalkEntry {
    let from_name = if from == INES { "Ines" } else { "Bram" }.to_owned();
    TalkEntry {
        number,
        at: crate::sample::START.plus(number),
        from,
        from_name,
        to,
        client_id: client_id(u32::try_from(number).unwrap()),
        text: text.into(),
        broadcast: false,
    }
}

/// What Bram writes to Ines.
fn to_me(number: u64, text: &str) -> TalkEntry {
    line(number, BRAM, TalkWith::Representative { id: INES }, text)
}

fn with_lines(talk: Vec<TalkEntry>) -> Snapshot {
    Snapshot { talk, ..teams(100, vec![]) }
}

fn hear(console: &mut Console, entry: TalkEntry) -> Vec<Effect> {
    console.change(Change::TalkAdded { entry })
}

fn row(console: &Console, with: TalkWith) -> TalkRow {
    console.talk().talks.into_iter().find(|row| row.with == with).unwrap()
}

fn say(n: u32, text: &str) -> Command {
    Command::SendTalk { to: WITH_BRAM, client_id: client_id(n), text: text.into() }
}

fn said(n: u32, text: &str) -> Call {
    Call::Talk(NewTalk { to: WITH_BRAM, client_id: client_id(n), text: text.into() })
}

fn sending(console: &Console) -> Vec<TalkSending> {
    console.talk().open.unwrap().sending
}

#[test]
fn own_teams_always_stand_there_and_the_latest_comes_first() {
    let mut console = Console::online_with(with_lines(vec![]));
    let names =
        |console: &Console| -> Vec<String> { console.talk().talks.into_iter().map(|row| row.name).collect() };
    assert_eq!(names(&console), ["Billing\u{fffd}", "Mobile Support"]);
    hear(&mut console, to_me(1, "first\nsecond\u{202e}"));
    assert_eq!(names(&console), ["Bram", "Billing\u{fffd}", "Mobile Support"]);
    let newest = row(&console, WITH_BRAM);
    assert_eq!((newest.newest.as_deref(), newest.unread), (Some("first second\u{fffd}"), 1));
    assert!(newest.presence.is_some());
    hear(&mut console, line(2, BRAM, TEAM, "lunch"));
    assert_eq!(names(&console)[0], "Mobile Support");
    assert_eq!(console.talk().unread, 2);
}

#[test]
fn what_was_said_before_the_first_sign_in_here_is_no_news_and_what_comes_after_is() {
    let mut console = Console::started(stored(), Some("token-of-ines"));
    let snapshot = with_lines(vec![to_me(1, "old"), to_me(4, "old")]);
    let effects = console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    let kept = writes(&effects).into_iter().find_map(|write| match write {
        Write::PutTalk(kept) => Some(kept.clone()),
        _ => None,
    });
    let kept = kept.unwrap();
    assert_eq!((kept.with, kept.read, console.talk().unread), (None, 4, 0));
    let stored = Stored { talks: vec![kept], ..stored() };
    let mut console = Console::started(stored, Some("token-of-ines"));
    let later = with_lines(vec![to_me(4, "old"), to_me(7, "while away"), line(8, INES, WITH_BRAM, "own")]);
    let effects = console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(later))));
    assert_eq!(console.talk().unread, 1);
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Notify(_))));
}

#[test]
fn what_is_in_front_counts_as_read_and_that_is_kept() {
    let mut console = Console::online_with(with_lines(vec![]));
    hear(&mut console, to_me(1, "a"));
    let effects = console.command(Command::OpenTalk { with: WITH_BRAM });
    let mark = |effects: &[Effect]| {
        writes(effects).into_iter().find_map(|write| match write {
            Write::PutTalk(StoredTalk { with: Some(WITH_BRAM), read, .. }) => Some(*read),
            _ => None,
        })
    };
    assert_eq!((mark(&effects), console.talk().unread), (Some(1), 0));
    assert_eq!(mark(&hear(&mut console, to_me(2, "b"))), Some(2));
    console.event(Event::WindowFocus(false));
    assert_eq!(mark(&hear(&mut console, to_me(3, "c"))), None);
    assert_eq!(console.talk().unread, 1);
    assert_eq!(mark(&console.event(Event::WindowFocus(true))), Some(3));
    console.command(Command::CloseTalk);
    hear(&mut console, to_me(4, "d"));
    assert_eq!((console.talk().unread, console.talk().open), (1, None));
}

#[test]
fn nobody_who_looks_is_alerted_and_no_text_leaves_the_window() {
    let mut console = Console::online_with(with_lines(vec![]));
    let effects = hear(&mut console, to_me(1, "my PIN is 1234"));
    let notification = Notification { title: "Message from Bram".into(), body: String::new(), lsid: None };
    assert!(effects.contains(&Effect::Notify(notification)));
    assert!(effects.contains(&Effect::Play(Sound::Message)));
    assert!(!format!("{effects:?}").contains("PIN"));
    let effects = hear(&mut console, line(2, BRAM, TEAM, "x"));
    assert!(format!("{effects:?}").contains("Message from Bram to Mobile Support"));
    console.command(Command::OpenTalk { with: TEAM });
    for own_or_seen in [line(3, BRAM, TEAM, "x"), line(4, INES, WITH_BRAM, "x")] {
        let effects = hear(&mut console, own_or_seen);
        assert!(effects.iter().all(|effect| !matches!(effect, Effect::Notify(_) | Effect::Play(_))));
    }
}

#[test]
fn a_broadcast_shows_wherever_the_reader_is_and_once() {
    let mut console = Console::online_with(with_lines(vec![]));
    let told = |number, team| TalkEntry {
        broadcast: true,
        ..line(number, BRAM, TalkWith::Team { id: team }, "The line is down.")
    };
    hear(&mut console, told(1, TEAM_ID));
    hear(&mut console, told(2, SECOND));
    assert_eq!(console.notices(), ["Bram to Mobile Support\nThe line is down."]);
    assert_eq!(console.talk().unread, 2);
    console.command(Command::OpenTalk { with: TEAM });
    assert!(console.talk().open.unwrap().lines[0].broadcast);
}

#[test]
fn a_line_is_stored_before_it_is_sent_and_goes_when_it_is_acknowledged() {
    let mut console = Console::online_with(with_lines(vec![]));
    console.command(Command::OpenTalk { with: WITH_BRAM });
    console.command(Command::SaveTalkDraft { to: WITH_BRAM, text: "hel".into() });
    assert_eq!(console.talk().open.unwrap().draft, "hel");
    let effects = console.command(say(1, "hello"));
    let [stored, draft] = &writes(&effects)[..] else { panic!("{effects:?}") };
    assert!(matches!(stored, Write::PutTalkLine(line) if line.text == "hello"));
    assert!(matches!(draft, Write::PutTalk(kept) if kept.draft.is_empty()));
    assert_eq!(calls(&effects), [&said(1, "hello")]);
    assert_eq!(console.refused(say(1, "again")), "This is being sent already.");
    assert_eq!(calls(&console.command(say(2, "second"))), Vec::<&Call>::new(), "one after the other");
    assert_eq!(sending(&console).len(), 2);
    let entry = line(1, INES, WITH_BRAM, "hello");
    let effects = console.answer(&said(1, "hello"), Ok(Answer::Talk(entry.clone())));
    assert!(writes(&effects).iter().any(|write| matches!(write, Write::RemoveTalkLine { .. })));
    assert_eq!(calls(&effects), [&said(2, "second")]);
    hear(&mut console, entry);
    let open = console.talk().open.unwrap();
    assert_eq!((open.lines.len(), open.sending.len(), open.lines[0].mine), (1, 1, true));
    // The feed may be faster than the answer.
    hear(&mut console, TalkEntry { client_id: client_id(2), ..line(2, INES, WITH_BRAM, "second") });
    assert_eq!(sending(&console), []);
}

#[test]
fn without_a_link_it_waits_and_then_goes_under_the_same_id() {
    let mut console = Console::online_with(with_lines(vec![]));
    console.command(Command::OpenTalk { with: WITH_BRAM });
    console.cut();
    assert_eq!(calls(&console.command(say(1, "hello"))), Vec::<&Call>::new());
    assert_eq!(sending(&console)[0].state, OutboxState::Offline);
    console.due(Timer::Reconnect);
    assert_eq!(calls(&console.hello()), [&said(1, "hello")]);
    let effects = console.answer(&said(1, "hello"), Err(unreachable()));
    assert!(timer(&effects, &Timer::Talk).is_some());
    assert_eq!(calls(&console.due(Timer::Talk)), [&said(1, "hello")]);
    let keys: Vec<_> = console.open.iter().filter_map(|request| request.key.clone()).collect();
    assert_eq!(keys, [client_id(1)]);
}

#[test]
fn a_refused_line_stays_until_it_is_sent_again_or_deleted() {
    let mut console = Console::online_with(with_lines(vec![]));
    console.command(say(1, "hello"));
    console.answer(&said(1, "hello"), Err(api(ErrorCode::Forbidden)));
    assert_eq!(console.notices(), ["What you wrote to Bram was not sent."]);
    console.command(Command::OpenTalk { with: WITH_BRAM });
    assert!(matches!(sending(&console)[0].state, OutboxState::Failed { .. }));
    assert_eq!(calls(&console.command(Command::RetryTalk { client_id: client_id(1) })), [&said(1, "hello")]);
    console.answer(&said(1, "hello"), Err(api(ErrorCode::Forbidden)));
    console.command(Command::DeleteTalk { client_id: client_id(1) });
    assert_eq!(sending(&console), []);
    let delete = Command::DeleteTalk { client_id: client_id(1) };
    assert_eq!(console.refused(delete), "Only what was not sent can be sent again or deleted.");
}

#[test]
fn what_was_unsent_goes_after_a_restart_for_its_own_writer_alone() {
    let line = |n: u32, user_name: &str| StoredTalkLine {
        site: SITE.into(),
        user_name: user_name.into(),
        to: WITH_BRAM,
        client_id: client_id(n),
        text: format!("line {n}"),
        at: crate::sample::START,
        failed: None,
    };
    let stored = Stored { talk_lines: vec![line(1, "bram"), line(2, "ines")], ..stored() };
    let mut console = Console::started(stored, Some("token-of-ines"));
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(with_lines(vec![])))));
    let effects = console.hello();
    let talk: Vec<_> = calls(&effects).into_iter().filter(|call| matches!(call, Call::Talk(_))).collect();
    assert_eq!(talk, [&said(2, "line 2")]);
}

#[test]
fn earlier_lines_come_page_by_page() {
    let newest = (101..=300).map(|n| to_me(n, "x")).collect();
    let mut console = Console::online_with(with_lines(newest));
    console.command(Command::OpenTalk { with: WITH_BRAM });
    assert!(console.talk().open.unwrap().has_earlier);
    let call = Call::TalkPage { with: WITH_BRAM, before: Some(101) };
    assert_eq!(calls(&console.command(Command::LoadEarlierTalk)), [&call]);
    assert_eq!(calls(&console.command(Command::LoadEarlierTalk)), Vec::<&Call>::new());
    assert!(console.talk().open.unwrap().loading);
    let page = TalkPage { entries: vec![to_me(99, "y"), to_me(100, "z")], has_earlier: false };
    console.answer(&call, Ok(Answer::TalkPage(page)));
    let open = console.talk().open.unwrap();
    assert_eq!(
        (open.lines.len(), open.lines[0].number, open.has_earlier, open.loading),
        (202, 99, false, false)
    );
    // Of somebody who is not among the newest two hundred nothing is known yet.
    let effects = console.command(Command::OpenTalk { with: TEAM });
    assert_eq!(calls(&effects), [&Call::TalkPage { with: TEAM, before: None }]);
}

#[test]
fn talk_has_its_partners_and_limits() {
    let console = Console::online_with(with_lines(vec![]));
    let open = |with| Command::OpenTalk { with };
    let stranger = TalkWith::Team { id: farhand_protocol::TeamId(99) };
    assert_eq!(console.refused(open(stranger)), "You are not of this team.");
    let own = TalkWith::Representative { id: INES };
    assert_eq!(console.refused(open(own)), "Choose somebody else to talk to.");
    assert_eq!(console.refused(say(1, " \n")), "Write something first.");
    assert!(console.refused(say(1, &"x".repeat(16 * 1_024 + 1))).contains("too long"));
}
