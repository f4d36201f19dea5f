//! Rows of the picture that are painted at the same time as others.

use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

/// Neighbouring rows of the picture, over its whole width.
pub struct Band<'p> {
    top: u16,
    width: usize,
    pixels: &'p mut [u32],
}

impl<'p> Band<'p> {
    /// The rows from `top` to before `bottom` in up to `count` bands of the same height.
    pub fn of(picture: &'p mut Framebuffer, (top, bottom): (u16, u16), count: usize) -> Vec<Self> {
        let width = usize::from(picture.width());
        let (from, to) = (usize::from(top) * width, usize::from(bottom) * width);
        let height = (bottom - top).div_ceil(u16::try_from(count).unwrap_or(u16::MAX).max(1)).max(1);
        let size = (usize::from(height) * width).max(1);
        let bands = picture.pixels_mut()[from..to].chunks_mut(size).zip((top..bottom).step_by(height.into()));
        bands.map(|(pixels, top)| Self { top, width, pixels }).collect()
    }

    /// Which rows of a rectangle lie in this band, counted from the rectangle's top.
    pub fn rows_of(&self, rect: Rect) -> std::ops::Range<u16> {
        let rows = self.pixels.len().checked_div(self.width).unwrap_or(0);
        let bottom = usize::from(self.top) + rows;
        let first = self.top.saturating_sub(rect.y).min(rect.height);
        let end = bottom.saturating_sub(rect.y.into()).min(rect.height.into());
        first..u16::try_from(end).unwrap_or(rect.height).max(first)
    }

    /// One row of a rectangle that lies in the picture; `y` is one of [`Self::rows_of`] it.
    pub fn row_mut(&mut self, rect: Rect, y: u16) -> &mut [u32] {
        let row = usize::from(rect.y) + usize::from(y) - usize::from(self.top);
        let from = row * self.width + usize::from(rect.x);
        &mut self.pixels[from..from + usize::from(rect.width)]
    }
}
