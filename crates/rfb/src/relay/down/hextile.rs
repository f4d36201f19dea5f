//! Stepping over Hextile (RFC 6143, section 7.7.4): tiles of 16 by 16 pixels, each with a byte that
//! says what follows.

use super::walk::{Next, Walk};
use crate::error::Error;

const RAW: u8 = 1;
const BACKGROUND: u8 = 2;
const FOREGROUND: u8 = 4;
const SUBRECTS: u8 = 8;
const COLOURED: u8 = 16;

/// Where it is in the rectangle's tiles.
#[derive(Debug)]
pub(super) struct Tiles {
    width: u16,
    height: u16,
    x: u16,
    y: u16,
}

impl Tiles {
    pub fn new(width: u16, height: u16) -> Self {
        Self { width, height, x: 0, y: 0 }
    }

    /// Whether all tiles are done.
    pub fn are_done(&self) -> bool {
        self.y >= self.height || self.width == 0
    }

    /// Width and height of this tile.
    pub fn size(&self) -> (usize, usize) {
        (usize::from((self.width - self.x).min(16)), usize::from((self.height - self.y).min(16)))
    }

    /// On to the next tile.
    pub fn advance(&mut self) {
        self.x = self.x.saturating_add(16);
        if self.x >= self.width {
            (self.x, self.y) = (0, self.y.saturating_add(16));
        }
    }
}

/// Steps over Hextile.
#[derive(Debug)]
pub(super) struct Hextile {
    tiles: Tiles,
    pixel: usize,
}

impl Hextile {
    pub fn new(width: u16, height: u16, pixel: u64) -> Self {
        Self { tiles: Tiles::new(width, height), pixel: pixel as usize }
    }
}

impl Walk for Hextile {
    fn next(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        if self.tiles.are_done() {
            return Ok(Next::Done);
        }
        let Some(&says) = bytes.first() else { return Ok(Next::Need(1)) };
        let has = |bit: u8| says & bit != 0;
        let (width, height) = self.tiles.size();
        let rest = if has(RAW) {
            width * height * self.pixel
        } else {
            let colours = usize::from(has(BACKGROUND)) + usize::from(has(FOREGROUND));
            if has(SUBRECTS) {
                let head = 2 + colours * self.pixel;
                if bytes.len() < head {
                    return Ok(Next::Need(head));
                }
                let each = 2 + if has(COLOURED) { self.pixel } else { 0 };
                usize::from(bytes[head - 1]) * each
            } else {
                colours * self.pixel
            }
        };
        self.tiles.advance();
        Ok(Next::Skip(rest as u64))
    }
}
