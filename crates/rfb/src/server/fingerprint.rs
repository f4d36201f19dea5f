//! What each whole tile looked like when it was last sent, so that damage which changed nothing costs
//! nothing: some sources call everything damaged with every frame.

use super::picture::Picture;
use super::region::{TILE, tiles};
use crate::rect::Rect;

/// Odd numbers without pattern: digits of the golden ratio and of the square root of two.
const KEYS: (u64, u64) = (0x9e37_79b9_7f4a_7c15, 0x6a09_e667_f3bc_c909);
/// The bits of a pixel that count.
const COLOUR: u32 = 0x00ff_ffff;
/// Chains beside each other: as many as make good use of a processor's vectors.
const CHAINS: usize = 8;

/// A number for each whole tile.
#[derive(Debug, Default)]
pub struct Fingerprints {
    bounds: Rect,
    columns: usize,
    known: Vec<Option<u64>>,
}

impl Fingerprints {
    /// Of a picture of which nothing was sent.
    pub fn new(bounds: Rect) -> Self {
        let columns = usize::from(bounds.width).div_ceil(TILE.into());
        let rows = usize::from(bounds.height).div_ceil(TILE.into());
        Self { bounds, columns, known: vec![None; columns * rows] }
    }

    /// Whether a part of one tile differs from what was sent, as far as that is known; it counts as
    /// sent from now on.
    pub fn differs(&mut self, picture: Picture<'_>, part: Rect) -> bool {
        let index = self.index(part);
        let tile = Rect::new(part.x / TILE * TILE, part.y / TILE * TILE, TILE, TILE);
        // The rest of the tile may be newer than what was sent of it.
        let print = (tile.intersection(self.bounds) == part).then(|| print(picture, part));
        let differs = print.is_none() || self.known[index] != print;
        self.known[index] = print;
        differs
    }

    /// What was sent of these pixels is not known any more.
    pub fn forget(&mut self, rect: Rect) {
        for part in tiles(rect.intersection(self.bounds)) {
            let index = self.index(part);
            self.known[index] = None;
        }
    }

    fn index(&self, part: Rect) -> usize {
        usize::from(part.y / TILE) * self.columns + usize::from(part.x / TILE)
    }
}

/// The sum of products of pixels, each with a key of its place, as XXH3 has it: products of 32 bits
/// are what vectors can do.
fn print(picture: Picture<'_>, tile: Rect) -> u64 {
    let mut sums = [KEYS.0; CHAINS];
    let mut keys: [(u32, u32); CHAINS] = std::array::from_fn(|at| {
        let key = KEYS.0.wrapping_mul(2 * at as u64 + 1);
        (key as u32, (key >> 32) as u32)
    });
    for row in picture.rows(tile) {
        let (blocks, rest) = row.as_chunks::<{ 2 * CHAINS }>();
        blocks.iter().for_each(|block| add(block, &mut sums, &mut keys));
        if !rest.is_empty() {
            let mut block = [0; 2 * CHAINS];
            block[..rest.len()].copy_from_slice(rest);
            add(&block, &mut sums, &mut keys);
        }
    }
    sums.into_iter().fold(KEYS.1, fold)
}

fn add(block: &[u32; 2 * CHAINS], sums: &mut [u64; CHAINS], keys: &mut [(u32, u32); CHAINS]) {
    for at in 0..CHAINS {
        let (left, right) = (block[at] & COLOUR, block[at + CHAINS] & COLOUR);
        let key = &mut keys[at];
        let product = u64::from(left ^ key.0) * u64::from(right ^ key.1);
        // The pixels themselves, too: a product with zero would not tell one of them.
        sums[at] = sums[at]
            .wrapping_add(product)
            .wrapping_add((u64::from(right) << 32 | u64::from(left)).rotate_left(20));
        *key = (key.0.wrapping_add(KEYS.0 as u32), key.1.wrapping_add(KEYS.1 as u32));
    }
}

/// Both halves of the product of 128 bits.
fn fold(chain: u64, word: u64) -> u64 {
    let product = u128::from(chain ^ word) * u128::from(KEYS.0);
    (product as u64 ^ (product >> 64) as u64).rotate_left(23).wrapping_add(KEYS.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framebuffer::Framebuffer;

    #[test]
    fn only_a_whole_tile_that_is_the_same_does_not_differ() {
        let mut picture = Framebuffer::new(100, 100).unwrap();
        let mut prints = Fingerprints::new(picture.bounds());
        let (tile, edge) = (Rect::sized(64, 64), Rect::new(64, 64, 36, 36));
        for part in [tile, edge] {
            assert!(prints.differs((&picture).into(), part), "new");
            assert!(!prints.differs((&picture).into(), part), "the same");
            picture.fill(Rect::new(part.x + 35, part.y + 35, 1, 1), 1);
            assert!(prints.differs((&picture).into(), part), "one pixel");
        }
        assert!(prints.differs((&picture).into(), Rect::sized(10, 10)), "a part");
        assert!(prints.differs((&picture).into(), tile), "unknown after a part");
        prints.forget(Rect::new(10, 10, 1, 1));
        assert!(prints.differs((&picture).into(), tile), "forgotten");
    }

    #[test]
    fn prints_of_many_pictures_differ() {
        let mut picture = Framebuffer::new(64, 64).unwrap();
        let tile = picture.bounds();
        let mut prints = std::collections::HashSet::from([print((&picture).into(), tile)]);
        for place in 0..4_096 {
            for colour in [1, 0x0080_0000, 0x00ff_ffff] {
                picture.pixels_mut()[place] = colour;
                assert!(prints.insert(print((&picture).into(), tile)), "{colour:x} at {place}");
            }
            picture.pixels_mut()[place] = 0;
        }
        // A page that moves by whole rows and columns.
        for from in 0..64 {
            picture.fill(tile, 0);
            picture.fill(Rect::new(from, 0, 1, 64), 0x00ff_ffff);
            assert!(prints.insert(print((&picture).into(), tile)), "column {from}");
            picture.fill(tile, 0);
            picture.fill(Rect::new(0, from, 64, 1), 0x00ff_ffff);
            assert!(prints.insert(print((&picture).into(), tile)), "row {from}");
        }
    }
}
