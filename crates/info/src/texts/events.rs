//! Windows' `wevtutil … /format:RenderedXml`: one `Event` element after the other.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{LogLine, LogPriority};

use crate::dates;

pub(crate) fn lines(text: &str) -> Vec<LogLine> {
    text.split("<Event ").skip(1).filter_map(line).collect()
}

fn line(event: &str) -> Option<LogLine> {
    let inside = |start: &str, end: &str| Some(event.split_once(start)?.1.split_once(end)?.0);
    // XML may be quoted either way.
    let attribute = |start: &str| {
        let rest = event.split_once(start)?.1;
        let quote = rest.chars().next().filter(|c| ['\'', '"'].contains(c))?;
        rest[1..].split_once(quote).map(|(value, _)| value)
    };
    let priority = match inside("<Level>", "<") {
        Some("1") => LogPriority::Fatal,
        Some("2") => LogPriority::Error,
        Some("3") => LogPriority::Warning,
        Some("5") => LogPriority::Debug,
        _ => LogPriority::Info,
    };
    let message = inside("<Message>", "</Message>").map(plain);
    let id = || {
        inside("<EventID", "</EventID>").and_then(|it| it.rsplit('>').next()).map(|id| format!("Event {id}"))
    };
    Some(LogLine {
        at: attribute("TimeCreated SystemTime=").and_then(moment),
        priority,
        tag: plain(attribute("Provider Name=")?),
        text: message.filter(|text| !text.is_empty()).or_else(id)?,
    })
}

/// As in `2024-01-31T23:59:58.1234567Z`.
fn moment(text: &str) -> Option<Timestamp> {
    let (seconds, part) =
        text.trim_end_matches('Z').split_once('.').unwrap_or((text.trim_end_matches('Z'), "0"));
    let part = crate::number::milli(&format!("0.{part}"))?;
    Some(Timestamp(dates::utc_ms(seconds)?.checked_add(part)?))
}

fn plain(text: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#xD;", ""), ("&#xA;", "\n")];
    let text = entities.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain));
    text.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_a_time_a_source_and_words() {
        let text = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Service Control Manager' Guid='{0}'/><EventID Qualifiers='49152'>7034</EventID><Level>2</Level><TimeCreated SystemTime='2024-01-31T23:59:58.1234567Z'/></System><RenderingInfo Culture='en-US'><Message>It &lt;broke&gt; &amp; ended.</Message></RenderingInfo></Event><Event a='b'><System><Provider Name=\"X\"/><EventID>41</EventID><Level>1</Level></System></Event><Event x='y'>";
        let found = lines(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].priority, found[0].at),
            (LogPriority::Error, Some(Timestamp(1_706_745_598_123)))
        );
        assert_eq!(
            (found[0].tag.as_str(), found[0].text.as_str()),
            ("Service Control Manager", "It <broke> & ended.")
        );
        assert_eq!((found[1].text.as_str(), found[1].at), ("Event 41", None));
    }
}
