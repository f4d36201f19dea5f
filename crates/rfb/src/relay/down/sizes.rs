//! Bytes of one pixel, in the three forms that a pixel format gives rise to.

use crate::pixel::PixelFormat;

/// Bytes of one pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    /// As it is (`PIXEL`).
    pub pixel: u64,
    /// In Tight (`TPIXEL`).
    pub tight: u64,
    /// In TRLE (`CPIXEL`).
    pub compact: usize,
}

impl Sizes {
    /// The sizes of a format (RFC 6143, section 7.7.5, and rfbproto, "Tight Encoding").
    pub fn of(format: PixelFormat) -> Self {
        let pixel = format.bytes();
        let wide = format.bits_per_pixel == 32 && format.true_colour;
        let bits = |i: usize| 16 - format.max[i].leading_zeros();
        let low = (0..3).all(|i| u32::from(format.shift[i]) + bits(i) <= 24);
        let high = (0..3).all(|i| format.shift[i] >= 8);
        let compact = wide && format.depth <= 24 && (low || high);
        let tight = wide && format.depth == 24 && format.max == [255; 3];
        Self {
            pixel: pixel as u64,
            tight: if tight { 3 } else { pixel as u64 },
            compact: if compact { 3 } else { pixel },
        }
    }
}
