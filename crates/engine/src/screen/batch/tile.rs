//! The pixels of one tile. The first byte is the form:
//!
//! | form | what follows |
//! |---|---|
//! | 1 | `u8` n (2 to 16), n colours; each row in bytes of its own, 1, 2 or 4 bits a pixel as n needs, the leftmost pixel in the highest bits |
//! | 2 | `u8` n (2 to 128), n colours; runs to the end of the tile: a colour's number is one pixel; with 128 added, the run's length less one follows, as bytes that are added up to the first that is not 255 |
//! | 3 | `u8` n - 1, n colours; a byte a pixel |
//! | 4 | three bytes a pixel |
//! | 5 | roughly ([`super::rough`]) |
//!
//! Forms 1 to 3 suit what programs draw, and are exact; the smallest is taken. Tiles of one colour are
//! no tiles but rectangles ([`super::fills`]).

/// Forms of a tile.
pub mod form {
    pub const PACKED: u8 = 1;
    pub const RUNS: u8 = 2;
    pub const BYTES: u8 = 3;
    pub const PLAIN: u8 = 4;
    pub const ROUGH: u8 = 5;
}

/// Writes a tile of at most 256 colours; answers false (with anything written) where it has more.
pub fn small(pixels: &[u32], width: usize, out: &mut Vec<u8>) -> bool {
    let Some(palette) = Palette::of(pixels) else { return false };
    let colours = palette.colours.len();
    let bits = bits(colours);
    let packed = if bits < 8 { (width * bits).div_ceil(8) * (pixels.len() / width) } else { pixels.len() };
    if colours <= 128 && palette.runs < packed {
        out.extend_from_slice(&[form::RUNS, colours as u8]);
        palette.colours.iter().for_each(|&one| colour(one, out));
        runs(&palette.numbers, out);
    } else if bits < 8 {
        out.extend_from_slice(&[form::PACKED, colours as u8]);
        palette.colours.iter().for_each(|&one| colour(one, out));
        palette.numbers.chunks(width).for_each(|row| pack(row, bits, out));
    } else {
        out.extend_from_slice(&[form::BYTES, (colours - 1) as u8]);
        palette.colours.iter().for_each(|&one| colour(one, out));
        out.extend_from_slice(&palette.numbers);
    }
    true
}

/// Writes each pixel.
pub fn plain(pixels: &[u32], out: &mut Vec<u8>) {
    out.push(form::PLAIN);
    let from = out.len();
    out.resize(from + pixels.len() * 3, 0);
    for (to, pixel) in out[from..].chunks_exact_mut(3).zip(pixels) {
        let [_, red, green, blue] = pixel.to_be_bytes();
        to.copy_from_slice(&[red, green, blue]);
    }
}

/// Bits of a colour's number.
pub fn bits(colours: usize) -> usize {
    match colours {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    }
}

pub fn colour(pixel: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&pixel.to_be_bytes()[1..]);
}

fn pack(row: &[u8], bits: usize, out: &mut Vec<u8>) {
    for pixels in row.chunks(8 / bits) {
        let byte = pixels.iter().fold(0, |byte, number| byte << bits | number);
        out.push(byte << (bits * (8 / bits - pixels.len())));
    }
}

fn runs(numbers: &[u8], out: &mut Vec<u8>) {
    for run in numbers.chunk_by(|a, b| a == b) {
        if run.len() == 1 {
            out.push(run[0]);
            continue;
        }
        out.push(run[0] | 128);
        let rest = run.len() - 1;
        out.extend(std::iter::repeat_n(u8::MAX, rest / 255));
        out.push((rest % 255) as u8);
    }
}

/// The colours of a tile, and each pixel's number among them.
struct Palette {
    colours: Vec<u32>,
    numbers: Vec<u8>,
    /// Bytes that the pixels take as runs.
    runs: usize,
}

impl Palette {
    /// None where there are more than 256.
    fn of(pixels: &[u32]) -> Option<Self> {
        let mut known = Known::default();
        let mut numbers = vec![0; pixels.len()];
        let mut runs = 0;
        let mut at = 0;
        for run in pixels.chunk_by(|a, b| a == b) {
            let number = known.number(run[0] & 0x00ff_ffff)?;
            numbers[at..at + run.len()].fill(number);
            at += run.len();
            runs += if run.len() == 1 { 1 } else { 2 + (run.len() - 1) / 255 };
        }
        Some(Self { colours: known.colours, numbers, runs })
    }
}

/// A small table of colours.
struct Known {
    colours: Vec<u32>,
    /// Colours with their numbers, found by a hash; `FREE` where there is none.
    slots: [(u32, u8); 512],
}

const FREE: u32 = u32::MAX;

impl Default for Known {
    fn default() -> Self {
        Self { colours: Vec::with_capacity(16), slots: [(FREE, 0); 512] }
    }
}

impl Known {
    fn number(&mut self, colour: u32) -> Option<u8> {
        // The golden ratio spreads neighbouring colours over the table, which is never more than half full.
        let mut slot = (colour.wrapping_mul(0x9e37_79b1) >> 23) as usize;
        loop {
            let (known, number) = self.slots[slot];
            if known == colour {
                return Some(number);
            }
            if known == FREE {
                let number = u8::try_from(self.colours.len()).ok()?;
                self.colours.push(colour);
                self.slots[slot] = (colour, number);
                return Some(number);
            }
            slot = (slot + 1) % self.slots.len();
        }
    }
}
