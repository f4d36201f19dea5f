//! Cuts readings to what the contract allows.

use std::cmp::Reverse;

use farhand_protocol::info::{App, AppSource, Group, LogLine, Process, ReadingBody, Service, Value};
use farhand_protocol::limits::{
    INFO_APPS, INFO_KEY, INFO_LOG_LINES, INFO_NAME, INFO_PROCESSES, INFO_PROPERTIES, INFO_READING_BYTES,
    INFO_TEXT,
};
use farhand_protocol::text::for_display;

use crate::sheet::line;

/// Room for what surrounds a reading.
const ENVELOPE: usize = 4 * 1024;

/// The same, no longer than the contract allows. Of tables, what matters least is left out: apps of the
/// system, processes that use little, old lines.
#[must_use]
pub fn bounded(mut body: ReadingBody) -> ReadingBody {
    shorten(&mut body);
    loop {
        let length = serde_json::to_vec(&body).map_or(0, |json| json.len());
        if length <= INFO_READING_BYTES - ENVELOPE || !halve(&mut body) {
            return body;
        }
    }
}

fn shorten(body: &mut ReadingBody) {
    match body {
        ReadingBody::Properties { groups } => {
            groups.truncate(INFO_PROPERTIES);
            groups.iter_mut().for_each(shorten_group);
        }
        ReadingBody::Apps { apps, left_out } => {
            apps.sort_by_key(|app| app.source == AppSource::System);
            cut(apps, INFO_APPS, left_out);
            apps.iter_mut().for_each(shorten_app);
        }
        ReadingBody::Processes { processes, left_out } => {
            processes.sort_by_key(|it: &Process| Reverse((it.cpu_per_mille, it.memory_bytes)));
            cut(processes, INFO_PROCESSES, left_out);
            processes.iter_mut().for_each(|process| process.name = line(&process.name, INFO_NAME));
        }
        ReadingBody::Services { services, left_out } => {
            cut(services, INFO_PROCESSES, left_out);
            services.iter_mut().for_each(shorten_service);
        }
        ReadingBody::Log { lines } => {
            lines.drain(..lines.len().saturating_sub(INFO_LOG_LINES));
            lines.iter_mut().for_each(shorten_line);
        }
        ReadingBody::NotPermitted | ReadingBody::NotSupported | ReadingBody::Unknown => {}
    }
}

fn cut<T>(rows: &mut Vec<T>, most: usize, left_out: &mut u32) {
    let more = rows.len().saturating_sub(most);
    *left_out = left_out.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
    rows.truncate(most);
}

fn shorten_group(group: &mut Group) {
    group.id = line(&group.id, INFO_NAME);
    group.label = group.label.take().map(|label| line(&label, INFO_NAME));
    group.properties.truncate(INFO_PROPERTIES);
    for property in &mut group.properties {
        property.key = line(&property.key, INFO_KEY);
        property.label = property.label.take().map(|label| line(&label, INFO_NAME));
        if let Value::Text { text } = &mut property.value {
            *text = line(text, INFO_TEXT);
        }
    }
}

fn shorten_app(app: &mut App) {
    let short = |text: Option<String>| text.map(|text| line(&text, INFO_NAME));
    app.name = line(&app.name, INFO_NAME);
    app.package = short(app.package.take());
    app.version = short(app.version.take());
    app.bytes = app.bytes.filter(|bytes| Value::bytes(*bytes).is_known());
    if let AppSource::Store { name } = &mut app.source {
        *name = line(name, INFO_NAME);
    }
}

fn shorten_service(service: &mut Service) {
    service.name = line(&service.name, INFO_NAME);
    service.description = service.description.take().map(|text| line(&text, INFO_TEXT));
}

fn shorten_line(it: &mut LogLine) {
    it.tag = line(&it.tag, INFO_NAME);
    let text: String = it.text.chars().take(INFO_TEXT).collect();
    it.text = for_display(&text);
}

/// Leaves out half of the rows; whether there were any.
fn halve(body: &mut ReadingBody) -> bool {
    fn half<T>(rows: &mut Vec<T>, left_out: &mut u32) -> bool {
        let most = rows.len() / 2;
        let there = !rows.is_empty();
        cut(rows, most, left_out);
        there
    }
    match body {
        ReadingBody::Properties { groups } => half(groups, &mut 0),
        ReadingBody::Apps { apps, left_out } => half(apps, left_out),
        ReadingBody::Processes { processes, left_out } => half(processes, left_out),
        ReadingBody::Services { services, left_out } => half(services, left_out),
        ReadingBody::Log { lines } => {
            let older = lines.len().div_ceil(2);
            lines.drain(..older);
            older > 0
        }
        ReadingBody::NotPermitted | ReadingBody::NotSupported | ReadingBody::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use farhand_protocol::info::{LogPriority, ServiceState};

    use super::*;

    fn length(body: &ReadingBody) -> usize {
        serde_json::to_vec(body).unwrap().len()
    }

    #[test]
    fn fifty_thousand_processes_leave_those_that_use_most() {
        let process = |pid: u32| Process {
            pid,
            name: "\u{1}".repeat(500),
            memory_bytes: Some(u64::from(pid)),
            cpu_per_mille: None,
        };
        let body = ReadingBody::Processes { processes: (0..50_000).map(process).collect(), left_out: 0 };
        let ReadingBody::Processes { processes, left_out } = bounded(body) else { panic!("the same kind") };
        assert_eq!((processes.len(), left_out), (2_000, 48_000));
        assert_eq!((processes[0].pid, processes[1_999].pid), (49_999, 48_000));
        assert_eq!(processes[0].name, "\u{fffd}".repeat(INFO_NAME));
    }

    #[test]
    fn apps_of_the_system_are_left_out_first_and_the_reading_fits() {
        let app = |at: usize| App {
            name: "名".repeat(400),
            package: Some("p".repeat(400)),
            version: Some("\u{202e}".repeat(400)),
            bytes: Some(u64::MAX),
            source: if at < 4_000 { AppSource::System } else { AppSource::Sideloaded },
            updated_at: None,
        };
        let body = bounded(ReadingBody::Apps { apps: (0..9_000).map(app).collect(), left_out: 3 });
        assert!(length(&body) <= INFO_READING_BYTES);
        let ReadingBody::Apps { apps, left_out } = body else { panic!("the same kind") };
        assert_eq!(apps.len() + left_out as usize, 9_003);
        assert!(apps.iter().all(|app| app.source == AppSource::Sideloaded && app.bytes.is_none()));
    }

    #[test]
    fn of_a_log_the_newest_lines_stay() {
        let it = |at: usize| LogLine {
            at: None,
            priority: LogPriority::Info,
            tag: at.to_string(),
            text: "𝒳".repeat(5_000),
        };
        let body = bounded(ReadingBody::Log { lines: (0..3_000).map(it).collect() });
        assert!(length(&body) <= INFO_READING_BYTES);
        let ReadingBody::Log { lines } = body else { panic!("the same kind") };
        assert_eq!(lines.last().unwrap().tag, "2999");
        assert!(lines.len() <= 1_000 && lines.iter().all(|it| it.text.chars().count() == INFO_TEXT));
    }

    #[test]
    fn services_and_groups_are_cut_too() {
        let name = "n".repeat(1_000);
        let service = Service { name: name.clone(), description: None, state: ServiceState::Unknown };
        let body = bounded(ReadingBody::Services { services: vec![service; 5_000], left_out: 0 });
        assert!(
            matches!(&body, ReadingBody::Services { left_out: 3_000, services } if services.len() == 2_000)
        );
        let group = Group { id: name.clone(), label: Some(name), properties: Vec::new() };
        let ReadingBody::Properties { groups } =
            bounded(ReadingBody::Properties { groups: vec![group; 999] })
        else {
            panic!("the same kind")
        };
        assert_eq!((groups.len(), groups[0].id.len()), (INFO_PROPERTIES, INFO_NAME));
    }
}
