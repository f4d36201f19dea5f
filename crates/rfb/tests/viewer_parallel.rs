//! Rectangles of Tight that come together are unpacked in parallel; nothing shows that.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::viewer::{Config, Event};
use farhand_rfb::{Encoding, Rect};
use flate2::{Compress, Compression, FlushCompress};
use jpeg_encoder::{ColorType, Encoder};
use viewer_support::{hello, play, rect, update};

const SIDE: u16 = 400;

/// Four streams, as a server keeps them.
struct Streams([Compress; 4]);

impl Streams {
    fn new() -> Self {
        Self([(); 4].map(|()| Compress::new(Compression::fast(), true)))
    }

    /// Pixels through the stream of this number.
    fn pixels(&mut self, number: usize, rgb: &[u8]) -> Vec<u8> {
        let mut packed = Vec::with_capacity(rgb.len() * 2 + 100);
        self.0[number].compress_vec(rgb, &mut packed, FlushCompress::Sync).unwrap();
        [&[(number as u8) << 4][..], &sized(&packed)].concat()
    }

    /// One colour, and the stream of this number begins anew.
    fn fill_and_reset(&mut self, number: usize, colour: u8) -> Vec<u8> {
        self.0[number] = Compress::new(Compression::fast(), true);
        vec![0x80 | 1 << number, colour, colour, colour]
    }
}

fn sized(data: &[u8]) -> Vec<u8> {
    let length = data.len();
    let head = [length & 0x7f | 0x80, length >> 7 & 0x7f | 0x80, length >> 14].map(|part| part as u8);
    [&head[..], data].concat()
}

fn jpeg(area: Rect, seed: usize) -> Vec<u8> {
    let mut data = Vec::new();
    let rgb = noise(area, seed);
    Encoder::new(&mut data, 80).encode(&rgb, area.width, area.height, ColorType::Rgb).unwrap();
    [&[0x90][..], &sized(&data)].concat()
}

fn noise(area: Rect, seed: usize) -> Vec<u8> {
    (0..area.area() * 3).map(|i| ((i * (seed + 3)) >> 5) as u8).collect()
}

/// Rectangles that overlap, in all kinds; the last one is not lossy.
fn rects() -> (Vec<Vec<u8>>, Rect, Vec<u8>) {
    let mut streams = Streams::new();
    let mut rects = Vec::new();
    let mut last = (Rect::default(), Vec::new());
    for i in 0..41 {
        let (x, y) = ((i * 37 % 250) as u16, (i * 53 % 270) as u16);
        let area = Rect::new(x, y, 150, 120);
        let body = match i % 4 {
            0 | 2 => {
                last = (area, noise(area, i));
                streams.pixels(i / 4 % 4, &last.1)
            }
            1 => jpeg(area, i),
            _ => streams.fill_and_reset(i / 4 % 4, i as u8),
        };
        rects.push(rect(area, Encoding::TIGHT, &body));
    }
    (rects, last.0, last.1)
}

#[test]
fn parallel_decoding_keeps_the_order_of_the_wire() {
    let (rects, area, rgb) = rects();
    let stream = [hello(SIDE, SIDE), update(&rects)].concat();
    let together = play(Config::default(), &stream, &[usize::MAX]);
    let single = play(Config::default(), &stream, &[100]);
    assert_eq!(together.result, Ok(()));
    assert!(together == single);
    let expected = rgb.chunks_exact(3).map(|p| u32::from_be_bytes([0, p[0], p[1], p[2]]));
    let painted = (0..area.height).flat_map(|y| together.picture.row(area, y)).copied();
    assert!(painted.eq(expected));
}

#[test]
fn the_first_error_counts_however_many_there_are() {
    let (mut rects, _, _) = rects();
    let whole = Rect::sized(SIDE, SIDE);
    rects[21] = rect(whole, Encoding::TIGHT, &[0x90, 3, 1, 2, 3]);
    rects[30] = rect(whole, Encoding::TIGHT, &[&[0x00][..], &sized(b"no zlib at all")].concat());
    let stream = [hello(SIDE, SIDE), update(&rects)].concat();
    let together = play(Config::default(), &stream, &[usize::MAX]);
    assert!(together.result.is_err());
    assert!(together == play(Config::default(), &stream, &[100]));
}

/// An update for each rectangle, a fence to be answered after every third, a bell after every tenth.
fn updates(rects: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = hello(SIDE, SIDE);
    for (i, rect) in rects.iter().enumerate() {
        stream.extend(update(std::slice::from_ref(rect)));
        if i % 3 == 2 {
            stream.extend([248, 0, 0, 0, 0x80, 0, 0, 1, 1, i as u8]);
        }
        if i % 10 == 9 {
            stream.push(2);
        }
    }
    stream
}

#[test]
fn updates_that_come_together_are_told_and_answered_one_by_one() {
    let (rects, _, _) = rects();
    let stream = updates(&rects);
    let together = play(Config::default(), &stream, &[usize::MAX]);
    assert_eq!(together.result, Ok(()));
    let done = together.events.iter().filter(|event| **event == Event::UpdateDone);
    assert_eq!(done.count(), rects.len());
    assert!(together == play(Config::default(), &stream, &[100]));
}

#[test]
fn nothing_is_said_after_an_update_that_is_broken() {
    let (mut rects, _, _) = rects();
    rects[22] = rect(Rect::sized(SIDE, SIDE), Encoding::TIGHT, &[0x90, 3, 1, 2, 3]);
    let stream = updates(&rects);
    let together = play(Config::default(), &stream, &[usize::MAX]);
    assert!(together.result.is_err());
    assert!(together == play(Config::default(), &stream, &[100]));
}
