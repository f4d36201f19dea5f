//! Streams that servers sent, and the pictures that they must give.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::viewer::{Config, Event, Pixels};
use viewer_support::{Outcome, golden, golden_picture, play};

fn config(pixels: Pixels) -> Config {
    Config { pixels, ..Config::default() }
}

fn played(stream: &str, pixels: Pixels) -> Outcome {
    let outcome = play(config(pixels), &golden(&format!("{stream}.rfb")), &[usize::MAX]);
    assert_eq!(outcome.result, Ok(()), "{stream}");
    assert!(matches!(outcome.events[0], Event::Ready { width: 96, height: 64, .. }), "{stream}");
    assert!(outcome.events.contains(&Event::UpdateDone), "{stream}");
    outcome
}

fn check(stream: &str, picture: &str, pixels: Pixels) {
    let outcome = played(stream, pixels);
    assert!(outcome.picture.pixels() == golden_picture(picture), "{stream} is not {picture}");
}

#[test]
fn lossless_encodings_give_the_servers_picture() {
    for stream in ["raw", "rre", "corre", "hextile", "zlib", "zrle", "zrle_libvncserver"] {
        check(stream, "screen", Pixels::Native);
    }
    for stream in ["tight", "tight_libvncserver"] {
        check(stream, "screen", Pixels::Native);
    }
}

#[test]
fn encodings_that_few_servers_send_follow_the_specification() {
    for stream in ["trle", "zrle_halves", "tight_gradient", "tight_png", "copy_rect"] {
        check(stream, "halves", Pixels::Native);
    }
}

#[test]
fn the_servers_own_pixel_format_is_taken() {
    for stream in ["rgb565", "rgb565_tight", "rgb565_hextile"] {
        check(stream, "rgb565", Pixels::Server);
    }
    for stream in ["colour_map", "colour_map_tight"] {
        check(stream, "colour_map", Pixels::Server);
    }
}

#[test]
fn jpeg_is_close_to_the_servers_picture() {
    for stream in ["tight_jpeg", "tight_libvncserver_jpeg"] {
        let outcome = played(stream, Pixels::Native);
        let expected = golden_picture("screen");
        let pairs = outcome.picture.pixels().iter().zip(&expected);
        let distance: u32 = pairs.map(|(a, b)| distance(*a, *b)).sum();
        let mean = f64::from(distance) / (expected.len() * 3) as f64;
        assert!((0.1..4.0).contains(&mean), "{stream} is {mean} levels away");
    }
}

fn distance(a: u32, b: u32) -> u32 {
    a.to_be_bytes().iter().zip(b.to_be_bytes()).map(|(a, b)| u32::from(a.abs_diff(b))).sum()
}

#[test]
fn it_does_not_matter_how_a_stream_is_cut() {
    let (native, server) = (["tight", "tight_jpeg", "hextile", "trle", "rre"], ["colour_map", "rgb565"]);
    let streams = native.map(|name| (name, Pixels::Native)).into_iter();
    for (name, pixels) in streams.chain(server.map(|name| (name, Pixels::Server))) {
        let stream = golden(&format!("{name}.rfb"));
        let whole = play(config(pixels), &stream, &[usize::MAX]);
        for pieces in [&[1][..], &[2, 3, 5, 7], &[1000, 1]] {
            let cut = play(config(pixels), &stream, pieces);
            assert!(cut == whole, "{name} in pieces of {pieces:?}");
        }
    }
}
