//! What was damaged, as few rectangles: every rectangle costs a request and a row of table entries.

use farhand_rfb::Rect;
use x11rb::protocol::xproto::Rectangle;

/// Rectangles that are fetched one by one; more are fetched as what encloses them.
const MOST: usize = 32;
/// Two rectangles become one when that adds at most so many pixels beyond a quarter.
const WASTE: usize = 2_048;

/// Cuts rectangles to the screen and joins neighbours.
pub fn few(rectangles: &[Rectangle], bounds: Rect) -> Vec<Rect> {
    let mut joined: Vec<Rect> = Vec::new();
    for rect in rectangles.iter().map(|rectangle| cut(rectangle, bounds)).filter(|rect| !rect.is_empty()) {
        match joined.last_mut() {
            Some(last) if worth_joining(*last, rect) => *last = last.union(rect),
            _ => joined.push(rect),
        }
    }
    if joined.len() > MOST {
        return vec![joined.into_iter().fold(Rect::default(), Rect::union)];
    }
    joined
}

fn cut(rectangle: &Rectangle, bounds: Rect) -> Rect {
    let from = |start: i16| u16::try_from(start).unwrap_or(0);
    let length = |start: i16, length: u16| {
        if start < 0 { length.saturating_sub(start.unsigned_abs()) } else { length }
    };
    let (x, y) = (from(rectangle.x), from(rectangle.y));
    let rect = Rect::new(x, y, length(rectangle.x, rectangle.width), length(rectangle.y, rectangle.height));
    rect.intersection(bounds)
}

fn worth_joining(a: Rect, b: Rect) -> bool {
    let apart = a.area() + b.area();
    a.union(b).area() <= apart + apart / 4 + WASTE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rectangles: &[(i16, i16, u16, u16)], expected: &[Rect]) {
        let rectangles: Vec<_> =
            rectangles.iter().map(|&(x, y, width, height)| Rectangle { x, y, width, height }).collect();
        assert_eq!(few(&rectangles, Rect::sized(1000, 800)), expected);
    }

    #[test]
    fn neighbours_are_joined_and_what_is_far_apart_is_not() {
        check(&[(0, 0, 100, 10), (0, 10, 90, 10)], &[Rect::new(0, 0, 100, 20)]);
        check(&[(0, 0, 100, 10), (0, 700, 90, 10)], &[Rect::new(0, 0, 100, 10), Rect::new(0, 700, 90, 10)]);
    }

    #[test]
    fn rectangles_end_where_the_screen_ends() {
        check(&[(-5, -5, 10, 10)], &[Rect::new(0, 0, 5, 5)]);
        check(&[(990, 790, 100, 100), (2000, 0, 5, 5), (-20, 0, 10, 10)], &[Rect::new(990, 790, 10, 10)]);
    }

    #[test]
    fn many_become_one() {
        let far: Vec<_> = (0..40).map(|i| (i * 20, (i % 2) * 700, 4, 4)).collect();
        check(&far, &[Rect::new(0, 0, 784, 704)]);
    }
}
