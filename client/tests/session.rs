//! A whole session against a scripted appliance: what the customer allows and stops is so on the
//! device, whatever the appliance says, and a lost connection comes back without a question.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail like the test")]

#[path = "session/appliance.rs"]
mod appliance;
#[path = "session/device.rs"]
mod device;
#[cfg(target_os = "linux")]
#[path = "session/enforcement.rs"]
mod enforcement;
#[path = "session/files.rs"]
mod files;
#[path = "session/info.rs"]
mod info;
#[path = "session/reconnect.rs"]
mod reconnect;
#[path = "session/spool.rs"]
mod spool;
