//! What the measurements of the screen share: X displays, what is painted on one of them and
//! looked for on the other, a session with a device, and the programs of others.

pub mod cpu;
pub mod display;
pub mod eye;
pub mod painter;
pub mod peers;
pub mod session;
pub mod viewers;
pub mod ws;
