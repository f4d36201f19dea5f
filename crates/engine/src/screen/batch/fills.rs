//! Rectangles of one colour. What flips at once (a window that opens, a page that is blank) is one
//! record of a few bytes then, and one call of the canvas, whatever its size.

use farhand_rfb::Rect;

use super::{record, tile};

/// Tiles of one colour, joined.
#[derive(Debug, Default)]
pub struct Fills(Vec<(Rect, u32)>);

impl Fills {
    /// Takes a tile of this colour. Tiles come row by row, from the left.
    pub fn add(&mut self, rect: Rect, colour: u32) {
        let beside =
            |last: &Rect| (last.y, last.height, last.x + last.width) == (rect.y, rect.height, rect.x);
        match self.0.last_mut() {
            Some((last, known)) if *known == colour && beside(last) => last.width += rect.width,
            _ => self.0.push((rect, colour)),
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Writes a record for each rectangle, joined with those above it.
    pub fn write(self, out: &mut Vec<u8>) {
        for (rect, colour) in joined(self.0) {
            out.push(record::FILL);
            for number in [rect.x, rect.y, rect.width, rect.height] {
                out.extend_from_slice(&number.to_le_bytes());
            }
            tile::colour(colour, out);
        }
    }
}

fn joined(rows: Vec<(Rect, u32)>) -> Vec<(Rect, u32)> {
    let mut joined: Vec<(Rect, u32)> = Vec::with_capacity(rows.len());
    // Where those begin that reach down to the row before.
    let mut open = std::collections::HashMap::new();
    for (rect, colour) in rows {
        let above: Option<&usize> = open.get(&rect.x);
        if let Some((above, known)) = above.map(|at| &mut joined[*at])
            && *known == colour
            && (above.width, above.y + above.height) == (rect.width, rect.y)
        {
            above.height += rect.height;
            continue;
        }
        open.insert(rect.x, joined.len());
        joined.push((rect, colour));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_that_are_alike_are_one_rectangle() {
        let tile = |x: u16, y: u16| Rect::new(x * 64, y * 64, 64, 64);
        let mut fills = Fills::default();
        for (x, y) in (0..3).flat_map(|y| (0..4).map(move |x| (x, y))) {
            fills.add(tile(x, y), if (x, y) == (3, 2) { 9 } else { 7 });
        }
        let whole =
            |x: u16, y: u16, width: u16, height: u16| Rect::new(x * 64, y * 64, width * 64, height * 64);
        let expected = [(whole(0, 0, 4, 2), 7), (whole(0, 2, 3, 1), 7), (whole(3, 2, 1, 1), 9)];
        assert_eq!(joined(fills.0), expected);
    }

    #[test]
    fn what_lies_apart_stays_apart() {
        let mut fills = Fills::default();
        for rect in [Rect::new(0, 0, 64, 64), Rect::new(128, 0, 64, 64), Rect::new(0, 128, 64, 64)] {
            fills.add(rect, 1);
        }
        assert_eq!(joined(fills.0).len(), 3);
    }
}
