//! Presence, keys, canned messages, links, settings.

use farhand_core::contract::{Command, Payload, Phase, Settings, Topic};
use farhand_core::stored::Write;
use farhand_core::{Answer, Call, Effect, Timer, view};
use farhand_protocol::ErrorCode;
use farhand_protocol::canned::{CannedLibrary, CannedMessage};
use farhand_protocol::live::Change;
use farhand_protocol::people::{Presence, Representative};

use crate::console::{Console, api, calls, timer, unreachable, writes};
use crate::sample::{INES, START, active};

fn presence(console: &Console) -> Presence {
    match console.app().phase {
        Phase::SignedIn(me) => me.presence,
        other => panic!("{other:?}"),
    }
}

fn set(presence: Presence) -> Command {
    Command::SetPresence { presence }
}

#[test]
fn the_own_status_shows_at_once_and_goes_back_when_refused() {
    let mut console = Console::online(vec![]);
    console.command(set(Presence::Busy));
    assert_eq!(presence(&console), Presence::Busy);
    console.answer(&Call::SetPresence(Presence::Busy), Ok(Answer::Done));
    console.command(set(Presence::Away));
    console.answer(&Call::SetPresence(Presence::Away), Err(unreachable()));
    assert_eq!(presence(&console), Presence::Busy);
    assert_eq!(console.notices(), ["Your status was not changed. The appliance does not answer."]);
    assert_eq!(console.refused(set(Presence::Offline)), "Choose available, busy or away.");
}

#[test]
fn the_newest_choice_counts() {
    let mut console = Console::online(vec![]);
    console.command(set(Presence::Busy));
    console.command(set(Presence::Away));
    console.answer(&Call::SetPresence(Presence::Busy), Err(unreachable()));
    assert_eq!((presence(&console), console.notices().len()), (Presence::Away, 0));
    console.answer(&Call::SetPresence(Presence::Away), Ok(Answer::Done));
    assert_eq!(presence(&console), Presence::Away);
}

#[test]
fn the_status_set_elsewhere_shows_here() {
    let mut console = Console::online(vec![]);
    for (told, shown) in [(Presence::Away, Presence::Away), (Presence::Offline, Presence::Away)] {
        let representative = Representative {
            id: INES,
            name: "Ines".into(),
            presence: told,
            presence_since: START,
            auto: None,
        };
        console.change(Change::RepresentativeChanged { representative });
        assert_eq!(presence(&console), shown);
    }
}

#[test]
fn canned_messages_are_fetched_again_when_they_change() {
    let mut console = Console::online(vec![]);
    assert_eq!(calls(&console.change(Change::CannedChanged)), [&Call::Canned]);
    let message = CannedMessage {
        id: 1,
        category: 1,
        title: "Rejoin".into(),
        shortcut: "wifi-rejoin".into(),
        text: "Forget the network\u{202e}".into(),
    };
    let library = CannedLibrary { categories: vec![], messages: vec![message] };
    console.answer(&Call::Canned, Ok(Answer::Canned(library)));
    let Payload::Canned(shown) = view(&console.state, &Topic::Canned) else { panic!() };
    assert_eq!(shown.messages[0].text, "Forget the network\u{fffd}");
}

#[test]
fn links_are_checked_before_they_open() {
    let mut console = Console::online(vec![]);
    let open = |url: &str| Command::OpenLink { url: url.into() };
    let effects = console.command(open("https://example.com/guide"));
    assert_eq!(effects, [Effect::OpenLink("https://example.com/guide".into())]);
    assert_eq!(console.refused(open("javascript:alert(1)")), "Only http and https addresses can be opened.");
    let effects = console.command(Command::CopyText { text: "123 456 789".into() });
    assert_eq!(effects, [Effect::CopyText("123 456 789".into())]);
}

#[test]
fn settings_are_stored_and_shown() {
    let mut console = Console::online(vec![]);
    let settings = Settings { muted: true, ..Settings::default() };
    let effects = console.command(Command::ChangeSettings { settings: settings.clone() });
    assert_eq!(writes(&effects), [&Write::Settings(settings.clone())]);
    assert_eq!(console.app().settings, settings);
}

#[test]
fn notices_go_by_themselves_but_dangers_stay() {
    let mut console = Console::online(vec![active(1, INES)]);
    console.command(Command::GetNext);
    let effects = console.answer(&Call::Next, Err(api(ErrorCode::NobodyWaiting)));
    assert_eq!(timer(&effects, &Timer::Notice(1)), Some(console.now.plus(8_000)));
    console.due(Timer::Notice(1));
    assert!(console.notices().is_empty());
    console.command(set(Presence::Busy));
    let effects = console.answer(&Call::SetPresence(Presence::Busy), Err(unreachable()));
    assert_eq!(timer(&effects, &Timer::Notice(2)), None);
    console.command(Command::DismissNotice { id: 2 });
    assert!(console.notices().is_empty());
}
