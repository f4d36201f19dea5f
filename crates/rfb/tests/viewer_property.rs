//! Properties: how bytes are cut does not matter, and nothing that a server sends does harm.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::viewer::{Config, Video};
use farhand_rfb::{Encoding, Rect};
use proptest::collection::vec;
use proptest::prelude::*;
use viewer_support::{Outcome, golden, hello, play, rect, update};

fn config() -> Config {
    Config { video: Video::Passed, ..Config::default() }
}

fn played(stream: &[u8], pieces: &[usize]) -> Outcome {
    play(config(), stream, pieces)
}

const STREAMS: [&str; 9] =
    ["tight", "tight_jpeg", "tight_png", "tight_gradient", "zrle", "trle", "hextile", "corre", "zlib"];

const ENCODINGS: [i32; 26] = [
    0,
    1,
    2,
    4,
    5,
    6,
    7,
    15,
    16,
    50,
    -223,
    -224,
    -232,
    -239,
    -240,
    -258,
    -260,
    -261,
    -307,
    -308,
    -314,
    0x574d_5668,
    7,
    7,
    5,
    15,
];

prop_compose! {
    /// A rectangle that lies in 48 by 40 pixels, in an encoding that exists, with any body.
    fn any_rect()(
        x in 0u16..48, y in 0u16..40, width in 0u16..48, height in 0u16..40,
        encoding in prop::sample::select(&ENCODINGS[..]), body in vec(any::<u8>(), 0..200),
    ) -> Vec<u8> {
        let area = Rect::new(x, y, width.min(48 - x), height.min(40 - y));
        rect(area, Encoding(encoding), &body)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn cuts_do_not_matter(name in prop::sample::select(&STREAMS[..]), pieces in vec(1usize..3000, 1..20)) {
        let stream = golden(&format!("{name}.rfb"));
        prop_assert!(played(&stream, &pieces) == played(&stream, &[usize::MAX]));
    }

    #[test]
    fn cuts_do_not_matter_to_broken_streams(
        name in prop::sample::select(&STREAMS[..]),
        flips in vec((60usize..6000, any::<u8>()), 1..4),
        pieces in vec(1usize..3000, 1..20),
    ) {
        let mut stream = golden(&format!("{name}.rfb"));
        for (at, bits) in flips {
            let at = at % stream.len();
            stream[at] ^= bits;
        }
        prop_assert!(played(&stream, &pieces) == played(&stream, &[usize::MAX]));
    }

    #[test]
    fn any_bytes_do_no_harm(stream in vec(any::<u8>(), 0..3000)) {
        let _ = played(&stream, &[usize::MAX]);
        let _ = played(&[b"RFB 003.008\n", &stream[..]].concat(), &[7]);
        let _ = played(&[hello(48, 40), stream].concat(), &[usize::MAX]);
    }

    #[test]
    fn any_rectangles_do_no_harm(rects in vec(any_rect(), 1..6), pieces in vec(1usize..300, 1..10)) {
        let stream = [hello(48, 40), update(&rects)].concat();
        prop_assert!(played(&stream, &pieces) == played(&stream, &[usize::MAX]));
    }
}
