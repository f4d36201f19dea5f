//! The files of this computer, for both ends of a session: the customer's device and the console.
//!
//! An [`Area`] holds the folders that may be reached, each opened once; everything goes from there
//! by one name after the other, and no symbolic link is followed on the way, so nothing that a peer
//! names lies outside. [`Files`] answers what is asked of an area: lists, renames, moves, deletes.
//! Contents go as *file streams*, many files in one run of bytes: a [`Plan`] says what is in it, a
//! [`Source`] reads it from any offset, a [`Sink`] writes it in any cuts and goes on after a restart.
//!
//! Everything blocks, and belongs on a thread that may. This crate never opens a socket, never
//! reads the clock, asks nobody for permission, and panics on no input.

pub mod area;
mod disk;
mod fault;
pub mod faults;
mod hash;
pub mod names;
mod plan;
mod requests;
mod sink;
mod source;
mod stop;
pub mod stream;
#[cfg(test)]
mod testing;
mod trash;

pub use area::{Area, Chosen};
pub use disk::rename_beside;
pub use plan::Plan;
pub use requests::{Files, Reply, Rights};
pub use sink::{Halt, Kept, Order, Progress, Sink};
pub use source::Source;
pub use stop::{Stop, Stopped};
