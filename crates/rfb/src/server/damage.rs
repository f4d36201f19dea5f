//! What the viewer does not show yet, or does not show exactly.
//!
//! Three things in the order in which the viewer does them: copies within its picture, then new
//! pixels, and later the exact pixels of what was sent lossy. A copy moves what is damaged and what
//! is lossy along with the pixels, so that each of the three is always true of the viewer's picture
//! after the copies before it.

use super::region::Region;
use crate::rect::Rect;

/// Copies that wait, at most; more become damage.
const COPIES: usize = 16;

/// A move of pixels within the picture.
#[derive(Debug)]
pub struct Move {
    /// From here, in pixels.
    pub from: (u16, u16),
    /// To here.
    pub to: Rect,
}

impl Move {
    /// Where the pixels were.
    pub fn source(&self) -> Rect {
        Rect { x: self.from.0, y: self.from.1, ..self.to }
    }
}

/// What the viewer does not show yet, or does not show exactly.
#[derive(Debug, Default)]
pub struct Damage {
    bounds: Rect,
    pub copies: Vec<Move>,
    pub changed: Region,
    pub lossy: Region,
}

impl Damage {
    /// A picture of which the viewer has nothing.
    pub fn new(bounds: Rect) -> Self {
        Self { bounds, changed: bounds.into(), ..Self::default() }
    }

    /// These pixels have changed. Says what of them lies in the framebuffer.
    pub fn add(&mut self, rect: Rect) -> Rect {
        let rect = rect.intersection(self.bounds);
        self.changed.add(rect);
        rect
    }

    /// These pixels have moved. `copies` says whether the viewer can be told so. False where it is not:
    /// they count as changed.
    pub fn copy(&mut self, from: (u16, u16), to: Rect, copies: bool) -> bool {
        let source = Move { from, to }.source();
        if to.is_empty() || !self.bounds.contains(to) || !self.bounds.contains(source) {
            self.add(to);
            return false;
        }
        // What would be painted over at once is not worth a copy.
        let damaged = self.changed.within(source).area() * 2 > to.area();
        if !copies || damaged || self.copies.len() >= COPIES {
            self.add(to);
            return false;
        }
        self.copies.push(Move { from, to });
        carry(&mut self.changed, from, to);
        carry(&mut self.lossy, from, to);
        true
    }

    /// The viewer has nothing of this part, whatever it was sent before.
    pub fn forget(&mut self, rect: Rect) {
        let rect = self.add(rect);
        self.lossy.subtract(rect);
    }

    /// Takes what was changed in the part that the viewer asks for.
    pub fn take_changed(&mut self, asked: Rect) -> Region {
        let taken = self.changed.within(asked);
        self.changed.subtract_all(&taken);
        taken
    }

    /// These pixels went to the viewer.
    pub fn sent(&mut self, rect: Rect, exact: bool) {
        if exact {
            self.lossy.subtract(rect);
        } else {
            self.lossy.add(rect);
        }
    }
}

fn carry(region: &mut Region, from: (u16, u16), to: Rect) {
    let moved = region.moved(from, to);
    region.subtract(to);
    region.add_all(&moved);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(width: u16, height: u16) -> Damage {
        let mut damage = Damage::new(Rect::sized(width, height));
        damage.changed.take();
        damage
    }

    #[test]
    fn a_copy_carries_what_was_not_sent_yet() {
        let mut damage = clean(100, 100);
        damage.add(Rect::new(0, 90, 10, 10));
        damage.sent(Rect::new(50, 50, 10, 10), false);
        damage.copy((0, 20), Rect::sized(100, 80), true);
        assert_eq!(damage.copies.len(), 1);
        let changed: Region = [Rect::new(0, 70, 10, 10), Rect::new(0, 90, 10, 10)].into_iter().collect();
        assert_eq!(damage.changed.area(), changed.area());
        assert!(changed.rects().iter().all(|rect| damage.changed.within(*rect).area() == 100));
        assert_eq!(damage.lossy.rects(), [Rect::new(50, 30, 10, 10)]);
    }

    #[test]
    fn a_copy_that_cannot_be_is_damage() {
        let to = Rect::new(0, 0, 50, 50);
        for (from, copies) in [((10, 10), false), ((60, 60), true)] {
            let mut damage = clean(100, 100);
            damage.copy(from, to, copies);
            assert_eq!((damage.copies.len(), damage.changed.rects()), (0, &[to][..]), "{from:?}");
        }
    }

    #[test]
    fn only_what_is_asked_for_is_taken() {
        let mut damage = Damage::new(Rect::sized(100, 100));
        assert_eq!(damage.take_changed(Rect::sized(100, 40)).area(), 4_000);
        assert_eq!(damage.changed.area(), 6_000);
        damage.add(Rect::new(90, 90, 500, 500));
        assert_eq!(damage.changed.area(), 6_000);
    }
}
