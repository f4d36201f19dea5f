//! Properties, written one below the other. What makes no sense is unknown from the start.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{Group, Property, ReadingBody, Unit, Value};
use farhand_protocol::limits::{INFO_NAME, INFO_TEXT};
use farhand_protocol::text::for_display_line;

use crate::known::{Gap, Told};

/// See the module's comment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet(Vec<Property>);

impl Sheet {
    pub fn new() -> Self {
        Self::default()
    }

    /// A property with any value.
    pub fn put(mut self, key: &str, value: Value) -> Self {
        self.0.push(Property::new(key, value));
        self
    }

    /// Names the last property for people: one that consoles have no words for.
    pub fn label(mut self, label: &str) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.label = Some(label.to_owned());
        }
        self
    }

    /// A text. An empty one is unknown.
    pub fn text<T: AsRef<str>>(self, key: &str, text: impl Told<T>) -> Self {
        self.put(key, text_value(text))
    }

    pub fn flag(self, key: &str, on: impl Told<bool>) -> Self {
        self.put(key, on.told().map_or_else(Value::from, |on| Value::Flag { on }))
    }

    pub fn count(self, key: &str, count: impl Told<u64>) -> Self {
        let fits = |count: &u64| *count <= Value::LARGEST.unsigned_abs();
        let count = count.told().and_then(|count| Some(count).filter(fits).ok_or(Gap::Unknown));
        self.put(key, count.map_or_else(Value::from, |count| Value::Count { count }))
    }

    pub fn bytes(self, key: &str, bytes: impl Told<u64>) -> Self {
        self.put(key, bytes.told().map_or_else(Value::from, Value::bytes))
    }

    /// So many thousandths of a unit.
    pub fn measure(self, key: &str, milli: impl Told<i64>, unit: Unit) -> Self {
        self.put(key, milli.told().map_or_else(Value::from, |milli| Value::measure(milli, unit)))
    }

    /// So many of a unit.
    pub fn whole(self, key: &str, number: impl Told<i64>, unit: Unit) -> Self {
        let milli = number.told().and_then(|number| number.checked_mul(1000).ok_or(Gap::Unknown));
        self.measure(key, milli, unit)
    }

    /// A part of a whole.
    pub fn percent(self, key: &str, per_mille: impl Told<u32>) -> Self {
        self.measure(key, per_mille.told().map(|per_mille| i64::from(per_mille) * 100), Unit::Percent)
    }

    pub fn duration(self, key: &str, ms: impl Told<i64>) -> Self {
        let fits = |ms: &i64| ms.unsigned_abs() <= Value::LARGEST.unsigned_abs();
        let ms = ms.told().and_then(|ms| Some(ms).filter(fits).ok_or(Gap::Unknown));
        self.put(key, ms.map_or_else(Value::from, |ms| Value::Duration { ms }))
    }

    pub fn moment(self, key: &str, at: impl Told<Timestamp>) -> Self {
        self.put(key, at.told().map_or_else(Value::from, |at| Value::Moment { at }))
    }

    /// All of it as the group for the whole of a category.
    pub fn main(self) -> Group {
        Group::main(self.0)
    }

    /// All of it as a group of its own.
    pub fn group(self, id: &str, label: Option<&str>) -> Group {
        Group { id: line(id, INFO_NAME), label: label.map(|text| line(text, INFO_NAME)), properties: self.0 }
    }

    /// All of it as a reading.
    pub fn body(self) -> ReadingBody {
        ReadingBody::Properties { groups: vec![self.main()] }
    }
}

fn text_value<T: AsRef<str>>(text: impl Told<T>) -> Value {
    match text.told() {
        Ok(text) if text.as_ref().trim().is_empty() => Value::Unknown,
        Ok(text) => Value::text(line(text.as_ref().trim(), INFO_TEXT)),
        Err(gap) => gap.into(),
    }
}

/// One line that cannot do harm, of at most so many characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    // Cut first, so that an endless text costs nothing.
    let cut: String = text.chars().take(most).collect();
    for_display_line(&cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_unknown() {
        let group = Sheet::new()
            .text("empty", Some("  "))
            .text("long", Some("x\u{202e}".repeat(2000)))
            .bytes("huge", Some(u64::MAX))
            .count("many", Some(u64::MAX))
            .whole("far", Some(i64::MAX), Unit::Metre)
            .duration("ever", Some(i64::MIN))
            .text("hidden", Err::<&str, _>(Gap::NotPermitted))
            .flag("none", Err(Gap::NotSupported))
            .main();
        for key in ["empty", "huge", "many", "far", "ever"] {
            assert_eq!(group.value(key), Some(&Value::Unknown), "{key}");
        }
        assert_eq!(group.value("hidden"), Some(&Value::NotPermitted));
        assert_eq!(group.value("none"), Some(&Value::NotSupported));
        let Some(Value::Text { text }) = group.value("long") else { panic!("it is a text") };
        assert!(text.chars().count() == INFO_TEXT && !text.contains('\u{202e}'));
    }
}
