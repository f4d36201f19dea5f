//! What a viewer says reaches the device only with a grant.

use farhand_rfb::message::{Annotation, ClientMessage, Layout, fence};
use farhand_rfb::relay::Allowed;
use farhand_rfb::{Encoding, Error, PixelFormat, Rect};

use crate::client_messages::{bytes, read};
use crate::joined::{ALL, Joined, LOOKING};
use crate::server_messages::{announcements, capabilities, cut_text, server_fence};

const DRIVING: Allowed =
    Allowed { view: true, control: true, clipboard: false, drives: true, only_sees: false };
const RECT: Rect = Rect::sized(9, 9);

/// One that has announced all that there is.
fn announced(allowed: Allowed) -> Joined {
    let mut joined = Joined::begun(ALL);
    joined.device(&announcements()).unwrap();
    joined.device(&capabilities()).unwrap();
    joined.device(&server_fence(fence::REQUEST, b"")).unwrap();
    joined.device(&[150]).unwrap();
    joined.allow(allowed);
    joined.taken();
    joined
}

fn passes(joined: &mut Joined, message: &ClientMessage) -> bool {
    let said = bytes(std::slice::from_ref(message));
    joined.viewer(&said).unwrap();
    let (_, to_device) = joined.taken();
    assert!(to_device.is_empty() || to_device == said, "{message:?} comes as it is or not at all");
    !to_device.is_empty()
}

fn key(down: bool, keysym: u32) -> ClientMessage {
    ClientMessage::Key { down, keysym }
}

fn table() -> Vec<(ClientMessage, &'static str)> {
    let [text, offer, request] = [0x1000_0001, 0x0800_0001, 0x0200_0001]
        .map(|flags| ClientMessage::ExtendedCutText { flags, data: vec![] });
    let capabilities = ClientMessage::ExtendedCutText { flags: 0x1f00_0001, data: vec![0; 4] };
    vec![
        (key(true, 97), "input"),
        (ClientMessage::Pointer { buttons: 1, x: 2, y: 3 }, "input"),
        (ClientMessage::QemuKey { down: true, keysym: 97, scancode: 30 }, "input"),
        (ClientMessage::SetDesktopSize { width: 8, height: 8, layout: Layout::default() }, "input"),
        (ClientMessage::CutText(b"secret".to_vec()), "give"),
        (text, "give"),
        (offer, "give"),
        (request, "ask"),
        (capabilities, "view"),
        (ClientMessage::Annotation(Annotation::Laser { x: 1, y: 1 }), "draw"),
        (ClientMessage::UpdateRequest { incremental: true, rect: RECT }, "view"),
        (ClientMessage::ContinuousUpdates { enable: true, rect: RECT }, "view"),
        (ClientMessage::SetEncodings(vec![Encoding::TIGHT, Encoding::CURSOR]), "view"),
        (ClientMessage::Fence { flags: 0, payload: vec![1] }, "always"),
        (ClientMessage::SetPixelFormat(PixelFormat::NATIVE), "always"),
    ]
}

#[test]
fn every_message_needs_its_grant() {
    for bits in 0..32 {
        let bit = |n: u8| bits & (1 << n) != 0;
        let allowed =
            Allowed { view: bit(0), control: bit(1), clipboard: bit(2), drives: bit(3), only_sees: bit(4) };
        for (message, needs) in table() {
            let expected = match needs {
                "input" => bit(0) && bit(1) && bit(3),
                "ask" => bit(0) && (bit(2) || (bit(1) && bit(3))),
                "give" => bit(0) && bit(3) && (bit(2) || bit(1)),
                "view" => bit(0),
                "draw" => bit(0) && !bit(4),
                _ => true,
            };
            assert_eq!(passes(&mut announced(allowed), &message), expected, "{allowed:?}: {message:?}");
        }
    }
}

#[test]
fn what_the_device_has_not_announced_is_dropped() {
    let extended: Vec<_> = table()
        .into_iter()
        .map(|(message, _)| message)
        .filter(|message| {
            use ClientMessage as M;
            matches!(
                message,
                M::QemuKey { .. }
                    | M::SetDesktopSize { .. }
                    | M::ExtendedCutText { .. }
                    | M::Annotation(_)
                    | M::ContinuousUpdates { .. }
                    | M::Fence { .. }
            )
        })
        .collect();
    assert_eq!(extended.len(), 9);
    for message in extended {
        assert!(!passes(&mut Joined::begun(ALL), &message), "{message:?}");
    }
}

#[test]
fn encodings_that_cannot_be_followed_are_taken_out() {
    let mut joined = Joined::begun(ALL);
    // 21 is JPEG without a length, -259 QEMU's audio, -316 changes the pointer's message.
    let asked = [7, 21, -259, -316, -23, -239, 5, -309].map(Encoding).to_vec();
    joined.viewer(&bytes(&[ClientMessage::SetEncodings(asked)])).unwrap();
    let kept = [7, -23, -239, 5].map(Encoding).to_vec();
    assert_eq!(read(&joined.to_device), [ClientMessage::SetEncodings(kept)]);
}

#[test]
fn the_size_is_asked_for_as_rfbproto_says() {
    let mut joined = announced(DRIVING);
    let golden = [251, 0, 2, 128, 1, 224, 1, 0, 0, 0, 0, 7, 0, 0, 0, 0, 2, 128, 1, 224, 0, 0, 0, 0];
    joined.viewer(&golden).unwrap();
    assert_eq!(joined.to_device, golden);
}

#[test]
fn the_grant_counts_when_the_last_byte_arrives() {
    let press = bytes(&[key(true, 97)]);
    let mut joined = announced(DRIVING);
    joined.viewer(&press[..7]).unwrap();
    joined.allow(LOOKING);
    joined.viewer(&press[7..]).unwrap();
    assert_eq!(joined.to_device, b"", "it was withdrawn in mid-message");
    joined.viewer(&press[..7]).unwrap();
    joined.allow(DRIVING);
    joined.viewer(&press[7..]).unwrap();
    assert_eq!(joined.to_device, press, "it was granted in mid-message");
}

#[test]
fn a_clipboard_text_stops_in_the_middle_when_the_grant_ends() {
    let text = bytes(&[ClientMessage::CutText(vec![b'x'; 3_000_000])]);
    let after = bytes(&[ClientMessage::Fence { flags: 0, payload: vec![] }]);
    let mut joined = announced(DRIVING);
    joined.viewer(&text[..2_000_000]).unwrap();
    joined.allow(LOOKING);
    joined.viewer(&[&text[2_000_000..], &after].concat()).unwrap();
    assert_eq!(joined.taken().1, after);
    // And the other way round: what was forbidden at its head is not taken up again.
    joined.viewer(&text[..2_000_000]).unwrap();
    joined.allow(DRIVING);
    joined.viewer(&[&text[2_000_000..], &after].concat()).unwrap();
    assert_eq!(joined.taken().1, after);
    assert_eq!(joined.splice.counts().refused, 2);
}

#[test]
fn the_customers_clipboard_is_withheld_in_any_pieces() {
    let said = [cut_text(b"password"), vec![2], capabilities(), cut_text(&[b'x'; 5000]), vec![2]].concat();
    let after = [vec![2], capabilities(), vec![2]].concat();
    for piece in [1, 3, 9, 1000, 10_000] {
        let mut joined = Joined::begun(LOOKING);
        said.chunks(piece).for_each(|bytes| joined.device(bytes).unwrap());
        assert_eq!(joined.taken().0, after, "in pieces of {piece}");
        assert_eq!(joined.splice.counts().withheld, 2);
        joined.allow(ALL);
        said.chunks(piece).for_each(|bytes| joined.device(bytes).unwrap());
        assert_eq!(joined.taken().0, said, "in pieces of {piece}");
    }
}

#[test]
fn the_customers_clipboard_stops_in_the_middle_when_the_grant_ends() {
    let mut joined = Joined::begun(ALL);
    let text = cut_text(&[b'x'; 5000]);
    joined.device(&text[..3000]).unwrap();
    joined.allow(LOOKING);
    joined.device(&[&text[3000..], &[2]].concat()).unwrap();
    assert_eq!(joined.to_viewer, [2]);
}

/// An extended clipboard message of the device.
fn from_device(flags: u32, data: &[u8]) -> Vec<u8> {
    let length = -(data.len() as i32 + 4);
    [&[3, 0, 0, 0][..], &length.to_be_bytes(), &flags.to_be_bytes(), data].concat()
}

#[test]
fn one_text_comes_for_each_time_the_driver_asks() {
    let ask = bytes(&[ClientMessage::ExtendedCutText { flags: 0x0200_0001, data: vec![] }]);
    let text = from_device(0x1000_0001, &[b'x'; 5000]);
    let unasked = [cut_text(b"plain"), from_device(0x0800_0001, b""), text.clone()].concat();
    for piece in [1, 9, 1000, 100_000] {
        let mut joined = announced(DRIVING);
        let said = |joined: &mut Joined, said: &[u8]| {
            said.chunks(piece).for_each(|bytes| joined.device(bytes).unwrap());
            joined.taken().0
        };
        assert_eq!(said(&mut joined, &unasked), b"", "in pieces of {piece}");
        joined.viewer(&ask).unwrap();
        assert_eq!(joined.taken().1, ask);
        assert_eq!(said(&mut joined, &cut_text(b"plain")), b"");
        assert_eq!(said(&mut joined, &[&text[..], &text].concat()), text, "in pieces of {piece}");
        joined.viewer(&ask).unwrap();
        joined.allow(LOOKING);
        joined.allow(DRIVING);
        joined.taken();
        assert_eq!(said(&mut joined, &text), b"", "what was asked for before the withdrawal");
        let request = from_device(0x0200_0001, b"");
        assert_eq!(said(&mut joined, &request), request, "the device asks for the driver's text");
    }
}

#[test]
fn everything_held_is_let_go_when_control_ends() {
    let withdrawals: [fn(&mut Joined); 4] = [
        |joined| joined.allow(LOOKING),
        |joined| joined.allow(Allowed { drives: false, ..DRIVING }),
        |joined| joined.allow(Allowed::default()),
        Joined::release,
    ];
    for withdraw in withdrawals {
        let mut joined = announced(DRIVING);
        joined
            .viewer(&bytes(&[
                key(true, 0xffe3),
                key(true, 99),
                key(true, 99),
                key(true, 100),
                key(false, 100),
                ClientMessage::QemuKey { down: true, keysym: 97, scancode: 30 },
                ClientMessage::Pointer { buttons: 1, x: 10, y: 20 },
                ClientMessage::Pointer { buttons: 1, x: 11, y: 21 },
            ]))
            .unwrap();
        joined.taken();
        withdraw(&mut joined);
        let expected = [
            ClientMessage::QemuKey { down: false, keysym: 97, scancode: 30 },
            key(false, 99),
            key(false, 0xffe3),
            ClientMessage::Pointer { buttons: 0, x: 11, y: 21 },
        ];
        assert_eq!(read(&joined.taken().1), expected);
        joined.release();
        assert_eq!(joined.to_device, b"", "only once");
    }
}

#[test]
fn more_keys_than_hands_have_do_not_pass() {
    let mut joined = announced(DRIVING);
    let presses: Vec<_> = (0..1000).map(|keysym| key(true, keysym)).collect();
    joined.viewer(&bytes(&presses)).unwrap();
    let down = read(&joined.taken().1).len();
    joined.release();
    assert_eq!((down, read(&joined.to_device).len()), (128, 128));
}

#[test]
fn what_was_drawn_is_taken_away() {
    let mut joined = announced(LOOKING);
    joined.viewer(&bytes(&[ClientMessage::Annotation(Annotation::Laser { x: 1, y: 1 })])).unwrap();
    joined.taken();
    joined.allow(Allowed::default());
    let expected = [Annotation::LaserOff, Annotation::Clear].map(ClientMessage::Annotation);
    assert_eq!(read(&joined.to_device), expected);
}

#[test]
fn what_nobody_says_ends_the_stream() {
    let cases = [
        (&[77][..], Error::Message(77)),
        (&[255, 1], Error::Data("a QEMU message")),
        (&[6, 0, 0, 0, 0x7f, 0, 0, 0], Error::Limit("the clipboard")),
        (&[6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfe], Error::Data("the clipboard")),
        (&[2, 0, 0xff, 0xff], Error::Limit("the number of encodings")),
        (&[248, 0, 0, 0, 0, 0, 0, 0, 65], Error::Limit("a fence")),
        (&[180, 9], Error::Data("an annotation")),
    ];
    for (said, error) in cases {
        for piece in [1, 100] {
            let mut joined = announced(ALL);
            let result = said.chunks(piece).try_for_each(|bytes| joined.viewer(bytes));
            assert_eq!(result, Err(error.clone()), "{said:?}");
        }
    }
}
