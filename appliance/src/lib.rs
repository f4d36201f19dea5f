//! The server that a company runs: portal, API, live feed and store.
//!
//! A request goes through [`http`] (limits, credentials, errors) to a handler in [`api`]
//! (representatives) or [`portal`] (customers), which asks the [`store`]; what has changed comes
//! back to everybody through the [`feed`]. The rules of a session's life are in [`domain`].
//!
//! This crate never runs a child process and never trusts a client's claim.

pub mod api;
pub mod appliance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod feed;
pub mod http;
pub mod portal;
pub mod random;
pub mod sign_in;
pub mod state;
pub mod store;
mod timers;

pub use appliance::{Appliance, Running};
pub use config::Config;
