//! The screen's pixels as the caller has them, without a copy.

use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

/// A view of a picture: each pixel `0xXXRRGGBB` (the upper byte does not matter), rows `stride`
/// pixels apart. Little-endian BGRX bytes, as X11 and Windows capture them, are such pixels.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    pixels: &'a [u32],
    width: u16,
    height: u16,
    stride: usize,
}

impl<'a> Picture<'a> {
    /// A view of pixels; `None` when they are fewer than the size needs, or the stride is shorter
    /// than the width.
    #[must_use]
    pub fn new(pixels: &'a [u32], width: u16, height: u16, stride: usize) -> Option<Self> {
        let (columns, rows) = (usize::from(width), usize::from(height));
        let needed =
            rows.checked_sub(1).map_or(0, |above| above.saturating_mul(stride).saturating_add(columns));
        (columns <= stride && needed <= pixels.len()).then_some(Self { pixels, width, height, stride })
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.height
    }

    /// All of it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        Rect::sized(self.width, self.height)
    }

    /// One row of a rectangle that lies in the picture; `y` counts from the rectangle's top.
    #[must_use]
    pub fn row(&self, rect: Rect, y: u16) -> &'a [u32] {
        let from = (usize::from(rect.y) + usize::from(y)) * self.stride + usize::from(rect.x);
        &self.pixels[from..from + usize::from(rect.width)]
    }

    /// The rows of a rectangle that lies in the picture.
    pub fn rows(self, rect: Rect) -> impl Iterator<Item = &'a [u32]> {
        (0..rect.height).map(move |y| self.row(rect, y))
    }
}

impl<'a> From<&'a Framebuffer> for Picture<'a> {
    fn from(frame: &'a Framebuffer) -> Self {
        Self {
            pixels: frame.pixels(),
            width: frame.width(),
            height: frame.height(),
            stride: usize::from(frame.width()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_never_reaches_beyond_its_pixels() {
        let pixels: Vec<u32> = (0..23).collect();
        for (width, height, stride, possible) in [
            (4, 3, 8, true),
            (7, 3, 8, true),
            (8, 3, 8, false),
            (5, 1, 4, false),
            (0, 0, 0, true),
            (4, 0, 4, true),
        ] {
            assert_eq!(
                Picture::new(&pixels, width, height, stride).is_some(),
                possible,
                "{width}x{height}/{stride}"
            );
        }
        let picture = Picture::new(&pixels, 7, 3, 8).unwrap();
        let rect = Rect::new(2, 1, 5, 2);
        assert_eq!(picture.row(rect, 1), [18, 19, 20, 21, 22]);
    }
}
