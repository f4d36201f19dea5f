//! Screens through the appliance: scripted devices and viewers on real sockets, agents that dial in,
//! and the programs of others.

#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

mod agents;
mod bytes;
mod device;
mod enforcement;
mod failures;
mod monitors;
mod peers;
mod scene;
mod sharing;
mod slow;
#[allow(dead_code, reason = "shared with the tests of the HTTP interface, which need more of it")]
#[path = "../http/stage.rs"]
mod stage;
mod tickets;
mod viewer;
mod watching;
