//! Tight (rfbproto): one colour, JPEG, or pixels that were filtered and deflated by one of four
//! streams; and TightPNG, with PNG for the latter.
//!
//! Three steps. *Reading* finds where a rectangle ends and what it is made of ([`read`]); *unpacking*
//! inflates or decompresses into scratch memory ([`unpack`]), in parallel; *painting* turns that
//! into the picture's pixels ([`paint`]), in parallel too: each thread paints some rows of the picture
//! ([`band`]), all rectangles in the order of the wire. The rectangles that one call of
//! [`crate::viewer::Viewer::receive`] brought are a [`Batch`], over the ends of updates; it is unpacked
//! and painted when the bytes end, when it is large, and before anything else is decoded or told.

mod band;
mod batch;
mod gradient;
mod image;
mod paint;
mod read;
mod unpack;

pub use batch::{Batch, Tight};
pub use read::read;

use crate::rect::Rect;

/// One rectangle that was read.
struct Job<'a> {
    rect: Rect,
    /// The streams that begin anew, a bit for each.
    resets: u8,
    content: Content<'a>,
}

enum Content<'a> {
    Fill(u32),
    Jpeg(&'a [u8]),
    Png(&'a [u8]),
    Pixels {
        filter: Filter,
        data: Data<'a>,
        /// Bytes of the data when they are unpacked.
        length: usize,
    },
}

impl<'a> Content<'a> {
    /// What is to be unpacked.
    fn packed(&self) -> &'a [u8] {
        match *self {
            Self::Jpeg(bytes)
            | Self::Png(bytes)
            | Self::Pixels { data: Data::Deflated { bytes, .. }, .. } => bytes,
            Self::Fill(_) | Self::Pixels { data: Data::Plain(_), .. } => &[],
        }
    }
}

/// Fewer than 12 bytes are not deflated.
enum Data<'a> {
    Plain(&'a [u8]),
    Deflated { stream: u8, bytes: &'a [u8] },
}

enum Filter {
    /// Compact pixels.
    Copy,
    /// One bit for each pixel; rows begin in new bytes.
    Two([u32; 2]),
    /// One byte for each pixel.
    Palette(Box<[u32; 256]>),
    /// Differences from what the neighbours predict.
    Gradient,
}
