//! What no viewer says ends the connection with an error, and never with a panic.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::time::Duration;

use farhand_rfb::message::{Annotation, ClientMessage, Layout, Screen};
use farhand_rfb::server::{Config, Server};
use farhand_rfb::{Encoding, Error, Framebuffer, PixelFormat, Rect, limits};
use proptest::prelude::*;

const HELLO: &[u8] = b"RFB 003.008\n\x01\x01";

fn server() -> Server {
    let name = "a device".into();
    let layout = Layout::default();
    Server::new(Config { name, width: 200, height: 150, layout, abilities: 0, frames_per_second: 60 })
        .unwrap()
}

fn check(bytes: &[u8], expected: Error) {
    let mut server = server();
    server.receive(HELLO, Duration::ZERO).unwrap();
    assert_eq!(server.receive(bytes, Duration::ZERO), Err(expected), "{bytes:?}");
}

#[test]
fn what_no_viewer_says_is_refused() {
    check(&[77], Error::Message(77));
    check(&[0, 0, 0, 0, 24, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0], Error::PixelFormat);
    check(&[2, 0, 0xff, 0xff], Error::Limit("the number of encodings"));
    check(&[6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], Error::Limit("the clipboard"));
    check(&[6, 0, 0, 0, 0x80, 0, 0, 0], Error::Limit("the clipboard"));
    check(&[248, 0, 0, 0, 0, 0, 0, 0, 65], Error::Limit("a fence"));
}

#[test]
fn another_protocol_is_refused() {
    for (bytes, error) in [
        (&b"GET / HTTP/1.1\r\n"[..], Error::NotRfb),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Error::NotRfb),
        (b"RFB 003.008\n\x02", Error::NoSecurity),
        (b"RFB 003.008\n\x00", Error::NoSecurity),
    ] {
        assert_eq!(server().receive(bytes, Duration::ZERO), Err(error));
    }
}

#[test]
fn impossible_sizes_are_refused() {
    for (width, height) in [(0, 1), (1, 0), (limits::SIDE + 1, 1), (u16::MAX, u16::MAX)] {
        let layout = Layout::default();
        let config =
            Config { name: String::new(), width, height, layout, abilities: 0, frames_per_second: 0 };
        assert!(Server::new(config).is_err(), "{width}x{height}");
        assert!(server().resize(width, height, Layout::default()).is_err(), "{width}x{height}");
    }
}

fn word() -> impl Strategy<Value = ClientMessage> {
    let rect = any::<(u16, u16, u16, u16)>().prop_map(|(x, y, width, height)| Rect::new(x, y, width, height));
    let format = (prop::sample::select(vec![8u8, 16, 32]), any::<(bool, bool)>(), 0..3u8).prop_map(
        |(bits, (big_endian, true_colour), shift)| PixelFormat {
            bits_per_pixel: bits,
            depth: bits,
            big_endian,
            true_colour,
            max: [3; 3],
            shift: [shift, shift + 2, shift + 4],
        },
    );
    let encodings = prop::collection::vec(
        prop::sample::select(vec![
            7, 16, 0, 1, 50, -24, -223, -308, -312, -313, -314, -239, -258, -261, -307, 9,
        ]),
        0..12,
    );
    prop_oneof![
        format.prop_map(ClientMessage::SetPixelFormat),
        encodings.prop_map(|all| ClientMessage::SetEncodings(all.into_iter().map(Encoding).collect())),
        (any::<bool>(), rect.clone())
            .prop_map(|(incremental, rect)| ClientMessage::UpdateRequest { incremental, rect }),
        (any::<bool>(), rect.clone())
            .prop_map(|(enable, rect)| ClientMessage::ContinuousUpdates { enable, rect }),
        (any::<u32>(), prop::collection::vec(any::<u8>(), 0..64))
            .prop_map(|(flags, payload)| ClientMessage::Fence { flags, payload }),
        (any::<u32>(), prop::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(flags, data)| ClientMessage::ExtendedCutText { flags, data }),
        (any::<(u16, u16)>(), prop::collection::vec(rect, 0..3)).prop_map(|((width, height), rects)| {
            let screens = rects.into_iter().map(|rect| Screen { id: 1, rect, flags: 0 }).collect();
            ClientMessage::SetDesktopSize { width, height, layout: Layout(screens) }
        }),
        any::<(u16, u16)>().prop_map(|(x, y)| ClientMessage::Annotation(Annotation::Laser { x, y })),
    ]
}

/// Says `bytes` in portions, and sends updates in between. Whether the server goes on.
fn talk(server: &mut Server, bytes: &[u8], portion: usize) -> bool {
    let mut picture = Framebuffer::new(200, 150).unwrap();
    for (at, part) in (0u32..).zip(bytes.chunks(portion)) {
        let now = Duration::from_millis(20) * at;
        if server.receive(part, now).is_err() {
            return false;
        }
        while server.poll_event().is_some() {}
        picture.pixels_mut()[at as usize % 30_000] ^= at;
        server.damage(Rect::new((at % 200) as u16, 0, 90, 150), now);
        server.update((&picture).into(), now);
        assert!(server.take_output().len() < 1 << 20);
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600), portion in 1..40usize) {
        talk(&mut server(), &bytes, portion);
        let mut server = server();
        server.receive(HELLO, Duration::ZERO).unwrap();
        talk(&mut server, &bytes, portion);
    }

    #[test]
    fn any_words_in_any_order_are_survived(words in prop::collection::vec(word(), 1..30), portion in 1..60usize) {
        let mut bytes = HELLO.to_vec();
        words.iter().for_each(|word| word.write(&mut bytes));
        talk(&mut server(), &bytes, portion);
    }
}
