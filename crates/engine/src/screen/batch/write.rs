//! Writes batches.

use farhand_rfb::Rect;
use farhand_rfb::viewer::{AccessUnit, Cursor};

use super::fills::Fills;
use super::{record, rough, tile};
use crate::screen::viewport::Size;

/// A batch that is being written.
pub(in crate::screen) struct Batch {
    bytes: Vec<u8>,
    /// Where the count of tiles stands.
    tiles: Option<usize>,
    fills: Fills,
}

/// What of a pixel is its colour.
const COLOUR: u32 = 0x00ff_ffff;
/// Bytes of a rectangle of one colour.
const FILL: usize = 12;

/// How a tile's pixels are to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::screen) enum Care {
    /// Every pixel as it is.
    Exact,
    /// Exactly where that is small, else roughly.
    Quick,
}

impl Batch {
    pub fn new(number: u32) -> Self {
        Self { bytes: number.to_le_bytes().to_vec(), tiles: None, fills: Fills::default() }
    }

    pub fn size(&mut self, size: Size, part: Rect) {
        self.record(record::SIZE);
        self.numbers([size.width, size.height, part.x, part.y, part.width, part.height]);
    }

    pub fn cursor(&mut self, cursor: Option<&Cursor>) {
        self.record(record::CURSOR);
        match cursor {
            Some(shape) => {
                self.numbers([shape.width, shape.height, shape.hot_x, shape.hot_y]);
                self.bytes.extend_from_slice(&shape.rgba);
            }
            None => self.numbers([0; 4]),
        }
    }

    pub fn cursor_at(&mut self, x: u16, y: u16) {
        self.record(record::CURSOR_AT);
        self.numbers([x, y]);
    }

    /// A picture of a video, whose rectangle lies in the device's picture.
    pub fn video(&mut self, unit: &AccessUnit) {
        self.unit(unit, 0);
    }

    /// A picture of a video, whose rectangle lies in what comes.
    pub fn video_here(&mut self, unit: &AccessUnit) {
        self.unit(unit, 4);
    }

    fn unit(&mut self, unit: &AccessUnit, place: u8) {
        self.record(record::VIDEO);
        let Rect { x, y, width, height } = unit.rect;
        self.numbers([x, y, width, height]);
        self.bytes.push(u8::from(unit.reset) | u8::from(unit.reset_all) << 1 | place);
        self.bytes.extend_from_slice(&(unit.data.len() as u32).to_le_bytes());
        self.bytes.extend_from_slice(&unit.data);
    }

    /// Writes a tile with its pixels; answers whether it was written roughly.
    pub fn tile(&mut self, place: (u16, u16), rect: Rect, pixels: &[u32], care: Care) -> bool {
        if let Some((&first, rest)) = pixels.split_first()
            && rest.iter().all(|&pixel| (pixel ^ first) & COLOUR == 0)
        {
            self.fills.add(rect, first & COLOUR);
            return false;
        }
        let width = usize::from(rect.width);
        let count = self.count_tile();
        debug_assert!(count > 0);
        self.numbers([place.0, place.1]);
        let from = self.bytes.len();
        if tile::small(pixels, width, &mut self.bytes) {
            return false;
        }
        self.bytes.truncate(from);
        match care {
            Care::Exact => tile::plain(pixels, &mut self.bytes),
            Care::Quick => rough::write(pixels, width, &mut self.bytes),
        }
        care == Care::Quick
    }

    /// Bytes so far, about.
    pub fn len(&self) -> usize {
        self.bytes.len() + self.fills.len() * FILL
    }

    /// Whether there is anything in it.
    pub fn is_empty(&self) -> bool {
        self.len() <= 4
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.fills.write(&mut self.bytes);
        self.bytes
    }

    fn record(&mut self, kind: u8) {
        self.tiles = None;
        self.bytes.push(kind);
    }

    fn count_tile(&mut self) -> u16 {
        let at = match self.tiles {
            Some(at) if self.bytes[at..at + 2] != [u8::MAX; 2] => at,
            _ => {
                self.record(record::TILES);
                self.numbers([0]);
                *self.tiles.insert(self.bytes.len() - 2)
            }
        };
        let count = u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]) + 1;
        self.bytes[at..at + 2].copy_from_slice(&count.to_le_bytes());
        count
    }

    fn numbers<const N: usize>(&mut self, numbers: [u16; N]) {
        numbers.iter().for_each(|number| self.bytes.extend_from_slice(&number.to_le_bytes()));
    }
}
