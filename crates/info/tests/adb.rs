//! Phones behind an adb server: what each tells, and what happens when one does not.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod fake;

use std::process::Command;
use std::time::{Duration, Instant};

use fake::{FakeServer, Manner};
use farhand_info::adb::{Counters, Fault, Phone, Server};
use farhand_protocol::Timestamp;
use farhand_protocol::info::{
    App, AppSource, Category, LogPriority, Process, ReadingBody, Sample, Unit, Value,
};

const ORBIT: &str = include_str!("phones/orbit7_android14.txt");
const GALAXY: &str = include_str!("phones/galaxy_android13.txt");
const REDMI: &str = include_str!("phones/redmi_android11.txt");
const PIXEL: &str = include_str!("phones/pixel_android15.txt");
const PLAIN: &str = include_str!("phones/plain_android8.txt");

/// A phone, and the server that it needs.
fn phone(text: &str) -> (FakeServer, Phone) {
    let server = FakeServer::start(&[("EXAMPLE", Manner::Ready, text)]);
    let phone = Server::on(server.port).phones().unwrap().remove(0);
    (server, phone)
}

fn value(body: &ReadingBody, group: &str, key: &str) -> Value {
    let ReadingBody::Properties { groups } = body else { panic!("no properties: {body:?}") };
    let found = groups.iter().find(|it| it.id == group).and_then(|group| group.value(key));
    found.unwrap_or_else(|| panic!("no {key} in {group}: {groups:?}")).clone()
}

/// Reads a category, and compares properties of its main group.
fn check(phone: &Phone, category: Category, expected: &[(&str, Value)]) {
    check_group(phone, category, "main", expected);
}

fn check_group(phone: &Phone, category: Category, group: &str, expected: &[(&str, Value)]) {
    let body = phone.read(category);
    for (key, expected) in expected {
        assert_eq!(value(&body, group, key), *expected, "{category:?} {key}");
    }
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn milli(milli: i64, unit: Unit) -> Value {
    Value::Measure { milli, unit }
}

fn flag(on: bool) -> Value {
    Value::Flag { on }
}

fn apps(phone: &Phone) -> Vec<App> {
    match phone.read(Category::Apps) {
        ReadingBody::Apps { apps, .. } => apps,
        other => panic!("no apps: {other:?}"),
    }
}

fn processes(phone: &Phone) -> Vec<Process> {
    match phone.read(Category::Processes) {
        ReadingBody::Processes { processes, .. } => processes,
        other => panic!("no processes: {other:?}"),
    }
}

#[test]
fn the_phone_of_the_mockup_tells_what_it_is() {
    let (_server, phone) = phone(ORBIT);
    let device = [
        ("maker", text("Orbit")),
        ("model", text("Orbit 7 (OB7-EU)")),
        ("name", text("Depot phone 3")),
        ("serial", text("OB7EXAMPLE01")),
        ("form", text("phone")),
        ("firmware", text("OB7BL-1.9")),
    ];
    check(&phone, Category::Device, &device);
    let system = [
        ("version", text("14")),
        ("build", text("OB7.240911.02")),
        ("kernel", text("5.15.123-android13-8-example")),
        ("android_api", Value::Count { count: 34 }),
        ("security_patch", text("2024-08-05")),
        ("time_zone", text("Europe/Amsterdam")),
        ("clock", Value::Moment { at: Timestamp(1_731_421_452_000) }),
        ("uptime", Value::Duration { ms: 356_645_120 }),
        ("booted_at", Value::Moment { at: Timestamp(1_731_064_806_880) }),
    ];
    check(&phone, Category::System, &system);
    let security = [
        ("encryption", text("by file")),
        ("screen_lock", text("on")),
        ("rooted", flag(false)),
        ("adb_enabled", flag(true)),
        ("verified_boot", text("green")),
    ];
    check(&phone, Category::Security, &security);
}

#[test]
fn the_phone_of_the_mockup_tells_how_it_does() {
    let (_server, phone) = phone(ORBIT);
    let battery = [
        ("level", milli(68_000, Unit::Percent)),
        ("charging", flag(false)),
        ("source", text("USB")),
        ("health", text("good")),
        ("temperature", milli(31_000, Unit::Celsius)),
        ("voltage", milli(3_967, Unit::Volt)),
        ("cycles", Value::Count { count: 212 }),
        ("capacity", milli(4_321_000, Unit::MilliampereHour)),
        ("saver", flag(false)),
    ];
    check(&phone, Category::Battery, &battery);
    let used = (7_864_320 - 2_516_582) * 1024;
    check(&phone, Category::Memory, &[("used", Value::bytes(used))]);
    let own = [
        ("total", Value::bytes(114_688_000 * 1024)),
        ("filesystem", text("f2fs")),
        ("removable", flag(false)),
    ];
    check_group(&phone, Category::Storage, "/data", &own);
    let card = [("removable", flag(true)), ("free", Value::bytes(49_868_032 * 1024))];
    check_group(&phone, Category::Storage, "/storage/1A2B-3C4D", &card);
    check_group(&phone, Category::Storage, "/", &[("read_only", flag(true))]);
    let processor = [
        ("model", text("Example EX8450")),
        ("cores", Value::Count { count: 2 }),
        ("frequency", milli(2_419_200_000_000, Unit::Hertz)),
    ];
    check(&phone, Category::Processor, &processor);
    let display = [
        ("width", milli(1_080_000, Unit::Pixel)),
        ("density", milli(420_000, Unit::PixelPerInch)),
        ("scale", milli(262_500, Unit::Percent)),
        ("orientation", text("portrait")),
        ("refresh", milli(60_000, Unit::Hertz)),
    ];
    check_group(&phone, Category::Display, "0", &display);
}

#[test]
fn the_phone_of_the_mockup_tells_its_network_and_where_it_was() {
    let (_server, phone) = phone(ORBIT);
    let network = [
        ("connection", text("Wi-Fi")),
        ("online", flag(true)),
        ("wifi_name", text("depot-north")),
        ("signal", milli(-58_000, Unit::Dbm)),
        ("link_speed", milli(433_000_000_000, Unit::BitPerSecond)),
        ("carrier", text("Example Mobile")),
        ("mobile_type", text("LTE")),
        ("roaming", flag(false)),
        ("metered", flag(false)),
        ("gateway", text("10.20.4.1")),
        ("dns", text("10.20.0.53, 10.20.0.54")),
        ("vpn", flag(false)),
        ("proxy", Value::NotSupported),
        ("airplane_mode", flag(false)),
    ];
    check(&phone, Category::Network, &network);
    let wlan = [("address_ipv4", text("10.20.4.117")), ("received", Value::bytes(918_273_645))];
    check_group(&phone, Category::Network, "wlan0", &wlan);
    let location = [
        ("latitude", milli(52_378, Unit::Degree)),
        ("longitude", milli(4_900, Unit::Degree)),
        ("accuracy", milli(12_500, Unit::Metre)),
        ("at", Value::Moment { at: Timestamp(1_731_064_806_880 + 356_350_500) }),
    ];
    check(&phone, Category::Location, &location);
}

#[test]
fn the_phone_of_the_mockup_tells_its_apps_processes_and_log() {
    let (_server, phone) = phone(ORBIT);
    let apps = apps(&phone);
    let sheet = &apps[0];
    assert_eq!((sheet.name.as_str(), sheet.version.as_deref()), ("org.example.timesheet", Some("8.2")));
    assert_eq!(
        (sheet.bytes, &sheet.source),
        (Some(432_013_312), &AppSource::Store { name: "Google Play".into() })
    );
    assert_eq!(sheet.updated_at, Some(Timestamp(1_730_308_320_000)), "18:12 in a zone that is an hour ahead");
    let sources: Vec<&AppSource> = apps.iter().map(|app| &app.source).collect();
    assert_eq!(
        sources[1..],
        [&AppSource::System, &AppSource::Sideloaded, &AppSource::Store { name: "F-Droid".into() }]
    );
    assert_eq!(
        (apps[2].version.as_deref(), apps[2].updated_at),
        (Some("12"), None),
        "a version that is none"
    );
    assert_eq!(apps[3].bytes, None, "a size below nothing");
    let found = processes(&phone);
    let rows: Vec<_> = found.iter().map(|it| (it.pid, it.name.as_str(), it.cpu_per_mille)).collect();
    let expected = [
        (4711, "org.example.timesheet", Some(446)),
        (1718, "system_server", Some(120)),
        (1, "init", Some(0)),
        (12, "[rcu_preempt]", Some(0)),
    ];
    assert_eq!(rows, expected);
    assert_eq!(found[0].memory_bytes, Some(412 << 20));
    let ReadingBody::Log { lines } = phone.read(Category::Log) else { panic!("it is a log") };
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[1].priority, lines[1].tag.as_str()), (LogPriority::Error, "AndroidRuntime"));
    assert_eq!(lines[1].text, "FATAL EXCEPTION: main");
    assert_eq!(lines[0].at, Some(Timestamp(1_731_421_450_123)));
}

#[test]
fn a_tablet_with_a_vpn_over_5g_that_is_held_behind_a_portal() {
    let (_server, phone) = phone(GALAXY);
    check(&phone, Category::Device, &[("form", text("tablet")), ("model", text("SM-X000"))]);
    let network = [
        ("connection", text("mobile")),
        ("captive", flag(true)),
        ("metered", flag(true)),
        ("online", flag(false)),
        ("signal", milli(-88_000, Unit::Dbm)),
        ("carrier", text("Beispielnetz")),
        ("mobile_type", text("NR")),
        ("roaming", flag(true)),
        ("vpn", flag(true)),
        ("wifi_name", Value::NotSupported),
        ("proxy", text("proxy.example.test:8080")),
        ("airplane_mode", Value::NotSupported),
    ];
    check(&phone, Category::Network, &network);
    let display = [
        ("width", milli(1_200_000, Unit::Pixel)),
        ("density", milli(240_000, Unit::PixelPerInch)),
        ("orientation", text("landscape")),
        ("refresh", milli(59_940, Unit::Hertz)),
    ];
    check_group(&phone, Category::Display, "0", &display);
    let battery = [("source", text("AC")), ("charging", flag(false)), ("cycles", Value::NotPermitted)];
    check(&phone, Category::Battery, &battery);
    check(&phone, Category::Security, &[("screen_lock", text("none"))]);
    assert_eq!(phone.read(Category::Location), ReadingBody::NotPermitted);
}

#[test]
fn a_phone_without_a_network_whose_battery_is_hot() {
    let (_server, phone) = phone(REDMI);
    check(
        &phone,
        Category::Device,
        &[("model", text("Redmi Example (M0000X0XX)")), ("name", Value::NotSupported)],
    );
    let network = [("connection", text("none")), ("online", flag(false)), ("metered", Value::NotSupported)];
    check(&phone, Category::Network, &network);
    let battery = [
        ("level", milli(7_000, Unit::Percent)),
        ("charging", flag(true)),
        ("health", text("overheated")),
        ("voltage", milli(3_621, Unit::Volt)),
        ("saver", flag(true)),
    ];
    check(&phone, Category::Battery, &battery);
    check(&phone, Category::Processor, &[("model", text("Example Technologies, Inc SM0000"))]);
    assert_eq!(apps(&phone)[1].source, AppSource::Store { name: "GetApps".into() });
    assert_eq!(processes(&phone)[0].memory_bytes, Some(102 << 20));
    check(&phone, Category::Security, &[("encryption", text("whole disk"))]);
}

#[test]
fn a_new_phone_with_a_wifi_name_that_tries_to_be_more() {
    let (_server, phone) = phone(PIXEL);
    let network = [
        ("wifi_name", text("café, BSSID: x")),
        ("link_speed", milli(1_200_000_000_000, Unit::BitPerSecond)),
        ("metered", flag(true)),
        ("vpn", flag(true)),
    ];
    check(&phone, Category::Network, &network);
    check_group(&phone, Category::Display, "0", &[("refresh", milli(120_000, Unit::Hertz))]);
    check(&phone, Category::Battery, &[("source", text("wireless"))]);
    check(&phone, Category::System, &[("language", text("en-US")), ("kernel", Value::NotSupported)]);
}

#[test]
fn an_old_phone_whose_battery_tells_nonsense() {
    let (_server, phone) = phone(PLAIN);
    let battery: Vec<_> = ["level", "charging", "health", "temperature", "voltage"]
        .into_iter()
        .map(|key| (key, Value::Unknown))
        .collect();
    check(&phone, Category::Battery, &battery);
    let network = [
        ("connection", text("Wi-Fi")),
        ("wifi_name", text("plain")),
        ("link_speed", milli(65_000_000_000, Unit::BitPerSecond)),
        ("gateway", text("192.168.77.1")),
        ("dns", text("192.168.77.1")),
    ];
    check(&phone, Category::Network, &network);
    check_group(&phone, Category::Display, "0", &[("refresh", milli(59_000, Unit::Hertz))]);
    check(&phone, Category::Security, &[("rooted", flag(true)), ("screen_lock", Value::NotSupported)]);
    let found = processes(&phone);
    assert_eq!((found[0].cpu_per_mille, found[0].memory_bytes), (Some(40), Some(128_100 << 10)));
    assert_eq!(apps(&phone)[1].source, AppSource::Store { name: "Amazon Appstore".into() });
}

#[test]
fn a_phone_that_tells_nothing_breaks_nothing() {
    let (_server, phone) = phone("");
    for category in Category::ALL {
        assert!(!matches!(phone.read(category), ReadingBody::Apps { .. } | ReadingBody::Log { .. }));
    }
    assert_eq!(phone.read(Category::Services), ReadingBody::NotSupported);
}

#[test]
fn phones_tell_values_of_the_moment_as_far_as_they_may() {
    let (_server, orbit) = phone(ORBIT);
    let mut counters = Counters::default();
    let first = orbit.sample(&mut counters).unwrap();
    let used = (7_864_320 - 2_516_582) * 1024;
    assert_eq!((first.memory_used_bytes, first.memory_bytes), (Some(used), Some(7_864_320 * 1024)));
    assert_eq!((first.battery_per_mille, first.charging), (Some(680), Some(false)));
    assert_eq!((first.cpu_per_mille, first.sent_bytes_per_s), (None, None), "it takes two looks");
    let second = orbit.sample(&mut counters).unwrap();
    assert_eq!((second.received_bytes_per_s, second.sent_bytes_per_s), (Some(0), Some(0)));
    assert_eq!((second.cpu_per_mille, second.cores_per_mille.len()), (None, 0), "its cores stand still");
    for (text, level, charging) in [
        (GALAXY, Some(1000), Some(false)),
        (REDMI, Some(70), Some(true)),
        (PIXEL, Some(910), Some(true)),
        (PLAIN, None, None),
    ] {
        let (_server, phone) = phone(text);
        let mut counters = Counters::default();
        let _first = phone.sample(&mut counters);
        let sample = phone.sample(&mut counters).unwrap();
        assert_eq!((sample.battery_per_mille, sample.charging), (level, charging));
        assert_eq!((sample.cpu_per_mille, sample.received_bytes_per_s), (None, None), "it may not tell");
    }
    let (_server, silent) = phone("");
    assert_eq!(silent.sample(&mut Counters::default()), None);
}

#[test]
fn phones_that_are_not_ready_are_left_out() {
    let phones = [("A1", Manner::Unauthorized, ""), ("B2", Manner::Ready, PLAIN), ("C3", Manner::Ready, "")];
    let server = FakeServer::start(&phones);
    let found = Server::on(server.port).phones().unwrap();
    assert_eq!(found.iter().map(Phone::serial).collect::<Vec<_>>(), ["B2", "C3"]);
    drop(server);
    assert!(matches!(Server::on(1).phones(), Err(Fault::NoServer)));
}

#[test]
fn a_phone_that_never_answers_or_never_ends_is_not_waited_for() {
    let phones = [("A1", Manner::Silent, ""), ("B2", Manner::Endless, "")];
    let server = FakeServer::start(&phones);
    let begun = Instant::now();
    for phone in Server::on(server.port).phones().unwrap() {
        assert_eq!(phone.read(Category::Memory), ReadingBody::Unknown, "{}", phone.serial());
        let sample = phone.sample(&mut Counters::default()).unwrap_or_default();
        assert_eq!(sample, Sample::default(), "{}", phone.serial());
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// The fake is checked too: Debian's own client takes it for a server.
#[test]
fn debians_own_adb_understands_the_fake() {
    let phones = [("OB7EXAMPLE01", Manner::Ready, ORBIT), ("X1", Manner::Unauthorized, "")];
    let server = FakeServer::start(&phones);
    let adb = |arguments: &[&str]| {
        let port = server.port.to_string();
        let output = Command::new("adb").args(["-P", &port]).args(arguments).output();
        let output = output.expect("adb is installed, as `cargo xtask test` does");
        String::from_utf8(output.stdout).unwrap()
    };
    let list = adb(&["devices", "-l"]);
    assert!(list.contains("OB7EXAMPLE01") && list.contains("unauthorized"), "{list}");
    let model = adb(&["-s", "OB7EXAMPLE01", "shell", "getprop | grep model"]);
    assert!(model.contains("[ro.product.model]: [OB7-EU]"), "{model}");
    let memory = adb(&["-s", "OB7EXAMPLE01", "exec-out", "cat /proc/meminfo"]);
    assert!(memory.starts_with("MemTotal:        7864320 kB"), "{memory}");
}
