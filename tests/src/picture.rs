//! Pictures, to be compared.

/// A picture: pixels `0x00RRGGBB`, row by row.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// All of them.
    pub pixels: Vec<u32>,
}

impl Picture {
    /// How many pixels are not the same; all of them where the sizes differ.
    #[must_use]
    pub fn differences(&self, other: &Self) -> usize {
        if (self.width, self.height) != (other.width, other.height) {
            return self.pixels.len().max(other.pixels.len()).max(1);
        }
        self.pixels.iter().zip(&other.pixels).filter(|(one, other)| one != other).count()
    }

    /// One pixel.
    ///
    /// # Panics
    /// When it lies outside.
    #[must_use]
    pub fn at(&self, x: u16, y: u16) -> u32 {
        self.pixels[usize::from(y) * usize::from(self.width) + usize::from(x)]
    }

    /// A part of it.
    ///
    /// # Panics
    /// When it does not lie inside.
    #[must_use]
    pub fn part(&self, x: u16, y: u16, width: u16, height: u16) -> Self {
        let rows = self.pixels.chunks(usize::from(self.width)).skip(usize::from(y)).take(usize::from(height));
        let columns = usize::from(x)..usize::from(x) + usize::from(width);
        let pixels = rows.flat_map(|row| &row[columns.clone()]).copied().collect();
        Self { width, height, pixels }
    }
}
