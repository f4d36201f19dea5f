//! Customers' screens: from the appliance's RFB stream to what the interface draws.
//!
//! Each session whose screen is opened or looked at has one thread ([`actor`]) with everything that
//! belongs to it: the connection, the RFB viewer, the picture, and the road to the interface. So
//! nothing is locked, a byte that arrives is decoded where it arrived, and a stuck screen holds up
//! no other. A turn of that thread is short: it reads at most [`line::GULP`] bytes, or writes one
//! batch.
//!
//! ```text
//!  orders of the reducer ─▶ ┌────────┐ ─▶ events of the screen ─▶ the loop
//!  appliance ◀─ WebSocket ─▶│ actor  │
//!  interface ── input ─────▶│        │ ─▶ batches ─▶ the interface (round the store)
//!  interface ── shown ─────▶└────────┘
//! ```
//!
//! What is bounded, and how: words to an actor wait for room (input is never dropped on its way; the
//! interface joins pointer moves); batches never queue, because what is damaged while two of them
//! are not yet shown is only marked as damaged ([`road`]); bytes to the device are written before
//! more words are taken.

mod actor;
pub mod batch;
mod clipboard;
mod damage;
mod facts;
mod grid;
mod held;
mod input;
mod keys;
mod line;
mod motion;
mod passing;
mod picture;
mod quality;
mod recode;
mod rest;
mod road;
mod scale;
mod screens;
mod screenshot;
mod stats;
mod stream;
mod task;
mod viewport;

pub use clipboard::{Clipboard, NoClipboard};
pub use motion::Motion;
pub use screens::WatchId;
pub use viewport::{Area, Viewport};

pub(crate) use actor::Word;
pub(crate) use screens::{Orders, Screens};
