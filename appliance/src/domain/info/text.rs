//! Texts of devices: what hides or reorders is made visible, and what is too long is cut.

use farhand_protocol::text::{for_display, for_display_line};
use farhand_protocol::{Timestamp, limits};
use serde_json::Value as Json;

/// Milliseconds from 1970 that calendars still know (ECMA-262, section 21.4.1.1), either way.
const LATEST: i64 = 8_640_000_000_000_000;

/// A text of several lines; none where nothing is left of it.
pub(super) fn text(text: &str) -> Option<String> {
    cut(&for_display(text), limits::INFO_TEXT)
}

/// A name on one line; none where nothing is left of it.
pub(super) fn name(text: &str) -> Option<String> {
    cut(&for_display_line(text), limits::INFO_NAME)
}

/// A line that may be longer than a name.
pub(super) fn line(text: &str) -> Option<String> {
    cut(&for_display_line(text), limits::INFO_TEXT)
}

/// A member that is a name.
pub(super) fn name_in(row: &Json, member: &str) -> Option<String> {
    name(row[member].as_str()?)
}

/// A member that is a size; none where it makes no sense.
pub(super) fn bytes_in(row: &Json, member: &str) -> Option<u64> {
    row[member].as_u64().filter(|bytes| *bytes <= farhand_protocol::info::Value::LARGEST.unsigned_abs())
}

/// A member that is a moment; none where it makes no sense.
pub(super) fn moment_in(row: &Json, member: &str) -> Option<Timestamp> {
    moment(Timestamp(row[member].as_i64()?))
}

/// A moment that calendars know.
pub(super) fn moment(at: Timestamp) -> Option<Timestamp> {
    (at.0.unsigned_abs() <= LATEST.unsigned_abs()).then_some(at)
}

/// Whether it is a property's key.
pub(super) fn is_key(key: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=limits::INFO_KEY).contains(&key.len()) && key.bytes().all(letter)
}

fn cut(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    if text.chars().count() <= most {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    Some(text.chars().take(most - 1).chain(['…']).collect())
}
