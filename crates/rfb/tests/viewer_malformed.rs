//! Servers that do not follow the protocol: a clear error, and no more memory than is due.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::viewer::{Config, Event};
use farhand_rfb::{Encoding, Error, Rect};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;
use viewer_support::{golden, hello, one, play, rect, update};

fn error(stream: &[u8]) -> Error {
    play(Config::default(), stream, &[usize::MAX]).result.unwrap_err()
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.flush().unwrap();
    encoder.get_ref().clone()
}

fn behind_length(data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32).to_be_bytes(), data].concat()
}

const WHOLE: Rect = Rect::sized(32, 32);

#[test]
fn rectangles_outside_of_the_picture_are_refused() {
    for encoding in [0, 1, 2, 4, 5, 6, 7, 15, 16, -260].map(Encoding) {
        for area in [Rect::new(31, 31, 2, 1), Rect::new(0, 32, 1, 1), Rect::new(u16::MAX, 0, u16::MAX, 1)] {
            assert_eq!(error(&one(area, encoding, &[])), Error::Outside(area), "{encoding:?}");
        }
    }
    let source = one(Rect::sized(10, 10), Encoding::COPY_RECT, &[0, 23, 0, 0]);
    assert_eq!(error(&source), Error::Outside(Rect::new(23, 0, 10, 10)));
    let inner = [0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 5, 0, 0, 0, 4, 0, 1];
    assert_eq!(error(&one(Rect::sized(8, 8), Encoding::RRE, &inner)), Error::Outside(Rect::new(5, 0, 4, 1)));
    let inner = [8 | 4, 1, 1, 1, 0, 1, 0xf0, 0x10];
    assert!(matches!(error(&one(WHOLE, Encoding::HEXTILE, &inner)), Error::Data(_)));
}

#[test]
fn impossible_sizes_are_refused_before_they_cost_memory() {
    assert!(matches!(error(&hello(u16::MAX, u16::MAX)), Error::Size { .. }));
    let huge = Rect::sized(u16::MAX, u16::MAX);
    assert!(matches!(error(&one(huge, Encoding::DESKTOP_SIZE, &[])), Error::Size { .. }));
    for encoding in [Encoding::CURSOR, Encoding::X_CURSOR, Encoding::CURSOR_WITH_ALPHA] {
        assert!(matches!(error(&one(huge, encoding, &[])), Error::Size { .. }), "{encoding:?}");
    }
    let much = u32::MAX.to_be_bytes();
    for encoding in [Encoding::ZRLE, Encoding::ZLIB, Encoding::RRE, Encoding::DESKTOP_NAME] {
        let body = [&much[..], &[0; 4]].concat();
        assert!(matches!(error(&one(WHOLE, encoding, &body)), Error::Limit(_)), "{encoding:?}");
    }
    let screens = one(WHOLE, Encoding::EXTENDED_DESKTOP_SIZE, &[255, 0, 0, 0]);
    assert!(matches!(error(&screens), Error::Limit(_)));
}

#[test]
fn empty_rectangles_do_no_harm() {
    let empty = Rect::new(32, 32, 0, 0);
    let bodies: [(Encoding, &[u8]); 7] = [
        (Encoding::RAW, &[]),
        (Encoding::COPY_RECT, &[0; 4]),
        (Encoding::RRE, &[0; 8]),
        (Encoding::HEXTILE, &[]),
        (Encoding::TIGHT, &[0]),
        (Encoding::TRLE, &[]),
        (Encoding::ZRLE, &[0; 4]),
    ];
    for (encoding, body) in bodies {
        for area in [empty, Rect::new(0, 0, 0, 32), Rect::new(0, 0, 32, 0)] {
            let outcome = play(Config::default(), &one(area, encoding, body), &[usize::MAX]);
            assert_eq!(outcome.result, Ok(()), "{encoding:?} {area}");
            assert_eq!(outcome.events.last(), Some(&Event::UpdateDone), "{encoding:?} {area}");
        }
    }
}

#[test]
fn deflated_data_must_have_the_length_that_is_due() {
    let sized = |data: &[u8]| [&[0x00, 0x80 | data.len() as u8, 0][..], data].concat();
    for length in [32 * 32 * 3 - 1, 32 * 32 * 3 + 1] {
        let body = sized(&deflated(&vec![0; length]));
        assert!(matches!(error(&one(WHOLE, Encoding::TIGHT, &body)), Error::Data(_)), "{length}");
    }
    for length in [32 * 32 * 4 - 1, 32 * 32 * 4 + 1, 10_000_000] {
        let body = behind_length(&deflated(&vec![0; length]));
        assert!(matches!(error(&one(WHOLE, Encoding::ZLIB, &body)), Error::Data(_)), "{length}");
    }
    for tile in
        [&[1, 2, 3][..], &[1, 2, 3, 4, 5], &[17], &[127], &[129, 0], &[128, 1, 1, 1, 255, 255, 255, 255, 255]]
    {
        let body = behind_length(&deflated(tile));
        assert!(matches!(error(&one(WHOLE, Encoding::ZRLE, &body)), Error::Data(_)), "{tile:?}");
    }
    for encoding in [Encoding::ZRLE, Encoding::ZLIB] {
        let body = behind_length(b"not deflated at all");
        assert!(matches!(error(&one(WHOLE, encoding, &body)), Error::Data(_)));
    }
}

#[test]
fn images_must_have_the_size_of_their_rectangle() {
    let image = |stream: &str, mark: &[u8]| {
        let stream = golden(stream);
        let at = stream.windows(mark.len()).position(|bytes| bytes == mark).unwrap();
        let length = (stream.len() - at).min(10_000);
        let head = [(length & 0x7f) as u8 | 0x80, (length >> 7 & 0x7f) as u8];
        [&head[..], &stream[at..at + length]].concat()
    };
    let jpeg = [vec![0x90], image("tight_jpeg.rfb", b"\xff\xd8\xff")].concat();
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT, &jpeg)), Error::Data(_)));
    let png = [vec![0xa0], image("tight_png.rfb", b"\x89PNG")].concat();
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT_PNG, &png)), Error::Data(_)));
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT, &png)), Error::Data(_)));
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT, &[0x90, 3, 1, 2, 3])), Error::Data(_)));
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT_PNG, &[0xa0, 3, 1, 2, 3])), Error::Data(_)));
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT, &[0xb0])), Error::Data(_)));
    assert!(matches!(error(&one(WHOLE, Encoding::TIGHT, &[0x40, 3])), Error::Data(_)));
}

#[test]
fn what_was_not_asked_for_is_refused() {
    assert_eq!(error(&one(WHOLE, Encoding::H264, &[0; 8])), Error::Encoding(50));
    assert_eq!(error(&one(WHOLE, Encoding(12_345), &[])), Error::Encoding(12_345));
    assert_eq!(error(&[&hello(1, 1)[..], &[77]].concat()), Error::Message(77));
    assert_eq!(error(b"SSH-2.0-OpenSSH"), Error::NotRfb);
    assert_eq!(error(b"RFB 002.000\n"), Error::NotRfb);
    assert_eq!(error(b"RFB 003.008\n\x01\x63"), Error::NoSecurity);
    let refused = b"RFB 003.008\n\0\0\0\0\x04full";
    assert_eq!(error(refused), Error::Refused("full".into()));
}

#[test]
fn what_came_before_an_error_is_painted_and_the_error_is_final() {
    let good = rect(Rect::sized(4, 4), Encoding::TIGHT, &[0x80, 1, 2, 3]);
    let bad = rect(WHOLE, Encoding::TIGHT, &[0x90, 3, 1, 2, 3]);
    let stream = [hello(32, 32), update(&[good, bad])].concat();
    for pieces in [usize::MAX, 1] {
        let outcome = play(Config::default(), &stream, &[pieces]);
        assert!(outcome.result.is_err());
        assert_eq!(outcome.picture.pixels()[0], 0x0001_0203);
        assert_eq!(outcome.events.last(), Some(&Event::Damaged(Rect::sized(4, 4))));
    }
}

#[test]
fn a_resize_in_mid_update_moves_the_bounds_at_once() {
    let resize = rect(Rect::sized(8, 8), Encoding::DESKTOP_SIZE, &[]);
    let fill = rect(Rect::new(6, 6, 4, 4), Encoding::TIGHT, &[0x80, 1, 2, 3]);
    let before = update(&[fill.clone(), resize.clone()]);
    let outcome = play(Config::default(), &[hello(32, 32), before].concat(), &[usize::MAX]);
    assert_eq!(outcome.result, Ok(()));
    assert_eq!(outcome.picture.pixels()[7 * 8 + 7], 0x0001_0203);
    let after = update(&[resize, fill]);
    assert_eq!(error(&[hello(32, 32), after].concat()), Error::Outside(Rect::new(6, 6, 4, 4)));
}

#[test]
fn an_overlong_clipboard_is_passed_over() {
    let long = 5_000_000u32;
    let mut stream = [&hello(4, 4)[..], &[3, 0, 0, 0], &long.to_be_bytes()].concat();
    stream.resize(stream.len() + long as usize, b'x');
    stream.push(2);
    let outcome = play(Config::default(), &stream, &[100_000]);
    assert_eq!(outcome.result, Ok(()));
    assert_eq!(outcome.events[1..], [Event::Bell]);
}
