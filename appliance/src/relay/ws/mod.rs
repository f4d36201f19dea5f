//! WebSockets for screen streams (RFC 6455).
//!
//! A screen stream is a stream of bytes: where its frames are cut means nothing. So nothing is
//! gathered into messages here. What was read is unmasked where it lies ([`Opening`]), passes the
//! relay, and goes out with a header of at most ten bytes before it ([`framed`]). The library behind
//! the live feed gathers whole messages and copies each on its way out, which a stream of pictures feels.
//!
//! This never allocates by what a peer announces.

mod frame;
mod opening;
mod upgrade;

pub use frame::{HEAD_ROOM, binary_frame, close_frame, framed, payloads, ping_frame, pong_frame};
pub use opening::{Opening, Said, Violation};
pub use upgrade::Upgrade;
