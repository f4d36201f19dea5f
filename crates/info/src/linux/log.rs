//! The newest lines of the system's log: the journal, else what `syslog` writes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::time::Duration;

use farhand_protocol::Timestamp;
use farhand_protocol::info::{LogLine, LogPriority, ReadingBody};
use farhand_protocol::limits::INFO_LOG_LINES;
use serde_json::Value;

use super::host::Host;
use crate::child::output;
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(6);
const MOST: u64 = 16 * 1024 * 1024;
/// Bytes at the end of a file that are read.
const TAIL: u64 = 512 * 1024;

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let lines =
        if host.has("var/log/journal") || host.has("run/log/journal") { journal() } else { Ok(Vec::new()) };
    match lines {
        Ok(lines) if !lines.is_empty() => Ok(ReadingBody::Log { lines }),
        _ => tail(host).map(|text| ReadingBody::Log { lines: syslog(&text) }),
    }
}

fn journal() -> Known<Vec<LogLine>> {
    let lines = INFO_LOG_LINES.to_string();
    let fields = "--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM";
    let text =
        output("journalctl", &["-n", &lines, "-o", "json", "-q", "--no-pager", fields], PATIENCE, MOST)?;
    Ok(text.lines().filter_map(entry).collect())
}

/// One entry of the journal, as it is exported to JSON: texts, or lists of bytes where they are none.
fn entry(line: &str) -> Option<LogLine> {
    let entry: Value = serde_json::from_str(line).ok()?;
    let field = |name: &str| text(entry.get(name)?);
    let micros = field("__REALTIME_TIMESTAMP").and_then(|text| text.parse::<i64>().ok());
    let priority = match field("PRIORITY").as_deref() {
        Some("0" | "1" | "2") => LogPriority::Fatal,
        Some("3") => LogPriority::Error,
        Some("4") => LogPriority::Warning,
        Some("7") => LogPriority::Debug,
        _ => LogPriority::Info,
    };
    Some(LogLine {
        at: micros.map(|micros| Timestamp(micros / 1000)),
        priority,
        tag: field("SYSLOG_IDENTIFIER").or_else(|| field("_COMM")).unwrap_or_default(),
        text: field("MESSAGE")?,
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(bytes) => {
            let bytes = bytes.iter().map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()));
            Some(String::from_utf8_lossy(&bytes.collect::<Option<Vec<u8>>>()?).into_owned())
        }
        _ => None,
    }
}

fn tail(host: &Host) -> Known<String> {
    let open = |path: &str| File::open(host.path(path)).map_err(Gap::from);
    let mut file = open("var/log/syslog").or_else(|gap| match gap {
        Gap::NotSupported => open("var/log/messages"),
        other => Err(other),
    })?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // The first line may begin in its middle.
    Ok(if length > TAIL {
        text.split_once('\n').map_or(String::new(), |(_, rest)| rest.to_owned())
    } else {
        text
    })
}

/// Lines as `2026-01-31T23:59:58.5+01:00 host tag[pid]: text` or `Jan 31 23:59:58 host tag: text`. The
/// short form names no year and no zone: its time stays in the text.
fn syslog(text: &str) -> Vec<LogLine> {
    let lines: Vec<LogLine> = text.lines().filter(|line| !line.is_empty()).map(syslog_line).collect();
    let older = lines.len().saturating_sub(INFO_LOG_LINES);
    lines.into_iter().skip(older).collect()
}

fn syslog_line(line: &str) -> LogLine {
    let bare =
        || LogLine { at: None, priority: LogPriority::Info, tag: String::new(), text: line.to_owned() };
    let dated = line.as_bytes().first().is_some_and(u8::is_ascii_digit);
    // Days before the tenth stand behind two spaces.
    let line = &if dated { line.to_owned() } else { line.replacen("  ", " ", 1) };
    let (mut words, skipped) = if dated { (line.splitn(4, ' '), 2) } else { (line.splitn(6, ' '), 4) };
    let (Some(tag), Some(text)) = (words.nth(skipped), words.next()) else { return bare() };
    let tag = tag.trim_end_matches(':').split('[').next().unwrap_or_default().to_owned();
    let when: Vec<&str> = line.split(' ').take(if dated { 1 } else { 3 }).collect();
    LogLine { tag, text: format!("{} {text}", when.join(" ")), ..bare() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_the_journal_are_texts_or_bytes() {
        let line =
            r#"{"__REALTIME_TIMESTAMP":"1700000000123456","PRIORITY":"3","_COMM":"app","MESSAGE":"broke"}"#;
        let found = entry(line).unwrap();
        assert_eq!((found.at, found.priority), (Some(Timestamp(1_700_000_000_123)), LogPriority::Error));
        assert_eq!((found.tag.as_str(), found.text.as_str()), ("app", "broke"));
        let bytes = entry(r#"{"MESSAGE":[255,104,105],"__REALTIME_TIMESTAMP":"-"}"#).unwrap();
        assert_eq!((bytes.text.as_str(), bytes.at), ("\u{fffd}hi", None));
        for broken in [r#"{"MESSAGE":null}"#, r#"{"MESSAGE":[300]}"#, "[]", "", "{"] {
            assert_eq!(entry(broken), None, "{broken}");
        }
    }

    #[test]
    fn lines_of_syslog_have_a_tag() {
        let text = "Jan 31 23:59:58 desk app[12]: it broke: twice\n2026-01-31T23:59:58.5+01:00 desk kernel: up now\nodd\n";
        let found = syslog(text);
        assert_eq!(
            (found[0].tag.as_str(), found[0].text.as_str()),
            ("app", "Jan 31 23:59:58 it broke: twice")
        );
        assert_eq!(found[1].tag, "kernel");
        assert_eq!(found[2].text, "odd");
    }
}
