//! TRLE: tiles of 16 by 16 pixels (RFC 6143, section 7.7.5). Painted tile by tile as they come.

use super::super::Step;
use super::super::colours::{Colours, Wire, with_compact};
use super::Walk;
use super::tile::Tiles;
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

const SIDE: u16 = 16;

pub struct Trle {
    next: Walk,
    tiles: Tiles,
}

impl Default for Trle {
    fn default() -> Self {
        Self { next: Walk::default(), tiles: Tiles::new(true) }
    }
}

impl Trle {
    pub fn step(
        &mut self,
        bytes: &[u8],
        rect: Rect,
        colours: &Colours,
        picture: &mut Framebuffer,
    ) -> Result<Step, Error> {
        with_compact!(colours, wire => self.paint(wire, bytes, rect, picture))
    }

    fn paint<W: Wire>(
        &mut self,
        wire: W,
        bytes: &[u8],
        rect: Rect,
        picture: &mut Framebuffer,
    ) -> Result<Step, Error> {
        let mut taken = 0;
        while let Some(tile) = self.next.tile(rect, SIDE) {
            match self.tiles.paint(wire, &bytes[taken..], tile, picture)? {
                Some(used) => {
                    self.next.advance(rect, SIDE);
                    taken += used;
                }
                None if taken == 0 => return Ok(Step::Needs(bytes.len() + 1)),
                None => return Ok(Step::Took(taken)),
            }
        }
        Ok(Step::Done(taken))
    }
}
