//! macOS's `log show --style ndjson`: an object in each line.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{LogLine, LogPriority};
use serde_json::Value;

use crate::dates;

pub(crate) fn lines(text: &str) -> Vec<LogLine> {
    text.lines().filter_map(line).collect()
}

fn line(text: &str) -> Option<LogLine> {
    let entry: Value = serde_json::from_str(text).ok()?;
    let field = |name: &str| entry.get(name)?.as_str();
    let priority = match field("messageType") {
        Some("Fault") => LogPriority::Fatal,
        Some("Error") => LogPriority::Error,
        Some("Debug") => LogPriority::Debug,
        _ => LogPriority::Info,
    };
    let program = field("processImagePath").and_then(|path| path.rsplit('/').next());
    Some(LogLine {
        at: field("timestamp").and_then(moment),
        priority,
        tag: program.unwrap_or_default().to_owned(),
        text: field("eventMessage")?.to_owned(),
    })
}

/// As in `2024-01-31 23:59:58.123456+0100`.
fn moment(text: &str) -> Option<Timestamp> {
    let zone = text.len().checked_sub(5).filter(|at| text.is_char_boundary(*at))?;
    let (local, zone) = text.split_at(zone);
    let (seconds, part) = local.split_once('.').unwrap_or((local, "0"));
    let part = crate::number::milli(&format!("0.{part}"))?;
    Some(Timestamp(dates::utc_ms(seconds)?.checked_add(part)?.checked_sub(dates::zone_ms(zone)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_a_time_in_their_own_zone() {
        let text = r#"{"timestamp":"2024-02-01 00:59:58.123456+0100","messageType":"Error","eventMessage":"broke","processImagePath":"\/usr\/libexec\/thing"}
{"count":1,"finished":1}
nonsense"#;
        let found = lines(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].at, found[0].priority),
            (Some(Timestamp(1_706_745_598_123)), LogPriority::Error)
        );
        assert_eq!((found[0].tag.as_str(), found[0].text.as_str()), ("thing", "broke"));
        assert_eq!(moment("é"), None);
    }
}
