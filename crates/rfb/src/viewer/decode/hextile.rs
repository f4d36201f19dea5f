//! Hextile: tiles of 16 by 16 pixels, each raw or one colour with rectangles in others (RFC 6143,
//! section 7.7.4).
//!
//! Most tiles of a desktop are of one colour. Neighbours of the same colour are painted together, in
//! long rows; a tile with rectangles is put together in a small array of its own, and copied.

use super::super::Step;
use super::super::colours::{Colours, Wire, with_whole};
use super::Walk;
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

const SIDE: usize = 16;

const RAW: u8 = 1;
const BACKGROUND: u8 = 1 << 1;
const FOREGROUND: u8 = 1 << 2;
const RECTANGLES: u8 = 1 << 3;
const COLOURED: u8 = 1 << 4;

#[derive(Debug, Default)]
pub struct Hextile {
    next: Walk,
    background: u32,
    foreground: u32,
}

/// Neighbouring tiles of one colour that are not painted yet.
#[derive(Clone, Copy, Default)]
struct Run {
    rect: Rect,
    colour: u32,
}

impl Hextile {
    pub fn step(
        &mut self,
        bytes: &[u8],
        rect: Rect,
        colours: &Colours,
        picture: &mut Framebuffer,
    ) -> Result<Step, Error> {
        with_whole!(colours, wire => self.tiles(wire, bytes, rect, picture))
    }

    fn tiles<W: Wire>(
        &mut self,
        wire: W,
        bytes: &[u8],
        rect: Rect,
        picture: &mut Framebuffer,
    ) -> Result<Step, Error> {
        let mut run = Run::default();
        let result = self.walk(wire, bytes, rect, picture, &mut run);
        picture.fill(run.rect, run.colour);
        result
    }

    fn walk<W: Wire>(
        &mut self,
        wire: W,
        bytes: &[u8],
        rect: Rect,
        picture: &mut Framebuffer,
        run: &mut Run,
    ) -> Result<Step, Error> {
        let mut taken = 0;
        while let Some(tile) = self.next.tile(rect, SIDE as u16) {
            let rest = &bytes[taken..];
            match self.length(wire, rest, tile) {
                Ok(length) => {
                    self.paint(wire, &rest[..length], tile, picture, run)?;
                    self.next.advance(rect, SIDE as u16);
                    taken += length;
                }
                Err(needed) if taken == 0 => return Ok(Step::Needs(needed)),
                Err(_) => return Ok(Step::Took(taken)),
            }
        }
        Ok(Step::Done(taken))
    }

    /// How many bytes a tile has; otherwise how many are needed to go on.
    fn length<W: Wire>(&self, wire: W, bytes: &[u8], tile: Rect) -> Result<usize, usize> {
        let kind = *bytes.first().ok_or(1usize)?;
        let size = wire.size();
        let flag = |flag: u8| usize::from(kind & flag != 0);
        let mut length = 1;
        if kind & RAW != 0 {
            length += tile.area() * size;
        } else {
            length += size * (flag(BACKGROUND) + flag(FOREGROUND));
            if kind & RECTANGLES != 0 {
                let count = usize::from(*bytes.get(length).ok_or(length + 1)?);
                length += 1 + count * (2 + size * flag(COLOURED));
            }
        }
        if bytes.len() < length { Err(length) } else { Ok(length) }
    }

    fn paint<W: Wire>(
        &mut self,
        wire: W,
        bytes: &[u8],
        tile: Rect,
        picture: &mut Framebuffer,
        run: &mut Run,
    ) -> Result<(), Error> {
        let (kind, mut rest) = (bytes[0], &bytes[1..]);
        if kind & RAW != 0 {
            let row = usize::from(tile.width) * wire.size();
            for (y, bytes) in rest.chunks_exact(row).enumerate() {
                wire.row(bytes, picture.row_mut(tile, y as u16));
            }
            return Ok(());
        }
        if kind & BACKGROUND != 0 {
            self.background = wire.read(rest);
            rest = &rest[wire.size()..];
        }
        if kind & FOREGROUND != 0 {
            self.foreground = wire.read(rest);
            rest = &rest[wire.size()..];
        }
        if kind & RECTANGLES == 0 {
            run.extend(tile, self.background, picture);
            return Ok(());
        }
        let mut pixels = [self.background; SIDE * SIDE];
        self.rectangles(wire, kind, &rest[1..], tile, &mut pixels)?;
        for (y, row) in pixels.chunks_exact(SIDE).take(usize::from(tile.height)).enumerate() {
            copy_row(row, picture.row_mut(tile, y as u16));
        }
        Ok(())
    }

    fn rectangles<W: Wire>(
        &self,
        wire: W,
        kind: u8,
        entries: &[u8],
        tile: Rect,
        pixels: &mut [u32; SIDE * SIDE],
    ) -> Result<(), Error> {
        let size = if kind & COLOURED != 0 { wire.size() } else { 0 };
        let (width, height) = (usize::from(tile.width), usize::from(tile.height));
        for entry in entries.chunks_exact(size + 2) {
            let colour = if size == 0 { self.foreground } else { wire.read(entry) };
            let (at, extent) = (usize::from(entry[size]), usize::from(entry[size + 1]));
            let (left, top) = (at >> 4, at & 15);
            let (right, bottom) = (left + (extent >> 4) + 1, top + (extent & 15) + 1);
            if right > width || bottom > height {
                return Err(Error::Data("a tile of Hextile"));
            }
            for y in top..bottom {
                pixels[y * SIDE + left..y * SIDE + right].fill(colour);
            }
        }
        Ok(())
    }
}

impl Run {
    fn extend(&mut self, tile: Rect, colour: u32, picture: &mut Framebuffer) {
        let goes_on = self.rect.y == tile.y
            && self.rect.right() == u32::from(tile.x)
            && self.colour == colour
            && self.rect.height == tile.height;
        if goes_on {
            self.rect.width += tile.width;
        } else {
            picture.fill(self.rect, self.colour);
            *self = Self { rect: tile, colour };
        }
    }
}

/// Whole tiles, which most are, are copied with a length known to the compiler.
fn copy_row(row: &[u32], out: &mut [u32]) {
    match (row.first_chunk::<SIDE>(), out.first_chunk_mut::<SIDE>()) {
        (Some(row), Some(out)) => *out = *row,
        _ => out.copy_from_slice(&row[..out.len()]),
    }
}
