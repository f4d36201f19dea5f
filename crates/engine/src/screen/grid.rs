//! The grid of tiles that a picture is sent in.

use farhand_rfb::Rect;

use super::viewport::Size;

/// Pixels of a tile's side. Tiles at the right and lower edge may be smaller.
pub const TILE: u16 = 64;

/// The grid of tiles over a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    size: Size,
}

impl Grid {
    pub fn over(size: Size) -> Self {
        Self { size }
    }

    pub fn columns(self) -> u16 {
        self.size.width.div_ceil(TILE)
    }

    pub fn count(self) -> usize {
        usize::from(self.columns()) * usize::from(self.size.height.div_ceil(TILE))
    }

    /// A tile's column and row.
    pub fn place(self, tile: usize) -> (u16, u16) {
        let columns = usize::from(self.columns()).max(1);
        // Both are less than the picture's sides.
        ((tile % columns) as u16, (tile / columns) as u16)
    }

    /// A tile's pixels.
    pub fn rect(self, tile: usize) -> Rect {
        let (column, row) = self.place(tile);
        let (x, y) = (column * TILE, row * TILE);
        Rect::new(x, y, TILE.min(self.size.width - x), TILE.min(self.size.height - y))
    }

    /// The tiles that a rectangle touches.
    pub fn touched(self, rect: Rect) -> impl Iterator<Item = usize> {
        let rect = rect.intersection(Rect::sized(self.size.width, self.size.height));
        let columns = usize::from(self.columns());
        let tiles = move |from: u16, length: u16| {
            let last = usize::from(from) + usize::from(length);
            usize::from(from / TILE)..last.div_ceil(usize::from(TILE))
        };
        let rows = if rect.is_empty() { 0..0 } else { tiles(rect.y, rect.height) };
        rows.flat_map(move |row| tiles(rect.x, rect.width).map(move |column| row * columns + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_touches_the_tiles_that_it_lies_on() {
        let grid = Grid::over(Size { width: 130, height: 100 });
        assert_eq!((grid.columns(), grid.count()), (3, 6));
        let touched = |rect| grid.touched(rect).collect::<Vec<_>>();
        assert_eq!(touched(Rect::new(0, 0, 64, 64)), [0]);
        assert_eq!(touched(Rect::new(63, 63, 2, 2)), [0, 1, 3, 4]);
        assert_eq!(touched(Rect::new(129, 99, 50, 50)), [5]);
        assert_eq!(touched(Rect::new(10, 10, 0, 5)), Vec::<usize>::new());
        assert_eq!(touched(Rect::new(200, 0, 5, 5)), Vec::<usize>::new());
        assert_eq!(grid.rect(5), Rect::new(128, 64, 2, 36));
        assert_eq!(Grid::default().count(), 0);
    }
}
