//! Raw: pixels row by row (RFC 6143, section 7.7.1). Whole rows are painted as they come.

use super::super::Step;
use super::super::colours::{Colours, Wire, with_whole};
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

#[derive(Debug, Default)]
pub struct Raw {
    row: u16,
}

impl Raw {
    pub fn step(&mut self, bytes: &[u8], rect: Rect, colours: &Colours, picture: &mut Framebuffer) -> Step {
        let length = usize::from(rect.width) * colours.format().bytes();
        if length == 0 || self.row == rect.height {
            return Step::Done(0);
        }
        let mut taken = 0;
        for row in bytes.chunks_exact(length).take(usize::from(rect.height - self.row)) {
            with_whole!(colours, wire => wire.row(row, picture.row_mut(rect, self.row)));
            self.row += 1;
            taken += length;
        }
        match taken {
            0 => Step::Needs(length),
            taken if self.row == rect.height => Step::Done(taken),
            taken => Step::Took(taken),
        }
    }
}
