//! Sharpness at rest. Pictures that come as JPEG stay a little wrong when nothing changes any more,
//! with servers that do not send them again by themselves. So each tile that has come is asked for
//! once more, without loss, as soon as it rests; others may go on moving.
//!
//! What was sent before the server knew that nothing may be lost is no answer. A fence tells where
//! that ends: it goes out behind the change of quality, and what comes after its echo is exact. A
//! server without fences has answered when one update that began after the question brings all that
//! was asked for. What is not answered stays lossy and is asked for again, after growing pauses.

use std::time::Duration;

use farhand_rfb::Rect;
use farhand_rfb::server::Region;
use tokio::time::Instant;

use super::grid::Grid;
use super::viewport::Size;

/// How long a tile must not change.
const REST: Duration = Duration::from_millis(400);
/// How long an answer is waited for: after that the picture moves again.
const ANSWER: Duration = Duration::from_secs(1);
/// Doublings of the pause between questions that were not answered.
const DOUBLINGS: u32 = 6;

/// What has come with loss, and what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Rest {
    grid: Grid,
    /// When a tile came with loss last; none where it is exact.
    tiles: Vec<Option<Instant>>,
    asked: Option<Asked>,
    /// Questions in a row without an answer, and until when nothing is asked because of them.
    failures: u32,
    pause: Option<Instant>,
}

#[derive(Debug)]
struct Asked {
    rect: Rect,
    left: Region,
    sign: Sign,
    at: Instant,
}

/// From when on what comes is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// When this fence is back.
    Fence(u64),
    /// When the update that is under way is over.
    Update,
    /// It is, as updates by themselves.
    Alone,
    /// It is.
    Given,
}

impl Rest {
    /// A picture of this size, all of it exact.
    pub fn of(picture: Rect) -> Self {
        let grid = Grid::over(Size { width: picture.width, height: picture.height });
        Self { grid, tiles: vec![None; grid.count()], ..Self::default() }
    }

    /// These pixels came, perhaps with loss.
    pub fn came(&mut self, rect: Rect, now: Instant) {
        match &mut self.asked {
            Some(asked) if matches!(asked.sign, Sign::Given | Sign::Alone) => asked.left.subtract(rect),
            _ => self.grid.touched(rect).for_each(|tile| self.tiles[tile] = Some(now)),
        }
    }

    /// An update is over.
    pub fn update_done(&mut self) {
        let Some(asked) = &mut self.asked else { return };
        match asked.sign {
            Sign::Update => asked.sign = Sign::Alone,
            Sign::Alone if !asked.left.is_empty() => asked.left = asked.rect.into(),
            Sign::Fence(_) | Sign::Alone | Sign::Given => {}
        }
    }

    /// A fence is back.
    pub fn pong(&mut self, token: u64) {
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.sign == Sign::Fence(token)) {
            asked.sign = Sign::Given;
        }
    }

    /// When something is to be done.
    pub fn due_at(&self) -> Option<Instant> {
        if let Some(asked) = &self.asked {
            return Some(asked.at + ANSWER);
        }
        let rests = self.tiles.iter().flatten().min().map(|at| *at + REST);
        rests.map(|at| self.pause.map_or(at, |pause| at.max(pause)))
    }

    /// What to ask for again, if something has rested for long enough. All is forgotten where that is
    /// not wanted.
    pub fn due(&mut self, now: Instant, wanted: bool) -> Option<Rect> {
        if !wanted {
            self.tiles.fill(None);
            (self.asked, self.failures, self.pause) = (None, 0, None);
        }
        if self.asked.is_some() || self.pause.is_some_and(|pause| now < pause) {
            return None;
        }
        let rests = |(tile, came): (usize, &Option<Instant>)| {
            came.filter(|at| *at + REST <= now).map(|_| self.grid.rect(tile))
        };
        self.tiles.iter().enumerate().filter_map(rests).reduce(Rect::union)
    }

    /// It was asked for: with this fence before it, or without one while an update was under way or
    /// not.
    pub fn asked(&mut self, rect: Rect, fence: Option<u64>, between: bool, now: Instant) {
        let sign = fence.map_or(if between { Sign::Update } else { Sign::Alone }, Sign::Fence);
        self.asked = Some(Asked { rect, left: rect.into(), sign, at: now });
    }

    /// Whether an answer is waited for.
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some()
    }

    /// Ends waiting when the answer is there, or is not waited for any longer.
    pub fn end(&mut self, now: Instant) {
        let over = |asked: &Asked| asked.left.is_empty() || now >= asked.at + ANSWER;
        let Some(asked) = self.asked.take_if(|asked| over(asked)) else { return };
        for tile in self.grid.touched(asked.rect) {
            if !asked.left.meets(self.grid.rect(tile)) {
                self.tiles[tile] = None;
            }
        }
        if asked.left.is_empty() {
            (self.failures, self.pause) = (0, None);
        } else {
            self.pause = Some(now + REST * (1 << self.failures));
            self.failures = (self.failures + 1).min(DOUBLINGS);
        }
    }
}

#[cfg(test)]
mod tests;
