//! What makes a peer's bytes unusable. Any of these ends the stream that they came on.

use crate::rect::Rect;

/// What makes a peer's bytes unusable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The first bytes are not RFB's.
    #[error("the other side does not speak RFB")]
    NotRfb,
    /// No security type that this end takes.
    #[error("the other side offers no way of signing in that is supported here")]
    NoSecurity,
    /// The server refused, with its reason.
    #[error("the other side refused: {0}")]
    Refused(String),
    /// The server asks for a password and none was given.
    #[error("the other side asks for a password")]
    PasswordNeeded,
    /// A framebuffer, cursor or screen of a size that cannot be.
    #[error("a size of {width}x{height} pixels is not possible")]
    Size {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// A rectangle that does not lie in the framebuffer.
    #[error("rectangle {0} does not lie in the framebuffer")]
    Outside(Rect),
    /// A rectangle in an encoding that was not asked for.
    #[error("encoding {0} was not asked for")]
    Encoding(i32),
    /// A message type that is not known, so that nothing after it can be read.
    #[error("message type {0} is not known")]
    Message(u8),
    /// A field that is beyond its limit.
    #[error("{0} is beyond its limit")]
    Limit(&'static str),
    /// Data that do not decode.
    #[error("{0} does not decode")]
    Data(&'static str),
    /// A pixel format that cannot be.
    #[error("a pixel format that cannot be")]
    PixelFormat,
}
