//! Stepping over TRLE (RFC 6143, section 7.7.5), whose runs tell where they end only by being added
//! up.

use super::hextile::Tiles;
use super::walk::{Next, Walk};
use crate::error::Error;

const BAD: Error = Error::Data("a TRLE rectangle");

/// What is expected next in a tile.
#[derive(Debug)]
enum Part {
    Tile,
    /// Runs until so many pixels are there.
    Plain(usize),
    /// Runs of a palette's colours.
    Palette(usize),
}

/// Steps over TRLE.
#[derive(Debug)]
pub(super) struct Trle {
    tiles: Tiles,
    /// Bytes of a compact pixel.
    pixel: usize,
    /// Colours of the last palette.
    palette: usize,
    part: Part,
}

impl Trle {
    pub fn new(width: u16, height: u16, pixel: usize) -> Self {
        Self { tiles: Tiles::new(width, height), pixel, palette: 0, part: Part::Tile }
    }

    fn tile(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        if self.tiles.are_done() {
            return Ok(Next::Done);
        }
        let Some(&says) = bytes.first() else { return Ok(Next::Need(1)) };
        let (width, height) = self.tiles.size();
        let (colours, rest) = match says {
            0 => (0, width * height * self.pixel),
            1 => (0, self.pixel),
            2..=16 => (usize::from(says), usize::from(says) * self.pixel),
            127 => (0, 0),
            128 => (0, 0),
            129 => (0, 0),
            130.. => (usize::from(says - 128), usize::from(says - 128) * self.pixel),
            17..=126 => return Err(BAD),
        };
        if colours > 0 {
            self.palette = colours;
        }
        let indices = match says {
            2..=16 | 127 => packed(self.palette, width, height)?,
            _ => 0,
        };
        match says {
            128 => self.part = Part::Plain(width * height),
            129 if self.palette < 2 => return Err(BAD),
            129.. => self.part = Part::Palette(width * height),
            _ => self.tiles.advance(),
        }
        Ok(Next::Skip((rest + indices) as u64))
    }

    /// One run: `head` bytes, and a length in bytes of 255 and one that is not.
    fn run(bytes: &[u8], head: usize) -> Option<usize> {
        let last = *bytes.last().filter(|_| bytes.len() > head)?;
        (last != 255).then(|| 1 + 255 * (bytes.len() - head - 1) + usize::from(last))
    }

    /// `None` when the run goes on.
    fn take(&mut self, run: usize, left: usize) -> Result<usize, Error> {
        let left = left.checked_sub(run).ok_or(BAD)?;
        if left == 0 {
            self.tiles.advance();
            self.part = Part::Tile;
        }
        Ok(left)
    }

    fn plain(&mut self, bytes: &[u8], left: usize) -> Result<Next, Error> {
        let Some(run) = Self::run(bytes, self.pixel) else { return more(bytes, self.pixel + 1) };
        let left = self.take(run, left)?;
        if left > 0 {
            self.part = Part::Plain(left);
        }
        Ok(Next::Skip(0))
    }

    fn of_palette(&mut self, bytes: &[u8], left: usize) -> Result<Next, Error> {
        let run = match bytes.first() {
            None => return Ok(Next::Need(1)),
            Some(index) if index & 0x80 == 0 => 1,
            Some(_) => match Self::run(bytes, 1) {
                Some(run) => run,
                None => return more(bytes, 2),
            },
        };
        let left = self.take(run, left)?;
        if left > 0 {
            self.part = Part::Palette(left);
        }
        Ok(Next::Skip(0))
    }
}

/// One more byte, but at least so many. A tile has 256 pixels, so a run's length two bytes at most.
fn more(bytes: &[u8], least: usize) -> Result<Next, Error> {
    let need = least.max(bytes.len() + 1);
    if need > least + 1 { Err(BAD) } else { Ok(Next::Need(need)) }
}

/// Bytes of a tile's indices into a palette.
fn packed(colours: usize, width: usize, height: usize) -> Result<usize, Error> {
    let bits = match colours {
        2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => return Err(BAD),
    };
    Ok((width * bits).div_ceil(8) * height)
}

impl Walk for Trle {
    fn next(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        match self.part {
            Part::Tile => self.tile(bytes),
            Part::Plain(left) => self.plain(bytes, left),
            Part::Palette(left) => self.of_palette(bytes, left),
        }
    }
}
