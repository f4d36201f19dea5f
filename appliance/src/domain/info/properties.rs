//! Properties in groups.

use std::collections::HashSet;

use farhand_protocol::info::{Group, Property, ReadingBody, Value};
use farhand_protocol::limits;
use serde_json::Value as Json;

use super::text;

/// Properties as they are kept; unknown where there are no groups at all.
pub(super) fn properties(body: &Json) -> ReadingBody {
    let Some(groups) = body["groups"].as_array() else { return ReadingBody::Unknown };
    let mut seen = HashSet::new();
    let groups = groups.iter().filter_map(group).filter(|group| seen.insert(group.id.clone()));
    ReadingBody::Properties { groups: groups.take(limits::INFO_PROPERTIES).collect() }
}

/// A group; none without an identifier.
fn group(group: &Json) -> Option<Group> {
    let mut seen = HashSet::new();
    let properties = group["properties"].as_array().map_or(&[][..], Vec::as_slice);
    let properties = properties.iter().filter_map(property).filter(|one| seen.insert(one.key.clone()));
    Some(Group {
        id: text::name_in(group, "id")?,
        label: text::name_in(group, "label"),
        properties: properties.take(limits::INFO_PROPERTIES).collect(),
    })
}

/// A property; none where its key is not one.
fn property(property: &Json) -> Option<Property> {
    let key = property["key"].as_str().filter(|key| text::is_key(key))?;
    let told = serde_json::from_value(property["value"].clone()).unwrap_or(Value::Unknown);
    Some(Property { key: key.to_owned(), label: text::name_in(property, "label"), value: value(told) })
}

/// A value within its limits.
fn value(told: Value) -> Value {
    let fits = |number: u64| number <= Value::LARGEST.unsigned_abs();
    match told {
        Value::Text { text } => text::text(&text).map_or(Value::Unknown, Value::text),
        Value::Count { count } if !fits(count) => Value::Unknown,
        Value::Bytes { bytes } => Value::bytes(bytes),
        Value::Measure { milli, unit } => Value::measure(milli, unit),
        Value::Duration { ms } if !fits(ms.unsigned_abs()) => Value::Unknown,
        Value::Moment { at } => text::moment(at).map_or(Value::Unknown, |at| Value::Moment { at }),
        told => told,
    }
}
