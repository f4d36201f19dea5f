//! The newest lines of the log for the system and for applications: asked through `wevtutil`.

use std::time::Duration;

use farhand_protocol::info::{LogLine, ReadingBody};

use crate::child::output;
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(4);
const MOST: u64 = 8 * 1024 * 1024;

pub(super) fn read() -> Known<ReadingBody> {
    let mut lines: Vec<LogLine> = Vec::new();
    for log in ["System", "Application"] {
        let arguments = ["query-events", log, "/count:500", "/reversedirection:true", "/format:RenderedXml"];
        lines.extend(crate::texts::events::lines(&output("wevtutil.exe", &arguments, PATIENCE, MOST)?));
    }
    lines.sort_by_key(|line| line.at);
    if lines.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Log { lines }) }
}
