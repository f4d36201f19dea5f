//! What stands between the ends.

use std::time::Duration;

use farhand_rfb::message::ClientMessage;
use farhand_rfb::relay::repeater::{Introduction, introduction};
use farhand_rfb::relay::{Allowed, Hub, Output, Pass, Splice};
use farhand_rfb::{Encoding, Error, PixelFormat};

use crate::{pieces, split};

const ALL: Allowed = Allowed { view: true, control: true, clipboard: true, drives: true, only_sees: false };
const DEVICE: &[u8] = b"RFB 003.008\n\x01\x01\0\0\0\0";
const VIEWER: &[u8] = b"RFB 003.008\n\x01\x01";

fn allowed(bits: u8) -> Allowed {
    let bit = |n: u8| bits & (1 << n) != 0;
    Allowed { view: bit(0), control: bit(1), clipboard: bit(2), drives: bit(3), only_sees: bit(4) }
}

fn server_init() -> Vec<u8> {
    let mut bytes = vec![1, 44, 1, 44];
    PixelFormat::NATIVE.write(&mut bytes);
    bytes.extend([0; 4]);
    bytes
}

/// What a device of all abilities announces.
fn announcements() -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 3];
    let rects: [(&[u8; 8], Encoding, &[u8]); 3] = [
        (&[0; 8], Encoding::QEMU_EXTENDED_KEY, &[]),
        (&[0, 0, 0, 0, 1, 44, 1, 44], Encoding::EXTENDED_DESKTOP_SIZE, &[0; 4]),
        (&[0, 0, 0, 1, 0, 0, 0, 0], Encoding::FARHAND, &[]),
    ];
    for (rect, encoding, body) in rects {
        bytes.extend([&rect[..], &encoding.0.to_be_bytes(), body].concat());
    }
    bytes.extend([150, 3, 0, 0, 0, 0xff, 0xff, 0xff, 0xf8, 0x1f, 0, 0, 1, 0, 1, 0, 0]);
    bytes.extend([248, 0, 0, 0, 0x80, 0, 0, 0, 0]);
    bytes
}

/// What came out for one side: the output, and what passes of the bytes themselves.
fn collect(result: Result<Pass, Error>, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    out.extend_from_slice(result?.of(bytes));
    Ok(())
}

fn begun() -> Splice {
    let mut splice = Splice::new(ALL);
    let mut out = Output::default();
    let said = [&[DEVICE, &server_init(), &announcements()].concat(), VIEWER];
    let _ = splice.device(said[0], &mut out).expect("the device's words are right");
    let _ = splice.viewer(said[1], &mut out).expect("the viewer's words are right");
    assert!(splice.desktop().is_some());
    splice
}

/// Both sides' handshake: records of a side, a length, and bytes.
pub fn handshake(mut data: &[u8]) {
    let mut splice = Splice::new(ALL);
    while let [side, length, rest @ ..] = data {
        let (bytes, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        let mut out = Output::default();
        let result = match side % 2 {
            0 => splice.device(bytes, &mut out),
            _ => splice.viewer(bytes, &mut out),
        };
        if result.is_err() {
            break;
        }
        data = rest;
    }
    splice.release(&mut Output::default());
}

/// A viewer's messages while the grants change: nothing that is forbidden goes on, and what goes on
/// are whole messages. Records of grants, a length, and bytes.
pub fn up(mut data: &[u8]) {
    let mut splice = begun();
    while let [grants, length, rest @ ..] = data {
        let (bytes, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        let now = allowed(*grants);
        let mut out = Output::default();
        splice.allow(now, &mut out);
        splice.hold_requests(grants & 0x10 != 0, &mut out);
        out.to_device.clear();
        let result = splice.viewer(bytes, &mut out);
        let over = collect(result, bytes, &mut out.to_device).is_err();
        let mut sent = &out.to_device[..];
        while !sent.is_empty() {
            let (message, length) = ClientMessage::read(sent)
                .expect("what goes on can be read")
                .expect("only whole messages go on");
            assert!(is_permitted(&message, now), "{message:?} with {now:?}");
            sent = &sent[length..];
        }
        if over {
            break;
        }
        data = rest;
    }
}

fn is_permitted(message: &ClientMessage, allowed: Allowed) -> bool {
    use ClientMessage as M;
    match message {
        M::Key { .. } | M::QemuKey { .. } | M::Pointer { .. } | M::SetDesktopSize { .. } => allowed.input(),
        M::CutText(_) => allowed.gives_texts(),
        M::ExtendedCutText { flags, .. } => {
            allowed.asks_for_text() || (allowed.view && flags & (1 << 24) != 0)
        }
        M::UpdateRequest { .. } | M::SetEncodings(_) | M::Annotation(_) => allowed.view,
        M::ContinuousUpdates { enable, .. } => allowed.view || !enable,
        M::SetPixelFormat(_) | M::Fence { .. } => true,
    }
}

/// A device's messages: whole or cut, the same goes on. The first bytes choose the grants and where
/// to cut.
pub fn down(data: &[u8]) {
    let ([grants, cut], bytes) = split(data);
    let pass = |cut: u8| {
        let mut splice = begun();
        let mut out = Output::default();
        splice.allow(allowed(grants), &mut out);
        out = Output::default();
        let mut result = Ok(());
        for piece in pieces(bytes, cut) {
            let passed = splice.device(piece, &mut out);
            result = collect(passed, piece, &mut out.to_viewer);
            if result.is_err() {
                break;
            }
        }
        (result, out, splice.counts(), splice.desktop().cloned())
    };
    let (whole, pieces) = (pass(0), pass(cut));
    assert_eq!(whole.0, pieces.0);
    if whole.0.is_ok() {
        assert!(whole == pieces, "cut or whole, it is the same");
    }
}

/// An agent, its first viewer and a second one: records of who, a length, and bytes.
pub fn hub(mut data: &[u8]) {
    let mut hub = Hub::new();
    let mut out = Vec::new();
    let mut now = Duration::ZERO;
    hub.join(1, ALL, &mut out).expect("the first may always join");
    hub.viewer(1, VIEWER, now, &mut out).expect("the viewer's words are right");
    let hello = [DEVICE, &server_init()].concat();
    hub.agent(&hello, &mut out).expect("the device's words are right");
    while let [choice, length, rest @ ..] = data {
        let (bytes, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        now += Duration::from_millis(20);
        let id = u64::from(choice >> 3 & 1) + 1;
        let result = match choice & 7 {
            0..=2 => hub.agent(bytes, &mut out).and_then(|()| hub.follow(now, &mut out)),
            3 | 4 => {
                // A viewer that says nonsense has to leave.
                if hub.viewer(id, bytes, now, &mut out).is_err() {
                    hub.leave(id, &mut out);
                }
                Ok(())
            }
            5 => {
                hub.allow(id, allowed(choice >> 4), &mut out);
                hub.hold(id, length & 1 != 0, &mut out);
                Ok(())
            }
            6 => {
                hub.leave(id, &mut out);
                Ok(())
            }
            _ => {
                if id == 2 {
                    let _ = hub.join(id, ALL, &mut out);
                }
                Ok(())
            }
        };
        hub.update(2, now);
        let _ = (hub.take_output(1), hub.take_output(2), hub.wakes_at());
        out.clear();
        if result.is_err() {
            break;
        }
        data = rest;
    }
}

/// How an agent that dials out introduces itself: what is refused is refused for good.
pub fn repeater(data: &[u8]) {
    let whole = introduction(data);
    for length in 0..data.len() {
        match introduction(&data[..length]) {
            Ok(None) => {}
            early => assert_eq!(early, whole, "after {length} bytes"),
        }
    }
    if let Ok(Some(Introduction::Id(id))) = whole {
        assert!(data[3..].starts_with(id.as_bytes()));
    }
}

/// One message of a viewer: it is written as it was read.
pub fn client_message(data: &[u8]) {
    if let Ok(Some((message, length))) = ClientMessage::read(data) {
        assert!(length <= data.len());
        let mut written = Vec::new();
        message.write(&mut written);
        assert_eq!(ClientMessage::read(&written), Ok(Some((message, written.len()))));
    }
}
