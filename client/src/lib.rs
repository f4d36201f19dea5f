//! The customer's device: it joins a session, and with the customer's permission shows its screen
//! and takes pointer and keys, gives and takes files, and tells system information.
//!
//! ```text
//!  appliance ──link──▶ session ◀── face        consent decides, hands, viewers and files obey
//!      ▲  ▲──── files ◀──┤
//!      ▲  ▲───── info ◀──┤
//!      └───── viewer ◀───┴─▶ hands, pocket      one viewer for each who watches
//!                 ▲               │
//!               screen            │             captured once for all
//!                 └── platform ◀──┘             one folder for each system
//! ```
//!
//! This crate never acts without the customer's permission, and never takes somebody else's word
//! for it where the customer has said stop on the device itself. It keeps no secret beyond its
//! session, listens on no port, and starts no other programs than those of the system that tell system
//! information.

pub mod appliance;
pub mod backoff;
pub mod consent;
mod entrance;
pub mod face;
pub mod files;
pub mod hands;
pub mod info;
pub mod invitation;
mod invite;
pub mod join;
pub mod keepsake;
pub mod link;
pub mod motion;
mod options;
pub mod platform;
pub mod pocket;
pub mod program;
pub mod registration;
pub mod screen;
pub mod session;
pub mod viewer;

pub use options::{Action, Options, Source};
