//! Rows of the tables. One that has no name is left out, and counted.

use std::cmp::Reverse;

use farhand_protocol::info::{
    App, AppSource, LogLine, LogPriority, Process, ReadingBody, Service, ServiceState,
};
use farhand_protocol::limits;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::text;

/// Thousandths of a core that a process can use at most.
const CPU_PER_MILLE: u64 = limits::INFO_CORES as u64 * 1000;

/// Installed apps as they are kept.
pub(super) fn apps(body: &Json) -> ReadingBody {
    let Some((mut apps, left_out)) = rows(body, "apps", app) else { return ReadingBody::Unknown };
    let left_out = shortened(&mut apps, limits::INFO_APPS, left_out);
    ReadingBody::Apps { apps, left_out }
}

/// Processes as they are kept: those that use most.
pub(super) fn processes(body: &Json) -> ReadingBody {
    let Some((mut processes, left_out)) = rows(body, "processes", process) else {
        return ReadingBody::Unknown;
    };
    if processes.len() > limits::INFO_PROCESSES {
        processes.sort_by_key(|process| Reverse((process.cpu_per_mille, process.memory_bytes)));
    }
    let left_out = shortened(&mut processes, limits::INFO_PROCESSES, left_out);
    ReadingBody::Processes { processes, left_out }
}

/// Services as they are kept.
pub(super) fn services(body: &Json) -> ReadingBody {
    let Some((mut services, left_out)) = rows(body, "services", service) else {
        return ReadingBody::Unknown;
    };
    let left_out = shortened(&mut services, limits::INFO_PROCESSES, left_out);
    ReadingBody::Services { services, left_out }
}

/// The log's lines as they are kept: the newest.
pub(super) fn log(body: &Json) -> ReadingBody {
    let Some((mut lines, _)) = rows(body, "lines", log_line) else { return ReadingBody::Unknown };
    let old = lines.len().saturating_sub(limits::INFO_LOG_LINES);
    lines.drain(..old);
    ReadingBody::Log { lines }
}

/// The rows that make sense, and how many more there are; none where there are no rows at all.
fn rows<T>(body: &Json, member: &str, row: impl Fn(&Json) -> Option<T>) -> Option<(Vec<T>, u32)> {
    let told = body[member].as_array()?;
    let rows: Vec<_> = told.iter().filter_map(row).collect();
    let dropped = u32::try_from(told.len() - rows.len()).unwrap_or(u32::MAX);
    let left_out = body["left_out"].as_u64().unwrap_or(0);
    Some((rows, u32::try_from(left_out).unwrap_or(u32::MAX).saturating_add(dropped)))
}

/// Cuts a list; answers how many more there are then.
fn shortened<T>(rows: &mut Vec<T>, most: usize, left_out: u32) -> u32 {
    let cut = rows.len().saturating_sub(most);
    rows.truncate(most);
    left_out.saturating_add(u32::try_from(cut).unwrap_or(u32::MAX))
}

fn app(row: &Json) -> Option<App> {
    let package = text::name_in(row, "package");
    Some(App {
        name: text::name_in(row, "name").or_else(|| package.clone())?,
        package,
        version: text::name_in(row, "version"),
        bytes: text::bytes_in(row, "bytes"),
        source: app_source(word(row, "source").unwrap_or(AppSource::Unknown)),
        updated_at: text::moment_in(row, "updated_at"),
    })
}

fn app_source(source: AppSource) -> AppSource {
    match source {
        AppSource::Store { name } => {
            text::name(&name).map_or(AppSource::Unknown, |name| AppSource::Store { name })
        }
        other => other,
    }
}

fn process(row: &Json) -> Option<Process> {
    let cpu = row["cpu_per_mille"].as_u64().filter(|cpu| *cpu <= CPU_PER_MILLE);
    Some(Process {
        pid: u32::try_from(row["pid"].as_u64()?).ok()?,
        name: text::name_in(row, "name")?,
        memory_bytes: text::bytes_in(row, "memory_bytes"),
        cpu_per_mille: cpu.and_then(|cpu| u32::try_from(cpu).ok()),
    })
}

fn service(row: &Json) -> Option<Service> {
    Some(Service {
        name: text::name_in(row, "name")?,
        description: row["description"].as_str().and_then(text::line),
        state: word(row, "state").unwrap_or(ServiceState::Unknown),
    })
}

fn log_line(row: &Json) -> Option<LogLine> {
    Some(LogLine {
        at: text::moment_in(row, "at"),
        priority: word(row, "priority").unwrap_or(LogPriority::Info),
        tag: text::name_in(row, "tag").unwrap_or_default(),
        text: row["text"].as_str().and_then(text::text)?,
    })
}

/// A member that is one of a few words; none where it is another.
fn word<T: DeserializeOwned>(row: &Json, member: &str) -> Option<T> {
    T::deserialize(&row[member]).ok()
}
