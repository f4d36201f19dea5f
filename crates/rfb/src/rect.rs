//! Rectangles of pixels.

use std::fmt;

/// A rectangle of pixels; may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Pixels from the left edge.
    pub x: u16,
    /// Pixels from the upper edge.
    pub y: u16,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
}

impl Rect {
    /// A rectangle by its corner and size.
    #[must_use]
    pub const fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self { x, y, width, height }
    }

    /// A rectangle at the origin.
    #[must_use]
    pub const fn sized(width: u16, height: u16) -> Self {
        Self::new(0, 0, width, height)
    }

    /// Whether it holds no pixel.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// How many pixels it holds.
    #[must_use]
    pub const fn area(self) -> usize {
        self.width as usize * self.height as usize
    }

    /// The first column right of it. May be beyond `u16`.
    #[must_use]
    pub const fn right(self) -> u32 {
        self.x as u32 + self.width as u32
    }

    /// The first row below it. May be beyond `u16`.
    #[must_use]
    pub const fn bottom(self) -> u32 {
        self.y as u32 + self.height as u32
    }

    /// Whether all of `other` lies in it.
    #[must_use]
    pub const fn contains(self, other: Rect) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// What both have in common; an empty rectangle where that is nothing.
    #[must_use]
    pub fn intersection(self, other: Rect) -> Rect {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = self.right().min(other.right());
        let bottom = self.bottom().min(other.bottom());
        // The ends are at most those of rectangles that start at or before x and y.
        let width = right.saturating_sub(u32::from(x)) as u16;
        let height = bottom.saturating_sub(u32::from(y)) as u16;
        if width == 0 || height == 0 { Rect::default() } else { Rect::new(x, y, width, height) }
    }

    /// The smallest rectangle that holds both; an empty one counts for nothing. Both must lie in a
    /// framebuffer, so that their ends are within `u16`.
    #[must_use]
    pub fn union(self, other: Rect) -> Rect {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = self.right().max(other.right()).min(u32::from(u16::MAX));
        let bottom = self.bottom().max(other.bottom()).min(u32::from(u16::MAX));
        Rect::new(x, y, (right - u32::from(x)) as u16, (bottom - u32::from(y)) as u16)
    }
}

impl fmt::Display for Rect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}+{}+{}", self.width, self.height, self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_meet_and_join() {
        let a = Rect::new(10, 10, 20, 20);
        let b = Rect::new(20, 0, 20, 15);
        assert_eq!(a.intersection(b), Rect::new(20, 10, 10, 5));
        assert_eq!(a.union(b), Rect::new(10, 0, 30, 30));
        assert!(a.intersection(Rect::new(30, 30, 5, 5)).is_empty());
        assert_eq!(Rect::default().union(a), a);
        assert!(!a.contains(Rect::new(10, 10, 21, 1)));
        assert!(!Rect::sized(100, 100).contains(Rect::new(u16::MAX, 0, u16::MAX, 1)));
    }
}
