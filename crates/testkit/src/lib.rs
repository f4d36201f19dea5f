//! What the tests share: a proxy that breaks connections on purpose, clocks that a test moves,
//! seeded randomness, waiting without fixed sleeps, and builders of sessions and messages.
//!
//! This crate is never part of a release.

pub mod build;
mod clock;
mod eventually;
mod proxy;
mod random;

pub use clock::{FastClock, ManualClock};
pub use eventually::{eventually, eventually_async};
pub use proxy::{Fault, FaultProxy, Statistics};
pub use random::SplitMix64;
