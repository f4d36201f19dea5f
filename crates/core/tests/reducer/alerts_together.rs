//! Alerts of offers, critical queues and colleagues; what the site forces, do not disturb, the tray.

use farhand_core::contract::{Alert, Command, Settings};
use farhand_core::effect::{Counts, Notification, Sound};
use farhand_core::stored::{Stored, Write};
use farhand_core::{Answer, Call, Effect, Event, Timer};
use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::live::ServerFrame;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::site::{AlertKind, Snapshot};
use farhand_protocol::team::{Assigning, Passed, Share, ShareWith};
use farhand_protocol::{QueueId, Seq, Timestamp};

use crate::console::{Console, timer, writes};
use crate::sample::{
    BRAM, INES, START, TEAM, active, lsid, message, session, shared, stored, teams, waiting,
};

fn heard(effects: &[Effect]) -> Vec<Sound> {
    let sound = |effect: &Effect| if let Effect::Play(sound) = effect { Some(*sound) } else { None };
    effects.iter().filter_map(sound).collect()
}

fn seen(effects: &[Effect]) -> Vec<Notification> {
    let seen = |effect: &Effect| match effect {
        Effect::Notify(notification) => Some(notification.clone()),
        _ => None,
    };
    effects.iter().filter_map(seen).collect()
}

fn titles(effects: &[Effect]) -> Vec<String> {
    seen(effects).into_iter().map(|notification| notification.title).collect()
}

fn counts(effects: &[Effect]) -> Option<Counts> {
    effects.iter().rev().find_map(|e| if let Effect::ShowCounts(counts) = e { Some(*counts) } else { None })
}

fn assigned(n: u32, until: Timestamp) -> Session {
    let offer = Assigning { to: INES, name: "Ines".into(), until, by: None };
    Session { assigning: Some(offer), ..waiting(n) }
}

fn passed(n: u32) -> Session {
    let state = SessionState::Waiting { queue: QueueId::Personal(INES), since: START };
    let passed = Passed { by: BRAM, name: "Bram".into(), at: START, note: None };
    Session { passed: Some(passed), ..session(n, state) }
}

fn invited(n: u32) -> Session {
    let with = ShareWith::Representative { id: INES };
    let share =
        Share { id: 1, with, name: "Ines".into(), by: BRAM, by_name: "Bram".into(), at: START, note: None };
    Session { shares: vec![share], ..active(n, BRAM) }
}

/// With a queue that gets critical after three minutes, and these alerts forced.
fn site(sessions: Vec<Session>, forced: &[AlertKind]) -> Snapshot {
    let mut snapshot = teams(100, sessions);
    for queue in &mut snapshot.queues {
        queue.critical_s = (queue.id == TEAM).then_some(180);
    }
    snapshot.rules.forced_alerts = forced.to_vec();
    snapshot
}

fn online(forced: &[AlertKind]) -> Console {
    Console::online_with(site(vec![], forced))
}

#[test]
fn each_offer_has_its_sound_and_a_notification_that_leads_to_the_session() {
    for (session, sound, title) in [
        (assigned(1, START), Sound::Assigned, "Mara is offered to you"),
        (passed(1), Sound::Passed, "Bram has passed Mara on to you"),
        (invited(1), Sound::Passed, "Bram invites you to the session with Mara"),
    ] {
        let mut console = online(&[]);
        let effects = console.session_changed(session.clone());
        let shown = Notification { title: title.into(), body: "Wi-Fi drops".into(), lsid: Some(lsid(1)) };
        assert_eq!((heard(&effects), seen(&effects)), (vec![sound], vec![shown]));
        assert_eq!(counts(&effects).unwrap().asked, 1);
        let again = Session { last_entry: 1, ..session };
        let effects = console.later(9_000).session_changed(again);
        assert_eq!((heard(&effects), titles(&effects)), (vec![], vec![]), "once is enough");
        console.event(Event::ShowSession(lsid(1)));
        assert_eq!(console.tabs().show, Some(lsid(1)));
        assert_eq!(counts(&console.session_changed(active(1, BRAM))).unwrap().asked, 0);
    }
}

#[test]
fn an_offer_that_is_made_anew_alerts_anew() {
    let mut console = online(&[]);
    console.session_changed(assigned(1, START));
    console.later(9_000).session_changed(waiting(1));
    let effects = console.later(9_000).session_changed(assigned(1, START.plus(60_000)));
    assert_eq!(titles(&effects), ["Mara is offered to you"]);
}

#[test]
fn an_offer_does_not_wait_for_a_less_pressing_sound() {
    let mut console = online(&[]);
    assert_eq!(heard(&console.session_changed(waiting(1))), [Sound::Waiting]);
    assert_eq!(heard(&console.later(500).session_changed(assigned(2, START))), [Sound::Assigned]);
    assert_eq!(heard(&console.later(500).session_changed(waiting(3))), Vec::<Sound>::new());
    assert_eq!(heard(&console.later(500).session_changed(passed(4))), Vec::<Sound>::new());
}

#[test]
fn an_offer_that_waits_at_the_sign_in_is_alerted() {
    let mut console = Console::started(stored(), Some("token-of-ines"));
    let snapshot = site(vec![assigned(1, START), waiting(2)], &[]);
    let effects = console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    assert_eq!(titles(&effects), ["Mara is offered to you"]);
}

#[test]
fn a_queue_alerts_once_when_it_gets_critical_by_the_appliances_clock() {
    let mut console = online(&[]);
    console.later(10_000);
    let now = Timestamp(console.now.0 - 250_000);
    console.event(Event::Live(ServerFrame::Hello { seq: Seq(100), now }));
    let state = SessionState::Waiting { queue: TEAM, since: now };
    let at = timer(&console.session_changed(session(1, state.clone())), &Timer::Critical).unwrap();
    assert_eq!(at.since(console.now), 180_000);
    console.now = at;
    let effects = console.due(Timer::Critical);
    assert_eq!(heard(&effects), [Sound::Critical]);
    assert_eq!(titles(&effects), ["Mobile Support is critical", "Mara is overdue"]);
    assert_eq!(seen(&effects)[0].body, "Somebody has waited for 3 minutes.");
    let effects = console.later(9_000).session_changed(session(2, state.clone()));
    assert!(!heard(&effects).contains(&Sound::Critical), "it is critical already");
    console.session_changed(active(1, BRAM));
    console.later(9_000).session_changed(active(2, BRAM));
    let effects = console.later(9_000).session_changed(session(3, state));
    assert_eq!(heard(&effects), [Sound::Critical], "it was not any more, and is again");
}

#[test]
fn what_is_critical_at_the_sign_in_is_no_news() {
    let mut console = Console::started(stored(), Some("token-of-ines"));
    let mut snapshot = site(vec![waiting(1)], &[]);
    snapshot.now = START.plus(500_000);
    let effects = console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    assert_eq!((heard(&effects), timer(&effects, &Timer::Critical)), (vec![], None));
}

fn settings(means: bool, muted: bool, quiet_until: Option<Timestamp>) -> Settings {
    let alert = Alert { sound: means, desktop: means, tray: means };
    let mut settings = Settings { muted, quiet_until, ..Settings::default() };
    settings.alerts.assigned = alert;
    settings.alerts.passed = alert;
    settings.alerts.waiting = alert;
    settings
}

#[test]
fn what_the_site_forces_wins_over_everything_that_is_set() {
    let quiet = Some(START.plus(3_600_000));
    for (forced, settings, expected) in [
        (false, settings(true, false, None), (1, 1)),
        (false, settings(true, true, None), (0, 1)),
        (false, settings(false, false, None), (0, 0)),
        (false, settings(true, false, quiet), (0, 0)),
        (true, settings(false, false, None), (1, 1)),
        (true, settings(true, true, None), (1, 1)),
        (true, settings(false, true, quiet), (1, 1)),
        (true, Settings { volume: 0, ..settings(true, false, None) }, (0, 1)),
        (false, Settings { volume: 1, ..settings(true, false, None) }, (1, 1)),
    ] {
        let kinds: &[AlertKind] = if forced { &[AlertKind::Assigned] } else { &[] };
        let mut console = online(kinds);
        console.command(Command::ChangeSettings { settings: settings.clone() });
        let effects = console.session_changed(assigned(1, START));
        assert_eq!((heard(&effects).len(), seen(&effects).len()), expected, "{forced} {settings:?}");
        let mut console = online(kinds);
        console.command(Command::ChangeSettings { settings: self::settings(false, true, quiet) });
        let effects = console.session_changed(passed(1));
        assert_eq!((heard(&effects).len(), seen(&effects).len()), (0, 0), "another kind is not forced");
    }
}

#[test]
fn a_forced_alert_of_waiting_leaves_those_alone_who_are_busy() {
    let mut console = online(&[AlertKind::Waiting]);
    console.command(Command::SetPresence { presence: Presence::Busy });
    assert_eq!(heard(&console.session_changed(waiting(1))), Vec::<Sound>::new());
}

#[test]
fn do_not_disturb_ends_by_itself_and_says_so() {
    let mut console = online(&[]);
    let until = console.now.plus(60_000);
    let effects = console.command(Command::ChangeSettings { settings: settings(true, false, Some(until)) });
    assert_eq!(timer(&effects, &Timer::Quiet), Some(until));
    assert_eq!(heard(&console.session_changed(waiting(1))), Vec::<Sound>::new());
    console.now = until;
    let effects = console.due(Timer::Quiet);
    assert!(matches!(writes(&effects)[..], [Write::Settings(settings)] if settings.quiet_until.is_none()));
    assert_eq!(console.app().settings.quiet_until, None);
    assert_eq!(heard(&console.session_changed(waiting(2))), [Sound::Waiting]);
    // Ended by hand before its time.
    let settings = settings(true, false, Some(console.now.plus(60_000)));
    console.command(Command::ChangeSettings { settings: settings.clone() });
    let by_hand = Settings { quiet_until: None, ..settings };
    let effects = console.command(Command::ChangeSettings { settings: by_hand });
    assert!(effects.contains(&Effect::ClearTimer(Timer::Quiet)));
}

#[test]
fn do_not_disturb_goes_on_after_a_restart_unless_it_is_past() {
    for (until, expected) in [(START.plus(9), Some(START.plus(9))), (START, None)] {
        let settings = Settings { quiet_until: Some(until), ..Settings::default() };
        let mut console = Console::new();
        let effects = console.start(Stored { settings, ..stored() }, None);
        assert_eq!(timer(&effects, &Timer::Quiet), expected);
        assert_eq!(console.app().settings.quiet_until, expected);
    }
}

#[test]
fn the_tray_is_marked_until_the_window_is_in_front() {
    let mut console = online(&[]);
    assert!(!counts(&console.session_changed(assigned(1, START))).unwrap().marked, "the window is in front");
    console.event(Event::WindowFocus(false));
    assert!(counts(&console.session_changed(waiting(2))).unwrap().marked);
    assert!(!counts(&console.event(Event::WindowFocus(true))).unwrap().marked);
    let mut console = online(&[]);
    console.event(Event::WindowFocus(false));
    console.command(Command::ChangeSettings { settings: settings(false, false, None) });
    assert!(!counts(&console.session_changed(waiting(2))).unwrap().marked);
}

#[test]
fn whispers_and_helpers_alert_by_their_names() {
    let mut console = Console::online_with(teams(100, vec![shared(1, &[BRAM, INES])]));
    console.detail(shared(1, &[BRAM, INES]), vec![]);
    let by_bram = Author::Representative { id: BRAM, name: "Bram".into() };
    let by_helper = Author::Helper { id: 1, name: "Kim".into() };
    let said = message(1, 1, "psst");
    let whisper = Entry { author: by_bram, body: Body::Whisper { text: "psst".into() }, ..said.clone() };
    assert_eq!(titles(&console.entry_added(whisper)), ["Whisper from Bram"]);
    assert_eq!(console.tabs().tabs[0].unread, 1);
    let said = Entry { author: by_helper, number: 2, ..said };
    assert_eq!(titles(&console.later(9_000).entry_added(said)), ["Message from Kim"]);
    assert_eq!(console.tabs().tabs[0].unread, 2);
}
