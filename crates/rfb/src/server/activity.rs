//! How much the screen moves, tile by tile.
//!
//! Each tile has a heat: it gains one with each change and loses half in a quarter of a second. Ten
//! changes a second keep it above `HOT`; typing does not reach it.

use std::time::Duration;

use super::region::{TILE, tiles};
use crate::rect::Rect;

/// The heat from which on a tile moves.
const HOT: f32 = 4.0;
/// The time in which half of the heat is lost.
const HALF: Duration = Duration::from_millis(250);
/// Changes closer to each other than this count once: they are one frame of whatever moves.
const ONE: Duration = Duration::from_millis(12);
/// Where a tile changes is known from the running and the last such span.
const EXTENT: Duration = Duration::from_millis(500);
/// A motion has at least this many tiles…
const TILES: usize = 6;
/// … and they fill at least this many tenths of the rectangle around them.
const TENTHS: usize = 6;

#[derive(Clone, Copy, Debug, Default)]
struct Tile {
    heat: f32,
    at: Duration,
    /// Changes that were told and not yet seen to be real.
    told: u16,
    told_at: Duration,
    told_in: Rect,
    /// Where in the tile it changes, in the running span and in the last.
    extent: [Rect; 2],
    extent_since: Duration,
}

impl Tile {
    fn heat(&self, now: Duration) -> f32 {
        let halves = now.saturating_sub(self.at).as_secs_f32() / HALF.as_secs_f32();
        self.heat * (-halves).exp2()
    }

    fn extend(&mut self, part: Rect, now: Duration) {
        let [running, last] = self.extent;
        let age = now.saturating_sub(self.extent_since);
        if age < EXTENT {
            self.extent = [running.union(part), last];
        } else {
            self.extent = [part, if age < 2 * EXTENT { running } else { Rect::default() }];
            self.extent_since = now;
        }
    }
}

/// How much the screen moves, tile by tile.
#[derive(Debug, Default)]
pub struct Activity {
    columns: usize,
    tiles: Vec<Tile>,
}

impl Activity {
    /// A screen on which nothing moves.
    #[must_use]
    pub fn new(bounds: Rect) -> Self {
        let side = u32::from(TILE);
        let (columns, rows) =
            (bounds.right().div_ceil(side) as usize, bounds.bottom().div_ceil(side) as usize);
        Self { columns, tiles: vec![Tile::default(); columns * rows] }
    }

    fn index(&self, tile: Rect) -> usize {
        usize::from(tile.y / TILE) * self.columns + usize::from(tile.x / TILE)
    }

    /// Pixels are said to have changed. They lie on the screen.
    pub fn tell(&mut self, rect: Rect, now: Duration) {
        for part in tiles(rect) {
            let index = self.index(part);
            let tile = &mut self.tiles[index];
            tile.told_in = if tile.told == 0 { part } else { tile.told_in.union(part) };
            if tile.told == 0 || now.saturating_sub(tile.told_at) >= ONE {
                tile.told = tile.told.saturating_add(1).min(16);
                tile.told_at = now;
            }
        }
    }

    /// What was told of a part of one tile is true: it has changed. Nothing was told where the viewer
    /// asks anew for what it had.
    pub fn confirm(&mut self, part: Rect) {
        let index = self.index(part);
        let tile = &mut self.tiles[index];
        if tile.told == 0 {
            return;
        }
        let now = tile.told_at;
        tile.extend(part.intersection(tile.told_in), now);
        tile.heat = tile.heat(now) + f32::from(tile.told);
        tile.at = now;
        tile.told = 0;
    }

    /// What was told of one tile is not true: it is as it was.
    pub fn dismiss(&mut self, part: Rect) {
        let index = self.index(part);
        self.tiles[index].told = 0;
    }

    /// Whether the tile that this part lies in moves.
    #[must_use]
    pub fn is_hot(&self, part: Rect, now: Duration) -> bool {
        self.tiles[self.index(part)].heat(now) >= HOT
    }

    /// When the last of these tiles changed.
    #[must_use]
    pub fn changed_at(&self, rect: Rect) -> Duration {
        tiles(rect).map(|part| self.tiles[self.index(part)].at).max().unwrap_or_default()
    }

    /// The largest motion on the screen: the rectangle around the changes of tiles that move and touch
    /// each other.
    #[must_use]
    pub fn motion(&self, now: Duration) -> Option<Rect> {
        let mut hot: Vec<bool> = self.tiles.iter().map(|tile| tile.heat(now) >= HOT).collect();
        let mut largest = Vec::new();
        while let Some(start) = hot.iter().position(|hot| *hot) {
            let group = self.group(start, &mut hot);
            if group.len() > largest.len() {
                largest = group;
            }
        }
        self.fills_its_bounds(&largest).then(|| {
            largest.iter().fold(Rect::default(), |all, index| {
                all.union(self.tiles[*index].extent[0]).union(self.tiles[*index].extent[1])
            })
        })
    }

    /// Takes the hot tiles that hang together with one of them.
    fn group(&self, start: usize, hot: &mut [bool]) -> Vec<usize> {
        let mut group = vec![start];
        hot[start] = false;
        let mut next = 0;
        while let Some(&index) = group.get(next) {
            let column = index % self.columns;
            let left = (column > 0).then(|| index - 1);
            let right = (column + 1 < self.columns).then_some(index + 1);
            for neighbour in [left, right, index.checked_sub(self.columns), Some(index + self.columns)] {
                if let Some(neighbour) = neighbour.filter(|at| hot.get(*at) == Some(&true)) {
                    hot[neighbour] = false;
                    group.push(neighbour);
                }
            }
            next += 1;
        }
        group
    }

    fn fills_its_bounds(&self, group: &[usize]) -> bool {
        let span = |numbers: &mut dyn Iterator<Item = usize>| {
            let (low, high) = numbers.fold((usize::MAX, 0), |(low, high), at| (low.min(at), high.max(at)));
            high + 1 - low.min(high)
        };
        if group.len() < TILES {
            return false;
        }
        let columns = span(&mut group.iter().map(|index| index % self.columns));
        let rows = span(&mut group.iter().map(|index| index / self.columns));
        group.len() * 10 >= columns * rows * TENTHS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn change(activity: &mut Activity, rect: Rect, now: Duration) {
        activity.tell(rect, now);
        tiles(rect).for_each(|part| activity.confirm(part));
    }

    #[test]
    fn what_plays_is_a_motion_and_what_is_typed_is_none() {
        let video = Rect::new(100, 70, 640, 360);
        // Milliseconds between changes of the video.
        for (every, expected) in [(16, Some(video)), (33, Some(video)), (80, Some(video)), (250, None)] {
            let mut activity = Activity::new(Rect::sized(1_280, 800));
            for now in (0..=50).map(|frame| ms(frame * every)) {
                change(&mut activity, video, now);
                change(&mut activity, Rect::new(1_000, 700, 9, 14), now);
            }
            assert_eq!(activity.motion(ms(50 * every)), expected, "every {every} ms");
        }
    }

    #[test]
    fn what_is_told_and_not_true_does_not_heat() {
        let mut activity = Activity::new(Rect::sized(1_280, 800));
        let all = Rect::sized(1_280, 800);
        for now in (0..2_000).step_by(33) {
            activity.tell(all, ms(now));
            tiles(all).for_each(|part| activity.dismiss(part));
        }
        assert_eq!(activity.motion(ms(2_000)), None);
        assert_eq!(activity.changed_at(all), ms(0));
    }

    #[test]
    fn changes_in_the_corners_are_not_one_motion() {
        let mut activity = Activity::new(Rect::sized(1_280, 800));
        for now in (0..1_000).step_by(33) {
            change(&mut activity, Rect::new(0, 0, 1_280, 10), ms(now));
            change(&mut activity, Rect::new(0, 0, 10, 800), ms(now));
        }
        assert_eq!(activity.motion(ms(1_000)), None);
    }

    #[test]
    fn what_was_not_told_is_no_part_of_a_motion() {
        let (all, video) = (Rect::sized(1_280, 800), Rect::new(100, 70, 640, 360));
        let mut activity = Activity::new(all);
        for frame in 0..10 {
            activity.tell(video, ms(33 * frame));
            // The viewer has asked for everything, too.
            tiles(all).for_each(|part| activity.confirm(part));
        }
        assert_eq!(activity.motion(ms(297)), Some(video));
    }
}
