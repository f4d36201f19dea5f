//! All that is looked for, as one expression of the index.

use farhand_protocol::{QueueId, RepresentativeId};

use super::rights::Sight;
use super::{facts, name, words};

/// What a session must have besides being for somebody's eyes.
#[derive(Clone, Copy, Default)]
pub struct Wanted<'q> {
    /// These words.
    pub text: Option<&'q str>,
    /// This part of the customer's name.
    pub customer: Option<&'q str>,
    /// Somebody who took part.
    pub representative: Option<RepresentativeId>,
    /// The queue that it came from last.
    pub queue: Option<QueueId>,
}

/// The expression; none where something is looked for that no session has.
pub fn of(sight: &Sight, wanted: Wanted<'_>) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(text) = asked(wanted.text) {
        parts.push(format!("text : ({})", words::all_of(text)?));
    }
    if let Some(customer) = asked(wanted.customer) {
        parts.push(format!("name : ({})", name::with_part(customer)?));
    }
    let plain = wanted.representative.map(facts::took_part).into_iter().chain(wanted.queue.map(facts::queue));
    parts.extend(plain.map(|fact| format!("facts : ({fact})")));
    parts.push(format!("facts : ({})", sight.expression()));
    Some(parts.join(" AND "))
}

/// An empty field is one that nobody has filled in.
pub fn asked(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
