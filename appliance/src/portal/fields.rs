//! The fields of the page before the start: what was typed and what is wrong with it.

use std::borrow::Cow;

use farhand_protocol::limits::{CUSTOMER_DETAILS_BYTES, CUSTOMER_FIELD};

/// Words beside a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The element's id, which the field refers to.
    pub id: &'static str,
    /// What is wrong and what to do.
    pub words: Cow<'static, str>,
}

impl Wrong {
    /// Words beside the field that refers to `id`.
    pub fn new(id: &'static str, words: impl Into<Cow<'static, str>>) -> Self {
        Self { id, words: words.into() }
    }
}

/// A field as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Option<Wrong>,
}

impl Field {
    fn of(typed: Option<&str>, check: impl Fn(&str) -> Option<Wrong>) -> Self {
        let value = typed.unwrap_or_default().trim().to_owned();
        Self { wrong: check(&value), value }
    }

    /// What was typed, unless it was nothing.
    pub fn given(&self) -> Option<String> {
        (!self.value.is_empty()).then(|| self.value.clone())
    }

    /// A name: 1 to 100 characters.
    pub fn name(typed: Option<&str>) -> Self {
        let id = "name-error";
        Self::of(typed, |value| match value.chars().count() {
            0 => Some(Wrong::new(id, "Please tell us your name.")),
            1..=CUSTOMER_FIELD => None,
            _ => Some(Wrong::new(id, "This is too long. 100 characters fit.")),
        })
    }

    /// A company: at most 100 characters.
    pub fn company(typed: Option<&str>) -> Self {
        let words = "This is too long. 100 characters fit.";
        Self::of(typed, |value| {
            (value.chars().count() > CUSTOMER_FIELD).then_some(Wrong::new("company-error", words))
        })
    }

    /// Details: at most 1024 bytes.
    pub fn details(typed: Option<&str>) -> Self {
        let words = "This is too long. Please shorten it; you can tell more in the chat.";
        Self::of(typed, |value| {
            (value.len() > CUSTOMER_DETAILS_BYTES).then_some(Wrong::new("details-error", words))
        })
    }

    /// The recording answer: one of the two.
    pub fn recording(typed: Option<&str>) -> Self {
        let words = "Please choose one of the two.";
        Self::of(typed, |value| {
            (!matches!(value, "allow" | "refuse")).then_some(Wrong::new("recording-error", words))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_limit() {
        assert!(Field::name(None).wrong.is_some());
        assert!(Field::name(Some("   ")).wrong.is_some());
        assert!(Field::name(Some(&"é".repeat(100))).wrong.is_none());
        assert!(Field::name(Some(&"é".repeat(101))).wrong.is_some());
        assert!(Field::company(Some("")).wrong.is_none());
        assert!(Field::company(Some(&"x".repeat(101))).wrong.is_some());
        assert!(Field::details(Some(&"x".repeat(1024))).wrong.is_none());
        assert!(Field::details(Some(&"é".repeat(513))).wrong.is_some());
        assert!(Field::recording(Some("allow")).wrong.is_none());
        assert!(Field::recording(Some("yes")).wrong.is_some());
        assert!(Field::recording(None).wrong.is_some());
    }

    #[test]
    fn an_empty_answer_is_none() {
        assert_eq!(Field::company(Some("  ")).given(), None);
        assert_eq!(Field::company(Some(" Example ")).given(), Some("Example".to_owned()));
    }
}
