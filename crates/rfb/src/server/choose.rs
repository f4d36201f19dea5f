//! How what has changed is sent: exact, or lossy first and exact when it rests.
//!
//! Text and controls are exact from the beginning: they are made of few colours and flat runs, which
//! compress well and look bad as JPEG. What looks like a photograph is lossy where it moves, or where
//! there is so much of it at once that exact pixels would keep the viewer waiting.

use super::picture::Picture;
use super::region::{Region, join, tiles};
use crate::rect::Rect;

/// The bits of a pixel that count.
const COLOUR: u32 = 0x00ff_ffff;
/// Pixels between rows that are looked at.
const STEP: usize = 4;
/// A part that is smaller than this is no photograph.
const SMALL: usize = 16 * 16;
/// A photograph has more colours than this in the pixels of a tile that are looked at…
const COLOURS: u32 = 96;
/// … and of ten neighbours at most this many are equal.
const EQUAL_TENTHS: usize = 5;
/// Pixels of photographs that are too many to be sent exact at once.
const MANY: usize = 128 * 1_024;
/// Of the tiles of a motion, one in this many has to look like a photograph for it to be a video.
const VIDEO: usize = 4;
/// Tiles of a motion that are looked at, at most.
const LOOKS: usize = 48;

/// Rectangles by the way in which they are sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// As JPEG.
    pub lossy: Vec<Rect>,
    /// As they are.
    pub exact: Vec<Rect>,
}

/// Chooses for everything that has changed. `moves` says of a part of a tile whether it moves.
pub fn choose(picture: Picture<'_>, changed: &Region, moves: impl Fn(Rect) -> bool) -> Choice {
    let mut choice = Choice::default();
    let parts: Vec<Vec<(Rect, bool)>> = changed.rects().iter().map(|rect| look(picture, *rect)).collect();
    let photographs = parts.iter().flatten().filter(|(_, photograph)| *photograph);
    let many = photographs.map(|(part, _)| part.area()).sum::<usize>() >= MANY;
    for parts in parts {
        let lossy = |(part, photograph): &(Rect, bool)| *photograph && (many || moves(*part));
        choice.lossy.extend(join(parts.iter().filter(|part| lossy(part)).map(|(part, _)| *part)));
        choice.exact.extend(join(parts.iter().filter(|part| !lossy(part)).map(|(part, _)| *part)));
    }
    choice
}

fn look(picture: Picture<'_>, rect: Rect) -> Vec<(Rect, bool)> {
    tiles(rect).map(|part| (part, is_photograph(picture, part))).collect()
}

/// Whether what moves here is worth a video encoder.
pub fn is_video(picture: Picture<'_>, area: Rect) -> bool {
    let every = (area.area() / (64 * 64 * LOOKS)).max(1);
    let looked: Vec<bool> = tiles(area).step_by(every).map(|part| is_photograph(picture, part)).collect();
    looked.iter().filter(|photograph| **photograph).count() * VIDEO >= looked.len()
}

/// Whether a part of a tile looks like a photograph: many colours, few flat runs.
pub fn is_photograph(picture: Picture<'_>, part: Rect) -> bool {
    part.area() >= SMALL && !is_flat(picture, part) && is_colourful(picture, part)
}

fn is_flat(picture: Picture<'_>, part: Rect) -> bool {
    let equal = |row: &[u32]| -> usize {
        row.iter().zip(&row[1..]).map(|(left, right)| usize::from((left ^ right) & COLOUR == 0)).sum()
    };
    let rows = picture.rows(part).step_by(STEP);
    let (equal, seen) = rows.fold((0, 0), |(all, seen), row| (all + equal(row), seen + row.len() - 1));
    equal * 10 > seen * EQUAL_TENTHS
}

fn is_colourful(picture: Picture<'_>, part: Rect) -> bool {
    let mut bits = [0u64; 8];
    for pixel in picture.rows(part).step_by(STEP).flatten() {
        let hash = (pixel & COLOUR).wrapping_mul(0x9e37_79b1) >> 23;
        bits[(hash >> 6) as usize] |= 1 << (hash & 63);
    }
    let colours: u32 = bits.iter().map(|bits| bits.count_ones()).sum();
    colours > COLOURS * part.area() as u32 / (64 * 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framebuffer::Framebuffer;

    const SIDE: u16 = 512;

    type Paint = fn(u32, u32) -> u32;

    fn painted(colour: impl Fn(u32, u32) -> u32) -> Framebuffer {
        let mut picture = Framebuffer::new(SIDE, SIDE).unwrap();
        let side = u32::from(SIDE);
        picture
            .pixels_mut()
            .iter_mut()
            .zip(0..)
            .for_each(|(pixel, at)| *pixel = colour(at % side, at / side));
        picture
    }

    fn noise(x: u32, y: u32) -> u32 {
        (((x * 7 + y * 3) / 2) << 16) | (((x * y / 64) & 255) << 8) | ((x ^ y) & 255)
    }

    /// Strokes of text on paper.
    fn text(x: u32, y: u32) -> u32 {
        if y % 16 < 10 && x.wrapping_mul(2_654_435_761) >> 29 & 3 == y % 3 {
            0x0020_2020
        } else {
            0x00ff_ffff
        }
    }

    #[test]
    fn pictures_are_known_from_text() {
        let table: [(&str, Paint, bool); 4] = [
            ("noise", noise, true),
            ("text", text, false),
            ("one colour", |_, _| 7, false),
            ("a gradient downwards", |_, y| y / 2 * 0x0001_0101, false),
        ];
        for (name, colour, expected) in table {
            let picture = painted(colour);
            assert_eq!(is_photograph((&picture).into(), Rect::new(64, 64, 64, 64)), expected, "{name}");
            assert_eq!(is_video((&picture).into(), Rect::sized(SIDE, SIDE)), expected, "{name}");
        }
    }

    #[test]
    fn photographs_are_lossy_when_they_move_or_are_many() {
        let picture = painted(|x, y| if x < 256 { noise(x, y) } else { text(x, y) });
        let check = |rect: Rect, moves: bool, lossy: &[Rect], exact: &[Rect]| {
            let choice = choose((&picture).into(), &rect.into(), |_| moves);
            assert_eq!((&choice.lossy[..], &choice.exact[..]), (lossy, exact), "{rect}, {moves}");
        };
        let little = Rect::new(192, 0, 128, 64);
        check(little, false, &[], &[little]);
        check(little, true, &[Rect::new(192, 0, 64, 64)], &[Rect::new(256, 0, 64, 64)]);
        let all = Rect::sized(SIDE, SIDE);
        check(all, false, &[Rect::new(0, 0, 256, 512)], &[Rect::new(256, 0, 256, 512)]);
    }
}
