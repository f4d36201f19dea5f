//! From what was unpacked to the picture.

use super::band::Band;
use super::read::pixel_bytes;
use super::{Content, Data, Filter, Job, gradient};
use crate::rect::Rect;
use crate::viewer::colours::{Colours, Rgb, Wire};

/// Paints what of one rectangle lies in the band. `out` begins with what it was unpacked to, where it
/// was packed.
pub fn paint(job: &Job<'_>, out: &[u8], colours: &Colours, band: &mut Band<'_>) {
    let rect = job.rect;
    match &job.content {
        Content::Fill(colour) => {
            for y in band.rows_of(rect) {
                band.row_mut(rect, y).fill(*colour);
            }
        }
        Content::Jpeg(_) | Content::Png(_) => rows(rect, 4 * usize::from(rect.width), out, band, rgba),
        Content::Pixels { filter, data, length } => {
            let data = match data {
                Data::Plain(data) => data,
                Data::Deflated { .. } => &out[..*length],
            };
            pixels(rect, filter, data, colours, band);
        }
    }
}

fn pixels(rect: Rect, filter: &Filter, data: &[u8], colours: &Colours, band: &mut Band<'_>) {
    let width = usize::from(rect.width);
    match filter {
        Filter::Copy => rows(rect, width * pixel_bytes(colours), data, band, |row, out| {
            if colours.has_tight_rgb() { Rgb.row(row, out) } else { colours.whole().row(row, out) }
        }),
        Filter::Two(two) => rows(rect, width.div_ceil(8), data, band, |row, out| bits(row, *two, out)),
        Filter::Palette(palette) => rows(rect, width, data, band, |row, out| {
            for (pixel, index) in out.iter_mut().zip(row) {
                *pixel = palette[usize::from(*index)];
            }
        }),
        Filter::Gradient => gradient::paint(rect, data, colours, band),
    }
}

/// Paints the rows that lie in the band, each from so many bytes.
fn rows(rect: Rect, length: usize, data: &[u8], band: &mut Band<'_>, paint: impl Fn(&[u8], &mut [u32])) {
    if length > 0 {
        let rows = band.rows_of(rect);
        let data = data.chunks_exact(length).skip(rows.start.into());
        rows.zip(data).for_each(|(y, row)| paint(row, band.row_mut(rect, y)));
    }
}

fn rgba(row: &[u8], out: &mut [u32]) {
    let (pixels, _) = row.as_chunks::<4>();
    for (pixel, bytes) in out.iter_mut().zip(pixels) {
        let abgr = u32::from_le_bytes(*bytes);
        *pixel = (abgr & 0xff) << 16 | abgr & 0xff00 | abgr >> 16 & 0xff;
    }
}

fn bits(row: &[u8], two: [u32; 2], out: &mut [u32]) {
    for (pixels, byte) in out.chunks_mut(8).zip(row) {
        for (i, pixel) in pixels.iter_mut().enumerate() {
            *pixel = two[usize::from(byte >> (7 - i) & 1)];
        }
    }
}
