//! ZRLE: tiles of 64 by 64 pixels, deflated by one stream (RFC 6143, section 7.7.6).
//!
//! What is inflated goes through a window that stays in the processor's cache: it is filled, the
//! whole tiles in it are painted, the rest moves to its beginning.

use super::super::Step;
use super::super::colours::{Colours, Wire, with_compact};
use super::super::inflate::Inflater;
use super::tile::{self, Tiles};
use super::{Walk, packed};
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

pub struct Zrle {
    inflater: Inflater,
    window: Box<[u8]>,
    tiles: Tiles,
}

const WINDOW: usize = 128 * 1024;
const _: () = assert!(WINDOW > tile::BYTES);

impl Default for Zrle {
    fn default() -> Self {
        Self { inflater: Inflater::default(), window: Box::default(), tiles: Tiles::new(false) }
    }
}

impl Zrle {
    pub fn step(
        &mut self,
        bytes: &[u8],
        rect: Rect,
        colours: &Colours,
        picture: &mut Framebuffer,
    ) -> Result<Step, Error> {
        let data = match packed(bytes)? {
            Ok(data) => data,
            Err(step) => return Ok(step),
        };
        if self.window.is_empty() {
            self.window = vec![0; WINDOW].into();
        }
        with_compact!(colours, wire => self.paint(wire, data, rect, picture))?;
        Ok(Step::Done(4 + data.len()))
    }

    fn paint<W: Wire>(
        &mut self,
        wire: W,
        mut data: &[u8],
        rect: Rect,
        picture: &mut Framebuffer,
    ) -> Result<(), Error> {
        let mut next = Walk::default();
        let (mut start, mut end) = (0, 0);
        while let Some(tile) = next.tile(rect, tile::SIDE) {
            if let Some(used) = self.tiles.paint(wire, &self.window[start..end], tile, picture)? {
                next.advance(rect, tile::SIDE);
                start += used;
                continue;
            }
            self.window.copy_within(start..end, 0);
            (start, end) = (0, end - start);
            match self.inflater.some(&mut data, &mut self.window[end..])? {
                0 => return Err(Error::Data("deflated data that end too early")),
                came => end += came,
            }
        }
        if start < end {
            return Err(Error::Data("deflated data that go on too long"));
        }
        self.inflater.end(data)
    }
}
