//! The pointer's picture.

/// The pointer's picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Pixels; at most [`crate::limits::CURSOR_SIDE`].
    pub width: u16,
    /// Pixels; at most [`crate::limits::CURSOR_SIDE`].
    pub height: u16,
    /// The pixel that points, from the left.
    pub hot_x: u16,
    /// The pixel that points, from the top.
    pub hot_y: u16,
    /// `0xAARRGGBB`, colours multiplied by alpha (as XFixes has them), row by row.
    pub pixels: Vec<u32>,
}

impl Cursor {
    /// Whether the sizes are within their limits and the pixels are all there.
    pub(super) fn is_possible(&self) -> bool {
        let side = crate::limits::CURSOR_SIDE;
        let area = usize::from(self.width) * usize::from(self.height);
        self.width <= side && self.height <= side && self.pixels.len() == area
    }
}
