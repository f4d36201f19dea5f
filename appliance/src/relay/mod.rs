//! Screens: from the customer's device to those who look at it.
//!
//! A viewer's stream is plain RFB in WebSocket frames, opened with a ticket ([`ticket`], [`view`]). A
//! device with Farhand's client opens a stream of its own for each viewer ([`from_client`]), and the
//! two are joined ([`splice`]). A VNC agent has one connection, which it has dialled itself
//! ([`agents`]), and all viewers share it.
//!
//! What a viewer may do is decided by the session's rights as the log has them
//! ([`crate::device::Rights`]), and enforced on the messages themselves by `farhand_rfb::relay`. A
//! change of the rights wakes each stream at once.
//!
//! This never believes a length, and never keeps more than one read and a few small messages for each
//! direction. A client's stream is never decoded. An agent's is, for the viewers after the first one
//! ([`farhand_rfb::relay::Hub`]): in portions between which others get their turn, at a bounded pace,
//! into one picture of a bounded size.

pub mod agents;
mod chunk;
mod end;
mod ending;
pub mod from_client;
mod screens;
mod splice;
mod standing;
mod streams;
pub mod ticket;
pub mod view;
mod ws;

pub use screens::Screens;
