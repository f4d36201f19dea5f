//! Scales pictures down: each pixel of the result is the average of the area that it covers. That is
//! the right filter for text on a screen (no pixel is skipped, none counts twice) and needs one pass
//! over the pixels.

use farhand_rfb::{Framebuffer, Rect};

use super::viewport::Size;

/// Weights are in this many parts, so that sums fit in 16 bits of a channel.
const PARTS: u32 = 256;

/// How a part of a picture becomes a picture of another, smaller size.
pub(super) struct Scale {
    columns: Vec<Span>,
    rows: Vec<Span>,
    part: Rect,
}

/// The source pixels under one pixel of the result.
#[derive(Clone, Debug)]
struct Span {
    from: u16,
    /// Add up to [`PARTS`].
    weights: Vec<u16>,
}

impl Scale {
    /// From `part` of the picture to this size, which is at most as large.
    pub fn new(part: Rect, size: Size) -> Self {
        Self { columns: spans(part.width, size.width), rows: spans(part.height, size.height), part }
    }

    /// The pixels of the result that change with this rectangle of the picture.
    pub fn touched(&self, rect: Rect) -> Rect {
        let rect = rect.intersection(self.part);
        if rect.is_empty() {
            return Rect::default();
        }
        let (x, width) = reach(&self.columns, rect.x - self.part.x, rect.width);
        let (y, height) = reach(&self.rows, rect.y - self.part.y, rect.height);
        Rect::new(x, y, width, height)
    }

    /// The pixels of one rectangle of the result, row by row.
    pub fn read(&self, picture: &Framebuffer, rect: Rect, out: &mut Vec<u32>) {
        let columns = &self.columns[usize::from(rect.x)..usize::from(rect.x) + usize::from(rect.width)];
        let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return };
        let width = last.from + last.weights.len() as u16 - first.from;
        let mut line = vec![[0u32; 2]; usize::from(width)];
        for row in &self.rows[usize::from(rect.y)..usize::from(rect.y) + usize::from(rect.height)] {
            line.fill([PARTS / 2 * 0x0001_0001, PARTS / 2]);
            let source = Rect::new(self.part.x + first.from, self.part.y + row.from, width, 1);
            for (y, &weight) in (0u16..).zip(&row.weights) {
                add(&mut line, picture.row(source, y), u32::from(weight));
            }
            out.extend(columns.iter().map(|column| average(&line, column, first.from)));
        }
    }
}

/// Adds a weighted row. Red and blue share a number, 16 bits each.
fn add(line: &mut [[u32; 2]], row: &[u32], weight: u32) {
    for (sum, &pixel) in line.iter_mut().zip(row) {
        sum[0] += (pixel & 0x00ff_00ff) * weight;
        sum[1] += (pixel >> 8 & 0xff) * weight;
    }
}

fn average(line: &[[u32; 2]], column: &Span, first: u16) -> u32 {
    let from = usize::from(column.from - first);
    let (mut red_blue, mut green) = (PARTS / 2 * 0x0001_0001, PARTS / 2);
    for (sum, &weight) in line[from..].iter().zip(&column.weights) {
        red_blue += (sum[0] >> 8 & 0x00ff_00ff) * u32::from(weight);
        green += (sum[1] >> 8) * u32::from(weight);
    }
    (red_blue >> 8 & 0x00ff_00ff) | (green & 0xff00)
}

/// For each pixel of a side of the result, what lies under it.
fn spans(source: u16, target: u16) -> Vec<Span> {
    let (source, target) = (u64::from(source), u64::from(target.max(1)));
    let span = |i: u64| {
        // In units of 1/target of a source pixel.
        let (start, end) = (i * source, (i + 1) * source);
        let (from, to) = (start / target, end.div_ceil(target));
        let covered = |x: u64| end.min((x + 1) * target) - start.max(x * target);
        // Rounds the sums and not the weights, so that they add up exactly.
        let mut done = 0;
        let mut sum = 0;
        let weight = |x: u64| {
            sum += covered(x);
            let upto = (sum * u64::from(PARTS) + source / 2) / source;
            let weight = upto - done;
            done = upto;
            weight as u16
        };
        Span { from: from as u16, weights: (from..to).map(weight).collect() }
    };
    (0..target).map(span).collect()
}

/// The pixels of the result that look at `length` source pixels from `from` on.
fn reach(spans: &[Span], from: u16, length: u16) -> (u16, u16) {
    let end = u32::from(from) + u32::from(length);
    let first =
        spans.partition_point(|span| u32::from(span.from) + span.weights.len() as u32 <= u32::from(from));
    let last = spans.partition_point(|span| u32::from(span.from) < end);
    (first as u16, last.saturating_sub(first) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(picture: &Framebuffer, part: Rect, size: Size) -> Vec<u32> {
        let mut out = Vec::new();
        Scale::new(part, size).read(picture, Rect::sized(size.width, size.height), &mut out);
        out
    }

    fn picture(width: u16, height: u16, pixel: impl Fn(u32, u32) -> u32) -> Framebuffer {
        let mut picture = Framebuffer::new(width, height).unwrap();
        for (i, to) in (0u32..).zip(picture.pixels_mut()) {
            *to = pixel(i % u32::from(width), i / u32::from(width));
        }
        picture
    }

    #[test]
    fn one_colour_stays_that_colour_at_every_scale() {
        for colour in [0, 0x00ff_ffff, 0x0012_fe01] {
            let picture = picture(97, 61, |_, _| colour);
            for width in [1, 2, 13, 50, 96, 97] {
                let size = Size { width, height: 61.min(width) };
                assert!(scaled(&picture, picture.bounds(), size).iter().all(|&pixel| pixel == colour));
            }
        }
    }

    #[test]
    fn halves_are_averages_of_four() {
        let picture = picture(4, 2, |x, _| if x % 2 == 0 { 0x00ff_0000 } else { 0x0000_00ff });
        assert_eq!(scaled(&picture, picture.bounds(), Size { width: 2, height: 1 }), [0x0080_0080; 2]);
    }

    #[test]
    fn a_part_is_scaled_without_its_neighbours_and_in_pieces_as_in_one() {
        let picture = picture(50, 40, |x, y| if x < 10 { 0 } else { ((x * 5) << 16) | (y * 6) });
        let (part, size) = (Rect::new(10, 5, 33, 31), Size { width: 20, height: 19 });
        let whole = scaled(&picture, part, size);
        assert!(whole.iter().all(|&pixel| pixel >> 16 >= 50));
        let mut piece = Vec::new();
        Scale::new(part, size).read(&picture, Rect::new(7, 3, 4, 2), &mut piece);
        assert_eq!(piece, [&whole[3 * 20 + 7..][..4], &whole[4 * 20 + 7..][..4]].concat());
    }

    #[test]
    fn a_changed_pixel_changes_only_what_is_touched() {
        let (part, size) = (Rect::new(3, 2, 37, 29), Size { width: 11, height: 10 });
        let scale = Scale::new(part, size);
        let before = scaled(&picture(40, 31, |_, _| 0), part, size);
        for (x, y) in [(3, 2), (20, 15), (39, 30), (21, 2)] {
            let touched = scale.touched(Rect::new(x, y, 1, 1));
            let one = picture(40, 31, |a, b| if (a, b) == (x.into(), y.into()) { 0x00ff_ffff } else { 0 });
            let after = scaled(&one, part, size);
            for (i, (a, b)) in before.iter().zip(&after).enumerate() {
                let place = Rect::new((i % 11) as u16, (i / 11) as u16, 1, 1);
                assert!(a == b || touched.contains(place), "{place} changed outside of {touched}");
            }
            assert!(!touched.is_empty());
        }
        assert!(scale.touched(Rect::new(0, 0, 3, 31)).is_empty());
    }
}
