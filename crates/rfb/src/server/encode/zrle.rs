//! ZRLE (RFC 6143, section 7.7.6): tiles of 64 by 64, each in the form that is smallest before zlib.

use super::survey::{Run, Survey, solid};
use super::{Deflate, Format, Frame};
use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::server::Picture;
use crate::wire::Put;

const TILE: u16 = 64;
/// Colours in a palette of runs, at most.
const COLOURS: usize = 127;
/// Colours in a packed palette, at most.
const PACKED: usize = 16;

/// The encoder, with the zlib stream that it shares with the viewer's decoder.
#[derive(Default)]
pub struct Zrle {
    stream: Option<Deflate>,
    survey: Survey,
    tiles: Vec<u8>,
}

impl Zrle {
    /// Writes a rectangle.
    pub fn encode(
        &mut self,
        picture: Picture<'_>,
        rect: Rect,
        as_: (&Format, Option<u8>),
        frame: &mut Frame<'_>,
    ) {
        self.tiles.clear();
        for y in (0..rect.height).step_by(TILE.into()) {
            for x in (0..rect.width).step_by(TILE.into()) {
                let size = (TILE.min(rect.width - x), TILE.min(rect.height - y));
                self.tile(picture, Rect::new(rect.x + x, rect.y + y, size.0, size.1), as_.0);
            }
        }
        frame.begin(rect, Encoding::ZRLE);
        let length_at = frame.out.len();
        frame.out.put_u32(0);
        let stream = self.stream.get_or_insert_with(|| Deflate::new(as_.1));
        stream.append(&self.tiles, frame.out);
        let length = (frame.out.len() - length_at - 4) as u32;
        frame.out[length_at..length_at + 4].copy_from_slice(&length.to_be_bytes());
        frame.pixels += rect.area();
    }

    fn tile(&mut self, picture: Picture<'_>, tile: Rect, format: &Format) {
        if let Some(colour) = solid(picture, tile) {
            self.tiles.put_u8(1);
            format.write_compact(&[colour], &mut self.tiles);
            return;
        }
        self.survey.load(picture, tile);
        let few = self.survey.find_colours(COLOURS);
        match if few { self.form(tile, format.compact_bytes()) } else { Form::Raw } {
            Form::Raw => {
                self.tiles.put_u8(0);
                format.write_compact(&self.survey.pixels, &mut self.tiles);
            }
            Form::Packed => self.packed(tile.width, format),
            Form::Runs => self.runs(format),
            Form::PaletteRuns => self.palette_runs(format),
        }
    }

    /// The smallest form, counted in bytes before zlib.
    fn form(&self, tile: Rect, pixel: usize) -> Form {
        let Survey { palette, runs, .. } = &self.survey;
        let colours = palette.len() * pixel;
        let lengths: usize = runs.iter().map(|run| length_bytes(*run)).sum();
        let singles = runs.iter().filter(|run| run.more == 0).count();
        let packed = match palette.len() {
            count @ ..=PACKED => colours + row_bytes(tile.width, bits(count)) * usize::from(tile.height),
            _ => usize::MAX,
        };
        let sizes = [
            (tile.area() * pixel, Form::Raw),
            (packed, Form::Packed),
            (runs.len() * pixel + lengths, Form::Runs),
            (colours + runs.len() + lengths - singles, Form::PaletteRuns),
        ];
        sizes.into_iter().min_by_key(|(size, _)| *size).map_or(Form::Raw, |(_, form)| form)
    }

    fn packed(&mut self, width: u16, format: &Format) {
        let count = self.survey.palette.len();
        self.tiles.put_u8(count as u8);
        format.write_compact(&self.survey.palette, &mut self.tiles);
        pack(&self.survey.runs, width, bits(count), &mut self.tiles);
    }

    fn runs(&mut self, format: &Format) {
        self.tiles.put_u8(128);
        for run in &self.survey.runs {
            let colour = self.survey.palette[usize::from(run.colour)];
            format.write_compact(&[colour], &mut self.tiles);
            put_length(*run, &mut self.tiles);
        }
    }

    fn palette_runs(&mut self, format: &Format) {
        self.tiles.put_u8(128 + self.survey.palette.len() as u8);
        format.write_compact(&self.survey.palette, &mut self.tiles);
        for run in &self.survey.runs {
            if run.more == 0 {
                self.tiles.put_u8(run.colour);
            } else {
                self.tiles.put_u8(run.colour | 128);
                put_length(*run, &mut self.tiles);
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Form {
    Raw,
    Packed,
    Runs,
    PaletteRuns,
}

/// Bits of an index into a palette of so many colours.
fn bits(colours: usize) -> usize {
    match colours {
        ..=2 => 1,
        3..=4 => 2,
        _ => 4,
    }
}

fn row_bytes(width: u16, bits: usize) -> usize {
    (usize::from(width) * bits).div_ceil(8)
}

fn length_bytes(run: Run) -> usize {
    usize::from(run.more) / 255 + 1
}

fn put_length(run: Run, out: &mut Vec<u8>) {
    out.resize(out.len() + usize::from(run.more) / 255, 255);
    out.put_u8((run.more % 255) as u8);
}

/// Writes indices of `bits` bits, the first in the highest, each row beginning with a new byte.
pub(super) fn pack(runs: &[Run], width: u16, bits: usize, out: &mut Vec<u8>) {
    let (mut byte, mut used, mut column) = (0u8, 0, 0);
    for run in runs {
        for _ in 0..=run.more {
            byte |= run.colour << (8 - bits - used);
            used += bits;
            column += 1;
            if used == 8 || column == width {
                out.push(byte);
                (byte, used) = (0, 0);
            }
            if column == width {
                column = 0;
            }
        }
    }
}
