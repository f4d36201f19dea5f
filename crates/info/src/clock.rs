//! The device's own clock.

use std::time::{SystemTime, UNIX_EPOCH};

use farhand_protocol::Timestamp;

/// What it shows; none where it is set before 1970.
pub(crate) fn now() -> Option<Timestamp> {
    at(SystemTime::now())
}

/// A moment of the system.
pub(crate) fn at(moment: SystemTime) -> Option<Timestamp> {
    let since = moment.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(Timestamp)
}
