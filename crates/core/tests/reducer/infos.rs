//! System information: when it is fetched, read and watched, and what stays of it.

use farhand_core::contract::{Command, InfoState, InfoView, Payload, Topic};
use farhand_core::{Answer, Call, Effect, Event, view};
use farhand_protocol::capability::{Capability, CapabilityState, StoppedBy};
use farhand_protocol::info::{Category, Info, InfoScope, ReadingHead, Sample, SnapshotHead, Source};
use farhand_protocol::live::{ClientFrame, ServerFrame};
use farhand_protocol::session::{CustomerPresence, EndReason, Session};
use farhand_protocol::{ErrorCode, Timestamp};

use crate::console::{Console, api, calls};
use crate::sample::{INES, START, active, ended, lsid};

const PLAIN: InfoScope = InfoScope { location: false, log: false };
const WITH_LOG: InfoScope = InfoScope { location: false, log: true };

/// A session whose customer allows so much to be read.
fn allows(scope: Option<InfoScope>) -> Session {
    let mut session = active(1, INES);
    session.capabilities.info =
        if scope.is_some() { CapabilityState::Granted { at: START } } else { CapabilityState::Available };
    session.capabilities.info_scope = scope;
    session
}

fn open() -> Command {
    Command::OpenInfo { lsid: lsid(1) }
}

fn watch(every_ms: Option<u32>) -> ClientFrame {
    ClientFrame::WatchInfo { lsid: lsid(1), every_ms }
}

fn said(effects: &[Effect]) -> Vec<ClientFrame> {
    let frame = |effect: &Effect| match effect {
        Effect::SendLive(frame) => Some(frame.clone()),
        _ => None,
    };
    effects.iter().filter_map(frame).collect()
}

fn all(scope: InfoScope) -> Call {
    Call::ReadInfo(lsid(1), Category::ALL.into_iter().filter(|category| scope.covers(*category)).collect())
}

fn shown(console: &Console) -> InfoView {
    match view(&console.state, &Topic::Info(lsid(1))) {
        Payload::Info(info) => info,
        other => panic!("{other:?}"),
    }
}

fn state(console: &Console) -> InfoState {
    shown(console).state
}

fn head(number: u64, category: Category, source: Source) -> ReadingHead {
    ReadingHead { number, category, source, at: START }
}

fn heard(console: &mut Console, reading: ReadingHead) -> Vec<Effect> {
    console.event(Event::Live(ServerFrame::InfoRead { lsid: lsid(1), reading }))
}

fn sampled(console: &mut Console, at: Timestamp) -> Vec<Effect> {
    let sample = Sample { cpu_per_mille: Some(10), ..Sample::default() };
    let source = Source::Client {};
    console.event(Event::Live(ServerFrame::InfoSample { lsid: lsid(1), source, at, sample }))
}

fn there(readings: Vec<ReadingHead>) -> Answer {
    Answer::Info(Info { readings, snapshots: Vec::new(), asks: true })
}

/// A console that shows the system information of a customer who allows so much.
fn showing(scope: InfoScope) -> Console {
    let mut console = Console::online(vec![allows(Some(scope))]);
    let effects = console.command(open());
    assert_eq!(said(&effects), [watch(Some(1_000))]);
    assert_eq!(calls(&effects), [&Call::Info(lsid(1)), &all(scope)]);
    console.answer(&Call::Info(lsid(1)), Ok(there(vec![])));
    console.answer(&all(scope), Ok(Answer::Done));
    console
}

#[test]
fn it_is_fetched_at_once_and_read_and_watched_as_soon_as_that_is_allowed() {
    let mut console = Console::online(vec![allows(None)]);
    let effects = console.command(open());
    assert_eq!((calls(&effects), said(&effects)), (vec![&Call::Info(lsid(1))], vec![]));
    console.answer(&Call::Info(lsid(1)), Ok(there(vec![head(3, Category::Device, Source::Browser {})])));
    assert!(state(&console).loaded);
    assert_eq!(state(&console).readings.len(), 1);
    let effects = console.session_changed(allows(Some(WITH_LOG)));
    assert_eq!((calls(&effects), said(&effects)), (vec![&all(WITH_LOG)], vec![watch(Some(1_000))]));
    assert_eq!(state(&console).asked.len(), 15, "all but the location");
    let effects = console.session_changed(allows(Some(WITH_LOG)));
    assert!(calls(&effects).is_empty() && said(&effects).is_empty(), "once is enough");
}

#[test]
fn where_customers_are_not_asked_looking_is_enough_once() {
    let mut console = Console::online(vec![allows(None)]);
    console.command(open());
    let unasked = Answer::Info(Info { readings: Vec::new(), snapshots: Vec::new(), asks: false });
    let ask = Call::AskInfo(lsid(1), PLAIN);
    assert_eq!(calls(&console.answer(&Call::Info(lsid(1)), Ok(unasked))), [&ask]);
    let effects = console.answer(&ask, Ok(Answer::Session(Box::new(allows(Some(PLAIN))))));
    assert_eq!(calls(&effects), [&all(PLAIN)]);
    let mut stopped = allows(None);
    stopped.capabilities.info = CapabilityState::Stopped { at: START, by: StoppedBy::Customer };
    assert!(calls(&console.session_changed(stopped)).is_empty());
    assert!(calls(&console.session_changed(allows(None))).is_empty(), "the customer has had a word");

    let mut console = Console::online(vec![allows(None)]);
    console.command(open());
    assert!(
        calls(&console.answer(&Call::Info(lsid(1)), Ok(there(vec![])))).is_empty(),
        "here they are asked"
    );
}

#[test]
fn watching_ends_with_looking_the_permission_and_the_session() {
    let mut stopped = allows(None);
    stopped.capabilities.info = CapabilityState::Stopped { at: START, by: StoppedBy::Customer };
    for gone in [stopped, ended(1, EndReason::Customer)] {
        let mut console = showing(PLAIN);
        assert_eq!(said(&console.session_changed(gone)), [watch(None)]);
    }
    let mut console = showing(PLAIN);
    assert_eq!(said(&console.command(Command::CloseInfo { lsid: lsid(1) })), [watch(None)]);
    assert!(said(&sampled(&mut console, START)).is_empty());
    assert!(shown(&console).points.is_empty(), "what still comes is not kept");
}

#[test]
fn a_new_live_connection_is_told_again_and_asked_what_was_missed() {
    let mut console = showing(PLAIN);
    assert!(said(&console.cut()).is_empty());
    console.due(farhand_core::Timer::Reconnect);
    let effects = console.hello();
    assert_eq!(said(&effects), [watch(Some(1_000))]);
    assert!(calls(&effects).contains(&&Call::Info(lsid(1))));
    assert!(!calls(&effects).contains(&&all(PLAIN)), "what was read a moment ago is not read again");
}

#[test]
fn who_comes_later_is_asked_too() {
    let mut console = Console::online(vec![allows(Some(PLAIN))]);
    console.command(open());
    let mut away = allows(Some(PLAIN));
    away.customer.presence = CustomerPresence::Away { since: START };
    assert!(calls(&console.session_changed(away)).is_empty());
    assert_eq!(calls(&console.session_changed(allows(Some(PLAIN)))), [&all(PLAIN)]);
    assert_eq!(calls(&console.session_changed(allows(Some(WITH_LOG)))), [&all(WITH_LOG)]);
}

#[test]
fn opened_again_it_is_read_again_after_a_minute() {
    let mut console = showing(PLAIN);
    console.command(Command::CloseInfo { lsid: lsid(1) });
    assert!(calls(&console.later(30_000).command(open())).is_empty());
    console.command(Command::CloseInfo { lsid: lsid(1) });
    assert_eq!(calls(&console.later(31_000).command(open())), [&all(PLAIN)]);
}

#[test]
fn the_newest_reading_of_each_source_and_category_stays() {
    let mut console = showing(PLAIN);
    let phone = || Source::Adb { serial: "R58\u{202e}".into() };
    for reading in [
        head(4, Category::Device, Source::Client {}),
        head(9, Category::Device, phone()),
        head(6, Category::Device, Source::Client {}),
        head(5, Category::Device, Source::Client {}),
    ] {
        heard(&mut console, reading);
    }
    let numbers: Vec<u64> = state(&console).readings.iter().map(|head| head.number).collect();
    assert_eq!(numbers, [6, 9]);
    assert_eq!(state(&console).readings[1].source, Source::Adb { serial: "R58\u{fffd}".into() });
    let asked = state(&console).asked;
    let device = asked.iter().find(|asked| asked.category == Category::Device).unwrap();
    assert_eq!(device.answered.len(), 2, "{device:?}");
    assert!(asked.iter().filter(|asked| !asked.answered.is_empty()).count() == 1);
}

#[test]
fn live_values_are_kept_for_ten_minutes_and_told_one_by_one() {
    let mut console = showing(PLAIN);
    console.state.take_changes();
    let at = |s: i64| Timestamp(START.0 + s * 1_000);
    for second in 0..900 {
        sampled(&mut console, at(second));
    }
    let points = shown(&console).points;
    assert_eq!((points.len(), points[0].at), (601, at(299)));
    let changes = console.state.take_changes();
    let patch = changes.into_iter().find_map(|(_, payload)| match payload {
        Payload::InfoPatch(patch) => Some(patch),
        _ => None,
    });
    assert_eq!(patch.unwrap().points.len(), 900);
    for flood in 0..9_000 {
        sampled(&mut console, Timestamp(at(899).0 + flood));
    }
    assert_eq!(shown(&console).points.len(), 6_000);
}

#[test]
fn what_may_not_be_read_is_refused_and_what_fails_is_said() {
    let mut console = showing(PLAIN);
    let read = |categories| Command::ReadInfo { lsid: lsid(1), categories };
    assert_eq!(console.refused(read(vec![Category::Log])), "This has to be asked for by itself.");
    assert_eq!(console.refused(read(vec![])), "This has to be asked for by itself.");
    let call = Call::ReadInfo(lsid(1), vec![Category::Memory]);
    console.later(1).command(read(vec![Category::Memory]));
    console.answer(&call, Err(api(ErrorCode::Unavailable)));
    assert_eq!(state(&console).error.unwrap().message, "The appliance says no.");
    assert!(state(&console).asked.iter().all(|asked| asked.category != Category::Memory));
    let console = Console::online(vec![allows(None)]);
    assert_eq!(console.refused(read(vec![Category::Memory])), "Reading is not allowed now.");
    assert_eq!(console.refused(Command::OpenInfo { lsid: lsid(2) }), "Accept the session first.");
}

#[test]
fn more_is_asked_for_after_giving_back_what_is_allowed() {
    let ask = |scope| Command::AskForInfo { lsid: lsid(1), scope };
    let mut console = Console::online(vec![allows(None)]);
    assert_eq!(calls(&console.command(ask(PLAIN))), [&Call::AskInfo(lsid(1), PLAIN)]);
    let mut console = showing(PLAIN);
    assert_eq!(console.refused(ask(PLAIN)), "This is allowed already.");
    let stop = Call::Stop(lsid(1), Capability::Info);
    assert_eq!(calls(&console.command(ask(WITH_LOG))), [&stop]);
    assert_eq!(console.refused(ask(WITH_LOG)), "The customer is being asked already.");
    let effects = console.answer(&stop, Ok(Answer::Session(Box::new(allows(None)))));
    assert!(calls(&effects).contains(&&Call::AskInfo(lsid(1), WITH_LOG)));
    let asked = Command::AskFor { lsid: lsid(1), what: Capability::Info };
    assert_eq!(console.refused(asked), "Say how much system information is asked for.");
}

#[test]
fn a_snapshot_is_kept_once_there_is_something_to_keep() {
    let keep = || Command::KeepInfo { lsid: lsid(1), name: "before".into() };
    let call = Call::KeepInfo(lsid(1), "before".into());
    let mut console = showing(PLAIN);
    assert_eq!(console.refused(keep()), "Nothing has been read yet.");
    heard(&mut console, head(1, Category::Device, Source::Client {}));
    console.command(keep());
    assert!(state(&console).keeping);
    assert_eq!(console.refused(keep()), "It is being kept already.");
    let kept = SnapshotHead { number: 1, name: "before".into(), by: "Ines".into(), at: START };
    console.answer(&call, Ok(Answer::InfoSnapshot(kept.clone())));
    assert_eq!((state(&console).keeping, state(&console).snapshots), (false, vec![kept]));
    console.command(keep());
    console.answer(&call, Err(api(ErrorCode::Internal)));
    assert_eq!(console.notices(), ["The snapshot was not kept. The appliance says no."]);
}

#[test]
fn what_was_read_stays_when_the_session_is_over_and_goes_with_its_tab() {
    let mut console = showing(PLAIN);
    heard(&mut console, head(1, Category::Device, Source::Client {}));
    console.session_changed(ended(1, EndReason::Customer));
    assert_eq!(state(&console).readings.len(), 1);
    let keep = Command::KeepInfo { lsid: lsid(1), name: String::new() };
    assert_eq!(calls(&console.command(keep)), [&Call::KeepInfo(lsid(1), String::new())]);
    console.command(Command::CloseTab { lsid: lsid(1) });
    assert_eq!(state(&console), InfoState::default());
}

#[test]
fn an_appliance_that_does_not_answer_is_asked_again_when_it_is_opened_again() {
    let mut console = Console::online(vec![allows(None)]);
    console.command(open());
    console.answer(&Call::Info(lsid(1)), Err(api(ErrorCode::Internal)));
    assert_eq!(state(&console).error.unwrap().message, "The appliance says no.");
    assert_eq!(calls(&console.command(open())), [&Call::Info(lsid(1))]);
}
