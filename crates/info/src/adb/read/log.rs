//! The newest lines of `logcat`.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{LogLine, LogPriority, ReadingBody};

use super::Parts;
use crate::known::{Gap, Known};
use crate::number;

pub(super) const COMMANDS: &[&str] = &["logcat -d -t 1000 -v epoch"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let lines: Vec<LogLine> = parts.said(0)?.lines().filter_map(line).collect();
    if lines.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Log { lines }) }
}

/// As in `1700000000.123  1234  5678 I Tag     : text`. Where a buffer begins, a line says so.
fn line(text: &str) -> Option<LogLine> {
    let mut words = text.trim_start().splitn(2, char::is_whitespace);
    let at = words.next().and_then(number::milli)?;
    let rest = words.next()?.trim_start();
    let (_pid, rest) = rest.split_once(char::is_whitespace)?;
    let (_thread, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let (letter, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let priority = match letter {
        "V" | "D" => LogPriority::Debug,
        "I" => LogPriority::Info,
        "W" => LogPriority::Warning,
        "E" => LogPriority::Error,
        "F" | "A" => LogPriority::Fatal,
        _ => return None,
    };
    let (tag, text) = rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, "")))?;
    Some(LogLine { at: Some(Timestamp(at)), priority, tag: tag.trim().to_owned(), text: text.to_owned() })
}
