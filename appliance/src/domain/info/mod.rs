//! System information as devices tell it, made fit for keeping and showing.
//!
//! Whatever a device sends is text from outside. [`reading`] takes it as it came, keeps what makes
//! sense, and never fails for a part of it: a value that makes no sense is *unknown*, a row without a
//! name is counted as left out, long texts and lists are cut to the limits of
//! [`farhand_protocol::limits`], and what hides or reorders text is made visible. Markup is text like any other.
//!
//! [`Looks`] holds who looks at live values.

mod looks;
mod properties;
mod rows;
mod sample;
#[cfg(test)]
mod tests;
mod text;

use farhand_protocol::info::{Category, ReadingBody, Source};
use serde_json::Value as Json;

pub use looks::{Looker, Looks, Rates, Stands};
pub use sample::{Pace, sample};

use crate::store::Refusal;

/// Who says that something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    /// The customer's page.
    Page,
    /// The client on the customer's computer.
    Client,
}

/// A source as it is kept. A browser tells of itself, a client of its computer and its phones.
///
/// # Errors
/// `InvalidField` where this teller cannot know that.
pub fn source(teller: Teller, source: Source) -> Result<Source, Refusal> {
    let wrong = |message: &str| Err(Refusal::InvalidField(message.to_owned()));
    match (teller, source) {
        (Teller::Page, Source::Browser {}) => Ok(Source::Browser {}),
        (Teller::Client, Source::Client {}) => Ok(Source::Client {}),
        (Teller::Client, Source::Adb { serial }) => match text::name(&serial) {
            Some(serial) => Ok(Source::Adb { serial }),
            None => wrong("serial must not be empty"),
        },
        (Teller::Page, _) => wrong("a page tells of its browser alone"),
        (Teller::Client, Source::Browser {}) => wrong("a client does not tell of a browser"),
    }
}

/// What was told of a category, as it is kept.
///
/// # Errors
/// `InvalidField` where it is about something else: apps among the battery's properties.
pub fn reading(category: Category, body: &Json) -> Result<ReadingBody, Refusal> {
    let body = match body["kind"].as_str() {
        Some("properties") => properties::properties(body),
        Some("apps") => rows::apps(body),
        Some("processes") => rows::processes(body),
        Some("services") => rows::services(body),
        Some("log") => rows::log(body),
        Some("not_permitted") => ReadingBody::NotPermitted,
        Some("not_supported") => ReadingBody::NotSupported,
        _ => ReadingBody::Unknown,
    };
    if fits(category, &body) {
        return Ok(body);
    }
    Err(Refusal::InvalidField("this kind of body does not go with the category".to_owned()))
}

fn fits(category: Category, body: &ReadingBody) -> bool {
    use ReadingBody as B;
    match body {
        B::Apps { .. } => category == Category::Apps,
        B::Processes { .. } => category == Category::Processes,
        B::Services { .. } => category == Category::Services,
        B::Log { .. } => category == Category::Log,
        B::Properties { .. } => {
            !matches!(category, Category::Apps | Category::Processes | Category::Services | Category::Log)
        }
        B::NotPermitted | B::NotSupported | B::Unknown => true,
    }
}
