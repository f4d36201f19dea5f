//! Acceptance tests: the real appliance and the real engine through the fault proxy.
//!
//! Most runs in one process on loopback: a [`Site`] is an appliance with its data, a
//! [`Desk`] a representative's computer with the console on it, a [`Window`] what the console's
//! interface would show, a [`Customer`] somebody with a browser on the portal. What is to
//! be killed runs as a program of its own: [`Served`] is the appliance, [`Probe`] the console.

mod asked;
mod customer;
mod desk;
mod probe;
mod process;
mod quiet;
mod served;
mod site;
mod storm;
mod window;

pub use asked::{Asked, Told, answer_asked};
pub use customer::{Customer, LiveView, Said};
pub use desk::Desk;
pub use probe::Probe;
pub use served::Served;
pub use site::Site;
pub use storm::{Storm, Toll};
pub use window::Window;

use std::time::Duration;

/// Longer than anything takes on a busy machine, and short enough to wait for in vain.
pub const SOON: Duration = Duration::from_secs(20);

/// Between two tries.
pub const AGAIN: Duration = Duration::from_millis(20);
