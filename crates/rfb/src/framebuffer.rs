//! The picture: rows of pixels in one layout, whatever the wire's format is.

use crate::error::Error;
use crate::limits;
use crate::rect::Rect;

/// A picture of `width` by `height` pixels, each `0x00RRGGBB`, row by row without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framebuffer {
    width: u16,
    height: u16,
    pixels: Vec<u32>,
}

impl Framebuffer {
    /// A black picture.
    ///
    /// # Errors
    /// [`Error::Size`] when a side or the area is beyond [`limits`].
    pub fn new(width: u16, height: u16) -> Result<Self, Error> {
        let possible = width <= limits::SIDE
            && height <= limits::SIDE
            && u32::from(width) * u32::from(height) <= limits::PIXELS;
        if !possible {
            return Err(Error::Size { width: width.into(), height: height.into() });
        }
        let pixels = vec![0; usize::from(width) * usize::from(height)];
        Ok(Self { width, height, pixels })
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

    /// All pixels, row by row.
    #[must_use]
    pub fn pixels(&self) -> &[u32] {
        &self.pixels
    }

    /// All pixels, row by row.
    pub fn pixels_mut(&mut self) -> &mut [u32] {
        &mut self.pixels
    }

    /// One row of a rectangle that lies in the picture; `y` counts from the rectangle's top.
    #[must_use]
    pub fn row(&self, rect: Rect, y: u16) -> &[u32] {
        let from = self.offset(rect, y);
        &self.pixels[from..from + usize::from(rect.width)]
    }

    /// One row of a rectangle that lies in the picture; `y` counts from the rectangle's top.
    pub fn row_mut(&mut self, rect: Rect, y: u16) -> &mut [u32] {
        let from = self.offset(rect, y);
        &mut self.pixels[from..from + usize::from(rect.width)]
    }

    fn offset(&self, rect: Rect, y: u16) -> usize {
        (usize::from(rect.y) + usize::from(y)) * usize::from(self.width) + usize::from(rect.x)
    }

    /// Takes another size; what both sizes show is kept, the rest is black.
    ///
    /// # Errors
    /// [`Error::Size`], with the picture as it was.
    pub fn resize(&mut self, width: u16, height: u16) -> Result<(), Error> {
        let mut next = Self::new(width, height)?;
        let both = self.bounds().intersection(next.bounds());
        for y in 0..both.height {
            next.row_mut(both, y).copy_from_slice(self.row(both, y));
        }
        *self = next;
        Ok(())
    }

    /// One colour for a rectangle that lies in the picture.
    pub fn fill(&mut self, rect: Rect, colour: u32) {
        for y in 0..rect.height {
            self.row_mut(rect, y).fill(colour);
        }
    }

    /// Copies from (`from_x`, `from_y`) to `to`; both lie in the picture and may overlap.
    pub fn copy(&mut self, from_x: u16, from_y: u16, to: Rect) {
        let from = Rect { x: from_x, y: from_y, ..to };
        let mut copy_row = |y: u16| {
            let start = self.offset(from, y);
            let target = self.offset(to, y);
            self.pixels.copy_within(start..start + usize::from(to.width), target);
        };
        if from_y < to.y {
            (0..to.height).rev().for_each(&mut copy_row);
        } else {
            (0..to.height).for_each(&mut copy_row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_may_overlap_itself() {
        let mut picture = Framebuffer::new(4, 4).unwrap();
        picture.pixels_mut().iter_mut().zip(0..).for_each(|(pixel, i)| *pixel = i);
        picture.copy(0, 0, Rect::new(1, 1, 3, 3));
        assert_eq!(picture.pixels(), [0, 1, 2, 3, 4, 0, 1, 2, 8, 4, 5, 6, 12, 8, 9, 10]);
    }

    #[test]
    fn impossible_sizes_are_refused() {
        assert!(Framebuffer::new(u16::MAX, u16::MAX).is_err());
        let mut picture = Framebuffer::new(2, 2).unwrap();
        picture.fill(Rect::sized(2, 2), 7);
        assert!(picture.resize(limits::SIDE + 1, 1).is_err());
        picture.resize(3, 1).unwrap();
        assert_eq!(picture.pixels(), [7, 7, 0]);
    }
}
