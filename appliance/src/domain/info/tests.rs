//! Bad input: nonsense, floods, texts that hide, numbers that cannot be.

use farhand_protocol::info::{AppSource, Group, LogPriority, Property, Sample, ServiceState, Unit, Value};
use farhand_protocol::{Timestamp, limits, text as shown};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// What is kept of one property with this value.
fn value(told: &Json) -> Value {
    let property = json!({"key": "level", "value": told});
    let body = json!({"kind": "properties", "groups": [{"id": "main", "properties": [property]}]});
    let ReadingBody::Properties { groups } = reading(Category::Battery, &body).unwrap() else {
        panic!("not properties")
    };
    groups[0].properties[0].value.clone()
}

#[test]
fn values_that_make_no_sense_are_unknown() {
    let unit = "percent";
    for told in [
        json!(null),
        json!(5),
        json!({"kind": "count", "count": -1}),
        json!({"kind": "count", "count": 1.5}),
        json!({"kind": "count", "count": u64::MAX}),
        json!({"kind": "bytes", "bytes": (1_u64 << 53) + 1}),
        json!({"kind": "bytes", "bytes": "many"}),
        json!({"kind": "measure", "milli": i64::MIN, "unit": unit}),
        json!({"kind": "measure", "milli": 1, "unit": "furlong"}),
        json!({"kind": "duration", "ms": i64::MAX}),
        json!({"kind": "moment", "at": i64::MAX}),
        json!({"kind": "moment", "at": -8_640_000_000_000_001_i64}),
        json!({"kind": "text", "text": ""}),
        json!({"kind": "text", "text": " \n "}),
        json!({"kind": "text", "text": ["a"]}),
        json!({"kind": "flag", "on": "yes"}),
        json!({"kind": "spell", "cast": true}),
    ] {
        assert_eq!(value(&told), Value::Unknown, "{told}");
    }
    assert_eq!(value(&json!({"kind": "count", "count": 0})), Value::Count { count: 0 });
    assert_eq!(value(&json!({"kind": "not_permitted"})), Value::NotPermitted);
    let negative = Value::Measure { milli: -71_500, unit: Unit::Dbm };
    assert_eq!(value(&json!({"kind": "measure", "milli": -71_500, "unit": "dbm"})), negative);
    assert_eq!(value(&json!({"kind": "duration", "ms": -90_000})), Value::Duration { ms: -90_000 });
}

#[test]
fn texts_are_cut_and_what_hides_is_made_visible_and_markup_stays_text() {
    let text = |told: &str| value(&json!({"kind": "text", "text": told}));
    assert_eq!(text("<b onclick=x>&amp;</b>"), Value::text("<b onclick=x>&amp;</b>"));
    assert_eq!(text("a\u{202e}b\u{7}c\r"), Value::text("a\u{fffd}b\u{fffd}c\u{fffd}"));
    let Value::Text { text: long } = text(&"é".repeat(5_000)) else { panic!("not a text") };
    assert_eq!((long.chars().count(), long.ends_with('…')), (limits::INFO_TEXT, true));
}

#[test]
fn keys_groups_and_properties_are_what_they_should_be() {
    let property = |key: &str| json!({"key": key, "label": "x\ny", "value": {"kind": "flag", "on": true}});
    let keys =
        ["level", "a_1", "", "Level", "a-b", "é", "__proto__", "level", &"k".repeat(65), &"k".repeat(64)];
    let properties: Vec<_> = keys.iter().map(|key| property(key)).collect();
    let groups = json!([
        {"id": "/", "label": "Root\u{202e}", "properties": properties},
        {"id": "/", "properties": []},
        {"id": "", "properties": []},
        {"id": 7},
        "nothing",
        {"id": "sda"},
    ]);
    let body = json!({"kind": "properties", "groups": groups});
    let ReadingBody::Properties { groups } = reading(Category::Storage, &body).unwrap() else {
        panic!("not properties")
    };
    let kept: Vec<_> = groups[0].properties.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(kept, ["level", "a_1", "__proto__", &"k".repeat(64)]);
    assert_eq!(groups[0].properties[0].label.as_deref(), Some("x y"));
    assert_eq!(groups[0].label.as_deref(), Some("Root\u{fffd}"));
    assert_eq!(groups.iter().map(|group| group.id.as_str()).collect::<Vec<_>>(), ["/", "sda"]);

    let many: Vec<_> = (0..1_000).map(|n| property(&format!("k{n}"))).collect();
    let group =
        |n: u32| json!({"id": n.to_string(), "properties": if n == 0 { many.clone() } else { vec![] }});
    let body = json!({"kind": "properties", "groups": (0..1_000).map(group).collect::<Vec<_>>()});
    let ReadingBody::Properties { groups } = reading(Category::Network, &body).unwrap() else {
        panic!("not properties")
    };
    assert_eq!((groups.len(), groups[0].properties.len()), (256, 256));
}

#[test]
fn a_body_that_is_no_body_is_unknown_and_one_of_another_kind_is_refused() {
    for told in [
        json!(null),
        json!([]),
        json!("properties"),
        json!({"kind": "properties"}),
        json!({"kind": "properties", "groups": {}}),
        json!({"kind": "pictures", "pictures": []}),
    ] {
        assert_eq!(reading(Category::Battery, &told), Ok(ReadingBody::Unknown), "{told}");
    }
    assert_eq!(reading(Category::Apps, &json!({"kind": "apps", "apps": 5})), Ok(ReadingBody::Unknown));
    let properties = json!({"kind": "properties", "groups": []});
    let apps = json!({"kind": "apps", "apps": [], "left_out": 0});
    for (category, told) in
        [(Category::Apps, &properties), (Category::Log, &properties), (Category::Battery, &apps)]
    {
        assert!(matches!(reading(category, told), Err(Refusal::InvalidField(_))), "{category:?} {told}");
    }
    assert_eq!(reading(Category::Apps, &json!({"kind": "not_permitted"})), Ok(ReadingBody::NotPermitted));
}

#[test]
fn of_fifty_thousand_processes_those_that_use_most_are_kept() {
    let process = |n: u64| json!({"pid": n, "name": format!("p{n}"), "memory_bytes": n});
    let mut told: Vec<_> = (0..50_000).map(process).collect();
    told[7] = json!({"pid": 7, "name": "busy\u{1b}[31m", "cpu_per_mille": 990, "memory_bytes": -5});
    told[8] = json!({"pid": -8, "name": "negative"});
    told[9] = json!({"pid": 9, "name": "\u{0}".repeat(2), "cpu_per_mille": u32::MAX});
    let body = json!({"kind": "processes", "processes": told, "left_out": 5});
    let ReadingBody::Processes { processes, left_out } = reading(Category::Processes, &body).unwrap() else {
        panic!("not processes")
    };
    assert_eq!((processes.len(), left_out), (2_000, 48_005));
    assert_eq!((processes[0].pid, processes[0].name.as_str()), (7, "busy\u{fffd}[31m"));
    assert_eq!((processes[0].cpu_per_mille, processes[0].memory_bytes), (Some(990), None));
    assert_eq!(processes[1].pid, 49_999);
}

#[test]
fn apps_services_and_the_log_are_bounded_and_lenient() {
    let app = |n: u32| json!({"name": format!("App {n}"), "source": {"kind": "system"}});
    let mut told: Vec<_> = (0..7_000).map(app).collect();
    told[0] = json!({"package": "org.example.reader", "bytes": u64::MAX, "version": "n".repeat(500),
                     "source": {"kind": "store", "name": ""}, "updated_at": "yesterday"});
    told[1] = json!({"name": 5});
    let body = json!({"kind": "apps", "apps": told, "left_out": u64::MAX});
    let ReadingBody::Apps { apps, left_out } = reading(Category::Apps, &body).unwrap() else {
        panic!("not apps")
    };
    assert_eq!((apps.len(), left_out), (5_000, u32::MAX));
    assert_eq!((apps[0].name.as_str(), &apps[0].source), ("org.example.reader", &AppSource::Unknown));
    assert_eq!((apps[0].bytes, apps[0].updated_at), (None, None));
    assert_eq!(apps[0].version.as_ref().map(|version| version.chars().count()), Some(limits::INFO_NAME));
    assert_eq!(apps[1].name, "App 2");

    let told = json!([{"name": "cups", "state": "exploded"}, {"state": "running"}]);
    let body = json!({"kind": "services", "services": told});
    let ReadingBody::Services { services, left_out } = reading(Category::Services, &body).unwrap() else {
        panic!("not services")
    };
    assert_eq!((services.len(), services[0].state, left_out), (1, ServiceState::Unknown, 1));

    let line = |n: i64| json!({"at": n, "priority": "error", "tag": "", "text": format!("line {n}")});
    let mut told: Vec<_> = (0..3_000).map(line).collect();
    told[2_999] = json!({"at": i64::MAX, "priority": 9, "text": "last\u{2028}<script>"});
    let body = json!({"kind": "log", "lines": told});
    let ReadingBody::Log { lines } = reading(Category::Log, &body).unwrap() else { panic!("not a log") };
    assert_eq!((lines.len(), lines[0].at), (1_000, Some(Timestamp(2_000))));
    let last = lines.last().unwrap();
    assert_eq!(
        (last.at, last.priority, last.text.as_str()),
        (None, LogPriority::Info, "last\u{2028}<script>")
    );
}

#[test]
fn each_teller_has_its_own_sources() {
    let phone = |serial: &str| Source::Adb { serial: serial.to_owned() };
    let refused = |teller, told| matches!(source(teller, told), Err(Refusal::InvalidField(_)));
    assert_eq!(source(Teller::Page, Source::Browser {}), Ok(Source::Browser {}));
    assert_eq!(source(Teller::Client, Source::Client {}), Ok(Source::Client {}));
    assert_eq!(source(Teller::Client, phone("R5\n8\u{202e}N")), Ok(phone("R5 8\u{fffd}N")));
    assert!(refused(Teller::Page, Source::Client {}) && refused(Teller::Page, phone("a")));
    assert!(refused(Teller::Client, Source::Browser {}) && refused(Teller::Client, phone(" ")));
    let Ok(Source::Adb { serial }) = source(Teller::Client, phone(&"9".repeat(999))) else {
        panic!("refused")
    };
    assert_eq!(serial.chars().count(), limits::INFO_NAME);
}

#[test]
fn a_sample_keeps_what_can_be() {
    let told = Sample {
        cpu_per_mille: Some(1_001),
        cores_per_mille: vec![u32::MAX; 1_000],
        memory_used_bytes: Some(u64::MAX),
        memory_bytes: Some(5),
        latency_ms: Some(u32::MAX),
        battery_per_mille: Some(1_000),
        charging: Some(false),
        ..Sample::default()
    };
    let expected = Sample {
        cores_per_mille: vec![1_000; limits::INFO_CORES],
        memory_bytes: Some(5),
        battery_per_mille: Some(1_000),
        charging: Some(false),
        ..Sample::default()
    };
    assert_eq!(sample(told), expected);
}

#[test]
fn a_source_that_floods_is_heard_at_its_pace_and_each_by_itself() {
    use std::time::{Duration, Instant};
    let (start, phone) = (Instant::now(), |n: u32| Source::Adb { serial: n.to_string() });
    let mut pace = Pace::default();
    let heard = (0..1_000).filter(|ms| pace.admits(&Source::Client {}, start + Duration::from_millis(*ms)));
    assert_eq!(heard.collect::<Vec<_>>(), [0, 250, 500, 750]);
    let phones = (0..1_000).filter(|n| pace.admits(&phone(*n), start + Duration::from_secs(1))).count();
    assert_eq!(phones, limits::INFO_PHONES, "the computer and so many phones");
    assert!(pace.admits(&phone(999), start + Duration::from_secs(120)), "those that are gone make room");
}

/// Anything that is JSON, more often than not in the shape of a reading.
fn anything() -> impl Strategy<Value = Json> {
    let word = prop::sample::select(vec![
        "kind",
        "properties",
        "groups",
        "id",
        "key",
        "value",
        "text",
        "apps",
        "processes",
        "services",
        "log",
        "lines",
        "name",
        "pid",
        "left_out",
        "measure",
        "milli",
        "unit",
        "bytes",
        "count",
        "moment",
        "at",
        "flag",
    ]);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        word.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        let member = (word.clone(), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..8).prop_map(Json::from),
            prop::collection::vec(member, 0..8)
                .prop_map(|all| all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// A body of properties around anything.
fn properties_of_anything() -> impl Strategy<Value = Json> {
    prop::collection::vec((any::<String>(), "[a-z_]{0,70}", anything()), 0..6).prop_map(|all| {
        let groups: Vec<_> = all
            .into_iter()
            .map(|(id, key, value)| json!({"id": id, "label": id, "properties": [{"key": key, "value": value}]}))
            .collect();
        json!({"kind": "properties", "groups": groups})
    })
}

/// Whether a text may be kept.
fn is_sound(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && !text.chars().any(shown::neutralised)
}

fn check_group(group: &Group) {
    assert!(is_sound(&group.id, limits::INFO_NAME), "{group:?}");
    assert!(group.label.as_ref().is_none_or(|label| is_sound(label, limits::INFO_NAME)), "{group:?}");
    for Property { key, value, .. } in &group.properties {
        assert!(super::text::is_key(key), "{key}");
        assert!(!matches!(value, Value::Text { text } if !is_sound(text, limits::INFO_TEXT)), "{value:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_told_is_kept_soundly_or_refused(
        body in prop_oneof![anything(), properties_of_anything()],
        category in prop::sample::select(Category::ALL.to_vec()),
    ) {
        let Ok(kept) = reading(category, &body) else { return Ok(()) };
        let again = serde_json::to_value(&kept).unwrap();
        prop_assert_eq!(reading(category, &again), Ok(kept.clone()), "what is kept needs no more care");
        if let ReadingBody::Properties { groups } = &kept {
            groups.iter().for_each(check_group);
        }
    }
}
