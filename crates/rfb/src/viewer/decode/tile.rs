//! The tiles of TRLE and ZRLE (RFC 6143, sections 7.7.5 and 7.7.6): raw, one colour, indices into a
//! palette, or runs with or without a palette.

use super::super::colours::Wire;
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

/// Pixels of the longer side of ZRLE's tiles; TRLE's have 16.
pub const SIDE: u16 = 64;
/// No tile has more bytes than this: each pixel a run of one, and a palette.
pub const BYTES: usize = 1 + 127 * 4 + 64 * 64 * 5;

/// Paints tiles, with the palette of the last one that had one.
pub struct Tiles {
    palette: [u32; 128],
    colours: usize,
    /// Whether a tile may use the palette of an earlier one (TRLE).
    reuse: bool,
    pixels: Box<[u32; 64 * 64]>,
}

const BROKEN: Error = Error::Data("a tile of TRLE or ZRLE");

impl Tiles {
    pub fn new(reuse: bool) -> Self {
        Self { palette: [0; 128], colours: 0, reuse, pixels: Box::new([0; 64 * 64]) }
    }

    /// Paints one tile; answers how many bytes it has, or `None` when they are not all there.
    pub fn paint<W: Wire>(
        &mut self,
        wire: W,
        bytes: &[u8],
        tile: Rect,
        picture: &mut Framebuffer,
    ) -> Result<Option<usize>, Error> {
        let Some((kind, rest)) = bytes.split_first() else { return Ok(None) };
        let used = match *kind {
            0 => raw(wire, rest, tile, picture),
            1 => solid(wire, rest, tile, picture),
            kind @ 2..=16 => self.with_palette(wire, kind, rest).and_then(|used| {
                let indices = self.packed(rest.get(used..)?, tile, picture)?;
                Some(used + indices)
            }),
            127 if self.reuse && (1..=16).contains(&self.colours) => self.packed(rest, tile, picture),
            128 => return Ok(self.runs(wire, rest, tile, picture)?.map(|used| used + 1)),
            129 if self.reuse && self.colours > 0 => {
                return Ok(self.palette_runs(rest, tile, picture)?.map(|used| used + 1));
            }
            kind @ 130.. => {
                let Some(used) = self.with_palette(wire, kind - 128, rest) else { return Ok(None) };
                let runs = self.palette_runs(&rest[used..], tile, picture)?;
                return Ok(runs.map(|runs| 1 + used + runs));
            }
            _ => return Err(BROKEN),
        };
        Ok(used.map(|used| used + 1))
    }

    /// Reads a palette; answers how many bytes it has.
    fn with_palette<W: Wire>(&mut self, wire: W, count: u8, bytes: &[u8]) -> Option<usize> {
        let count = usize::from(count);
        let used = count * wire.size();
        wire.row(bytes.get(..used)?, &mut self.palette[..count]);
        self.colours = count;
        Some(used)
    }

    /// Indices of 1, 2 or 4 bits; each row begins in a new byte.
    fn packed(&self, bytes: &[u8], tile: Rect, picture: &mut Framebuffer) -> Option<usize> {
        let bits = match self.colours {
            ..=2 => 1,
            3..=4 => 2,
            _ => 4,
        };
        let length = (usize::from(tile.width) * bits).div_ceil(8);
        let used = length * usize::from(tile.height);
        for (y, bytes) in (0..).zip(bytes.get(..used)?.chunks_exact(length)) {
            let row = picture.row_mut(tile, y);
            match bits {
                1 => unpack::<8>(&self.palette, bytes, row),
                2 => unpack::<4>(&self.palette, bytes, row),
                _ => unpack::<2>(&self.palette, bytes, row),
            }
        }
        Some(used)
    }

    fn runs<W: Wire>(
        &mut self,
        wire: W,
        bytes: &[u8],
        tile: Rect,
        picture: &mut Framebuffer,
    ) -> Result<Option<usize>, Error> {
        let (size, area) = (wire.size(), tile.area());
        let (mut at, mut done) = (0, 0);
        while done < area {
            let Some(pixel) = bytes.get(at..at + size) else { return Ok(None) };
            at += size;
            let Some(run) = run(bytes, &mut at, area - done)? else { return Ok(None) };
            self.pixels[done..done + run].fill(wire.read(pixel));
            done += run;
        }
        self.copy(tile, picture);
        Ok(Some(at))
    }

    fn palette_runs(
        &mut self,
        bytes: &[u8],
        tile: Rect,
        picture: &mut Framebuffer,
    ) -> Result<Option<usize>, Error> {
        let area = tile.area();
        let (mut at, mut done) = (0, 0);
        while done < area {
            let Some(&index) = bytes.get(at) else { return Ok(None) };
            at += 1;
            let colour = self.palette[usize::from(index & 127)];
            if index < 128 {
                self.pixels[done] = colour;
                done += 1;
                continue;
            }
            let Some(run) = run(bytes, &mut at, area - done)? else { return Ok(None) };
            self.pixels[done..done + run].fill(colour);
            done += run;
        }
        self.copy(tile, picture);
        Ok(Some(at))
    }

    fn copy(&self, tile: Rect, picture: &mut Framebuffer) {
        for (y, row) in (0..tile.height).zip(self.pixels.chunks_exact(usize::from(tile.width))) {
            picture.row_mut(tile, y).copy_from_slice(row);
        }
    }
}

fn raw<W: Wire>(wire: W, bytes: &[u8], tile: Rect, picture: &mut Framebuffer) -> Option<usize> {
    let length = usize::from(tile.width) * wire.size();
    let used = length * usize::from(tile.height);
    for (y, bytes) in (0..).zip(bytes.get(..used)?.chunks_exact(length)) {
        wire.row(bytes, picture.row_mut(tile, y));
    }
    Some(used)
}

fn solid<W: Wire>(wire: W, bytes: &[u8], tile: Rect, picture: &mut Framebuffer) -> Option<usize> {
    picture.fill(tile, wire.read(bytes.get(..wire.size())?));
    Some(wire.size())
}

/// A run's length: one more than the sum of bytes up to the first that is not 255.
fn run(bytes: &[u8], at: &mut usize, most: usize) -> Result<Option<usize>, Error> {
    let mut run = 1;
    loop {
        let Some(&byte) = bytes.get(*at) else { return Ok(None) };
        *at += 1;
        run += usize::from(byte);
        if run > most {
            return Err(BROKEN);
        }
        if byte != 255 {
            return Ok(Some(run));
        }
    }
}

/// `PER_BYTE` indices in each byte, the first in the highest bits.
fn unpack<const PER_BYTE: usize>(palette: &[u32; 128], bytes: &[u8], row: &mut [u32]) {
    let bits = 8 / PER_BYTE;
    let mask = (1usize << bits) - 1;
    for (pixels, byte) in row.chunks_mut(PER_BYTE).zip(bytes) {
        for (i, pixel) in pixels.iter_mut().enumerate() {
            *pixel = palette[usize::from(*byte) >> (8 - bits * (i + 1)) & mask];
        }
    }
}
