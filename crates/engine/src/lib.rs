//! What runs the console's core: the link to the appliance and the console's store.
//!
//! One task owns the core's state ([`run`]): it takes inputs from the interface, the appliance,
//! the timers and the shell, lets the reducer decide, commits what is to be kept, and only then
//! answers, publishes and carries out the other effects. Everything else here is an actor that
//! hears effects and sends inputs: [`requests`], [`live`] and [`transfers`] talk to the appliance,
//! [`store`] writes, a [`Vault`] keeps tokens, and a [`Shell`] does what only a desktop program can.
//!
//! This crate never decides what the reducer should decide, and knows nothing of windows.

mod api;
mod batch;
mod browser;
mod clock;
mod config;
mod console;
mod hands;
mod historian;
mod incoming;
mod informer;
mod inviter;
mod ledger;
mod live;
mod private_file;
mod publish;
mod qr;
mod requests;
mod run;
pub mod screen;
mod shell;
mod start;
mod store;
#[cfg(test)]
mod test_server;
mod timers;
mod tls;
mod transfers;
mod vault;

pub use clock::{Clock, Sleep, SystemClock};
pub use config::{Config, Timeouts};
pub use console::Console;
pub use publish::SubscriptionId;
pub use qr::qr_code;
pub use rustls::pki_types::CertificateDer;
pub use shell::Shell;
pub use start::StartError;
pub use vault::{FileVault, MemoryVault, Vault};
