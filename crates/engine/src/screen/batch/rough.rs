//! Tiles that move, roughly: five bits a pixel, quick to write and to read.
//!
//! Blocks of 4 by 4 pixels, row by row; at the right and lower edge they reach over it, and the
//! pixels there mean nothing. Of each block 10 bytes: the darkest and the lightest brightness; the
//! mean of blue and of red difference plus 128 (BT.601, full range); then of each pixel 3 bits of
//! brightness between the two ends, eight pixels in three bytes, the first in the lowest bits.

use super::tile::form;

/// Pixels of a block's side.
pub const BLOCK: usize = 4;
/// Bytes of a block.
pub const BYTES: usize = 10;

/// Writes a tile.
pub fn write(pixels: &[u32], width: usize, out: &mut Vec<u8>) {
    out.push(form::ROUGH);
    let height = pixels.len() / width;
    for y in (0..height).step_by(BLOCK) {
        for x in (0..width).step_by(BLOCK) {
            out.extend_from_slice(&block(&gather(pixels, width, x, y)));
        }
    }
}

/// The pixels of a block; the last row and column go on beyond the edge.
fn gather(pixels: &[u32], width: usize, x: usize, y: usize) -> [u32; 16] {
    let height = pixels.len() / width;
    let mut block = [0; 16];
    if x + BLOCK <= width && y + BLOCK <= height {
        for (row, to) in block.chunks_exact_mut(BLOCK).enumerate() {
            let from = (y + row) * width + x;
            to.copy_from_slice(&pixels[from..from + BLOCK]);
        }
    } else {
        for (i, to) in block.iter_mut().enumerate() {
            let (x, y) = ((x + i % BLOCK).min(width - 1), (y + i / BLOCK).min(height - 1));
            *to = pixels[y * width + x];
        }
    }
    block
}

fn block(pixels: &[u32; 16]) -> [u8; BYTES] {
    let mut luma = [0i32; 16];
    let (mut red, mut green, mut blue) = (0, 0, 0);
    for (luma, &pixel) in luma.iter_mut().zip(pixels) {
        let (r, g, b) = ((pixel >> 16 & 0xff) as i32, (pixel >> 8 & 0xff) as i32, (pixel & 0xff) as i32);
        *luma = (77 * r + 150 * g + 29 * b + 128) >> 8;
        red += r;
        green += g;
        blue += b;
    }
    let low = luma.iter().fold(255, |low, &y| low.min(y));
    let high = luma.iter().fold(0, |high, &y| high.max(y));
    // Sums of sixteen pixels with 16-bit weights of BT.601.
    let cb = (-43 * red - 85 * green + 128 * blue + 2048) >> 12;
    let cr = (128 * red - 107 * green - 21 * blue + 2048) >> 12;
    // Seven steps between the ends, in 16-bit fractions.
    let step = if high > low { (7 << 16) / (high - low) } else { 0 };
    let bits = luma.iter().rev().fold(0u64, |bits, &y| bits << 3 | u64::from(level(y - low, step)));
    let [a, b, c, d, e, f, ..] = bits.to_le_bytes();
    let chroma = |value: i32| (value + 128).clamp(0, 255) as u8;
    [low as u8, high as u8, chroma(cb), chroma(cr), a, b, c, d, e, f]
}

fn level(above: i32, step: i32) -> u8 {
    ((above * step + (1 << 15)) >> 16).clamp(0, 7) as u8
}

/// The eight colours of a block, and the number of each of its pixels.
pub fn read(block: [u8; BYTES]) -> ([u32; 8], [u8; 16]) {
    let (low, high) = (i32::from(block[0]), i32::from(block[1]));
    let (cb, cr) = (i32::from(block[2]) - 128, i32::from(block[3]) - 128);
    let (red, green, blue) = ((359 * cr + 128) >> 8, (-88 * cb - 183 * cr + 128) >> 8, (454 * cb + 128) >> 8);
    let mut colours = [0; 8];
    for (i, colour) in (0..).zip(&mut colours) {
        let y = low + ((high - low) * i + 3) / 7;
        let channel = |difference: i32| (y + difference).clamp(0, 255) as u32;
        *colour = channel(red) << 16 | channel(green) << 8 | channel(blue);
    }
    let bits = u64::from_le_bytes([block[4], block[5], block[6], block[7], block[8], block[9], 0, 0]);
    let mut numbers = [0; 16];
    numbers.iter_mut().enumerate().for_each(|(i, number)| *number = (bits >> (3 * i) & 7) as u8);
    (colours, numbers)
}
