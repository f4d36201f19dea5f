//! The console's state, and everything that may change it.
//!
//! One function decides: [`reduce`] takes the state and one [`Input`], changes the state, and says
//! as [`Effect`]s what is to be done about it. The engine does it and comes back with further
//! inputs. What the interface sees is a pure function of the state, by topic; [`contract`] is the
//! one place where commands, topics and error codes are declared, exported to TypeScript.
//!
//! This crate never does I/O, spawns nothing, reads no clock and draws no random numbers: time
//! and randomness come in with each input.

mod address;
mod answers;
mod check;
pub mod contract;
pub mod deep_link;
pub mod effect;
mod email;
pub mod event;
pub mod history;
pub mod info;
mod reduce;
mod state;
mod step;
pub mod stored;
pub mod transfer;
mod view;
mod words;

pub use check::check;
pub use effect::{Call, Effect, RequestId, Timer};
pub use email::letter;
pub use event::{Answer, CallError, Event, Input};
pub use reduce::reduce;
pub use state::State;
pub use view::view;
pub use words::call_error;
