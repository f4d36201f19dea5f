//! Tight without loss (rfbproto, "Tight Encoding"): what has one colour is filled, what has few goes
//! as indices, the rest as pixels, each kind through a zlib stream of its own.

use super::survey::{Survey, solid};
use super::zrle::pack;
use super::{Deflate, Format, Frame};
use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::server::Picture;
use crate::wire::Put;

const TILE: u16 = 64;
/// Tiles side by side in one rectangle, at most: few headers, and still one kind of content.
const TILES: u16 = 4;
const FILL: u8 = 0x80;
const WITH_FILTER: u8 = 0x40;
const PALETTE: u8 = 1;
/// Data shorter than this go as they are, without a length.
const UNPACKED: usize = 12;

/// The streams, by what flows in them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pixels = 0,
    Bits = 1,
    Indices = 2,
    /// Pixels that do not compress.
    Grain = 3,
}

/// Of a hundred bytes of pixels, more than this left over means that they do not compress…
const GRAIN_PERCENT: usize = 92;
/// … and that it is not tried again for so many blocks: trying costs ten times what is won.
const GRAIN_BLOCKS: u8 = 31;

/// The encoder, with the zlib streams that it shares with the viewer's decoder.
#[derive(Default)]
pub struct Tight {
    streams: [Option<Deflate>; 4],
    /// Blocks of pixels that are not worth compressing.
    grain: u8,
    survey: Survey,
    data: Vec<u8>,
    packed: Vec<u8>,
}

impl Tight {
    /// Writes a rectangle as several: bands of tiles, in which neighbours of one colour are one.
    pub fn encode(
        &mut self,
        picture: Picture<'_>,
        rect: Rect,
        as_: (&Format, Option<u8>),
        frame: &mut Frame<'_>,
    ) {
        frame.pixels += rect.area();
        for y in (0..rect.height).step_by(TILE.into()) {
            let height = TILE.min(rect.height - y);
            self.band(picture, Rect::new(rect.x, rect.y + y, rect.width, height), as_, frame);
        }
    }

    fn band(&mut self, picture: Picture<'_>, band: Rect, as_: (&Format, Option<u8>), frame: &mut Frame<'_>) {
        let mut open: Option<(Rect, Option<u32>)> = None;
        for x in (0..band.width).step_by(TILE.into()) {
            let tile = Rect::new(band.x + x, band.y, TILE.min(band.width - x), band.height);
            let colour = solid(picture, tile);
            match &mut open {
                Some((block, known)) if *known == colour && block.width < most(colour) => {
                    block.width += tile.width
                }
                _ => {
                    self.close(picture, open, as_, frame);
                    open = Some((tile, colour));
                }
            }
        }
        self.close(picture, open, as_, frame);
    }

    fn close(
        &mut self,
        picture: Picture<'_>,
        block: Option<(Rect, Option<u32>)>,
        as_: (&Format, Option<u8>),
        frame: &mut Frame<'_>,
    ) {
        match block {
            None => {}
            Some((rect, Some(colour))) => {
                frame.begin(rect, Encoding::TIGHT);
                frame.out.put_u8(FILL);
                as_.0.write_tight(&[colour], frame.out);
            }
            Some((rect, None)) => self.block(picture, rect, as_, frame),
        }
    }

    fn block(&mut self, picture: Picture<'_>, rect: Rect, as_: (&Format, Option<u8>), frame: &mut Frame<'_>) {
        frame.begin(rect, Encoding::TIGHT);
        self.survey.load(picture, rect);
        self.data.clear();
        // A palette has to be much smaller than the pixels that it stands for.
        let few = self.survey.find_colours((rect.area() / 8).clamp(2, 256));
        if !few {
            as_.0.write_tight(&self.survey.pixels, &mut self.data);
            return self.pixels(as_.1, frame.out);
        }
        let kind = if self.survey.palette.len() <= 2 { Kind::Bits } else { Kind::Indices };
        frame.out.extend_from_slice(&[(kind as u8) << 4 | WITH_FILTER, PALETTE]);
        frame.out.put_u8((self.survey.palette.len() - 1) as u8);
        as_.0.write_tight(&self.survey.palette, frame.out);
        match kind {
            Kind::Bits => pack(&self.survey.runs, rect.width, 1, &mut self.data),
            _ => self.indices(),
        }
        self.put(kind, as_.1, frame.out);
    }

    fn pixels(&mut self, level: Option<u8>, out: &mut Vec<u8>) {
        let kind = if self.grain > 0 { Kind::Grain } else { Kind::Pixels };
        out.put_u8((kind as u8) << 4);
        self.put(kind, level, out);
        let stubborn = kind == Kind::Pixels && self.packed.len() * 100 > self.data.len() * GRAIN_PERCENT;
        self.grain = if stubborn { GRAIN_BLOCKS } else { self.grain.saturating_sub(1) };
    }

    fn indices(&mut self) {
        for run in &self.survey.runs {
            self.data.resize(self.data.len() + usize::from(run.more) + 1, run.colour);
        }
    }

    fn put(&mut self, kind: Kind, level: Option<u8>, out: &mut Vec<u8>) {
        self.packed.clear();
        if self.data.len() < UNPACKED {
            out.extend_from_slice(&self.data);
            return;
        }
        let stream = self.streams[kind as usize].get_or_insert_with(|| match kind {
            Kind::Grain => Deflate::stored(),
            _ => Deflate::new(level),
        });
        stream.append(&self.data, &mut self.packed);
        put_compact(self.packed.len(), out);
        out.extend_from_slice(&self.packed);
    }
}

/// Pixels of a block's width from which on it does not grow. Viewers take at most 2,048.
fn most(colour: Option<u32>) -> u16 {
    if colour.is_some() { 2_048 - TILE } else { TILE * (TILES - 1) + 1 }
}

/// A length of at most 22 bits: seven, seven and eight bits, the lowest first.
pub(super) fn put_compact(length: usize, out: &mut Vec<u8>) {
    debug_assert!(length < 1 << 22, "blocks are too small for this");
    if length < 1 << 7 {
        out.put_u8(length as u8);
    } else if length < 1 << 14 {
        out.extend_from_slice(&[length as u8 | 0x80, (length >> 7) as u8]);
    } else {
        out.extend_from_slice(&[length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_short_as_they_can_be() {
        for (length, expected) in [
            (5, &[5][..]),
            (127, &[127]),
            (128, &[0x80, 1]),
            (10_000, &[0x90, 0x4e]),
            (100_000, &[0xa0, 0x8d, 6]),
        ] {
            let mut out = Vec::new();
            put_compact(length, &mut out);
            assert_eq!(out, expected, "{length}");
        }
    }
}
