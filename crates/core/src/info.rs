//! Readings made fit for showing, once, where they come in: no text can hide or reorder what a reader
//! sees, no list is longer than the wire allows, no number larger than the pages hold exactly.
//!
//! A value's words, its unit and its warnings are the interface's: it knows the time zone and the
//! language.

use farhand_protocol::info::{
    App, AppSource, Group, InfoSnapshot, LogLine, Process, Property, Reading, ReadingBody, Service,
    SnapshotHead, Source, Value,
};
use farhand_protocol::limits;
use farhand_protocol::text::{for_display, for_display_line};

/// A reading that can be shown as it is.
#[must_use]
pub fn reading(mut reading: Reading) -> Reading {
    reading.head.source = source(reading.head.source);
    reading.body = body(reading.body);
    reading
}

/// A snapshot that can be shown as it is.
#[must_use]
pub fn snapshot(snapshot: InfoSnapshot) -> InfoSnapshot {
    let readings = snapshot.readings.into_iter().map(reading).collect();
    InfoSnapshot { head: snapshot_head(snapshot.head), readings }
}

pub(crate) fn snapshot_head(mut head: SnapshotHead) -> SnapshotHead {
    line(&mut head.name);
    line(&mut head.by);
    head
}

pub(crate) fn source(mut source: Source) -> Source {
    if let Source::Adb { serial } = &mut source {
        line(serial);
    }
    source
}

fn body(body: ReadingBody) -> ReadingBody {
    match body {
        ReadingBody::Properties { mut groups } => {
            groups.truncate(limits::INFO_PROPERTIES);
            groups.iter_mut().for_each(group);
            ReadingBody::Properties { groups }
        }
        ReadingBody::Apps { mut apps, left_out } => {
            let left_out = left_out.saturating_add(shorten(&mut apps, limits::INFO_APPS));
            apps.iter_mut().for_each(app);
            ReadingBody::Apps { apps, left_out }
        }
        ReadingBody::Processes { mut processes, left_out } => {
            let left_out = left_out.saturating_add(shorten(&mut processes, limits::INFO_PROCESSES));
            processes.iter_mut().for_each(process);
            ReadingBody::Processes { processes, left_out }
        }
        ReadingBody::Services { mut services, left_out } => {
            let left_out = left_out.saturating_add(shorten(&mut services, limits::INFO_PROCESSES));
            services.iter_mut().for_each(service);
            ReadingBody::Services { services, left_out }
        }
        ReadingBody::Log { mut lines } => {
            let older = lines.len().saturating_sub(limits::INFO_LOG_LINES);
            lines.drain(..older);
            lines.iter_mut().for_each(log_line);
            ReadingBody::Log { lines }
        }
        other => other,
    }
}

/// Shortens a list; says how many were left out.
fn shorten<T>(list: &mut Vec<T>, most: usize) -> u32 {
    let over = list.len().saturating_sub(most);
    list.truncate(most);
    u32::try_from(over).unwrap_or(u32::MAX)
}

fn group(group: &mut Group) {
    line(&mut group.id);
    group.label.iter_mut().for_each(line);
    group.properties.truncate(limits::INFO_PROPERTIES);
    group.properties.iter_mut().for_each(property);
}

fn property(property: &mut Property) {
    line(&mut property.key);
    property.label.iter_mut().for_each(line);
    match &mut property.value {
        Value::Text { text } => *text = for_display(text),
        Value::Count { count } if beyond(*count) => property.value = Value::Unknown,
        Value::Bytes { bytes } if beyond(*bytes) => property.value = Value::Unknown,
        Value::Measure { milli, .. } if beyond(milli.unsigned_abs()) => property.value = Value::Unknown,
        Value::Duration { ms } if beyond(ms.unsigned_abs()) => property.value = Value::Unknown,
        _ => {}
    }
}

fn app(app: &mut App) {
    line(&mut app.name);
    [&mut app.package, &mut app.version].into_iter().flatten().for_each(line);
    app.bytes = app.bytes.filter(|bytes| !beyond(*bytes));
    if let AppSource::Store { name } = &mut app.source {
        line(name);
    }
}

fn process(process: &mut Process) {
    line(&mut process.name);
    process.memory_bytes = process.memory_bytes.filter(|bytes| !beyond(*bytes));
}

fn service(service: &mut Service) {
    line(&mut service.name);
    service.description.iter_mut().for_each(line);
}

fn log_line(log_line: &mut LogLine) {
    line(&mut log_line.tag);
    log_line.text = for_display(&log_line.text);
}

fn beyond(number: u64) -> bool {
    number > Value::LARGEST.unsigned_abs()
}

fn line(text: &mut String) {
    *text = for_display_line(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_protocol::Timestamp;
    use farhand_protocol::info::{Category, ReadingHead, Unit};

    fn of(body: ReadingBody) -> Reading {
        let head = ReadingHead {
            number: 1,
            category: Category::Device,
            source: Source::Client {},
            at: Timestamp(1),
        };
        Reading { head, body }
    }

    #[test]
    fn texts_hide_nothing_and_numbers_fit() {
        let value = |value| Property { key: "k\u{202e}".into(), label: Some("a\nb".into()), value };
        let properties = vec![
            value(Value::text("x\u{0}y\nz")),
            value(Value::Count { count: u64::MAX }),
            value(Value::Measure { milli: i64::MIN, unit: Unit::Celsius }),
            value(Value::Duration { ms: 5 }),
        ];
        let group = Group { id: "main".into(), label: None, properties };
        let shown = reading(of(ReadingBody::Properties { groups: vec![group] }));
        let ReadingBody::Properties { groups } = shown.body else { panic!("properties stay properties") };
        let values: Vec<_> = groups[0].properties.iter().map(|property| property.value.clone()).collect();
        let expected =
            [Value::text("x\u{fffd}y\nz"), Value::Unknown, Value::Unknown, Value::Duration { ms: 5 }];
        assert_eq!(values, expected);
        let first = &groups[0].properties[0];
        assert_eq!((first.key.as_str(), first.label.as_deref()), ("k\u{fffd}", Some("a b")));
    }

    #[test]
    fn lists_are_bounded_and_say_what_is_left_out() {
        let process =
            |pid| Process { pid, name: "a\tb".into(), memory_bytes: Some(u64::MAX), cpu_per_mille: None };
        let processes = (0..50_000).map(process).collect();
        let shown = reading(of(ReadingBody::Processes { processes, left_out: u32::MAX - 1 }));
        let ReadingBody::Processes { processes, left_out } = shown.body else { panic!("another kind") };
        assert_eq!((processes.len(), left_out), (limits::INFO_PROCESSES, u32::MAX));
        assert_eq!((processes[0].name.as_str(), processes[0].memory_bytes), ("a b", None));
        let line = |n: i64| LogLine {
            at: Some(Timestamp(n)),
            priority: farhand_protocol::info::LogPriority::Info,
            tag: "t".into(),
            text: String::new(),
        };
        let lines = (0..1_500).map(line).collect();
        let ReadingBody::Log { lines } = reading(of(ReadingBody::Log { lines })).body else {
            panic!("another kind")
        };
        assert_eq!(
            (lines.len(), lines[0].at),
            (limits::INFO_LOG_LINES, Some(Timestamp(500))),
            "the newest stay"
        );
    }
}
