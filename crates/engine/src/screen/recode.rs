//! Video of what came as pictures: what moves on a large area would go to the interface as many rough
//! tiles, which cost the web view far more than a video of the same area that it decodes itself.
//!
//! An area becomes a video when enough tiles that went roughly change again and lie close together. It
//! stays one while it moves, and grows with it. What was a video is exact at rest as rough tiles are.

use std::time::Duration;

use farhand_rfb::Rect;
use farhand_rfb::server::Picture;
use farhand_rfb::viewer::AccessUnit;
use farhand_video::{Encoder, FRAMES};
use tokio::time::Instant;

use super::grid::TILE;

/// Tiles that move, at least: what costs fewer bytes than a video's picture stays tiles.
const TILES: usize = 40;
/// The area may be so much larger than what moves of it, in tenths.
const LOOSE: usize = 16;
/// Batches in a row in which an area must move before it is a video.
const STEADY: u32 = 2;
/// An area that has not moved for so long is no video any more.
const IDLE: Duration = Duration::from_millis(500);
/// Bits for a pixel and frame, in hundredths: the way is short, and wide.
const BITS: u32 = 40;
/// Bits in a second, at most.
const MOST: u32 = 30_000_000;

/// Video of what moves.
#[derive(Default)]
pub(super) struct Recode {
    choice: Choice,
    encoder: Encoder,
    began: Option<Instant>,
}

/// Which area is a video.
#[derive(Debug, Default)]
struct Choice {
    area: Option<Area>,
    /// An area that moves, and for how many batches.
    seen: (Rect, u32),
}

#[derive(Clone, Copy, Debug)]
struct Area {
    rect: Rect,
    moved: Instant,
    /// Whether a picture of it was sent.
    begun: bool,
}

impl Recode {
    /// Forgets the area: what comes has another size, or is no video any more.
    pub fn end(&mut self) {
        self.choice = Choice::default();
    }

    /// The area that goes as a video now, if any. `moving` are tiles that have changed and went roughly
    /// a moment ago.
    pub fn area(&mut self, moving: &[Rect], now: Instant) -> Option<Rect> {
        self.choice.next(moving, now)
    }

    /// The next picture of the area: `picture` and its `rect` there show it.
    pub fn unit(&mut self, area: Rect, picture: Picture<'_>, rect: Rect, now: Instant) -> Option<AccessUnit> {
        let begun = self.choice.area.as_ref().is_some_and(|known| known.begun);
        let time = now - *self.began.get_or_insert(now);
        let Some(data) = self.encoder.encode(picture, rect, (bits(rect), !begun), time) else {
            self.end();
            return None;
        };
        if let Some(known) = &mut self.choice.area {
            known.begun = true;
        }
        Some(AccessUnit { rect: area, reset: !begun, reset_all: false, data })
    }
}

fn bits(area: Rect) -> u32 {
    let pixels = u32::try_from(area.area()).unwrap_or(u32::MAX);
    (pixels / 100).saturating_mul(BITS * FRAMES).min(MOST)
}

impl Choice {
    fn next(&mut self, moving: &[Rect], now: Instant) -> Option<Rect> {
        if self.area.take_if(|area| now > area.moved + IDLE).is_some() {
            self.seen = (Rect::default(), 0);
        }
        let all = moving.iter().copied().reduce(Rect::union)?;
        if let Some(area) = &mut self.area
            && area.rect.contains(even(all))
        {
            // A part of it is cheaper as tiles.
            if moving.len() < TILES / 2 {
                return None;
            }
            area.moved = now;
            return Some(area.rect);
        }
        let tile = usize::from(TILE) * usize::from(TILE);
        let close = all.area() * 10 <= moving.len() * tile * LOOSE;
        if moving.len() < TILES || !close {
            self.seen = (Rect::default(), 0);
            return None;
        }
        let times = if self.seen.0 == all { self.seen.1 + 1 } else { 1 };
        self.seen = (all, times);
        if times < STEADY {
            return None;
        }
        let rect = even(self.area.map_or(all, |area| area.rect.union(all)));
        self.area = Some(Area { rect, moved: now, begun: false });
        Some(rect)
    }
}

/// Without the last column and row where their number is odd: a video has none such.
fn even(rect: Rect) -> Rect {
    Rect { width: rect.width & !1, height: rect.height & !1, ..rect }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tiles of a rectangle of whole tiles.
    fn tiles(x: u16, y: u16, columns: u16, rows: u16) -> Vec<Rect> {
        let tile = |column, row| Rect::new((x + column) * TILE, (y + row) * TILE, TILE, TILE);
        (0..rows).flat_map(|row| (0..columns).map(move |column| tile(column, row))).collect()
    }

    fn area(x: u16, y: u16, columns: u16, rows: u16) -> Option<Rect> {
        Some(Rect::new(x * TILE, y * TILE, columns * TILE, rows * TILE))
    }

    #[test]
    fn what_moves_steadily_on_a_large_area_is_a_video() {
        let (mut choice, now) = (Choice::default(), Instant::now());
        assert_eq!(choice.next(&tiles(1, 1, 10, 5), now), None);
        assert_eq!(choice.next(&tiles(1, 1, 10, 5), now), area(1, 1, 10, 5));
        assert_eq!(choice.next(&tiles(2, 2, 9, 4), now), area(1, 1, 10, 5), "most of it moves");
        assert_eq!(choice.next(&tiles(2, 2, 3, 2), now), None, "a part of it goes as tiles");
        assert_eq!(choice.next(&tiles(1, 1, 10, 5), now), area(1, 1, 10, 5), "and it goes on");
        assert_eq!(choice.next(&tiles(1, 1, 10, 5), now + IDLE * 2), None, "it has rested");
    }

    #[test]
    fn it_grows_with_what_moves() {
        let (mut choice, now) = (Choice::default(), Instant::now());
        (0..2).for_each(|_| _ = choice.next(&tiles(1, 1, 10, 5), now));
        assert_eq!(choice.next(&tiles(0, 0, 11, 6), now), None);
        assert_eq!(choice.next(&tiles(0, 0, 11, 6), now), area(0, 0, 11, 6));
    }

    #[test]
    fn little_and_scattered_motion_stays_tiles() {
        let (mut choice, now) = (Choice::default(), Instant::now());
        let corners = [tiles(0, 0, 5, 5), tiles(25, 12, 5, 5)].concat();
        for moving in [tiles(0, 0, 3, 4), corners, Vec::new()] {
            assert!((0..5).all(|_| choice.next(&moving, now).is_none()), "{} tiles", moving.len());
        }
    }

    #[test]
    fn a_video_begins_with_a_picture_that_depends_on_none() {
        let (mut recode, now) = (Recode::default(), Instant::now());
        let moving = tiles(0, 0, 10, 5);
        let pixels = vec![0x0033_6699_u32; 640 * 320];
        let unit = |recode: &mut Recode, ms| {
            let now = now + Duration::from_millis(ms);
            let rect = recode.area(&moving, now)?;
            let picture = Picture::new(&pixels, 640, 320, 640).unwrap();
            recode.unit(rect, picture, Rect::sized(640, 320), now)
        };
        assert!(unit(&mut recode, 0).is_none());
        let key = unit(&mut recode, 33).unwrap();
        assert!(key.reset && key.rect == Rect::sized(640, 320));
        let next = unit(&mut recode, 66).unwrap();
        assert!(!next.reset && next.data.len() < key.data.len());
        recode.end();
        assert!(unit(&mut recode, 99).is_none());
        assert!(unit(&mut recode, 133).unwrap().reset, "it begins anew");
    }
}
