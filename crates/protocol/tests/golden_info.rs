//! What travels about system information, pinned as JSON. See `golden.rs`.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod pinned;

use farhand_protocol::capability::{Ask, Capability, CustomerAnswer, Question, Sharing};
use farhand_protocol::chat::{Author, Body, Entry, SessionEvent};
use farhand_protocol::device::{DeviceClientFrame, DeviceFrame};
use farhand_protocol::info::{
    App, AppSource, Category, Group, Info, InfoScope, InfoSnapshot, LogLine, LogPriority, NewInfoSnapshot,
    NewReading, Process, Property, ReadInfo, Reading, ReadingBody, ReadingHead, Sample, Service,
    ServiceState, SnapshotHead, Source, Unit, Value,
};
use farhand_protocol::live::{ClientFrame, ServerFrame};
use farhand_protocol::portal::{PortalClientFrame, PortalFrame};
use farhand_protocol::{RepresentativeId, SessionId, Timestamp};
use pinned::check;

fn lsid() -> SessionId {
    SessionId::from_bytes([0x5a; 16])
}

fn sources() -> [Source; 3] {
    [Source::Browser {}, Source::Client {}, Source::Adb { serial: "R58N123ABC".into() }]
}

fn values() -> Vec<Value> {
    vec![
        Value::text("Example One <b>plus</b>"),
        Value::Flag { on: true },
        Value::Count { count: 8 },
        Value::bytes(1 << 40),
        Value::measure(-71_500, Unit::Dbm),
        Value::Duration { ms: -90_000 },
        Value::Moment { at: Timestamp(1_700_000_000_000) },
        Value::NotPermitted,
        Value::NotSupported,
        Value::Unknown,
    ]
}

fn properties() -> ReadingBody {
    let (label, value) = (Some("Fan speed".into()), Value::Count { count: 1200 });
    let main = Group::main(vec![
        Property::new("level", Value::measure(80_000, Unit::Percent)),
        Property { key: "fan_speed".into(), label, value },
    ]);
    let volume = Group { id: "/home".into(), label: Some("Home".into()), properties: Vec::new() };
    ReadingBody::Properties { groups: vec![main, volume] }
}

fn apps() -> ReadingBody {
    let sources = [
        AppSource::System,
        AppSource::Store { name: "Example Store".into() },
        AppSource::Sideloaded,
        AppSource::Unknown,
    ];
    let app = |source| App {
        name: "Reader".into(),
        package: Some("org.example.reader".into()),
        version: Some("2.1".into()),
        bytes: Some(5_000_000),
        source,
        updated_at: Some(Timestamp(1_600_000_000_000)),
    };
    let bare = App { package: None, version: None, bytes: None, updated_at: None, ..app(AppSource::Unknown) };
    ReadingBody::Apps { apps: sources.map(app).into_iter().chain([bare]).collect(), left_out: 7 }
}

fn tables() -> [ReadingBody; 3] {
    let process =
        Process { pid: 42, name: "viewer".into(), memory_bytes: Some(1 << 20), cpu_per_mille: Some(250) };
    let bare = Process { memory_bytes: None, cpu_per_mille: None, ..process.clone() };
    let service = |state| Service { name: "cups".into(), description: Some("Printing".into()), state };
    let states = [ServiceState::Running, ServiceState::Stopped, ServiceState::Failed, ServiceState::Unknown];
    let priorities =
        [LogPriority::Debug, LogPriority::Info, LogPriority::Warning, LogPriority::Error, LogPriority::Fatal];
    let line = |priority| LogLine {
        at: Some(Timestamp(1_700_000_000_000)),
        priority,
        tag: "kernel".into(),
        text: "a line".into(),
    };
    [
        ReadingBody::Processes { processes: vec![process, bare], left_out: 0 },
        ReadingBody::Services { services: states.map(service).into(), left_out: 0 },
        ReadingBody::Log { lines: priorities.map(line).into() },
    ]
}

fn head(number: u64, category: Category, source: Source) -> ReadingHead {
    ReadingHead { number, category, source, at: Timestamp(1_000) }
}

fn reading(number: u64) -> Reading {
    Reading { head: head(number, Category::Battery, Source::Client {}), body: properties() }
}

fn snapshot_head() -> SnapshotHead {
    SnapshotHead { number: 1, name: "Before the update".into(), by: "Ines".into(), at: Timestamp(2_000) }
}

fn sample() -> Sample {
    Sample {
        cpu_per_mille: Some(125),
        cores_per_mille: vec![250, 0],
        memory_used_bytes: Some(3 << 30),
        memory_bytes: Some(8 << 30),
        received_bytes_per_s: Some(1_200),
        sent_bytes_per_s: Some(300),
        latency_ms: Some(42),
        battery_per_mille: Some(800),
        charging: Some(false),
    }
}

#[test]
fn categories_units_and_values() {
    check("info_category", &Category::ALL);
    check("info_source", &sources());
    use Unit as U;
    let units = [
        U::Percent,
        U::Celsius,
        U::Hertz,
        U::Volt,
        U::Milliampere,
        U::Watt,
        U::MilliampereHour,
        U::Dbm,
        U::Pixel,
        U::PixelPerInch,
        U::BitPerSecond,
        U::BytePerSecond,
        U::Degree,
        U::Metre,
    ];
    check("info_unit", &units);
    check("info_value", &values());
}

#[test]
fn scopes_and_questions() {
    let scope = InfoScope { location: true, log: false };
    check("info_scope", &[InfoScope::default(), scope, InfoScope { location: true, log: true }]);
    let asking = Ask { what: Capability::Info, files: None, info: Some(scope) };
    check("ask_info", &[asking]);
    let answer = |info| CustomerAnswer { ask: 12, allow: Some(Capability::Info), files: None, info };
    check("customer_answer_info", &[answer(None), answer(Some(InfoScope::default()))]);
    let question = Question {
        ask: 12,
        what: Capability::Info,
        files: None,
        info: Some(scope),
        name: "Ines".into(),
        until: Timestamp(9_000),
    };
    check("question_info", &[question]);
    check("sharing_info", &[Sharing { info: Some(scope), ..Sharing::default() }]);
}

#[test]
fn readings_and_snapshots() {
    let bodies = [properties(), apps()].into_iter().chain(tables()).chain([
        ReadingBody::NotPermitted,
        ReadingBody::NotSupported,
        ReadingBody::Unknown,
    ]);
    check("info_body", &bodies.collect::<Vec<_>>());
    check("info_reading", &[reading(7)]);
    let told = |source| NewReading { source, category: Category::Battery, body: properties() };
    check("info_new_reading", &sources().map(told));
    check("info_read", &[ReadInfo { categories: vec![Category::Device, Category::Battery] }]);
    let readings = sources().map(|source| head(3, Category::Apps, source)).into();
    check("info", &[Info { readings, snapshots: vec![snapshot_head()], asks: true }]);
    check("info_new_snapshot", &[NewInfoSnapshot { name: "Before the update".into() }]);
    check("info_snapshot", &[InfoSnapshot { head: snapshot_head(), readings: vec![reading(3), reading(4)] }]);
}

#[test]
fn frames_about_system_information() {
    let categories = || vec![Category::Battery, Category::Log];
    check(
        "device_frame_info",
        &[
            DeviceFrame::ReadInfo { categories: categories() },
            DeviceFrame::WatchInfo { every_ms: Some(1_000) },
            DeviceFrame::WatchInfo { every_ms: None },
        ],
    );
    check(
        "portal_frame_info",
        &[
            PortalFrame::ReadInfo { categories: categories() },
            PortalFrame::WatchInfo { every_ms: Some(1_000) },
            PortalFrame::WatchInfo { every_ms: None },
        ],
    );
    let [_, client, phone] = sources();
    let told = |source, sample| DeviceClientFrame::InfoSample { source, sample };
    check("device_client_frame_info", &[told(client, sample()), told(phone.clone(), Sample::default())]);
    let battery = Sample { battery_per_mille: Some(800), ..Sample::default() };
    check("portal_client_frame_info", &[PortalClientFrame::InfoSample { sample: battery }]);
    let at = Timestamp(1_700_000_000_000);
    check(
        "server_frame_info",
        &[
            ServerFrame::InfoRead { lsid: lsid(), reading: head(3, Category::Apps, phone.clone()) },
            ServerFrame::InfoSample { lsid: lsid(), source: phone, at, sample: sample() },
        ],
    );
    let watch = |every_ms| ClientFrame::WatchInfo { lsid: lsid(), every_ms };
    check("client_frame_info", &[watch(Some(1_000)), watch(None)]);
}

#[test]
fn entries_about_system_information() {
    let events = [
        SessionEvent::SystemInformationRetrieved { name: "Ines".into() },
        SessionEvent::SystemInformationKept { name: "Ines".into(), number: 2 },
    ];
    let author = Author::Representative { id: RepresentativeId(7), name: "Ines".into() };
    let entry = |(number, event)| Entry {
        lsid: lsid(),
        number,
        at: Timestamp(1_000),
        author: author.clone(),
        client_id: None,
        body: Body::Event { event },
    };
    check("entry_info", &(1..).zip(events).map(entry).collect::<Vec<_>>());
}

#[test]
fn a_sample_may_leave_out_what_it_does_not_tell() {
    let said = r#"{"type":"info_sample","sample":{"charging":true}}"#;
    let expected = Sample { charging: Some(true), ..Sample::default() };
    let read: PortalClientFrame = serde_json::from_str(said).unwrap();
    assert_eq!(read, PortalClientFrame::InfoSample { sample: expected });
}

#[test]
fn what_a_later_version_tells_is_unknown_and_unknown_requests_are_refused() {
    let body: ReadingBody = serde_json::from_str(r#"{"kind":"pictures","pictures":[]}"#).unwrap();
    assert_eq!(body, ReadingBody::Unknown);
    let source: AppSource = serde_json::from_str(r#"{"kind":"rented"}"#).unwrap();
    assert_eq!(source, AppSource::Unknown);
    for request in
        [r#"{"categories":["weather"]}"#, r#"{"categories":[],"now":true}"#, r#"{"categories":null}"#]
    {
        assert!(serde_json::from_str::<ReadInfo>(request).is_err(), "{request}");
    }
    assert!(serde_json::from_str::<Source>(r#"{"kind":"client","serial":"a"}"#).is_err());
    assert!(serde_json::from_str::<InfoScope>(r#"{"location":true}"#).is_err());
}
