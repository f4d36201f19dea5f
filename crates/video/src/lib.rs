//! H.264 of an area of a picture, by openh264: for the client, which sends it over the line, and for
//! the console, which sends it on to its web view.
//!
//! Constrained baseline, no frames that wait for others, one unit for each picture. The colours are
//! BT.601 in limited range, which is what RFB viewers assume, and the stream says so.
//!
//! The encoder is set up for a camera's pictures: what is a video here was seen to be one, and the
//! search for blocks that a page has moved elsewhere, which openh264 does for screens, costs nearly
//! twice the time on it and gains nothing.

mod encoder;
mod planes;

pub use encoder::{Encoder, FRAMES};
pub use planes::Planes;
