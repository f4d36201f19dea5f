//! The representative's end: every decoder, the messages, the handshake.

use std::io::Write;

use farhand_rfb::viewer::{Config, Pixels, Quality, Video, Viewer};
use farhand_rfb::{Encoding, Framebuffer, PixelFormat, Rect};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::{pieces, split};

/// Pixels of the desktop's sides; a rectangle's fields are one byte each, so some lie outside.
const SIDE: u16 = 300;

/// Formats of each size, and one with a colour map.
const FORMATS: [PixelFormat; 5] = {
    let native = PixelFormat::NATIVE;
    let small = PixelFormat { bits_per_pixel: 16, depth: 16, max: [31, 63, 31], shift: [11, 5, 0], ..native };
    let tiny = PixelFormat { bits_per_pixel: 8, depth: 8, max: [7, 7, 3], shift: [0, 3, 6], ..native };
    let swapped = PixelFormat { big_endian: true, shift: [24, 16, 8], ..native };
    let mapped = PixelFormat { true_colour: false, max: [0; 3], shift: [0; 3], ..tiny };
    [native, small, tiny, swapped, mapped]
};

fn begun(format: PixelFormat) -> (Viewer, Framebuffer) {
    let config = Config {
        pixels: Pixels::Like(format),
        video: Video::Passed,
        quality: Quality::Auto,
        ..Config::default()
    };
    let mut viewer = Viewer::new(config);
    let mut picture = Framebuffer::default();
    let mut hello = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    hello.extend([SIDE.to_be_bytes(), SIDE.to_be_bytes()].concat());
    format.write(&mut hello);
    hello.extend([0; 4]);
    viewer.receive(&hello, &mut picture).expect("this handshake is right");
    (viewer, picture)
}

/// Feeds the viewer until it has had enough.
fn play(viewer: &mut Viewer, picture: &mut Framebuffer, bytes: &[u8], cut: u8) {
    for piece in pieces(bytes, cut) {
        let result = viewer.receive(piece, picture);
        while viewer.poll_event().is_some() {}
        let _ = viewer.output();
        if result.is_err() {
            return;
        }
    }
}

/// One decoder: the same rectangle twice, so that what it keeps between rectangles counts. The
/// first bytes choose x, y, width, height, the pixel format with ways to pack what follows, and
/// where to cut; the rest stands in the rectangle.
pub fn rectangle(encoding: Encoding, data: &[u8]) {
    let ([x, y, width, height, choice, cut], body) = split(data);
    let format = FORMATS[usize::from(choice & 0x0f) % FORMATS.len()];
    let body = if choice & 0x80 != 0 { packed(encoding, body) } else { body.to_vec() };
    let rect = Rect::new(x.into(), y.into(), width.into(), height.into());
    let mut bytes = vec![0, 0, 0, 2];
    for _ in 0..2 {
        for field in [rect.x, rect.y, rect.width, rect.height] {
            bytes.extend(field.to_be_bytes());
        }
        bytes.extend(encoding.0.to_be_bytes());
        bytes.extend(&body);
    }
    let (mut viewer, mut picture) = begun(format);
    play(&mut viewer, &mut picture, &bytes, cut);
}

/// Packs what a fuzzer would hardly find packed: behind a length for Zlib and ZRLE, behind the
/// control bytes and a length for Tight.
fn packed(encoding: Encoding, body: &[u8]) -> Vec<u8> {
    let deflate = |data: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).and_then(|()| encoder.flush()).expect("a vector takes everything");
        encoder.get_ref().clone()
    };
    match encoding {
        Encoding::ZLIB | Encoding::ZRLE => {
            let data = deflate(body);
            [&(data.len() as u32).to_be_bytes()[..], &data].concat()
        }
        Encoding::TIGHT => {
            let ([head], rest) = split(body);
            let (head, rest) = rest.split_at(rest.len().min(usize::from(head)));
            let data = deflate(rest);
            let length = data.len();
            let length = [length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
            [head, &length, &data].concat()
        }
        _ => body.to_vec(),
    }
}

/// Everything after the handshake. The first bytes choose the pixel format and where to cut.
pub fn stream(data: &[u8]) {
    let ([choice, cut], bytes) = split(data);
    let (mut viewer, mut picture) = begun(FORMATS[usize::from(choice) % FORMATS.len()]);
    play(&mut viewer, &mut picture, bytes, cut);
}

/// Everything from the first byte on. The first byte chooses where to cut.
pub fn handshake(data: &[u8]) {
    let ([cut], bytes) = split(data);
    let mut viewer = Viewer::new(Config { password: Some("sesame".into()), ..Config::default() });
    play(&mut viewer, &mut Framebuffer::default(), bytes, cut);
}
