//! Reads batches, as the interface does: for tests that compare pictures, and for programs that look
//! at a screen without a window.

use super::{TILE, record, rough, tile};
use tile::form;

/// What an interface shows after the batches that it got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Pixels in a row.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Each `0x00RRGGBB`, row by row.
    pub pixels: Vec<u32>,
    /// X, y, width and height of the part of the device's picture that this is.
    pub part: [u16; 4],
    /// The cursor: width, height, hot x, hot y, and its bytes.
    pub cursor: Option<([u16; 4], Vec<u8>)>,
    /// Where the device has its cursor.
    pub cursor_at: Option<(u16, u16)>,
    /// Tiles that were sent so far.
    pub tiles: usize,
    /// Tiles that were sent roughly so far.
    pub rough: usize,
    /// Access units of H.264 so far, with their places.
    pub video: Vec<([u16; 4], Vec<u8>)>,
}

/// A batch that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the batch is broken at byte {0}")]
pub struct Broken(usize);

impl Shown {
    /// Takes a batch; answers its number.
    ///
    /// # Errors
    /// When the bytes are no batch.
    pub fn take(&mut self, batch: &[u8]) -> Result<u32, Broken> {
        let mut bytes = Bytes { bytes: batch, at: 0 };
        let number = u32::from_le_bytes(bytes.take()?);
        while bytes.at < batch.len() {
            self.record(&mut bytes).map_err(|_| Broken(bytes.at))?;
        }
        Ok(number)
    }

    fn record(&mut self, bytes: &mut Bytes<'_>) -> Result<(), Broken> {
        match bytes.u8()? {
            record::SIZE => {
                [self.width, self.height] = bytes.numbers()?;
                self.part = bytes.numbers()?;
                self.pixels = vec![0; usize::from(self.width) * usize::from(self.height)];
            }
            record::CURSOR => {
                let shape: [u16; 4] = bytes.numbers()?;
                let rgba = bytes.slice(usize::from(shape[0]) * usize::from(shape[1]) * 4)?.to_vec();
                self.cursor = (shape[0] > 0).then_some((shape, rgba));
            }
            record::CURSOR_AT => self.cursor_at = bytes.numbers().map(|[x, y]| Some((x, y)))?,
            record::TILES => {
                let [count] = bytes.numbers()?;
                for _ in 0..count {
                    self.tile(bytes)?;
                }
            }
            record::VIDEO => {
                let place = bytes.numbers()?;
                let _begins = bytes.u8()?;
                let length = u32::from_le_bytes(bytes.take()?);
                self.video.push((place, bytes.slice(length as usize)?.to_vec()));
            }
            record::FILL => self.fill(bytes)?,
            _ => return Err(bytes.broken()),
        }
        Ok(())
    }

    fn fill(&mut self, bytes: &mut Bytes<'_>) -> Result<(), Broken> {
        let [x, y, width, height] = bytes.numbers::<4>()?.map(usize::from);
        let colour = bytes.colours(1)?[0];
        let stride = usize::from(self.width);
        if x + width > stride || y + height > usize::from(self.height) {
            return Err(bytes.broken());
        }
        for y in y..y + height {
            self.pixels[y * stride + x..][..width].fill(colour);
        }
        let tile = usize::from(TILE);
        self.tiles += width.div_ceil(tile) * height.div_ceil(tile);
        Ok(())
    }

    fn tile(&mut self, bytes: &mut Bytes<'_>) -> Result<(), Broken> {
        let [column, row] = bytes.numbers()?;
        let side = |number: u16, whole: u16| {
            let from = u32::from(number) * u32::from(TILE);
            (from < u32::from(whole)).then(|| (from as usize, TILE.min(whole - from as u16) as usize))
        };
        let (x, width) = side(column, self.width).ok_or(bytes.broken())?;
        let (y, height) = side(row, self.height).ok_or(bytes.broken())?;
        let form = bytes.u8()?;
        let pixels = bytes.pixels(form, width, height)?;
        self.tiles += 1;
        self.rough += usize::from(form == form::ROUGH);
        for (i, pixels) in pixels.chunks(width).enumerate() {
            let from = (y + i) * usize::from(self.width) + x;
            self.pixels[from..from + width].copy_from_slice(pixels);
        }
        Ok(())
    }
}

struct Bytes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bytes<'_> {
    fn broken(&self) -> Broken {
        Broken(self.at)
    }

    fn slice(&mut self, length: usize) -> Result<&[u8], Broken> {
        let slice = self.bytes[self.at..].get(..length).ok_or(Broken(self.at))?;
        self.at += length;
        Ok(slice)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        let at = self.at;
        self.slice(N)?.try_into().map_err(|_| Broken(at))
    }

    fn u8(&mut self) -> Result<u8, Broken> {
        self.take().map(|[byte]| byte)
    }

    fn numbers<const N: usize>(&mut self) -> Result<[u16; N], Broken> {
        let mut numbers = [0; N];
        for number in &mut numbers {
            *number = u16::from_le_bytes(self.take()?);
        }
        Ok(numbers)
    }

    fn colours(&mut self, count: usize) -> Result<Vec<u32>, Broken> {
        let bytes = self.slice(count * 3)?;
        Ok(bytes.chunks_exact(3).map(|c| u32::from_be_bytes([0, c[0], c[1], c[2]])).collect())
    }

    fn pixels(&mut self, form: u8, width: usize, height: usize) -> Result<Vec<u32>, Broken> {
        let count = width * height;
        match form {
            form::PACKED => self.packed(width, height),
            form::RUNS => self.runs(count),
            form::BYTES => {
                let colours = usize::from(self.u8()?) + 1;
                let colours = self.colours(colours)?;
                (0..count).map(|_| self.colour(&colours)).collect()
            }
            form::PLAIN => self.colours(count),
            form::ROUGH => self.rough(width, height),
            _ => Err(self.broken()),
        }
    }

    fn colour(&mut self, colours: &[u32]) -> Result<u32, Broken> {
        let number = usize::from(self.u8()?);
        colours.get(number).copied().ok_or(self.broken())
    }

    fn packed(&mut self, width: usize, height: usize) -> Result<Vec<u32>, Broken> {
        let count = usize::from(self.u8()?);
        let colours = self.colours(count)?;
        let bits = tile::bits(count);
        let mut pixels = Vec::with_capacity(width * height);
        for _ in 0..height {
            let row = self.slice((width * bits).div_ceil(8))?.to_vec();
            for x in 0..width {
                let number = row[x * bits / 8] >> (8 - bits - x * bits % 8) & ((1 << bits) - 1);
                pixels.push(*colours.get(usize::from(number)).ok_or(self.broken())?);
            }
        }
        Ok(pixels)
    }

    fn runs(&mut self, count: usize) -> Result<Vec<u32>, Broken> {
        let colours = usize::from(self.u8()?);
        let colours = self.colours(colours)?;
        let mut pixels = Vec::with_capacity(count);
        while pixels.len() < count {
            let number = self.u8()?;
            let colour = *colours.get(usize::from(number & 127)).ok_or(self.broken())?;
            let mut length = 1;
            let mut goes_on = number > 127;
            while goes_on {
                let more = self.u8()?;
                length += usize::from(more);
                goes_on = more == u8::MAX;
            }
            if length > count - pixels.len() {
                return Err(self.broken());
            }
            pixels.resize(pixels.len() + length, colour);
        }
        Ok(pixels)
    }

    fn rough(&mut self, width: usize, height: usize) -> Result<Vec<u32>, Broken> {
        let mut pixels = vec![0; width * height];
        for y in (0..height).step_by(rough::BLOCK) {
            for x in (0..width).step_by(rough::BLOCK) {
                let (colours, numbers) = rough::read(self.take()?);
                for (i, number) in numbers.into_iter().enumerate() {
                    let (x, y) = (x + i % rough::BLOCK, y + i / rough::BLOCK);
                    if x < width && y < height {
                        pixels[y * width + x] = colours[usize::from(number)];
                    }
                }
            }
        }
        Ok(pixels)
    }
}
