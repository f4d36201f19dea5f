//! What the interface does not show yet, tile by tile. Newer damage joins older damage: however
//! long the interface is busy, this stays as large as the picture's grid.

use std::time::Duration;

use farhand_rfb::Rect;
use tokio::time::Instant;

use super::grid::Grid;
use super::viewport::Size;

/// A tile that was sent roughly gets its exact pixels when it has rested for so long.
const REST: Duration = Duration::from_millis(120);

/// What the interface does not show yet.
#[derive(Default)]
pub(super) struct Damage {
    grid: Grid,
    tiles: Vec<Tile>,
    dirty: usize,
    rough: usize,
}

#[derive(Clone, Copy, Default)]
struct Tile {
    dirty: bool,
    rough: bool,
    sent: Option<Instant>,
}

impl Damage {
    /// A picture of which nothing is shown yet.
    pub fn of(size: Size) -> Self {
        let grid = Grid::over(size);
        let tile = Tile { dirty: true, ..Tile::default() };
        Self { grid, tiles: vec![tile; grid.count()], dirty: grid.count(), rough: 0 }
    }

    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// These pixels have changed.
    pub fn add(&mut self, rect: Rect) {
        for tile in self.grid.touched(rect) {
            let tile = &mut self.tiles[tile];
            self.dirty += usize::from(!tile.dirty);
            tile.dirty = true;
        }
    }

    /// The tiles that have changed and can be seen.
    pub fn changed(&self, visible: Rect) -> Vec<usize> {
        self.pick(visible, self.dirty, |tile| tile.dirty)
    }

    /// The tiles that were sent roughly, can be seen, and rest.
    pub fn resting(&self, visible: Rect, now: Instant) -> Vec<usize> {
        let rests = |sent: Option<Instant>| sent.is_none_or(|at| at + REST <= now);
        self.pick(visible, self.rough, |tile| tile.rough && !tile.dirty && rests(tile.sent))
    }

    /// When the next tile has rested for long enough.
    pub fn rests_at(&self, visible: Rect) -> Option<Instant> {
        let rough = self.pick(visible, self.rough, |tile| tile.rough && !tile.dirty);
        rough.iter().filter_map(|&tile| self.tiles[tile].sent).min().map(|at| at + REST)
    }

    /// Whether a tile was sent a moment ago, and so is likely to change again.
    pub fn moves(&self, tile: usize, now: Instant) -> bool {
        self.tiles[tile].sent.is_some_and(|at| now < at + REST)
    }

    /// Whether it was sent roughly then.
    pub fn moves_roughly(&self, tile: usize, now: Instant) -> bool {
        self.tiles[tile].rough && self.moves(tile, now)
    }

    /// All tiles of these pixels were sent roughly, by other means than tiles.
    pub fn sent_roughly(&mut self, rect: Rect, now: Instant) {
        self.grid.touched(rect).for_each(|tile| self.sent(tile, true, now));
    }

    /// A tile was sent.
    pub fn sent(&mut self, tile: usize, rough: bool, now: Instant) {
        let tile = &mut self.tiles[tile];
        self.dirty -= usize::from(tile.dirty);
        self.rough = self.rough - usize::from(tile.rough) + usize::from(rough);
        *tile = Tile { dirty: false, rough, sent: Some(now) };
    }

    /// These pixels are shown roughly, by other means than tiles.
    pub fn shown_roughly(&mut self, rect: Rect, now: Instant) {
        for tile in self.grid.touched(rect) {
            let tile = &mut self.tiles[tile];
            self.rough += usize::from(!tile.rough);
            (tile.rough, tile.sent) = (true, Some(now));
        }
    }

    fn pick(&self, visible: Rect, some: usize, wanted: impl Fn(&Tile) -> bool) -> Vec<usize> {
        if some == 0 {
            return Vec::new();
        }
        self.grid.touched(visible).filter(|&tile| wanted(&self.tiles[tile])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Rect = Rect::sized(u16::MAX, u16::MAX);

    fn clean() -> (Damage, Instant) {
        let mut damage = Damage::of(Size { width: 128, height: 128 });
        let now = Instant::now();
        assert_eq!(damage.changed(ALL), [0, 1, 2, 3]);
        (0..4).for_each(|tile| damage.sent(tile, false, now));
        (damage, now)
    }

    #[test]
    fn damage_is_merged_and_waits_until_it_can_be_seen() {
        let (mut damage, now) = clean();
        for _ in 0..1000 {
            damage.add(Rect::new(10, 10, 100, 1));
        }
        assert_eq!(damage.changed(ALL), [0, 1]);
        assert_eq!(damage.changed(Rect::new(64, 0, 64, 128)), [1]);
        damage.sent(1, false, now);
        assert_eq!(damage.changed(Rect::new(64, 0, 64, 128)), Vec::<usize>::new());
        assert_eq!(damage.changed(ALL), [0]);
    }

    #[test]
    fn rough_tiles_are_due_when_they_rest() {
        let (mut damage, now) = clean();
        damage.sent(2, true, now);
        assert_eq!(damage.rests_at(ALL), Some(now + REST));
        assert_eq!(damage.resting(ALL, now), Vec::<usize>::new());
        assert_eq!(damage.resting(ALL, now + REST), [2]);
        damage.add(Rect::new(0, 64, 1, 1));
        assert_eq!((damage.rests_at(ALL), damage.resting(ALL, now + REST)), (None, Vec::new()));
        damage.sent(2, false, now + REST);
        assert_eq!((damage.changed(ALL), damage.resting(ALL, now + 9 * REST)), (Vec::new(), Vec::new()));
    }
}
