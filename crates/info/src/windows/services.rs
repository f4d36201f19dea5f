//! Services: asked through `sc`, which changes nothing here. Its words are translated; its numbers and
//! the order of its lines are not.

use std::time::Duration;

use farhand_protocol::info::{ReadingBody, Service};

use crate::child::output;
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(5);
const MOST: u64 = 4 * 1024 * 1024;

pub(super) fn read() -> Known<ReadingBody> {
    let text = output(
        "sc.exe",
        &["queryex", "type=", "service", "state=", "all", "bufsize=", "262144"],
        PATIENCE,
        MOST,
    )?;
    let services: Vec<Service> = crate::texts::sc::services(&text);
    if services.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Services { services, left_out: 0 }) }
}
