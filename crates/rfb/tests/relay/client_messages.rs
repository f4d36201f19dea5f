//! What viewers say, made up.

use farhand_rfb::message::{Annotation, ClientMessage, Layout, Screen, fence};
use farhand_rfb::{Encoding, PixelFormat, Rect};
use proptest::prelude::*;

fn rect() -> impl Strategy<Value = Rect> {
    any::<(u16, u16, u16, u16)>().prop_map(|(x, y, width, height)| Rect { x, y, width, height })
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let points = prop::collection::vec(any::<(u16, u16)>(), 0..9);
    prop_oneof![
        any::<(u16, u16)>().prop_map(|(x, y)| Annotation::Laser { x, y }),
        Just(Annotation::LaserOff),
        (any::<u32>(), points).prop_map(|(id, points)| Annotation::Stroke {
            id,
            width: 3,
            colour: [1, 2, 3],
            points
        }),
        any::<u32>().prop_map(|id| Annotation::Undo { id }),
        Just(Annotation::Clear),
    ]
}

fn input() -> impl Strategy<Value = ClientMessage> {
    prop_oneof![
        (any::<bool>(), 0_u32..9).prop_map(|(down, keysym)| ClientMessage::Key { down, keysym }),
        (any::<bool>(), 0_u32..4, 0_u32..4).prop_map(|(down, keysym, scancode)| ClientMessage::QemuKey {
            down,
            keysym,
            scancode
        }),
        any::<(u8, u16, u16)>().prop_map(|(buttons, x, y)| ClientMessage::Pointer { buttons, x, y }),
    ]
}

/// Anything that a viewer may say, in a pixel format that servers agree on.
pub fn message() -> impl Strategy<Value = ClientMessage> {
    let other = PixelFormat {
        bits_per_pixel: 16,
        depth: 16,
        max: [31, 63, 31],
        shift: [11, 5, 0],
        ..PixelFormat::NATIVE
    };
    let encodings = prop::collection::vec(-330_i32..60, 0..9);
    let bytes = || prop::collection::vec(any::<u8>(), 0..300);
    let flags = prop::sample::select(vec![0, 1, fence::REQUEST, fence::REQUEST | fence::SYNC_NEXT]);
    let screens = prop::collection::vec(rect(), 0..3);
    prop_oneof![
        4 => input(),
        1 => prop::sample::select(vec![PixelFormat::NATIVE, other]).prop_map(ClientMessage::SetPixelFormat),
        1 => encodings.prop_map(|list| ClientMessage::SetEncodings(list.into_iter().map(Encoding).collect())),
        2 => (any::<bool>(), rect()).prop_map(|(incremental, rect)| ClientMessage::UpdateRequest { incremental, rect }),
        1 => bytes().prop_map(ClientMessage::CutText),
        1 => (any::<u32>(), bytes()).prop_map(|(flags, data)| ClientMessage::ExtendedCutText { flags, data }),
        1 => (any::<bool>(), rect()).prop_map(|(enable, rect)| ClientMessage::ContinuousUpdates { enable, rect }),
        1 => (flags, prop::collection::vec(any::<u8>(), 0..64))
            .prop_map(|(flags, payload)| ClientMessage::Fence { flags, payload }),
        1 => (any::<(u16, u16)>(), screens).prop_map(|((width, height), rects)| {
            let screen = |rect| Screen { id: 1, rect, flags: 0 };
            ClientMessage::SetDesktopSize { width, height, layout: Layout(rects.into_iter().map(screen).collect()) }
        }),
        1 => annotation().prop_map(ClientMessage::Annotation),
    ]
}

/// The bytes of messages.
pub fn bytes(messages: &[ClientMessage]) -> Vec<u8> {
    let mut bytes = Vec::new();
    messages.iter().for_each(|message| message.write(&mut bytes));
    bytes
}

/// The messages in bytes, which must all be whole.
pub fn read(mut bytes: &[u8]) -> Vec<ClientMessage> {
    let mut messages = Vec::new();
    while !bytes.is_empty() {
        let (message, length) = ClientMessage::read(bytes).unwrap().expect("only whole messages go on");
        messages.push(message);
        bytes = &bytes[length..];
    }
    messages
}
