//! One viewer's own picture: what it is shown is encoded from here, while the next picture of the
//! screen is already being captured. Only what has changed is copied from the frame that everybody
//! shares, so the frame is held for a moment.
//!
//! For a viewer that does not draw the pointer itself, the pointer is painted in.

use farhand_rfb::Rect;
use farhand_rfb::server::{Cursor, Picture};

use crate::screen::{Frame, News};

/// Rectangles that are copied one by one; more are copied as what encloses them.
const MOST: usize = 128;

/// See the module's comment.
#[derive(Default)]
pub struct Canvas {
    pixels: Vec<u32>,
    size: (u16, u16),
    /// What is older here than in the frame.
    stale: Vec<Rect>,
    cursor: Option<Cursor>,
    at: (u16, u16),
}

impl Canvas {
    /// Takes in what is new. Says what the pointer covered and covers, where that has changed.
    pub fn hear(&mut self, news: &News) -> [Rect; 2] {
        let before = self.covered();
        if let Some(cursor) = &news.cursor {
            self.cursor.clone_from(cursor);
        }
        self.at = news.pointer.unwrap_or(self.at);
        let after = self.covered();
        if let Some(desktop) = &news.desktop {
            self.stale = vec![Rect::sized(desktop.width, desktop.height)];
        }
        self.stale.extend(news.damage.iter().map(|damage| damage.rect));
        if self.stale.len() > MOST {
            self.stale = vec![self.stale.drain(..).fold(Rect::default(), Rect::union)];
        }
        let changed = before != after || news.cursor.is_some();
        if changed { [before, after] } else { Default::default() }
    }

    /// The newest picture; with the pointer in it where it is to be painted.
    pub fn show(&mut self, frame: &Frame, with_pointer: bool) -> Option<Picture<'_>> {
        if with_pointer {
            self.stale.push(self.covered());
        }
        self.copy(frame);
        if with_pointer {
            self.paint();
            // What is painted over is fetched again before the pointer is painted elsewhere.
            self.stale.push(self.covered());
        }
        Picture::new(&self.pixels, self.size.0, self.size.1, usize::from(self.size.0))
    }

    fn copy(&mut self, frame: &Frame) {
        let frame = frame.read();
        let Some(picture) = frame.picture() else { return };
        if self.size != frame.size() {
            self.size = frame.size();
            self.pixels.resize(picture.bounds().area(), 0);
            self.stale = vec![picture.bounds()];
        }
        let width = usize::from(self.size.0);
        for rect in self.stale.drain(..).map(|rect| rect.intersection(picture.bounds())) {
            let left = usize::from(rect.x)..usize::from(rect.x) + usize::from(rect.width);
            let below = self.pixels.chunks_exact_mut(width.max(1)).skip(usize::from(rect.y));
            for (own, row) in below.zip(picture.rows(rect)) {
                own[left.clone()].copy_from_slice(row);
            }
        }
    }

    fn paint(&mut self) {
        let Some(cursor) = &self.cursor else { return };
        let (width, height) = (i32::from(self.size.0), i32::from(self.size.1));
        let left = i32::from(self.at.0) - i32::from(cursor.hot_x);
        let top = i32::from(self.at.1) - i32::from(cursor.hot_y);
        for (y, row) in (top..).zip(cursor.pixels.chunks_exact(usize::from(cursor.width.max(1)))) {
            for (x, pixel) in (left..).zip(row) {
                if (0..width).contains(&x) && (0..height).contains(&y) {
                    let under = &mut self.pixels[(y * width + x) as usize];
                    *under = over(*pixel, *under);
                }
            }
        }
    }

    /// What the pointer covers; a part of it may lie outside of the screen.
    fn covered(&self) -> Rect {
        let Some(cursor) = &self.cursor else { return Rect::default() };
        let (x, y) = (self.at.0.saturating_sub(cursor.hot_x), self.at.1.saturating_sub(cursor.hot_y));
        Rect::new(x, y, cursor.width, cursor.height)
    }
}

/// A pixel whose colours are multiplied by its alpha, on top of another.
fn over(pixel: u32, under: u32) -> u32 {
    let rest = 255 - (pixel >> 24);
    let blend = |shift: u32| {
        let (above, below) = (pixel >> shift & 0xff, under >> shift & 0xff);
        (above + below * rest / 255).min(255) << shift
    };
    blend(16) | blend(8) | blend(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::Damage;

    const GREY: u32 = 0x0010_2030;

    fn frame() -> Frame {
        let frame = Frame::default();
        frame.resize(3, 3);
        frame.write(|pixels| pixels.rows_mut(Rect::sized(3, 3)).for_each(|row| row.fill(GREY)));
        frame
    }

    fn shown(canvas: &mut Canvas, frame: &Frame, with_pointer: bool) -> Vec<u32> {
        let picture = canvas.show(frame, with_pointer).unwrap();
        picture.rows(picture.bounds()).flatten().copied().collect()
    }

    #[test]
    fn what_was_damaged_is_copied_and_nothing_else() {
        let (frame, mut canvas) = (frame(), Canvas::default());
        assert_eq!(shown(&mut canvas, &frame, false), [GREY; 9]);
        frame.write(|pixels| pixels.rows_mut(Rect::sized(3, 3)).for_each(|row| row.fill(7)));
        assert_eq!(shown(&mut canvas, &frame, false), [GREY; 9]);
        canvas.hear(&News { damage: vec![Damage::now(Rect::new(1, 2, 9, 9))], ..News::default() });
        assert_eq!(shown(&mut canvas, &frame, false), [GREY, GREY, GREY, GREY, GREY, GREY, GREY, 7, 7]);
        frame.resize(2, 1);
        assert_eq!(shown(&mut canvas, &frame, false), [0; 2]);
    }

    #[test]
    fn the_pointer_is_painted_where_it_points_and_leaves_nothing_behind() {
        let pixels = vec![0xffff_ffff, 0, 0x8000_0000, 0];
        let arrow = Cursor { width: 2, height: 2, hot_x: 1, hot_y: 0, pixels };
        let (frame, mut canvas) = (frame(), Canvas::default());
        let news = News { cursor: Some(Some(arrow)), pointer: Some((2, 1)), ..News::default() };
        assert_eq!(canvas.hear(&news), [Rect::new(0, 0, 0, 0), Rect::new(1, 1, 2, 2)]);
        assert_eq!(canvas.hear(&News::default()), [Rect::default(); 2]);
        let (white, dark) = (0x00ff_ffff, 0x0007_0f17);
        let expected = [GREY, GREY, GREY, GREY, white, GREY, GREY, dark, GREY];
        assert_eq!(shown(&mut canvas, &frame, true), expected);
        assert_eq!(shown(&mut canvas, &frame, true), expected);
        canvas.hear(&News { pointer: Some((0, 0)), ..News::default() });
        assert_eq!(shown(&mut canvas, &frame, true), [GREY; 9]);
    }
}
