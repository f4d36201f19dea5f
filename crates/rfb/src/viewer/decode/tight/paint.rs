//! From what was unpacked to the picture.

use super::read::pixel_bytes;
use super::{Content, Data, Filter, Job, gradient};
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;
use crate::viewer::colours::{Colours, Rgb, Wire};

/// Paints one rectangle. `out` begins with what it was unpacked to, where it was packed.
pub fn paint(job: &Job<'_>, out: &[u8], colours: &Colours, picture: &mut Framebuffer) {
    let rect = job.rect;
    match &job.content {
        Content::Fill(colour) => picture.fill(rect, *colour),
        Content::Jpeg(_) | Content::Png(_) => rows(rect, 4 * usize::from(rect.width), out, |y, row| {
            rgba(row, picture.row_mut(rect, y));
        }),
        Content::Pixels { filter, data, length } => {
            let data = match data {
                Data::Plain(data) => data,
                Data::Deflated { .. } => &out[..*length],
            };
            pixels(rect, filter, data, colours, picture);
        }
    }
}

fn pixels(rect: Rect, filter: &Filter, data: &[u8], colours: &Colours, picture: &mut Framebuffer) {
    let width = usize::from(rect.width);
    match filter {
        Filter::Copy => rows(rect, width * pixel_bytes(colours), data, |y, row| {
            let out = picture.row_mut(rect, y);
            if colours.has_tight_rgb() { Rgb.row(row, out) } else { colours.whole().row(row, out) }
        }),
        Filter::Two(two) => rows(rect, width.div_ceil(8), data, |y, row| {
            bits(row, *two, picture.row_mut(rect, y));
        }),
        Filter::Palette(palette) => rows(rect, width, data, |y, row| {
            for (pixel, index) in picture.row_mut(rect, y).iter_mut().zip(row) {
                *pixel = palette[usize::from(*index)];
            }
        }),
        Filter::Gradient => gradient::paint(rect, data, colours, picture),
    }
}

fn rows(rect: Rect, length: usize, data: &[u8], mut paint: impl FnMut(u16, &[u8])) {
    if length > 0 {
        (0..rect.height).zip(data.chunks_exact(length)).for_each(|(y, row)| paint(y, row));
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
