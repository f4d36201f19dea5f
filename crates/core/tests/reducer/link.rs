//! Connecting, losing the link, and coming back.

use farhand_core::contract::{ConnectionView, LinkState, Payload, Topic};
use farhand_core::{Answer, Call, Effect, Event, Timer, view};
use farhand_protocol::live::{Change, Row, ServerFrame};
use farhand_protocol::{Seq, Timestamp};

use crate::console::{Console, calls, timer, unreachable};
use crate::sample::{START, snapshot, waiting};

fn connection(console: &Console) -> ConnectionView {
    match view(&console.state, &Topic::Connection) {
        Payload::Connection(connection) => connection,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_link_is_tried_again_with_growing_pauses() {
    let mut console = Console::online(vec![]);
    let mut pauses = Vec::new();
    for _ in 0..7 {
        let effects = console.cut();
        let at = timer(&effects, &Timer::Reconnect).unwrap();
        pauses.push(at.since(console.now));
        assert!(matches!(
            connection(&console).link,
            LinkState::Reconnecting { next_try_at: Some(next), .. } if next == at
        ));
        console.now = at;
        let effects = console.due(Timer::Reconnect);
        assert!(effects.contains(&Effect::OpenLive { since: Seq(100) }));
        assert!(matches!(connection(&console).link, LinkState::Reconnecting { next_try_at: None, .. }));
    }
    assert_eq!(pauses, [1, 801, 1281, 2049, 3277, 5243, 8388]);
    console.hello();
    assert_eq!(connection(&console).link, LinkState::Online);
    assert_eq!(timer(&console.cut(), &Timer::Reconnect), Some(console.now.plus(1)));
}

#[test]
fn it_goes_on_after_the_last_place() {
    let mut console = Console::online(vec![]);
    console.session_changed(waiting(1));
    console.event(Event::Live(ServerFrame::Rows { to: Seq(140), rows: vec![] }));
    console.cut();
    assert!(console.due(Timer::Reconnect).contains(&Effect::OpenLive { since: Seq(140) }));
}

#[test]
fn rows_at_known_places_are_ignored() {
    let mut console = Console::online(vec![]);
    let row = |seq, n| Row {
        seq: Seq(seq),
        at: START,
        change: Change::SessionChanged { session: Box::new(waiting(n)) },
    };
    let rows = vec![row(99, 1), row(100, 2), row(101, 3)];
    console.event(Event::Live(ServerFrame::Rows { to: Seq(101), rows }));
    let names: Vec<_> = console.queues().waiting.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Mara Muster 3"]);
}

#[test]
fn try_now_tries_now() {
    let mut console = Console::online(vec![]);
    assert!(console.command(farhand_core::contract::Command::TryNow).is_empty());
    console.cut();
    let effects = console.command(farhand_core::contract::Command::TryNow);
    assert!(effects.contains(&Effect::ClearTimer(Timer::Reconnect)));
    assert!(effects.contains(&Effect::OpenLive { since: Seq(100) }));
    assert!(console.due(Timer::Reconnect).is_empty(), "a timer that was on its way");
}

#[test]
fn silence_counts_as_a_lost_link_and_each_frame_breaks_it() {
    let mut console = Console::online(vec![]);
    let effects = console.later(49_000).event(Event::Live(ServerFrame::Rows { to: Seq(100), rows: vec![] }));
    assert_eq!(timer(&effects, &Timer::LiveSilence), Some(console.now.plus(50_000)));
    let effects = console.due(Timer::LiveSilence);
    assert!(effects.contains(&Effect::CloseLive));
    assert!(timer(&effects, &Timer::Reconnect).is_some());
    assert!(console.cut().is_empty(), "the end of what was closed here is no news");
}

#[test]
fn resync_takes_a_new_snapshot() {
    let mut console = Console::online(vec![waiting(1), waiting(2)]);
    console.state.take_changes();
    let effects = console.event(Event::Live(ServerFrame::Resync));
    assert_eq!(calls(&effects), [&Call::Snapshot]);
    let snapshot = snapshot(500, vec![waiting(2), waiting(3)]);
    let effects = console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    assert!(effects.contains(&Effect::OpenLive { since: Seq(500) }));
    let changes = console.state.take_changes();
    let patch = changes.iter().find_map(|(_, payload)| match payload {
        Payload::QueuesPatch(patch) => Some(patch),
        _ => None,
    });
    let patch = patch.unwrap();
    assert_eq!((patch.upsert.len(), patch.remove.len()), (1, 1));
}

#[test]
fn an_appliance_that_was_set_back_is_read_anew() {
    let mut console = Console::online(vec![]);
    console.cut();
    console.due(Timer::Reconnect);
    console.seq = 40;
    assert_eq!(calls(&console.hello()), [&Call::Snapshot]);
}

#[test]
fn a_failed_snapshot_is_asked_for_again() {
    let mut console = Console::online(vec![]);
    console.event(Event::Live(ServerFrame::Resync));
    let effects = console.answer(&Call::Snapshot, Err(unreachable()));
    assert!(timer(&effects, &Timer::Reconnect).is_some());
    assert_eq!(calls(&console.due(Timer::Reconnect)), [&Call::Snapshot]);
}

#[test]
fn the_clocks_difference_is_known() {
    let mut console = Console::online(vec![]);
    console.event(Event::Live(ServerFrame::Hello { seq: Seq(100), now: Timestamp(START.0 - 2_500) }));
    assert_eq!(connection(&console).clock_offset_ms, -2_500);
}

#[test]
fn the_latency_shows_at_once_and_then_changes_at_most_every_ten_seconds() {
    let mut console = Console::online(vec![]);
    assert_eq!(connection(&console).latency_ms, None);
    console.event(Event::Latency(38));
    assert_eq!(connection(&console).latency_ms, Some(38));
    console.state.take_changes();
    console.later(9_999).event(Event::Latency(40));
    assert_eq!(connection(&console).latency_ms, Some(38));
    assert!(console.state.take_changes().is_empty());
    console.later(1).event(Event::Latency(41));
    assert_eq!(connection(&console).latency_ms, Some(41));
    console.cut();
    assert_eq!(connection(&console).latency_ms, None);
}
