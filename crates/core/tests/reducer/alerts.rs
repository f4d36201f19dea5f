//! Sounds, notifications and counts.

use farhand_core::contract::{Alert, Command, Settings};
use farhand_core::effect::{Counts, Notification, Sound};
use farhand_core::stored::Write;
use farhand_core::{Effect, Event, Timer};
use farhand_protocol::Timestamp;
use farhand_protocol::live::Change;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{CustomerPresence, EndReason, Session, SessionState};

use crate::console::{Console, timer, writes};
use crate::sample::{
    INES, TARGET_S, TEAM, active, client_id, ended, held, lsid, message, own_message, waiting,
};

/// What is heard and seen: sounds, and titles of notifications.
fn alerts(effects: &[Effect]) -> (Vec<Sound>, Vec<String>) {
    let sound = |effect: &Effect| if let Effect::Play(sound) = effect { Some(*sound) } else { None };
    let title = |effect: &Effect| match effect {
        Effect::Notify(notification) => Some(notification.title.clone()),
        _ => None,
    };
    (effects.iter().filter_map(sound).collect(), effects.iter().filter_map(title).collect())
}

fn changed(session: Session) -> Change {
    Change::SessionChanged { session: Box::new(session) }
}

/// A waiting session since now.
fn fresh(console: &Console, n: u32) -> Session {
    let mut session = waiting(n);
    session.state = SessionState::Waiting { queue: TEAM, since: console.now };
    session
}

#[test]
fn a_new_waiting_session_alerts_once() {
    let mut console = Console::online(vec![waiting(1)]);
    let effects = console.session_changed(waiting(2));
    let notification =
        Notification { title: "Mara is waiting".into(), body: "Wi-Fi drops".into(), lsid: Some(lsid(2)) };
    assert!(effects.contains(&Effect::Notify(notification)));
    assert!(effects.contains(&Effect::Play(Sound::Waiting)));
    let mut away = waiting(2);
    away.customer.presence = CustomerPresence::Away { since: console.now };
    assert_eq!(alerts(&console.session_changed(away)), (vec![], vec![]));
}

#[test]
fn many_at_once_make_one_notification() {
    let mut console = Console::online(vec![]);
    let effects = console.changes((1..=5).map(|n| changed(waiting(n))).collect());
    assert_eq!(alerts(&effects), (vec![Sound::Waiting], vec!["5 sessions are waiting".into()]));
}

#[test]
fn what_the_first_snapshot_holds_is_no_news_and_holding_neither() {
    let mut console = Console::started(crate::sample::stored(), Some("token-of-ines"));
    let snapshot = crate::sample::snapshot(100, vec![waiting(1), active(2, INES)]);
    let answer = farhand_core::Answer::Snapshot(Box::new(snapshot));
    assert_eq!(alerts(&console.answer(&farhand_core::Call::Snapshot, Ok(answer))), (vec![], vec![]));
    console.hello();
    assert_eq!(alerts(&console.session_changed(held(2, INES))), (vec![], vec![]));
}

#[test]
fn a_sound_plays_once_in_two_seconds() {
    let mut console = open();
    console.event(Event::WindowFocus(false));
    let sounds: Vec<usize> = [0, 1_999, 1]
        .into_iter()
        .zip(1..)
        .map(|(ms, number)| alerts(&console.later(ms).entry_added(message(1, number, "Hello?"))).0.len())
        .collect();
    assert_eq!(sounds, [1, 0, 1]);
}

#[test]
fn a_rush_is_told_once_in_five_seconds() {
    let mut console = Console::online(vec![]);
    let first = alerts(&console.session_changed(waiting(1)));
    assert_eq!(first.1, ["Mara is waiting"]);
    let rush: Vec<_> = (2..=40).flat_map(|n| alerts(&console.session_changed(waiting(n))).1).collect();
    assert_eq!(rush, Vec::<String>::new());
    console.session_changed(active(40, INES));
    let (sounds, told) = alerts(&console.later(5_000).due(Timer::Waiting));
    assert_eq!((sounds, told), (vec![Sound::Waiting], vec!["38 sessions are waiting".to_owned()]));
    assert_eq!(alerts(&console.later(5_000).due(Timer::Waiting)), (vec![], vec![]));
}

#[test]
fn settings_and_presence_decide() {
    let alert = |sound, desktop| {
        let mut settings = Settings::default();
        settings.alerts.waiting = Alert { sound, desktop, tray: true };
        settings
    };
    let muted = Settings { muted: true, ..Settings::default() };
    let silent = Settings { volume: 0, ..Settings::default() };
    for (settings, presence, heard, seen) in [
        (alert(true, true), Presence::Available, 1, 1),
        (alert(false, true), Presence::Available, 0, 1),
        (alert(true, false), Presence::Available, 1, 0),
        (muted, Presence::Available, 0, 1),
        (silent, Presence::Available, 0, 1),
        (alert(true, true), Presence::Busy, 0, 0),
        (alert(true, true), Presence::Away, 0, 0),
    ] {
        let mut console = Console::online(vec![]);
        console.command(Command::ChangeSettings { settings });
        console.command(Command::SetPresence { presence });
        let (sounds, titles) = alerts(&console.session_changed(waiting(1)));
        assert_eq!((sounds.len(), titles.len()), (heard, seen));
    }
}

#[test]
fn nothing_is_louder_than_loudest() {
    let mut console = Console::online(vec![]);
    for (asked, kept) in [(0, 0), (40, 40), (100, 100), (255, 100)] {
        let settings = Settings { volume: asked, ..Settings::default() };
        let effects = console.command(Command::ChangeSettings { settings });
        let kept_now = writes(&effects).into_iter().find_map(|write| match write {
            Write::Settings(settings) => Some(settings.volume),
            _ => None,
        });
        assert_eq!(kept_now, Some(kept));
    }
}

#[test]
fn overdue_alerts_and_repeats_three_times() {
    let mut console = Console::online(vec![]);
    let session = fresh(&console, 1);
    let mut at = timer(&console.session_changed(session), &Timer::Overdue).unwrap();
    assert_eq!(at.since(console.now), u64::from(TARGET_S) * 1_000 + 1);
    let mut heard = Vec::new();
    loop {
        console.now = at;
        let effects = console.due(Timer::Overdue);
        heard.push(alerts(&effects));
        match timer(&effects, &Timer::Overdue) {
            Some(next) => assert_eq!(next.since(at), 60_000),
            None => break,
        }
        at = at.plus(60_000);
    }
    let first = (vec![Sound::Overdue], vec!["Mara is overdue".to_owned()]);
    let again = (vec![Sound::Overdue], vec![]);
    assert_eq!(heard, [first, again.clone(), again.clone(), again]);
}

#[test]
fn an_accepted_session_is_not_overdue_any_more() {
    let mut console = Console::online(vec![]);
    let session = fresh(&console, 1);
    console.session_changed(session);
    console.later(u64::from(TARGET_S) * 1_000 + 1).due(Timer::Overdue);
    let effects = console.session_changed(active(1, INES));
    assert!(effects.contains(&Effect::ClearTimer(Timer::Overdue)));
    assert_eq!(alerts(&console.later(60_000).due(Timer::Overdue)), (vec![], vec![]));
}

#[test]
fn the_appliances_clock_decides_what_is_overdue() {
    let mut console = Console::online(vec![]);
    console.later(10_000);
    let now = Timestamp(console.now.0 - 4_000);
    console.event(Event::Live(farhand_protocol::live::ServerFrame::Hello {
        seq: farhand_protocol::Seq(100),
        now,
    }));
    let mut session = waiting(1);
    session.state = SessionState::Waiting { queue: TEAM, since: now };
    let at = timer(&console.session_changed(session), &Timer::Overdue).unwrap();
    assert_eq!(at.since(console.now), u64::from(TARGET_S) * 1_000 + 1);
}

fn open() -> Console {
    let mut console = Console::online(vec![active(1, INES)]);
    console.detail(active(1, INES), vec![]);
    console.command(Command::LookAt { lsid: Some(lsid(1)) });
    console
}

#[test]
fn messages_alert_unless_they_are_seen() {
    let mut console = open();
    assert_eq!(alerts(&console.entry_added(message(1, 1, "seen"))), (vec![], vec![]));
    console.event(Event::WindowFocus(false));
    let effects = console.entry_added(message(1, 2, "my PIN is 1234"));
    assert_eq!(alerts(&effects), (vec![Sound::Message], vec!["Message from Mara".into()]));
    assert!(!format!("{effects:?}").contains("PIN"));
    let own = own_message(1, 3, client_id(3), "from my other console");
    assert_eq!(alerts(&console.entry_added(own)), (vec![], vec![]));
    console.event(Event::WindowFocus(true));
    console.command(Command::LookAt { lsid: None });
    console.later(2_000);
    let effects =
        console.changes((4..=6).map(|n| Change::EntryAdded { entry: message(1, n, "x") }).collect());
    assert_eq!(alerts(&effects), (vec![Sound::Message], vec!["Message from Mara".into()]));
}

#[test]
fn customers_who_leave_and_return_are_told_of() {
    let away = |console: &Console| {
        let mut session = active(1, INES);
        session.customer.presence = CustomerPresence::Away { since: console.now };
        session
    };
    let mut console = open();
    console.command(Command::LookAt { lsid: None });
    let effects = console.session_changed(away(&console));
    assert_eq!(alerts(&effects), (vec![Sound::Ended], vec!["Mara lost the connection".into()]));
    let effects = console.later(9_000).session_changed(active(1, INES));
    assert_eq!(alerts(&effects), (vec![Sound::Ended], vec!["Mara is back".into()]));
    for (reason, titles) in [
        (EndReason::Customer, vec!["Mara ended the session".to_owned()]),
        (EndReason::CustomerGone, vec!["Mara did not come back".to_owned()]),
        (EndReason::NobodyAvailable, vec!["Nobody was there for Mara".to_owned()]),
        (EndReason::Representative, vec![]),
    ] {
        let mut console = open();
        console.command(Command::LookAt { lsid: None });
        assert_eq!(alerts(&console.session_changed(ended(1, reason))).1, titles);
    }
}

#[test]
fn counts_show_whenever_they_change() {
    let mut console = open();
    let counts = |effects: &[Effect]| {
        effects
            .iter()
            .find_map(|effect| if let Effect::ShowCounts(counts) = effect { Some(*counts) } else { None })
    };
    let session = fresh(&console, 2);
    let effects = console.session_changed(session);
    assert_eq!(counts(&effects), Some(Counts { waiting: 1, ..Counts::default() }));
    console.command(Command::LookAt { lsid: None });
    let effects = console.entry_added(message(1, 1, "hello"));
    assert_eq!(counts(&effects), Some(Counts { waiting: 1, unread: 1, ..Counts::default() }));
    assert_eq!(counts(&console.entry_added(message(1, 2, "hello"))), None);
    let effects = console.later(u64::from(TARGET_S) * 1_000 + 1).due(Timer::Overdue);
    assert_eq!(counts(&effects), Some(Counts { waiting: 1, overdue: 1, unread: 1, ..Counts::default() }));
}
