//! System information over HTTP: consoles have it read ([`ask`]) and look at it ([`look`]), the
//! customer's browser and the client tell it ([`tell`]), and what was read is kept under a name
//! ([`keep`]). The shapes are in `farhand_protocol::info`.
//!
//! A request to read is passed on to whoever is connected and forgotten: what they tell arrives by
//! itself. What is told is bounded in [`crate::domain::info`] and kept by the store
//! ([`crate::store::InfoStore`]); live values go through the feed ([`crate::feed::Watches`]) and are
//! kept nowhere.

pub mod ask;
pub mod keep;
pub mod look;
pub mod tell;
