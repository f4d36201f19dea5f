//! The newest picture of the screen, shared by the thread that captures it and all that encode it.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use farhand_rfb::Rect;
use farhand_rfb::server::Picture;

/// Pixels `0xXXRRGGBB`, row by row.
#[derive(Debug, Default)]
pub struct Pixels {
    width: u16,
    height: u16,
    pixels: Vec<u32>,
}

impl Pixels {
    /// As the encoders take it.
    #[must_use]
    pub fn picture(&self) -> Option<Picture<'_>> {
        Picture::new(&self.pixels, self.width, self.height, usize::from(self.width))
    }

    /// The size in pixels, width first.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    /// The rows of a rectangle, from its top. Empty where it does not lie in the picture.
    pub fn rows_mut(&mut self, rect: Rect) -> impl Iterator<Item = &mut [u32]> {
        let inside = !rect.is_empty() && Rect::sized(self.width, self.height).contains(rect);
        let width = usize::from(self.width).max(1);
        let columns = usize::from(rect.x)..usize::from(rect.x) + usize::from(rect.width);
        let rows = if inside { usize::from(rect.height) } else { 0 };
        let rows = self.pixels.chunks_exact_mut(width).skip(usize::from(rect.y)).take(rows);
        rows.map(move |row| &mut row[columns.clone()])
    }

    fn resize(&mut self, width: u16, height: u16) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(usize::from(width) * usize::from(height), 0);
    }
}

/// The picture behind a lock: many encode it, one writes.
#[derive(Debug, Default)]
pub struct Frame {
    pixels: RwLock<Pixels>,
}

impl Frame {
    /// Holds it still, to be encoded.
    pub fn read(&self) -> RwLockReadGuard<'_, Pixels> {
        self.pixels.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it.
    pub fn write<T>(&self, change: impl FnOnce(&mut Pixels) -> T) -> T {
        change(&mut self.pixels.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Gives it another size; it is black then. With zero by zero its memory is given back.
    pub fn resize(&self, width: u16, height: u16) {
        self.write(|pixels| {
            if pixels.size() != (width, height) {
                pixels.resize(width, height);
            }
            if width == 0 {
                pixels.pixels = Vec::new();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_rectangle_are_written_where_they_belong() {
        let frame = Frame::default();
        frame.resize(4, 3);
        frame.write(|pixels| {
            for row in pixels.rows_mut(Rect::new(1, 1, 2, 2)) {
                row.fill(7);
            }
            assert_eq!(pixels.rows_mut(Rect::new(3, 0, 2, 1)).count(), 0);
            assert_eq!(pixels.rows_mut(Rect::new(0, 2, 1, 2)).count(), 0);
        });
        assert_eq!(frame.read().pixels, [0, 0, 0, 0, 0, 7, 7, 0, 0, 7, 7, 0]);
        frame.resize(0, 0);
        assert_eq!(frame.read().pixels.capacity(), 0);
    }
}
