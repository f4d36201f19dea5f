//! What a viewer is to ask for.

use crate::Encoding;
use crate::error::Error;
use crate::framebuffer::Framebuffer;
use crate::limits;
use crate::pixel::PixelFormat;
use crate::rect::Rect;

/// What a viewer is to ask for.
pub struct Config {
    /// The VNC password, where one is known before it is asked for; servers look at its first eight
    /// bytes.
    pub password: Option<String>,
    /// Whether other viewers of the same server stay.
    pub shared: bool,
    /// Whether the pointer's shape is to come by itself ([`super::Event::Cursor`]); otherwise the
    /// server draws it into the picture.
    pub cursor: bool,
    /// What pictures may lose.
    pub quality: Quality,
    /// The encoding that is named first. Servers take the first that they know.
    pub prefer: Encoding,
    /// 0 (fast for the server) to 9 (small on the wire).
    pub compression: u8,
    /// How pixels are to come.
    pub pixels: Pixels,
    /// Whether H.264 may come, and who decodes it.
    pub video: Video,
    /// Pixels that the picture may have, within [`limits::PIXELS`].
    pub most_pixels: u32,
    /// Pixels that one call of [`super::Viewer::receive`] paints, and bytes that it inflates for the
    /// clipboard, before it leaves the rest for later ([`super::Viewer::has_more`]). A single
    /// rectangle may go beyond.
    pub work: Option<usize>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            password: None,
            shared: true,
            cursor: true,
            quality: Quality::Auto,
            prefer: Encoding::TIGHT,
            compression: 2,
            pixels: Pixels::Native,
            video: Video::Off,
            most_pixels: limits::PIXELS,
            work: None,
        }
    }
}

/// What pictures may lose on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// JPEG at level 8. This crate has no clock: a caller that measures the bandwidth goes down to
    /// level 6 below 16 Mbit/s, as TigerVNC does, with [`super::Viewer::set_quality`].
    Auto,
    /// JPEG at this level, 0 (small) to 9 (good).
    Jpeg(u8),
    /// Nothing.
    Lossless,
}

/// How pixels are to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixels {
    /// As they lie in the [`Framebuffer`]; the fastest by far.
    Native,
    /// As the server likes it best, colour maps included.
    Server,
    /// Like this.
    Like(PixelFormat),
}

/// Whether H.264 (encoding 50, "Open H.264") may come, and who decodes it.
pub enum Video {
    /// It is not asked for.
    Off,
    /// It is passed on: [`super::Event::AccessUnit`]. The picture does not show it.
    Passed,
    /// It is decoded into the picture by this.
    Decoded(Box<dyn VideoDecoder>),
}

/// Decodes H.264 into the picture.
pub trait VideoDecoder: Send {
    /// Decodes one access unit and paints the newest picture into `unit.rect`, which lies in
    /// `picture`. Answers whether anything was painted. A context is known by its rectangle.
    ///
    /// # Errors
    /// When the stream cannot go on.
    fn decode(&mut self, unit: &AccessUnit, picture: &mut Framebuffer) -> Result<bool, Error>;
}

/// One rectangle of H.264 (rfbproto, "Open H.264 Encoding").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessUnit {
    /// Where it is shown. Each rectangle has a decoding context of its own, at most 64 of them.
    pub rect: Rect,
    /// The context of this rectangle begins anew with this unit.
    pub reset: bool,
    /// All contexts are forgotten before this unit.
    pub reset_all: bool,
    /// Annex B bytes; may be empty when only contexts are reset.
    pub data: Vec<u8>,
}
