//! The dashboard: watching it, the whole and what is different, and a link that is lost.

use farhand_core::contract::{Command, DashboardChange, DashboardView, Payload, Topic};
use farhand_core::{Answer, Call, Effect, Event};
use farhand_protocol::dashboard::{
    Activity, Dashboard, DashboardPatch, Doing, Happening, PersonLevel, QueueLevel, SessionLevel, Span,
    Standing, WaitPoint,
};
use farhand_protocol::live::{ClientFrame, ServerFrame};
use farhand_protocol::people::Presence;
use farhand_protocol::session::{Channel, CustomerPresence, Recording};
use farhand_protocol::{SessionId, Timestamp};

use crate::console::Console;
use crate::sample::{BRAM, START, TEAM, lsid, teams};

fn queue(waiting: u32) -> QueueLevel {
    QueueLevel {
        queue: TEAM,
        name: "Mobile\u{202e} Support".into(),
        target_s: 120,
        warning_s: Some(60),
        critical_s: None,
        waiting,
        longest_since: None,
        accepted: 0,
        in_target: 0,
        abandoned: 0,
        median_ms: None,
        free: 1,
        online: 1,
    }
}

fn person(sessions: u32) -> PersonLevel {
    PersonLevel {
        id: BRAM,
        name: "Bram".into(),
        teams: vec![],
        presence: Presence::Available,
        auto: None,
        presence_since: START,
        idle_since: None,
        sessions,
        max_sessions: None,
        handled: 0,
        handling_ms: None,
    }
}

fn session(n: u32) -> SessionLevel {
    SessionLevel {
        lsid: lsid(n),
        customer: format!("Petra\n{n}"),
        presence: CustomerPresence::Here,
        issue: None,
        channel: Channel::BrowserPhone,
        queue: TEAM,
        standing: Standing::Active { owner: BRAM, name: "Bram".into(), since: START },
        others: vec![],
        doing: Doing::Chat,
        recording: Recording::NotAsked,
        created_at: START,
    }
}

fn point(at: Timestamp) -> WaitPoint {
    WaitPoint { at, accepted: 1, in_target: 1, abandoned: 0, median_ms: Some(5), longest_ms: Some(5) }
}

fn line(id: u64) -> Activity {
    let what = Happening::Joined { name: "Bram".into(), customer: "Petra".into() };
    Activity { id, at: START, what, lsid: None, queue: None }
}

fn whole(span: Span) -> ServerFrame {
    let dashboard = Dashboard {
        span,
        queues: vec![queue(1)],
        people: vec![person(1)],
        sessions: vec![session(1), session(2)],
        series: vec![point(START)],
        activity: vec![line(1)],
    };
    ServerFrame::Dashboard { dashboard: Box::new(dashboard) }
}

fn watch(span: Option<Span>) -> Effect {
    Effect::SendLive(ClientFrame::WatchDashboard { span })
}

fn lead() -> Console {
    Console::online_with(teams(100, vec![]))
}

fn watching() -> Console {
    let mut console = lead();
    console.command(Command::WatchDashboard { span: Some(Span::Hour) });
    console.event(Event::Live(whole(Span::Hour)));
    console.state.take_changes();
    console
}

fn hear(console: &mut Console, patch: DashboardPatch) {
    console.event(Event::Live(ServerFrame::DashboardPatch { patch: Box::new(patch) }));
}

/// What goes to the interface about the dashboard.
fn told(console: &mut Console) -> Vec<Payload> {
    let changes = console.state.take_changes();
    changes.into_iter().filter(|(topic, _)| *topic == Topic::Dashboard).map(|(_, told)| told).collect()
}

fn change(console: &mut Console) -> DashboardChange {
    match &told(console)[..] {
        [Payload::DashboardPatch(change)] => (**change).clone(),
        other => panic!("{other:?}"),
    }
}

fn lsids(view: &DashboardView) -> Vec<SessionId> {
    view.sessions.iter().map(|session| session.lsid.clone()).collect()
}

#[test]
fn it_is_asked_for_while_it_is_looked_at() {
    let mut console = lead();
    let view = console.dashboard();
    assert_eq!((view.led.len(), view.loaded, view.queues.len()), (1, false, 0));
    let look = |span| Command::WatchDashboard { span };
    assert!(console.command(look(Some(Span::Hour))).contains(&watch(Some(Span::Hour))));
    assert!(!console.command(look(Some(Span::Hour))).contains(&watch(Some(Span::Hour))), "once is enough");
    console.event(Event::Live(whole(Span::Day)));
    assert!(!console.dashboard().loaded, "that was asked for by nobody");
    console.event(Event::Live(whole(Span::Hour)));
    let view = console.dashboard();
    assert_eq!((view.loaded, view.stale, view.span), (true, false, Span::Hour));
    assert_eq!(view.queues[0].name, "Mobile\u{fffd} Support");
    assert_eq!(view.sessions[0].customer, "Petra 1");
    assert_eq!(view.heard_at, Some(console.now));
    assert!(console.command(look(None)).contains(&watch(None)));
    assert!(!console.dashboard().loaded, "what was seen last stays, and is not looked at");
    assert_eq!(console.dashboard().queues.len(), 1);
}

#[test]
fn another_span_waits_for_its_own_whole() {
    let mut console = watching();
    let effects = console.command(Command::WatchDashboard { span: Some(Span::Week) });
    assert!(effects.contains(&watch(Some(Span::Week))));
    hear(&mut console, DashboardPatch { queues: vec![queue(9)], ..Default::default() });
    let view = console.dashboard();
    assert_eq!((view.loaded, view.span, view.queues[0].waiting), (false, Span::Week, 1));
    console.event(Event::Live(whole(Span::Week)));
    assert!(console.dashboard().loaded);
}

#[test]
fn patches_between_two_looks_become_one() {
    let mut console = watching();
    hear(
        &mut console,
        DashboardPatch { queues: vec![queue(2)], sessions: vec![session(3)], ..Default::default() },
    );
    let second = DashboardPatch {
        queues: vec![queue(3)],
        people: vec![person(2)],
        gone: vec![lsid(3), lsid(2)],
        activity: vec![line(3), line(2)],
        ..Default::default()
    };
    hear(&mut console, second);
    hear(&mut console, DashboardPatch { activity: vec![line(4)], ..Default::default() });
    let DashboardChange { patch, stale, .. } = change(&mut console);
    assert_eq!((patch.queues, patch.people, stale), (vec![cleaned(queue(3))], vec![person(2)], false));
    assert_eq!((patch.sessions.len(), patch.gone), (0, vec![lsid(2), lsid(3)]));
    let ids: Vec<u64> = patch.activity.iter().map(|line| line.id).collect();
    assert_eq!(ids, [4, 3, 2]);
    assert_eq!(told(&mut console), []);
    let view = console.dashboard();
    assert_eq!(lsids(&view), [lsid(1)]);
    assert_eq!(view.activity.iter().map(|line| line.id).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

#[test]
fn a_very_large_change_is_told_over_several_looks() {
    let mut console = watching();
    let sessions = (1..=1_200).map(session).collect();
    hear(&mut console, DashboardPatch { queues: vec![queue(2)], sessions, ..Default::default() });
    let mut heard = Vec::new();
    let mut sizes = Vec::new();
    while sizes.is_empty() || console.state.owes_changes() {
        let patch = change(&mut console).patch;
        sizes.push((patch.queues.len(), patch.sessions.len()));
        heard.extend(patch.sessions.into_iter().map(|session| session.lsid));
        // What comes meanwhile neither stops it nor starts it anew.
        if sizes.len() == 1 {
            hear(&mut console, DashboardPatch { gone: vec![lsid(1_200)], ..Default::default() });
        }
    }
    assert_eq!(sizes, [(1, 500), (0, 500), (0, 199)]);
    assert_eq!(heard, lsids(&console.dashboard()));
    assert_eq!(told(&mut console), []);
}

fn cleaned(mut level: QueueLevel) -> QueueLevel {
    level.name = "Mobile\u{fffd} Support".into();
    level
}

#[test]
fn what_is_older_than_the_span_falls_out_and_activity_ends_at_a_hundred() {
    let mut console = watching();
    console.later(2 * 60 * 60 * 1_000);
    let newer = point(console.now);
    let many = (2..150).rev().map(line).collect();
    hear(&mut console, DashboardPatch { series: vec![newer], activity: many, ..Default::default() });
    let view = console.dashboard();
    assert_eq!(view.series.iter().map(|point| point.at).collect::<Vec<_>>(), [console.now]);
    assert_eq!((view.activity.len(), view.activity[0].id), (100, 149));
}

#[test]
fn a_lost_link_makes_it_old_and_a_new_one_asks_again() {
    let mut console = watching();
    console.cut();
    assert!(change(&mut console).stale);
    assert!(console.dashboard().stale);
    console.due(farhand_core::Timer::Reconnect);
    assert!(console.hello().contains(&watch(Some(Span::Hour))));
    hear(&mut console, DashboardPatch { queues: vec![queue(9)], ..Default::default() });
    assert_eq!(console.dashboard().queues[0].waiting, 1, "without the whole nothing can be changed");
    console.event(Event::Live(whole(Span::Hour)));
    assert!(!console.dashboard().stale);
}

#[test]
fn what_is_asked_about_a_session_shows_on_it() {
    let mut console = watching();
    console.command(Command::TakeOver { lsid: lsid(1), from: BRAM });
    assert_eq!(change(&mut console).busy, [lsid(1)]);
    let failed = Err(crate::console::api(farhand_protocol::ErrorCode::AlreadyTaken));
    console.answer(&Call::TakeOver(lsid(1), BRAM), failed);
    assert_eq!(change(&mut console).busy, []);
    assert_eq!(console.notices(), ["The session with Petra was not taken over. The appliance says no."]);
}

#[test]
fn a_supervisor_passes_on_what_only_the_dashboard_shows() {
    let mut console = watching();
    console.command(Command::TransferSession { lsid: lsid(1), to: TEAM, note: None, stay: false });
    assert_eq!(console.notices(), ["Passing the session with Petra on to Mobile Support."]);
    console.due(farhand_core::Timer::Pending(1));
    let call = console.open.iter().find(|r| matches!(r.call, Call::Transfer(..))).unwrap().call.clone();
    console.answer(&call, Ok(Answer::Session(Box::new(crate::sample::waiting(1)))));
    assert_eq!(console.notices(), ["The session with Mara waits for Mobile Support now."]);
}

#[test]
fn activity_of_the_reader_is_told_thinly() {
    let mut console = lead();
    let told: Vec<usize> = [0, 9_999, 1, 10_000]
        .into_iter()
        .map(|ms| {
            let effects = console.later(ms).command(Command::Active);
            effects.iter().filter(|effect| **effect == Effect::SendLive(ClientFrame::Active)).count()
        })
        .collect();
    assert_eq!(told, [1, 0, 1, 1]);
    console.cut();
    assert!(console.later(20_000).command(Command::Active).is_empty());
}

#[test]
fn who_comes_back_to_it_without_a_link_finds_what_was_there() {
    let mut console = watching();
    console.command(Command::WatchDashboard { span: None });
    console.cut();
    console.command(Command::WatchDashboard { span: Some(Span::Hour) });
    let view = console.dashboard();
    assert_eq!((view.sessions.len(), view.loaded, view.stale), (2, false, true));
    assert!(view.heard_at.is_some());
    console.due(farhand_core::Timer::Reconnect);
    console.hello();
    console.event(Event::Live(whole(Span::Hour)));
    let view = console.dashboard();
    assert_eq!((view.sessions.len(), view.loaded, view.stale), (2, true, false));
}
