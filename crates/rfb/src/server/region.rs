//! A set of pixels as rectangles.
//!
//! The rectangles never overlap. There are at most [`MOST`] of them: a set that is more ragged than
//! that grows to whole tiles, and if those are too many, to the rectangle around all. So a region may
//! say more than it was told, never less, which is what damage needs.

use crate::rect::Rect;

/// Pixels of a tile's side: the grain in which the screen is looked at.
pub const TILE: u16 = 64;
/// Rectangles in a region, at most.
pub const MOST: usize = 256;

/// A set of pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    rects: Vec<Rect>,
}

impl Region {
    /// The rectangles; none overlaps another, none is empty.
    #[must_use]
    pub fn rects(&self) -> &[Rect] {
        &self.rects
    }

    /// Whether there is no pixel in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rects.is_empty()
    }

    /// Pixels in it.
    #[must_use]
    pub fn area(&self) -> usize {
        self.rects.iter().map(|rect| rect.area()).sum()
    }

    /// The rectangle around all.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.rects.iter().fold(Rect::default(), |all, rect| all.union(*rect))
    }

    /// Adds pixels.
    pub fn add(&mut self, rect: Rect) {
        if rect.is_empty() || self.rects.iter().any(|known| known.contains(rect)) {
            return;
        }
        self.rects.retain(|known| !rect.contains(*known));
        let mut parts = vec![rect];
        for known in &self.rects {
            parts = parts.into_iter().flat_map(|part| without(part, *known)).collect();
        }
        self.rects.append(&mut parts);
        if self.rects.len() > MOST {
            self.coarsen();
        }
    }

    /// Adds the pixels of another region.
    pub fn add_all(&mut self, other: &Region) {
        other.rects.iter().for_each(|rect| self.add(*rect));
    }

    /// Takes pixels away.
    pub fn subtract(&mut self, rect: Rect) {
        if self.rects.iter().all(|known| known.intersection(rect).is_empty()) {
            return;
        }
        self.rects = self.rects.iter().flat_map(|known| without(*known, rect)).collect();
        if self.rects.len() > 2 * MOST {
            self.coarsen();
        }
    }

    /// Takes the pixels of another region away.
    pub fn subtract_all(&mut self, other: &Region) {
        other.rects.iter().for_each(|rect| self.subtract(*rect));
    }

    /// What of it lies in a rectangle.
    #[must_use]
    pub fn within(&self, rect: Rect) -> Region {
        let rects = self.rects.iter().map(|known| known.intersection(rect));
        Region { rects: rects.filter(|part| !part.is_empty()).collect() }
    }

    /// Whether some of it lies in a rectangle.
    #[must_use]
    pub fn meets(&self, rect: Rect) -> bool {
        self.rects.iter().any(|known| !known.intersection(rect).is_empty())
    }

    /// The same pixels elsewhere: what lay at `from` lies at the origin of `to`; what of it is not in
    /// `to` is lost.
    #[must_use]
    pub fn moved(&self, from: (u16, u16), to: Rect) -> Region {
        let source = Rect::new(from.0, from.1, to.width, to.height);
        let rects = self.within(source).rects.into_iter();
        let rects = rects.map(|part| Rect { x: part.x - from.0 + to.x, y: part.y - from.1 + to.y, ..part });
        Region { rects: rects.collect() }
    }

    /// Takes everything out.
    pub fn take(&mut self) -> Region {
        std::mem::take(self)
    }

    fn coarsen(&mut self) {
        let bounds = self.bounds();
        let tiled = from_tiles(bounds, |tile| self.meets(tile));
        self.rects = if tiled.len() > MOST / 2 { vec![bounds] } else { tiled };
    }
}

impl From<Rect> for Region {
    fn from(rect: Rect) -> Self {
        let mut region = Self::default();
        region.add(rect);
        region
    }
}

impl FromIterator<Rect> for Region {
    fn from_iter<I: IntoIterator<Item = Rect>>(rects: I) -> Self {
        let mut region = Self::default();
        rects.into_iter().for_each(|rect| region.add(rect));
        region
    }
}

/// The tiles that cover a rectangle, each cut to it. The grid begins at the framebuffer's corner.
pub fn tiles(rect: Rect) -> impl Iterator<Item = Rect> {
    let side = u32::from(TILE);
    let line = |start: u16, end: u32| {
        let first = u32::from(start) / side;
        (first..end.div_ceil(side)).map(move |tile| (tile * side) as u16)
    };
    let columns = line(rect.x, rect.right());
    line(rect.y, rect.bottom())
        .flat_map(move |y| columns.clone().map(move |x| Rect::new(x, y, TILE, TILE).intersection(rect)))
}

/// The tiles of `bounds` for which `holds` is true, joined to rectangles: first along rows, then
/// equal runs of rows that follow each other.
pub fn from_tiles(bounds: Rect, holds: impl Fn(Rect) -> bool) -> Vec<Rect> {
    join(tiles(bounds).filter(|tile| holds(*tile)))
}

/// Joins tiles that come row by row.
pub fn join(tiles: impl Iterator<Item = Rect>) -> Vec<Rect> {
    let mut runs: Vec<Rect> = Vec::new();
    for tile in tiles {
        match runs.last_mut() {
            Some(run) if run.y == tile.y && run.height == tile.height && run.right() == tile.x.into() => {
                run.width += tile.width;
            }
            _ => runs.push(tile),
        }
    }
    let mut joined: Vec<Rect> = Vec::new();
    for run in runs {
        let above =
            joined.iter_mut().rev().take(64).find(|above| {
                above.x == run.x && above.width == run.width && above.bottom() == u32::from(run.y)
            });
        match above {
            Some(above) => above.height += run.height,
            None => joined.push(run),
        }
    }
    joined
}

/// What is left of `rect` without `hole`: at most four rectangles.
fn without(rect: Rect, hole: Rect) -> impl Iterator<Item = Rect> {
    let hole = rect.intersection(hole);
    let parts = if hole.is_empty() {
        [rect, Rect::default(), Rect::default(), Rect::default()]
    } else {
        around(rect, hole)
    };
    parts.into_iter().filter(|part| !part.is_empty())
}

/// Above, below, left and right of a hole that lies in `rect`. Ends are within `u16`, as everything
/// lies in a framebuffer.
fn around(rect: Rect, hole: Rect) -> [Rect; 4] {
    let (right, bottom) = (hole.right() as u16, hole.bottom() as u16);
    [
        Rect::new(rect.x, rect.y, rect.width, hole.y - rect.y),
        Rect::new(rect.x, bottom, rect.width, (rect.bottom() - hole.bottom()) as u16),
        Rect::new(rect.x, hole.y, hole.x - rect.x, hole.height),
        Rect::new(right, hole.y, (rect.right() - hole.right()) as u16, hole.height),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIDE: u16 = 300;

    fn rect() -> impl Strategy<Value = Rect> {
        (0..SIDE, 0..SIDE).prop_flat_map(|(x, y)| {
            (0..=SIDE - x, 0..=SIDE - y).prop_map(move |(width, height)| Rect::new(x, y, width, height))
        })
    }

    fn bitmap(region: &Region) -> Vec<u8> {
        let mut bits = vec![0; usize::from(SIDE) * usize::from(SIDE)];
        region.rects().iter().for_each(|rect| paint(&mut bits, *rect, |bit| bit + 1));
        bits
    }

    fn paint(bits: &mut [u8], rect: Rect, with: impl Fn(u8) -> u8) {
        for y in rect.y..rect.bottom() as u16 {
            for x in rect.x..rect.right() as u16 {
                let bit = &mut bits[usize::from(y) * usize::from(SIDE) + usize::from(x)];
                *bit = with(*bit);
            }
        }
    }

    proptest! {
        #[test]
        fn a_region_is_what_was_added_without_what_was_taken(
            steps in proptest::collection::vec((any::<bool>(), rect()), 1..20),
        ) {
            let (mut region, mut bits) = (Region::default(), bitmap(&Region::default()));
            for (add, rect) in steps {
                if add { region.add(rect) } else { region.subtract(rect) }
                paint(&mut bits, rect, |_| u8::from(add));
            }
            prop_assert_eq!(bitmap(&region), bits);
        }

        #[test]
        fn a_move_carries_what_lay_in_the_source(at in rect(), to in rect()) {
            let moved = Region::from(at).moved((0, 0), to);
            let expected = at.intersection(Rect::sized(to.width, to.height)).area();
            prop_assert_eq!(moved.area(), expected);
            prop_assert!(moved.rects().iter().all(|part| to.contains(*part)));
        }
    }

    #[test]
    fn a_ragged_region_grows_and_stays_bounded() {
        let dots: Vec<Rect> = (0..2_000u16).map(|i| Rect::new(i % 50 * 20, i / 50 * 20, 3, 3)).collect();
        let region: Region = dots.iter().copied().collect();
        assert!(region.rects().len() <= MOST);
        let covered = |dot: &Rect| region.within(*dot).area() == dot.area();
        assert!(dots.iter().all(covered));
    }

    #[test]
    fn tiles_join_to_few_rectangles() {
        let bounds = Rect::new(0, 0, 200, 130);
        assert_eq!(tiles(bounds).count(), 12);
        assert_eq!(from_tiles(bounds, |_| true), [bounds]);
        let left = from_tiles(bounds, |tile| tile.x < 64);
        assert_eq!(left, [Rect::new(0, 0, 64, 130)]);
    }
}
