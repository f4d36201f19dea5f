//! Acceptance tests: the real appliance and the real engine through the fault proxy.
//!
//! Most runs in one process on loopback: a [`Site`] is an appliance with its data, a
//! [`Desk`] a representative's computer with the console on it, a [`Window`] what the console's
//! interface would show, a [`Customer`] somebody with a browser on the portal. What is to
//! be killed runs as a program of its own: [`Served`] is the appliance, [`Probe`] the console.

mod asked;
#[cfg(target_os = "linux")]
mod client;
mod customer;
mod desk;
#[cfg(target_os = "linux")]
mod display;
#[cfg(target_os = "linux")]
mod glass;
#[cfg(target_os = "linux")]
mod meeting;
#[cfg(target_os = "linux")]
mod opened;
mod picture;
mod post_office;
mod probe;
mod process;
#[cfg(target_os = "linux")]
mod program;
mod quiet;
mod served;
mod site;
mod staff;
mod storm;
mod window;

pub use asked::{Asked, Told, answer_asked};
#[cfg(target_os = "linux")]
pub use client::Client;
pub use customer::{Customer, LiveView, Said};
pub use desk::Desk;
#[cfg(target_os = "linux")]
pub use display::{Button, Display};
#[cfg(target_os = "linux")]
pub use glass::Glass;
#[cfg(target_os = "linux")]
pub use meeting::Meeting;
#[cfg(target_os = "linux")]
pub use opened::{Home, Opened};
pub use picture::Picture;
pub use post_office::PostOffice;
pub use probe::Probe;
#[cfg(target_os = "linux")]
pub use program::Program;
pub use quiet::Pad;
pub use served::Served;
pub use site::{Site, representative};
pub use staff::{Colleague, SECOND_ISSUE, SECOND_TEAM, everybody};
pub use storm::{Storm, Toll};
pub use window::Window;

use std::time::Duration;

/// Longer than anything takes on a busy machine, and short enough to wait for in vain.
pub const SOON: Duration = Duration::from_secs(20);

/// Between two tries.
pub const AGAIN: Duration = Duration::from_millis(20);
