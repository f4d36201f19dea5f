//! From pixels to bytes: one encoding, one file.

mod cursor;
mod deflate;
mod format;
mod frame;
mod jpeg;
mod raw;
mod survey;
mod tight;
mod zrle;

pub use cursor::{write_alpha_cursor, write_cursor};
pub use deflate::Deflate;
pub use format::Format;
pub use frame::Frame;

use super::picture::Picture;
use super::wants::{Exact, Wants};
use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::wire::Put;

/// Flag of H.264: this rectangle's context begins anew, and all others are forgotten (rfbproto,
/// "Open H.264 Encoding", `resetAllContexts`).
const RESET_ALL_CONTEXTS: u32 = 2;

/// The encoders of one connection, with the state that the viewer's decoders share.
#[derive(Default)]
pub struct Encoders {
    zrle: zrle::Zrle,
    tight: tight::Tight,
    jpeg: jpeg::Jpeg,
}

impl Encoders {
    /// Sends pixels as they are.
    pub fn exact(&mut self, picture: Picture<'_>, rect: Rect, as_: (&Format, &Wants), frame: &mut Frame<'_>) {
        let (format, wants) = as_;
        let level = wants.compression;
        match wants.exact {
            Exact::Raw => raw::encode(picture, rect, format, frame),
            Exact::Zrle => self.zrle.encode(picture, rect, (format, level), frame),
            Exact::Tight => self.tight.encode(picture, rect, (format, level), frame),
        }
    }

    /// Sends pixels as JPEG, in blocks that a viewer can decode beside each other. False where the
    /// picture does not fit JPEG, and nothing was sent.
    pub fn lossy(&mut self, picture: Picture<'_>, rect: Rect, quality: u8, frame: &mut Frame<'_>) -> bool {
        self.jpeg.encode(picture, rect, quality, frame)
    }
}

/// Frames an access unit as a rectangle.
pub fn write_h264(area: Rect, unit: &[u8], reset: bool, frame: &mut Frame<'_>) {
    frame.begin(area, Encoding::H264);
    frame.out.put_u32(unit.len() as u32);
    frame.out.put_u32(if reset { RESET_ALL_CONTEXTS } else { 0 });
    frame.out.extend_from_slice(unit);
    frame.pixels += area.area();
}
