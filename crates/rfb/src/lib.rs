//! RFB 3.8 (RFC 6143 and the community's `rfbproto` extensions), sans I/O: bytes in, values out.
//!
//! Four rooms. [`message`] holds the words of the protocol, read and written in one place for
//! everybody. [`viewer`] is the representative's end: it decodes into a [`Framebuffer`] that its
//! caller owns. [`server`] is the device's end: it encodes what was damaged. [`relay`] is what
//! stands between them: it follows both directions without decoding pixels, and lets through what
//! the customer has allowed.
//!
//! This crate never opens a socket, reads no clock, starts no process, and panics on no input; what
//! it allocates is bounded by [`limits`].

mod clipboard;
pub mod encoding;
pub mod error;
pub mod framebuffer;
pub mod limits;
pub mod message;
pub mod pixel;
pub mod rect;
pub mod relay;
pub mod security;
pub mod server;
pub mod viewer;
pub mod wire;

pub use encoding::Encoding;
pub use error::Error;
pub use framebuffer::Framebuffer;
pub use pixel::PixelFormat;
pub use rect::Rect;
