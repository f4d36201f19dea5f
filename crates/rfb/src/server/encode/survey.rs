//! What colours a block of pixels has, and how they follow each other: the base on which ZRLE and
//! Tight choose between filling, palettes, runs and plain pixels.

use crate::rect::Rect;
use crate::server::Picture;

/// Colours in a palette, at most.
const COLOURS: usize = 256;
const SLOTS: usize = 1_024;
const EMPTY: u16 = u16::MAX;
/// The bits of a pixel that count.
const COLOUR: u32 = 0x00ff_ffff;

/// The same colour over some pixels, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Index into the palette.
    pub colour: u8,
    /// Pixels, less one.
    pub more: u16,
}

/// What a block of at most 65,536 pixels is made of.
pub struct Survey {
    /// The pixels, row by row without gaps, upper bytes zero.
    pub pixels: Vec<u32>,
    /// The colours in the order in which they appear.
    pub palette: Vec<u32>,
    /// The pixels as runs of colours.
    pub runs: Vec<Run>,
    slots: Box<[(u32, u16); SLOTS]>,
}

impl Default for Survey {
    fn default() -> Self {
        let slots = Box::new([(0, EMPTY); SLOTS]);
        Self { pixels: Vec::new(), palette: Vec::new(), runs: Vec::new(), slots }
    }
}

/// The one colour of a rectangle, if it has only one.
pub fn solid(picture: Picture<'_>, rect: Rect) -> Option<u32> {
    let first = picture.row(rect, 0)[0];
    let same = |row: &[u32]| row.iter().fold(0, |differs, pixel| differs | (pixel ^ first)) & COLOUR == 0;
    picture.rows(rect).all(same).then_some(first & COLOUR)
}

impl Survey {
    /// Copies the pixels of a rectangle.
    pub fn load(&mut self, picture: Picture<'_>, rect: Rect) {
        self.pixels.clear();
        for row in picture.rows(rect) {
            self.pixels.extend(row.iter().map(|pixel| pixel & COLOUR));
        }
    }

    /// Finds the colours and runs of what was loaded. False when there are more than `most` colours
    /// (at most 256): palette and runs mean nothing then.
    pub fn find_colours(&mut self, most: usize) -> bool {
        self.clear();
        let pixels = std::mem::take(&mut self.pixels);
        let found = self.find(&pixels, most.min(COLOURS));
        self.pixels = pixels;
        found
    }

    fn clear(&mut self) {
        self.palette.clear();
        self.runs.clear();
        self.slots.fill((0, EMPTY));
    }

    fn find(&mut self, pixels: &[u32], most: usize) -> bool {
        let mut rest = pixels;
        while let Some(first) = rest.first() {
            let length = rest.iter().take_while(|pixel| *pixel == first).count();
            let Some(colour) = self.index(*first, most) else { return false };
            self.runs.push(Run { colour, more: (length - 1) as u16 });
            rest = &rest[length..];
        }
        true
    }

    fn index(&mut self, colour: u32, most: usize) -> Option<u8> {
        // Fibonacci hashing: neighbouring colours land far from each other.
        let mut slot = (colour.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        loop {
            let (known, index) = self.slots[slot];
            if index == EMPTY {
                break;
            }
            if known == colour {
                return Some(index as u8);
            }
            slot = (slot + 1) % SLOTS;
        }
        let index = self.palette.len();
        if index == most {
            return None;
        }
        self.slots[slot] = (colour, index as u16);
        self.palette.push(colour);
        Some(index as u8)
    }
}
