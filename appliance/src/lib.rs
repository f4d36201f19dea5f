//! The server that a company runs: portal, API, live feed and store.
//!
//! A request goes through [`http`] (limits, credentials, errors) to a handler in [`api`]
//! (representatives), [`portal`] (customers) or [`device`] (their devices), which asks the
//! [`store`]; what has changed comes back to everybody through the [`feed`]. The rules of a
//! session's life and of its permissions are in [`domain`]. Files travel as [`uploads`] through the
//! [`spool`]; what devices tell of themselves is [`info`]. Invitations leave by [`mail`].
//!
//! This crate never runs a child process and never trusts a client's claim.

pub mod api;
pub mod appliance;
mod assigner;
mod backfill;
pub mod cli;
pub mod clock;
pub mod config;
pub mod dashboard;
pub mod demo;
pub mod device;
pub mod domain;
pub mod feed;
pub mod http;
pub mod info;
pub mod mail;
pub mod portal;
pub mod random;
pub mod relay;
pub mod sign_in;
pub mod spool;
pub mod state;
pub mod store;
mod timers;
pub mod uploads;

pub use appliance::{Appliance, Running};
pub use config::Config;
