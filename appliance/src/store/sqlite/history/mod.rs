//! Ended sessions: written when they end, found again by words and facts.
//!
//! Each has a row in `past`, and a document of the same number in the full-text index `past_text`. A number
//! is the time of ending and a place in that millisecond ([`rows::first_number`]), so that the newest come
//! first without sorting, times are numbers, and a session that ended while the clock was wrong dates itself
//! alone. The index has three columns: what was said, a session's facts as words of their own ([`facts`]), and the
//! customer's name in pieces ([`name`]). Words, filters and rights are thereby one expression
//! ([`expression`]) over one index, and a page takes as long as finding its rows, however many sessions there
//! are.

mod expression;
mod facts;
mod files;
mod fill;
mod found;
mod name;
mod noting;
mod people;
mod read;
mod rights;
mod rows;
mod search;
#[cfg(test)]
mod tests;
mod volume;
mod words;
mod write;

pub(super) use fill::fill;
pub(super) use write::{is_told, write};
