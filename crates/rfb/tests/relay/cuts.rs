//! However the bytes are cut, the same comes out, and nothing that is forbidden.

use std::collections::BTreeSet;

use farhand_rfb::message::{ClientMessage, fence};
use farhand_rfb::relay::Allowed;
use proptest::prelude::*;

use crate::client_messages::{self, bytes, read};
use crate::joined::{ALL, Joined, LOOKING};
use crate::server_messages::{self, announcements, capabilities, server_fence};

fn allowed() -> impl Strategy<Value = Allowed> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(view, control, clipboard, drives)| Allowed { view, control, clipboard, drives, only_sees: false },
    )
}

fn announced(allowed: Allowed) -> Joined {
    let mut joined = Joined::begun(ALL);
    let said = [announcements(), capabilities(), server_fence(fence::REQUEST, b""), vec![150]].concat();
    joined.device(&said).unwrap();
    joined.allow(allowed);
    joined.taken();
    joined
}

/// Cuts bytes into pieces of these lengths, again and again.
fn pieces<'a>(mut bytes: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for length in lengths.iter().cycle() {
        let (piece, rest) = bytes.split_at((*length).min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
        if bytes.is_empty() {
            break;
        }
    }
    pieces
}

/// What is held down on the device.
#[derive(Default)]
struct Held {
    keysyms: BTreeSet<u32>,
    scancodes: BTreeSet<(u32, u32)>,
    buttons: u8,
}

impl Held {
    fn hear(&mut self, message: &ClientMessage) {
        match *message {
            ClientMessage::Key { down: true, keysym } => _ = self.keysyms.insert(keysym),
            ClientMessage::Key { down: false, keysym } => _ = self.keysyms.remove(&keysym),
            ClientMessage::QemuKey { down, keysym, scancode } => {
                let key = (scancode, if scancode == 0 { keysym } else { 0 });
                _ = if down { self.scancodes.insert(key) } else { self.scancodes.remove(&key) };
            }
            ClientMessage::Pointer { buttons, .. } => self.buttons = buttons,
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.keysyms.is_empty() && self.scancodes.is_empty() && self.buttons == 0
    }
}

fn is_permitted(message: &ClientMessage, allowed: Allowed) -> bool {
    use ClientMessage as M;
    match message {
        M::Key { .. } | M::QemuKey { .. } | M::Pointer { .. } | M::SetDesktopSize { .. } => allowed.input(),
        M::CutText(_) => allowed.gives_texts(),
        M::ExtendedCutText { flags, .. } => {
            let capabilities = flags & (1 << 24) != 0;
            if capabilities { allowed.view } else { allowed.asks_for_text() }
        }
        M::UpdateRequest { .. } | M::SetEncodings(_) | M::Annotation(_) => allowed.view,
        M::ContinuousUpdates { enable, .. } => allowed.view || !enable,
        M::SetPixelFormat(_) | M::Fence { .. } => true,
    }
}

proptest! {
    #[test]
    fn a_viewers_messages_pass_alike_however_they_are_cut(
        messages in prop::collection::vec(client_messages::message(), 0..40),
        lengths in prop::collection::vec(1_usize..60, 1..10),
        allowed in allowed(),
    ) {
        let said = bytes(&messages);
        let (mut whole, mut cut) = (announced(allowed), announced(allowed));
        whole.viewer(&said).unwrap();
        for piece in pieces(&said, &lengths) {
            cut.viewer(piece).unwrap();
        }
        prop_assert_eq!(read(&whole.to_device), read(&cut.to_device));
        prop_assert_eq!(whole.splice.counts(), cut.splice.counts());
    }

    #[test]
    fn nothing_forbidden_passes_and_everything_held_is_let_go(
        turns in prop::collection::vec(
            (prop::collection::vec(client_messages::message(), 0..6), 1_usize..40, allowed()), 1..20),
    ) {
        let mut joined = announced(ALL);
        let (mut held, mut now) = (Held::default(), ALL);
        let mut late = Vec::new();
        for (messages, keep, next) in turns {
            let said = [late, bytes(&messages)].concat();
            // The end of the last message only comes after the grants have changed.
            let (early, rest) = said.split_at(said.len().saturating_sub(keep));
            late = rest.to_vec();
            joined.viewer(early).unwrap();
            for message in read(&joined.taken().1) {
                prop_assert!(is_permitted(&message, now), "{:?} with {:?}", message, now);
                held.hear(&message);
            }
            joined.allow(next);
            now = next;
            for message in read(&joined.taken().1) {
                held.hear(&message);
            }
            prop_assert!(now.input() || held.is_empty());
        }
        joined.release();
        read(&joined.to_device).iter().for_each(|message| held.hear(message));
        prop_assert!(held.is_empty());
    }

    #[test]
    fn a_devices_messages_pass_alike_however_they_are_cut(
        messages in prop::collection::vec(server_messages::message(), 0..12),
        lengths in prop::collection::vec(1_usize..400, 1..10),
        driving in any::<bool>(),
    ) {
        let allowed = if driving { ALL } else { LOOKING };
        let said: Vec<u8> = messages.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
        let passing = messages.iter().filter(|(_, secret)| driving || !secret);
        let expected: Vec<u8> = passing.flat_map(|(bytes, _)| bytes.clone()).collect();
        let (mut whole, mut cut) = (Joined::begun(allowed), Joined::begun(allowed));
        whole.device(&said).unwrap();
        for piece in pieces(&said, &lengths) {
            cut.device(piece).unwrap();
        }
        prop_assert!(whole.to_viewer == expected, "whole");
        prop_assert!(cut.to_viewer == expected, "cut");
        prop_assert_eq!(whole.splice.counts(), cut.splice.counts());
    }

    #[test]
    fn no_bytes_break_it(
        device in prop::collection::vec(any::<u8>(), 0..600),
        viewer in prop::collection::vec(any::<u8>(), 0..600),
        begun in any::<bool>(),
    ) {
        let mut joined = if begun { Joined::begun(ALL) } else { Joined::new(ALL) };
        for (down, up) in device.chunks(17).zip(viewer.chunks(17)) {
            if joined.device(down).is_err() || joined.viewer(up).is_err() {
                break;
            }
        }
        joined.release();
        prop_assert!(joined.to_viewer.len() <= device.len() + 300);
    }
}
