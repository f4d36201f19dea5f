//! The relay, from outside: what a device and a viewer say, and what becomes of it.
#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod client_messages;
mod cuts;
mod down;
mod formats;
mod gate;
mod grants;
mod handshake;
mod hub;
mod joined;
mod recorded;
mod server_messages;
